#!/usr/bin/env python3
"""Measures an open screen while another process writes: tests/bench/live.py STAZH [COMMITS [SECONDS]]

Each screen (list, card, Сроки, journal, diagnosis grid) stands open on a pseudo-terminal of 80x24; a command of another process
writes, and the time is taken until the screen has been sent, from the command's start and from its end (when it has said that
the change is stored). Then strace of a screen that nobody touches, and of a form with its draft saved, for SECONDS (10)."""
import fcntl, os, pty, select, shutil, signal, struct, subprocess, sys, tempfile, termios, time

stazh = os.path.realpath(sys.argv[1])
commits = int(sys.argv[2]) if len(sys.argv) > 2 else 100
seconds = float(sys.argv[3]) if len(sys.argv) > 3 else 10
folder = tempfile.mkdtemp()
env = {"PATH": os.environ["PATH"], "HOME": folder, "STAZH_CONFIG": folder + "/stazh.ini", "STAZH_TODAY": "2022-06-01",
       "LC_ALL": "C.UTF-8", "TERM": "xterm-256color"}
with open(folder + "/stazh.ini", "w") as f:
    f.write("[store]\npath = %s/db\n" % folder)


def run(*args):
    return subprocess.run([stazh, *args], env=env, capture_output=True, text=True, check=True).stdout


def drain(fd, quiet):
    """All until `quiet` seconds without a byte; the time of the last one, None: nothing came."""
    last = None
    while select.select([fd], [], [], quiet)[0]:
        if not os.read(fd, 65536):
            break
        last = time.perf_counter()
    return last


def screen(*keys):
    pid, fd = pty.fork()
    if pid == 0:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        os.execve(stazh, [stazh], env)
    drain(fd, 0.7)
    for k in keys:
        os.write(fd, k.encode())
        drain(fd, 0.25)
    return pid, fd


def end(pid, fd):
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    os.close(fd)


def percentile(values, p):
    return sorted(values)[min(len(values) - 1, int(len(values) * p / 100))]


def measure(name, keys, change, before=""):
    started, stored = [], []
    pid, fd = screen(*keys)
    for i in range(commits):
        os.write(fd, before.encode())
        drain(fd, 0.05)
        begin = time.perf_counter()
        process = subprocess.Popen([stazh, *change(i)], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        seen = None
        if select.select([fd], [], [], 5)[0]:
            seen = drain(fd, 0.02)
        process.wait()
        done = time.perf_counter()
        if seen is None:
            sys.exit("%s: commit %d never came to the screen" % (name, i))
        started.append((seen - begin) * 1000)
        # the command may still be ending when the screen is there
        stored.append(max(0.0, (seen - done) * 1000))
    end(pid, fd)
    print("%-22s from the command's start: median %5.1f ms, p99 %5.1f, max %5.1f; after its end: p99 %5.1f"
          % (name, percentile(started, 50), percentile(started, 99), max(started), percentile(stored, 99)))
    return started


def calls(name, *keys):
    """System calls of a screen that is left alone."""
    pid, fd = screen(*keys)
    drain(fd, 3)
    log = folder + "/strace"
    tracer = subprocess.Popen(["strace", "-f", "-o", log, "-p", str(pid)], stderr=subprocess.DEVNULL)
    time.sleep(1 + seconds)
    tracer.send_signal(signal.SIGINT)
    tracer.wait()
    end(pid, fd)
    with open(log) as f:
        # the call that it sleeps in, as it was when strace came and went, is none of these
        made = [l for l in f if not ("resuming interrupted" in l or l.rstrip().endswith("<detached ...>") or "+++" in l or "---" in l)]
    print("%-22s %d system calls in %g s" % (name, len(made), seconds))
    for line in made[:10]:
        print("    " + line.rstrip())


try:
    run("init")
    run("demo", "--seed-order")
    run("add", "group", "site=1", "name=Группа", "school_year=2021-2022")
    for i in range(12):
        run("add", "person", "surname=Стажёров%s" % "абвгдежзиклм"[i], "name=Иван", "org=2")
        run("add", "trainee", "group=1", "person=%d" % (5 + i))
    all_ = []
    all_ += measure("Сроки", [], lambda i: ["add", "reminder", "what=дело %d" % i, "due=2022-06-0%d" % (2 + i % 3)])
    all_ += measure("list", ["7", "\r"], lambda i: ["set", "org", "2", "settlement=село %d" % i])
    all_ += measure("card", ["7", "\r", "\x1bOB", "\r"], lambda i: ["set", "org", "2", "address=дом %d" % i])
    # the cursor stays on its entry: at the top again, so that the new one is in sight
    all_ += measure("journal", ["8"], lambda i: ["set", "org", "2", "note=%d" % i], "\x1bOH")
    run("add", "assessment", "trainee=1", "direction=сетевое", "assessment_kind=входная", "date=2022-05-01", "score=1", "out_of=100")
    all_ += measure("grid", ["3", "\r", "\x1bOQ", "\x1bOF", "\r"], lambda i: ["set", "assessment", "1", "score=%d" % (i % 90 + 2)])
    print("%-22s median %.1f ms, p99 %.1f, max %.1f of %d (goal: p99 300)"
          % ("all screens", percentile(all_, 50), percentile(all_, 99), max(all_), len(all_)))
    calls("idle Сроки")
    calls("idle card", "7", "\r", "\x1bOB", "\r")
    calls("idle form, its draft kept", "7", "\r", "\x1bOB", "\x1bOS", "я")
finally:
    shutil.rmtree(folder)
