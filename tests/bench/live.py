#!/usr/bin/env python3
"""Measures an open screen while another process writes: tests/bench/live.py STAZH [COMMITS [SECONDS]]

Each screen (list, card, Сроки, journal, diagnosis grid) stands open on a pseudo-terminal of 80x24; a command of another process
writes, and the time is taken from the command's start until the screen has been sent, beside what the command itself takes. Then
strace of a screen that nobody touches, and of a form with its draft saved, for SECONDS (10). Prints the table of
docs/benchmarks.md."""
import fcntl, os, pty, select, shutil, signal, struct, subprocess, sys, tempfile, termios, threading, time

stazh = os.path.realpath(sys.argv[1])
commits = int(sys.argv[2]) if len(sys.argv) > 2 else 100
seconds = float(sys.argv[3]) if len(sys.argv) > 3 else 10
both = [], []  # ms to the screen and of the command itself, of all commits
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


def line(name, screen, command):
    print("| %s | %.1f ms | %.1f ms | %.1f ms | %.2f |" % (
        name, percentile(screen, 50), percentile(screen, 99), percentile(command, 50),
        percentile([a / b for a, b in zip(screen, command)], 50)), flush=True)


def measure(name, keys, change, before=""):
    screens, commands = [], []
    pid, fd = screen(*keys)
    for i in range(commits):
        os.write(fd, before.encode())
        drain(fd, 0.05)
        begin = time.perf_counter()
        process = subprocess.Popen([stazh, *change(i)], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        ended = []
        waiter = threading.Thread(target=lambda: (process.wait(), ended.append(time.perf_counter())))
        waiter.start()
        seen = None
        if select.select([fd], [], [], 5)[0]:
            seen = drain(fd, 0.02)
        waiter.join()
        if seen is None:
            sys.exit("%s: commit %d never came to the screen" % (name, i))
        if process.returncode:
            sys.exit("%s: commit %d ended with %d" % (name, i, process.returncode))
        screens.append((seen - begin) * 1000)
        commands.append((ended[0] - begin) * 1000)
    end(pid, fd)
    line(name, screens, commands)
    both[0].extend(screens)
    both[1].extend(commands)


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
    print("| system calls in %g s: %s | %d | – | – | – |" % (seconds, name, len(made)), flush=True)
    for call in made[:10]:
        print(call.rstrip(), file=sys.stderr)


try:
    run("init")
    run("demo", "--seed-order")
    run("add", "group", "site=1", "name=Группа", "school_year=2021-2022")
    for i in range(12):
        run("add", "person", "surname=Стажёров%s" % "абвгдежзиклм"[i], "name=Иван", "org=2")
        run("add", "trainee", "group=1", "person=%d" % (5 + i))
    print("| screen | median | p99 | the command itself, median | ratio of each pair, median |\n|---|---|---|---|---|")
    measure("Сроки", [], lambda i: ["add", "reminder", "what=дело %d" % i, "due=2022-06-0%d" % (2 + i % 3)])
    measure("list", ["7", "\r"], lambda i: ["set", "org", "2", "settlement=село %d" % i])
    measure("card", ["7", "\r", "\x1bOB", "\r"], lambda i: ["set", "org", "2", "address=дом %d" % i])
    # the cursor stays on its entry: at the top again, so that the new one is in sight
    measure("journal", ["8"], lambda i: ["set", "org", "2", "note=%d" % i], "\x1bOH")
    run("add", "assessment", "trainee=1", "direction=сетевое", "assessment_kind=входная", "date=2022-05-01", "score=1", "out_of=100")
    measure("grid", ["3", "\r", "\x1bOQ", "диагн", "\r"], lambda i: ["set", "assessment", "1", "score=%d" % (i % 90 + 2)])
    line("all %d commits (goal: p99 300 ms)" % len(both[0]), *both)
    calls("Сроки")
    calls("a card", "7", "\r", "\x1bOB", "\r")
    calls("a form, its draft kept", "7", "\r", "\x1bOB", "\x1bOS", "я")
finally:
    shutil.rmtree(folder)
