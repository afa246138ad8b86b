#!/usr/bin/env python3
"""What a key costs a slow line: tests/tui/cost.py STAZH

On every list, in a pseudo-terminal and with a generated district: a cursor move within the page sends at most 60 bytes until the
cursor rests; then what stands below or beside the list is told, and a screen that nobody touches never wakes. Bytes and wake-ups
are counted, no time is measured. FIGURES=1 prints them. Ends with «cost: N passed, M failed, K skipped»."""
import fcntl, os, pty, select, signal, struct, subprocess, sys, termios, time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
import suite
from suite import verdict

BYTES = 60  # of one press
PRESSES = 3
SIZES = [(24, 80), (50, 200)]
ENTER, DOWN = b"\r", b"\x1bOB"
F4, CTRL_F = b"\x1bOS", b"\x06"
# What is pressed from the start screen on, each with a word that stands there then.
SCREENS = [
    ("Сроки", [], ""),
    ("Площадки", [b"2"], "Состояние"),
    ("a site", [b"2", ENTER], "действия"),
    ("Группы", [b"3"], "Название"),
    ("a group", [b"3", ENTER], "зачислить"),
    ("Календарь", [b"4"], "Ноябрь"),
    ("Отчёты", [b"5"], "Срок"),
    ("an order", [b"6", ENTER], "действия"),
    ("Справочники", [b"7"], ""),
    ("organisations", [b"7", ENTER], "детский сад"),
    ("people", [b"7", DOWN, ENTER], "педагог"),
    ("Журнал", [b"8"], "изменилось"),
    ("found", [CTRL_F, "ива".encode(), ENTER], "Педагог"),
    ("a picker", [b"2", F4, F4], "Выбор"),
]

stazh = os.path.realpath(sys.argv[1])
home = suite.folder + "/home"
os.mkdir(home)
with open(home + "/stazh.ini", "w") as f:
    f.write("[store]\npath = %s/db\n" % home)
env = {"PATH": os.environ["PATH"], "HOME": home, "STAZH_CONFIG": home + "/stazh.ini", "STAZH_TODAY": "2026-11-28", "LC_ALL": "C.UTF-8",
       "TERM": "xterm-256color", "TZ": "UTC", "ASAN_OPTIONS": os.environ["ASAN_OPTIONS"], "UBSAN_OPTIONS": os.environ["UBSAN_OPTIONS"]}


class Screen:
    def __init__(self, size):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", *size, 0, 0))
            os.execve(stazh, [stazh], env)
        self.drain(0.3, 20)

    def drain(self, quiet, first):
        """How many bytes come until it is quiet for so long; the first one may be waited for longer."""
        got, wait = b"", first
        while select.select([self.fd], [], [], wait)[0]:
            try:
                got, wait = got + os.read(self.fd, 65536), quiet
            except OSError:
                break
        return got

    def press(self, key, quiet=0.3, first=2):
        os.write(self.fd, key)
        return self.drain(quiet, first)

    def wakes(self):
        with open("/proc/%d/status" % self.pid) as f:
            return next(int(line.split()[1]) for line in f if line.startswith("voluntary_ctxt_switches"))

    def close(self):
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.fd)


def look(name, keys, word, size):
    s = Screen(size)
    seen = b""
    for key in keys:
        seen = s.press(key)
    sizes = [len(s.press(DOWN, 0.03)) for _ in range(PRESSES)]
    rest = len(s.drain(0.3, 1))
    s.drain(0.3, 0.3)
    before = s.wakes()
    time.sleep(0.5)
    idle = s.wakes() - before
    s.close()
    where = "%s, %dx%d" % (name, size[1], size[0])
    if "FIGURES" in os.environ:
        print("# %s: %s, %d when it rests" % (where, sizes, rest))
    verdict(where, (not word or not keys or word.encode() in seen) and 0 < min(sizes) and max(sizes) <= BYTES and rest and not idle,
            "bytes %s, %d when it rests, wake-ups %d, %s" % (sizes, rest, idle, seen.decode(errors="replace")[-300:]))


for command in (["init"], ["demo", "--scale", "60"]):
    subprocess.run([stazh, *command], env=env, capture_output=True, check=True)
for size in SIZES:
    for name, keys, word in SCREENS:
        look(name, keys, word, size)
suite.finish("cost")
