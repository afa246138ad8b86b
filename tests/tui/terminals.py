#!/usr/bin/env python3
"""The same screens on every terminal: tests/tui/terminals.py STAZH [all]

TERM × locale × size, each in a pseudo-terminal whose output is carried out by a small terminal of our own (vt.py): what it
shows in the end must be, cell by cell, what the program composed (the pictures of STAZH_SCRIPT at that size). Then the program
is left, and the modes of the terminal must be as they were. `all`: the whole grid, else each TERM, locale and size once.
Ends with «terminals: N passed, M failed, K skipped»."""
import concurrent.futures, fcntl, os, pty, re, select, struct, subprocess, sys, termios, time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
import suite
from suite import verdict
from vt import Terminal

stazh = os.path.realpath(sys.argv[1])
everything = sys.argv[2:] == ["all"]
TERMS = ["xterm", "xterm-256color", "screen", "screen-256color", "tmux", "tmux-256color", "linux", "vt100", "vt220", "rxvt-unicode", "putty",
         "konsole", "dumb"]
LOCALES = ["C.UTF-8", "C", "POSIX", "ru_RU.UTF-8", "ru_RU.KOI8-R", "en_US.UTF-8", None]
SIZES = [(80, 24), (60, 16), (132, 43), (200, 50), (40, 10), (12, 3)]
# a picture's name, and the keys before it as a script names them
STEPS = [("start", []), ("sites", ["2"]), ("card", ["Down", "Enter"]), ("actions", ["F2"]), ("list again", ["Esc", "F10"])]


home = suite.folder + "/home"
os.mkdir(home)
with open(home + "/stazh.ini", "w") as f:
    f.write("[store]\npath = %s/db\n" % home)
env = {"PATH": os.environ["PATH"], "HOME": home, "STAZH_CONFIG": home + "/stazh.ini", "STAZH_TODAY": "2022-06-01", "TZ": "UTC",
       "ASAN_OPTIONS": os.environ["ASAN_OPTIONS"], "UBSAN_OPTIONS": os.environ["UBSAN_OPTIONS"]}


def run(*args, **more):
    out = subprocess.run([stazh, *args], env={**env, "LC_ALL": "C.UTF-8", "TERM": "xterm", **more}, capture_output=True, text=True)
    if out.returncode:
        verdict("stazh " + " ".join(args), False, out.stderr)
        suite.finish("terminals")
    return out.stdout


def is_whole(columns, rows):
    """Below it the program only says so, and lets one leave."""
    return columns >= 60 and rows >= 16


def composed(columns, rows):
    """The pictures at this size, each a list of rows."""
    steps = STEPS if is_whole(columns, rows) else STEPS[:1]
    name = "%s/%dx%d" % (home, columns, rows)
    with open(name, "w") as f:
        f.write("size %dx%d\n" % (columns, rows))
        for picture, keys in steps:
            f.write("".join("key %s\n" % k for k in keys) + "tick\nshot %s\n" % picture)
    blocks = re.split(r"^== .*\n", run(STAZH_SCRIPT=name), flags=re.M)[1:]
    if len(blocks) != len(steps):
        verdict("the pictures at %dx%d" % (columns, rows), False, blocks)
        suite.finish("terminals")
    return [b.split("\n")[:rows] for b in blocks]


def key_bytes(term, key):
    names = {"F2": "kf2", "F10": "kf10", "Down": "kcud1"}
    if key not in names:
        return {"Enter": b"\r", "Esc": b"\x1b"}.get(key, key.encode())
    out = subprocess.run(["tput", "-T", term, names[key]], capture_output=True).stdout
    return out or {"F2": b"\x1bOQ", "F10": b"\x1b[21~", "Down": b"\x1b[B"}[key]


def attempt(term, locale, size):
    """None: as it has to be; else what was not."""
    columns, rows = size
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    before = termios.tcgetattr(slave)
    more = {"TERM": term, **({"LC_ALL": locale} if locale else {})}
    p = subprocess.Popen([stazh], env={**env, **more}, stdin=slave, stdout=slave, stderr=slave, start_new_session=True)
    t = Terminal(columns, rows)
    seen = b""

    def read(seconds):
        nonlocal seen
        if select.select([master], [], [], seconds)[0]:
            part = os.read(master, 65536)
            seen += part
            t.feed(part)

    def left():
        end = time.time() + 20
        while p.poll() is None and time.time() < end:
            read(0.02)
        while select.select([master], [], [], 0)[0]:
            read(0)
        return p.poll()

    try:
        if term == "dumb" or (locale or "").endswith("KOI8-R"):
            code, wanted = left(), b"KOI8-R" if term != "dumb" or "KOI8" in (locale or "") else b"--linear"
            if code != 2 or wanted not in seen or (wanted == b"KOI8-R" and max(seen) > 126):
                return "not refused with its words: %s %s" % (code, seen)
            return None
        small = not is_whole(columns, rows)
        for (name, keys), want in zip(STEPS, pictures[size]):
            for key in keys:
                os.write(master, key_bytes_of[term, key])
                for _ in range(3):  # what a person does not: no pause between keys
                    read(0.01)
            end = time.time() + 20
            while t.rows() != want and time.time() < end and p.poll() is None:
                read(0.05)
            if t.rows() != want:
                return "%s is not as composed:\n%s\n--- instead of\n%s" % (name, "\n".join(t.rows()), "\n".join(want))
        os.write(master, key_bytes_of[term, "F10"])
        if not small:
            os.write(master, key_bytes_of[term, "F10"] + b"\r")
        code = left()
        after = termios.tcgetattr(slave)
        if code != 0 or after != before or t.unknown:
            return "left with %s, modes %s, unknown %s" % (code, "kept" if after == before else "changed", t.unknown)
        return None
    finally:
        if p.poll() is None:
            p.kill()
            p.wait()
        os.close(master)
        os.close(slave)


run("init")
run("demo", "--seed-order")
pictures = {s: composed(*s) for s in SIZES}
key_bytes_of = {(t, k): key_bytes(t, k) for t in TERMS for k in [k for _, keys in STEPS for k in keys] + ["F10"]}
if everything:
    grid = [(t, l, s) for t in TERMS for l in LOCALES for s in SIZES]
else:
    grid = [(t, LOCALES[0], SIZES[0]) for t in TERMS] + [("xterm", l, SIZES[0]) for l in LOCALES[1:]] + [("vt100", LOCALES[1], s) for s in SIZES[1:]]
with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
    for (t, l, s), why in zip(grid, pool.map(lambda g: attempt(*g), grid)):
        verdict("%s, %s, %d×%d" % (t, l or "no locale", *s), why is None, why)
suite.finish("terminals")
