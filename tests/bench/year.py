#!/usr/bin/env python3
"""The figures of a school year in a district of 5,000 organisations: tests/bench/year.py STAZH [ORGANISATIONS]. Prints a table of
processor seconds, the median of five, and peaks."""
import os, statistics, subprocess, sys, tempfile

stazh, scale = os.path.abspath(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "5000"
with tempfile.TemporaryDirectory() as folder:
    with open(folder + "/stazh.ini", "w") as f:
        f.write("[store]\npath = %s/db\n" % folder)
    env = dict(os.environ, HOME=folder, STAZH_CONFIG=folder + "/stazh.ini", STAZH_TODAY="2026-11-24", LC_ALL="C.UTF-8")

    def run(*arguments):
        p = subprocess.Popen([stazh, *arguments], env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        said = p.stderr.read()
        _, status, used = os.wait4(p.pid, 0)
        if status:
            sys.exit("stazh %s: %s" % (" ".join(arguments), said))
        return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024

    run("init")
    run("demo", "--scale", scale)
    print("| what | processor | peak |\n|---|---|---|")
    for arguments in (["export", "report", "2025-2026", folder + "/year.csv"], ["export", "report", "2025-2026", folder + "/year.xlsx"],
                      ["print", "summary", "2025-2026", "-o", folder + "/year.odt"], ["print", "report", "1"]):
        runs = [run(*arguments) for _ in range(5)]
        shown = " ".join(a.replace(folder + "/", "") for a in arguments)
        print("| `%s` | %.2f s | %.0f MB |" % (shown, statistics.median(r[0] for r in runs), max(r[1] for r in runs)))
