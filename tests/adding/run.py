#!/usr/bin/env python3
"""Is «how to add» of docs/architecture.md true? tests/adding/run.py BUILD/stazh [NAME…]

Each file NAME.add adds something to a copy of the tree, the way that page tells: a field, a kind, a command, a screen, a
document. All of them are put into one copy, which is built; then each one's commands have to see it working. An addition
has parts, each with a head:

    == places N                     how many files it may touch, new ones too; more is a failure
    == new PATH                     a new file: what follows
    == before PATH ¦ REGEX          puts what follows before the one line that matches
    == after PATH ¦ REGEX           behind it
    == run COMMAND                  in the copy, before it is built (make templates)
    == try                          a shell script, with STAZH, a base of its own and `set -e`; its output is shown when it fails

Every head's line is one line; nothing is replaced, so what is there keeps working: the copy's unit tests of the tables run too.
"""
import glob
import os
import re
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
import suite

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
COPIED = ["Makefile", "README.md", "src", "include", "config", "docs", "tests"]
MAKE = ["make", "-s", "-j2", "B=build", "OPT=-O0", "WARN=-w", "CC=" + os.environ.get("CC", "cc")]


def parts_of(path):
    """[(words of the head, text)]"""
    parts = []
    for line in open(path, encoding="utf-8"):
        if line.startswith("== "):
            parts.append((line[3:].strip(), []))
        elif parts:
            parts[-1][1].append(line)
        elif not line.startswith("#") and line.strip():
            raise ValueError(f"{path}: text before the first head")
    return [(head, "".join(text)) for head, text in parts]


def put_in(root, head, text):
    """The file that was touched; ValueError when it does not fit."""
    how, rest = head.split(" ", 1)
    path, _, pattern = (p.strip() for p in rest.partition(" ¦ "))
    full = os.path.join(root, path)
    if how == "new":
        if os.path.exists(full):
            raise ValueError(f"{path} is there already")
        with open(full, "w", encoding="utf-8") as f:
            f.write(text)
        return path
    lines = open(full, encoding="utf-8").read().splitlines(keepends=True)
    found = [n for n, line in enumerate(lines) if re.search(pattern, line)]
    if len(found) != 1:
        raise ValueError(f"{path}: {len(found)} lines match «{pattern}», not one")
    lines.insert(found[0] + (how == "after"), text)
    with open(full, "w", encoding="utf-8") as f:
        f.write("".join(lines))
    return path


def add(root, name):
    """(places allowed, files touched, script)"""
    allowed, touched, script = None, set(), None
    for head, text in parts_of(os.path.join(HERE, name + ".add")):
        how, _, rest = head.partition(" ")
        if how == "places":
            allowed = int(rest)
        elif how == "try":
            script = text
        elif how == "run":
            subprocess.run(rest, shell=True, cwd=root, check=True, stdout=subprocess.DEVNULL)
        else:
            touched.add(put_in(root, head, text))
    if allowed is None or script is None:
        raise ValueError(f"{name}.add: «places» or «try» is missing")
    return allowed, touched, script


def environment(work, root):
    env = {k: v for k, v in os.environ.items() if not k.startswith(("STAZH_", "SSH_", "MAKE", "MFLAGS"))}
    env.update(LC_ALL="C.UTF-8", TZ="UTC", HOME=work, STAZH=os.path.join(root, "build/stazh"), STAZH_TODAY="2026-10-01",
               STAZH_CONFIG=os.path.join(work, "stazh.ini"))
    return env


def run(command, root, env, **more):
    return subprocess.run(command, cwd=root, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **more)


def main():
    names = sys.argv[2:] or sorted(os.path.basename(f)[:-4] for f in glob.glob(os.path.join(HERE, "*.add")))
    root = os.path.join(suite.folder, "tree")
    os.mkdir(root)
    for one in COPIED:
        src = os.path.join(ROOT, one)
        (shutil.copytree if os.path.isdir(src) else shutil.copy2)(src, os.path.join(root, one))
    added = []
    for name in names:
        try:
            allowed, touched, script = add(root, name)
        except (ValueError, OSError, subprocess.CalledProcessError) as e:
            suite.verdict(f"{name} is added", False, e)
            continue
        suite.verdict(f"{name}: {len(touched)} of {allowed} places", len(touched) <= allowed, " ".join(sorted(touched)))
        added.append((name, script))
    built = run(MAKE + ["all", "build/test_tables"], root, environment(root, root))
    suite.verdict("the copy is built", not built.returncode, built.stdout[-1500:])
    if not built.returncode:
        for name, script in added:
            work = os.path.join(suite.folder, name)
            os.mkdir(work)
            with open(os.path.join(work, "stazh.ini"), "w", encoding="utf-8") as f:
                f.write(f"[store]\npath = {work}/db\n")
            p = run(["bash", "-euo", "pipefail", "-c", script], work, environment(work, root))
            suite.verdict(f"{name} works", not p.returncode, "\n" + p.stdout)
        p = run(["build/test_tables"], root, environment(root, root))
        suite.verdict("the tables agree with what was added", not p.returncode, "\n" + p.stdout)
    suite.finish("adding")


main()
