#!/usr/bin/env python3
"""Measures a full-screen program on a pseudo-terminal of 80x24.

  terminal.py start RUNS -- CMD… -- FLOOR…   by turns, to the last byte of the first screen: median ms from exec, median ms of
                                          processor, bytes, Pss in KiB; the same of the floor; the medians of the ratios of
                                          each pair, of both times
  terminal.py instructions -- CMD…        what it takes to the first screen and a SIGTERM, by callgrind
  terminal.py keys KEYS COUNT [BEFORE] -- CMD…   mean and greatest number of bytes sent after one press; BEFORE is typed first
  terminal.py idle SECONDS -- CMD…        context switches and CPU ticks of an idle screen

KEYS and BEFORE are as the terminal sends them, with \\e for Esc. Prints numbers parted by blanks."""
import fcntl, os, pty, re, select, signal, statistics, struct, sys, tempfile, termios, time


def spawn(cmd):
    began = time.perf_counter()
    pid, fd = pty.fork()
    if pid == 0:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        os.environ.update(TERM="xterm-256color", LC_ALL="C.UTF-8")
        os.execvp(cmd[0], cmd)
    return pid, fd, began


def drain(fd, quiet, first=5.0):
    """All that comes until `quiet` seconds after the last byte; the time of that byte."""
    data, last, wait = b"", time.perf_counter(), first
    while select.select([fd], [], [], wait)[0]:
        try:
            part = os.read(fd, 65536)
        except OSError:
            break
        if not part:
            break
        data, last, wait = data + part, time.perf_counter(), quiet
    return data, last


def end(pid, fd):
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    os.close(fd)


def pss(pid):
    with open("/proc/%d/smaps_rollup" % pid) as f:
        return next(int(line.split()[1]) for line in f if line.startswith("Pss:"))


def processor(pid):
    with open("/proc/%d/schedstat" % pid) as f:
        return int(f.read().split()[0]) / 1e6


def start(runs, cmd, floor):
    seen = {0: [], 1: []}
    for _ in range(runs):
        for which, program in enumerate((cmd, floor)):
            pid, fd, began = spawn(program)
            data, last = drain(fd, 0.1)
            seen[which].append(((last - began) * 1000, processor(pid), len(data), pss(pid)))
            end(pid, fd)
    for which in seen:
        times = [statistics.median(run[i] for run in seen[which]) for i in (0, 1)]
        print("%.2f %.2f %d %d" % (*times, *seen[which][-1][2:]), end=" ")
    print("%.2f %.2f" % tuple(statistics.median(a[i] / b[i] for a, b in zip(seen[0], seen[1])) for i in (0, 1)))


def instructions(cmd):
    with tempfile.NamedTemporaryFile("r") as log:
        pid, fd, _ = spawn(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", "--log-file=" + log.name, *cmd])
        drain(fd, 1.0, 30.0)
        os.kill(pid, signal.SIGTERM)
        drain(fd, 1.0)
        os.waitpid(pid, 0)
        os.close(fd)
        print(re.search(r"Collected : (\d+)", log.read()).group(1))


def keys(key, count, before, cmd):
    pid, fd, _ = spawn(cmd)
    drain(fd, 0.2)
    if before:
        for k in before:
            os.write(fd, k.encode())
            drain(fd, 0.1, 0.5)
    sizes = []
    for _ in range(count):
        os.write(fd, key.encode())
        sizes.append(len(drain(fd, 0.03, 0.4)[0]))
    end(pid, fd)
    print("%.1f %d" % (statistics.mean(sizes), max(sizes)))


def idle(seconds, cmd):
    def state(pid):
        with open("/proc/%d/status" % pid) as f:
            switches = sum(int(line.split()[1]) for line in f if "ctxt_switches" in line)
        with open("/proc/%d/stat" % pid) as f:
            fields = f.read().rsplit(")", 1)[1].split()
        return switches, int(fields[11]) + int(fields[12])

    pid, fd, _ = spawn(cmd)
    drain(fd, 0.5)
    before = state(pid)
    time.sleep(seconds)
    after = state(pid)
    end(pid, fd)
    print(after[0] - before[0], after[1] - before[1])


def typed(s):
    return s.replace("\\e", "\x1b")


if __name__ == "__main__":
    split = sys.argv.index("--")
    args, command = sys.argv[1:split], sys.argv[split + 1:]
    if args[0] == "start":
        other = command.index("--")
        start(int(args[1]), command[:other], command[other + 1:])
    elif args[0] == "instructions":
        instructions(command)
    elif args[0] == "keys":
        keys(typed(args[1]), int(args[2]), typed(args[3]) if len(args) > 3 else "", command)
    else:
        idle(float(args[1]), command)
