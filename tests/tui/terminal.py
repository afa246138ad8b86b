#!/usr/bin/env python3
"""What terminals and networks do to keys: tests/tui/terminal.py STAZH

The program in a pseudo-terminal: pastes whose marks come in pieces or not at all, keys and letters cut by a packet's end, bytes
of other code pages, a stop and a continuation, a terminal that goes away. What came of the keys is looked up in the database.
Where other programs had that fault it is named: owner/repository#number of its issue.
Ends with «terminal: N passed, M failed, K skipped»."""
import fcntl, json, os, pty, select, shutil, signal, struct, subprocess, sys, tempfile, termios, time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
import suite
from suite import verdict

stazh = os.path.realpath(sys.argv[1])
home = suite.folder + "/home"
os.mkdir(home)
with open(home + "/stazh.ini", "w") as f:
    f.write("[store]\npath = %s/db\n" % home)
env = {"PATH": os.environ["PATH"], "HOME": home, "STAZH_CONFIG": home + "/stazh.ini", "STAZH_TODAY": "2026-09-10", "LC_ALL": "C.UTF-8",
       "TERM": "xterm-256color", "TZ": "UTC", "ASAN_OPTIONS": os.environ["ASAN_OPTIONS"], "UBSAN_OPTIONS": os.environ["UBSAN_OPTIONS"]}
F2, F7, ESC, TAB = b"\x1bOQ", b"\x1b[18~", b"\x1b", b"\t"
START, END = b"\x1b[200~", b"\x1b[201~"
LATE = 0.35  # s between the pieces: later than an Esc may be followed


def run(*args):
    out = subprocess.run([stazh, *args], env=env, capture_output=True, text=True)
    if out.returncode not in (0, 1):
        verdict("stazh " + " ".join(args), False, out.stderr)
        suite.finish("terminal")
    return out.stdout


class Screen:
    def __init__(self, hangup_ignored=False):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
            if hangup_ignored:
                signal.signal(signal.SIGHUP, signal.SIG_IGN)
            os.execve(stazh, [stazh], env)
        self.seen = b""
        if not self.wait("Журнал"):
            verdict("the screen begins", False, self.seen)
            suite.finish("terminal")

    def read(self, seconds):
        end = time.time() + seconds
        while (left := end - time.time()) > 0 and select.select([self.fd], [], [], left)[0]:
            try:
                self.seen += os.read(self.fd, 65536)
            except OSError:
                return

    def wait(self, text, seconds=20.0):
        end = time.time() + seconds
        while text.encode() not in self.seen and time.time() < end:
            self.read(0.05)
        return text.encode() in self.seen

    def send(self, keys, text=None):
        """Then waits for the text, or a moment."""
        self.seen = b""
        os.write(self.fd, keys if isinstance(keys, bytes) else keys.encode())
        return self.wait(text, 5) if text else self.read(0.15)

    def gone(self, seconds=5.0):
        end = time.time() + seconds
        while time.time() < end:
            if os.waitpid(self.pid, os.WNOHANG)[0]:
                return True
            time.sleep(0.05)
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        return False

    def close(self):
        os.kill(self.pid, signal.SIGTERM)
        good = self.gone()
        os.close(self.fd)
        return good


def whats():
    return [r["what"] for r in json.loads(run("list", "reminder", "--format", "json") or "[]")]


def typed(name, pieces, want):
    """A new reminder of what the pieces give, each (bytes, seconds to wait); saved by the keyboard as it is then."""
    before = whats()
    s = Screen()
    s.send(F7, "новая запись")
    for piece, pause in pieces:
        os.write(s.fd, piece if isinstance(piece, bytes) else piece.encode())
        s.read(pause)
    s.send(TAB)
    s.send("15.06.2027")
    saved = s.send(F2, "заведён")
    if not saved:  # no draft for the next one
        s.send(ESC)
        s.read(0.5)
        s.send("р")
    s.close()
    new = [w for w in whats() if w not in before]
    verdict(name, saved and new == [want], "%s instead of %s" % (new, want))


run("init")
n = 0


def text():
    global n
    n += 1
    return "Собрать заявки %d" % n


# the marks of a paste in two pieces, cut anywhere: micro-editor/micro#3668 (Windows Terminal over SSH), omarluq/termisu#168
for mark, where in ((START, "begin"), (END, "end")):
    for cut in range(1, len(mark)):
        t = text()
        if where == "begin" and cut == 1:
            continue  # a lone Esc that late is the key itself
        whole = START + t.encode() + END
        at = cut if where == "begin" else len(whole) - len(mark) + cut
        typed("a paste's mark of the %s cut after %d" % (where, cut), [(whole[:at], LATE), (whole[at:], 0.3)], t)
t = text()
typed("a paste in pieces, a letter cut", [(START + t.encode()[:1], LATE), (t.encode()[1:9], LATE), (t.encode()[9:] + END, 0.3)], t)
# the mark of the end is lost: the keyboard is there, after a pause, by a key, by typing (irssi/irssi#942)
t = text()
typed("no end: a pause", [(START + t.encode(), 1.5), (" ещё", 0.3)], t + " ещё")
t = text()
typed("no end: a key", [(START + t.encode(), 0.3), (b"\x1b[C", 0.2)], t)
t = text()
typed("no end: somebody types", [(START + t.encode(), 0.3)] + [(c, 0.2) for c in " и всё-таки"], t + " и всё-таки")
# what looks like a key in the midst of what is pasted is none
t = text()
typed("an Esc and keys within", [(START + t.encode() + b"\x1b\x1b[18~\x1bOQ" + END, 0.3)], t)
# keys in pieces
for key, pieces in (("F2 late", (b"\x1bO", b"Q")), ("F2, other form", (b"\x1b[1", b"2~"))):
    before = whats()
    t = text()
    s = Screen()
    s.send(F7, "новая запись")
    s.send(t)
    s.send(TAB)
    s.send("15.06.2027")
    os.write(s.fd, pieces[0])
    s.read(0.08 if key == "F2 late" else LATE)
    saved = s.send(pieces[1], "заведён")
    s.close()
    verdict(key, saved and [w for w in whats() if w not in before] == [t], whats()[-1:])
t = text()
typed("a letter cut by a packet", [("Ы".encode()[:1], 0.3), ("Ы".encode()[1:], 0.2), (t, 0.2)], "Ы" + t)
# another code page in the terminal: gyscos/cursive#13, mintty/mintty#248
t = text()
typed("CP1251, a lone lead byte, 0xFF", [(b"\xff\xd0", 0.3), ("Привет".encode("cp1251"), 0.3), (t, 0.2)], t)
t = text()
typed("KOI8-R", [("Привет".encode("koi8-r"), 0.3), (t, 0.2)], t)
t = text()
typed("CP866 and Latin-1", [("Дело".encode("cp866") + "é".encode("latin-1"), 0.3), (t, 0.2)], t)
t = text()
typed("cut and overlong UTF-8", [(b"\xc0\xaf\xe0\x80\x80\xf8\x88\x80\x80\x80\xed\xa0\x80", 0.3), (t, 0.2)], t)

t = text()
typed("a letter in two packets, a second apart", [("Ы".encode()[:1], 1.0), ("Ы".encode()[1:], 0.2), (t, 0.2)], "Ы" + t)

# what a terminal tells of itself is neither text nor a command, wherever it is cut
REPORTS = [b"\x1b[<0;5;9M\x1b[<0;5;9m", b"\x1b[M %)", b"\x1b[M \xc4\xa1#", b"\x1b[32;5;9M", b"\x1b[1;1;3;2&w", b"\x1b[I\x1b[O", b"\x1b[?62;22c",
           b"\x1b[24;80R", b"\x1b]11;rgb:ffff/ffff/dddd\x1b\\", b"\x1b]10;rgb:0/0/0\x07", b"\x1bP>|XTerm(379)\x1b\\", b"\x1b_Gi=1;OK\x1b\\",
           b"\x1b[?2026;2$y", b"\x1b[201~", b"\x1b[1;3B", b"\x1b[23;5~"]
t = text()
typed("reports in a field", [(t[:3], 0.1)] + [(r, 0.05) for r in REPORTS] + [(t[3:], 0.2)], t)
t = text()
typed("reports in a field, each cut in the middle", [(t[:3], 0.1)] + [p for r in REPORTS for p in ((r[:len(r) // 2 + 1], 0.06), (r[len(r) // 2 + 1:], 0.05))] + [(t[3:], 0.2)], t)
s = Screen()
s.send(b"\x1b[B")
for report in REPORTS:
    s.send(report)
s.seen = b""
s.send(b"\x0c")  # drawn anew
verdict("reports in a list", s.wait("Журнал", 5) and "Найдено" not in s.seen.decode(errors="replace"), s.seen)
s.close()


# Esc: at once where the terminal has function keys; before, Esc and a digit are one
def esc_ms(first):
    s = Screen()
    s.send(F7, "новая запись")
    s.send(ESC, "1 Сроки")
    if first:
        s.send(first)
    s.send(b"7", "Справочники")
    s.send(b"\r")
    s.read(0.3)
    s.seen = b""
    at = time.time()
    os.write(s.fd, ESC)
    while not s.seen and time.time() < at + 5:
        s.read(0.001)
    ms = (time.time() - at) * 1000
    s.close()
    return ms


ms = min(esc_ms(b"\x1b[B") for i in range(5))
verdict("Esc within 50 ms", ms < 50, "%d ms" % ms)
for name, gap in (("at once", 0), ("quickly", 0.1)):
    s = Screen()
    s.send(b"\x1b[18~", "новая запись")
    os.write(s.fd, ESC)
    s.read(gap)
    verdict("Esc, 3 %s: back, to the groups" % name, s.send(b"3", "Форма работы"), s.seen)
    s.close()
s = Screen()
os.write(s.fd, ESC)
s.read(0.1)
verdict("Esc, 7 where no such key was seen", s.send(b"7", "новая запись"), s.seen)
s.close()



# a window that is too small: each way out leaves, and keeps what was typed
def resize(s, columns, rows):
    fcntl.ioctl(s.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


for name, key in (("F10", b"\x1b[21~"), ("Esc", ESC), ("Ctrl-C", b"\x03")):
    s = Screen()
    s.send(F7, "новая запись")
    s.send("Малое окно " + name)
    s.seen = b""
    resize(s, 40, 10)
    told = s.wait("F10", 5)
    os.write(s.fd, key)
    verdict("40×10, left by " + name, told and s.gone() and b"\x1b[?1049l" in s.seen + (select.select([s.fd], [], [], 0)[0] and os.read(s.fd, 65536) or b""), s.seen)
    os.close(s.fd)
    s = Screen()
    verdict("40×10, left by %s: the draft" % name, s.wait("не дописали", 5), s.seen[-300:])
    s.send(b"\r", "Малое окно " + name)
    s.send(ESC)
    s.read(0.5)
    s.send("р")
    s.close()


# the mouse is asked for where that is wanted, and reports are clicks then; else they are nothing, and never text
def clicked(options):
    with open(home + "/ui.ini", "w") as f:
        f.write("[store]\npath = %s/db\n[ui]\n%s\n" % (home, options))
    env["STAZH_CONFIG"] = home + "/ui.ini"
    s = Screen()
    env["STAZH_CONFIG"] = home + "/stazh.ini"
    s.read(0.3)
    asked = b"\x1b[?1006h" in s.seen or b"\x1b[?1000h" in s.seen
    row = b"\x1b[<%d;40;2%c"
    s.send(row % (0, b"M") + row % (0, b"m") + b"\x1b[<35;9;9M" + b"\x1b[<0;12;2M" + b"\x1b[<0;12;2m")  # 2 Площадки
    s.read(0.3)
    moved = "площадк".encode() in s.seen.lower()
    s.send(b"\x1b[<64;5;9M" + b"\x1b[<65;5;9M" + b"\x1b[<66;5;9M")
    s.send(b"\x1b[<0;70;24M" + b"\x1b[<0;70;24m")  # F9
    s.read(0.3)
    menu = "Буквы ищут".encode() in s.seen
    s.send(b"\x1b[21~")
    s.send(F7, "новая запись")
    s.send("Мышь")
    s.send(b"\x1b[<0;40;9M\x1b[<0;40;9m\x1b[M !!")
    s.read(0.2)
    junk = [c for c in (b"[<", b"40;9", b"9M", b" !!") if c in s.seen.replace(b"\x1b[", b"")]
    s.send(b"\x1b[21~", "изменения")
    s.send("р")
    s.close()
    return asked, moved, menu, junk, s.seen


asked, moved, menu, junk, seen = clicked("mouse = on")
verdict("mouse = on: asked for", asked, seen)
verdict("and a section, the key bar are clicked on", moved and menu, (moved, menu))
verdict("and nothing of it is text", not junk, (junk, seen))
asked, moved, menu, junk, seen = clicked("")
verdict("the mouse is not asked for", not asked, seen)
verdict("and its reports are nothing", not moved and not menu and not junk, (moved, menu, junk))


# [ui]: the cursor stands where one is, and is shown; colours for a light background
def drawn(options, more={}):
    with open(home + "/ui.ini", "w") as f:
        f.write("[store]\npath = %s/db\n[ui]\n%s\n" % (home, options))
    env.update(more, STAZH_CONFIG=home + "/ui.ini")
    s = Screen()
    s.read(0.3)
    seen = s.seen
    s.close()
    env["STAZH_CONFIG"] = home + "/stazh.ini"
    for name in more:
        del env[name]
    return seen


run("add", "reminder", "what=Давно пора", "due=2026-09-01")
run("add", "reminder", "what=Сегодня", "due=2026-09-10")
usual, light = drawn(""), drawn("theme = light")
verdict("the cursor is hidden", b"\x1b[?25l" in usual and b"\x1b[?12l\x1b[?25h" not in usual, usual)
verdict("and shown where that is wanted", b"\x1b[?25l" not in drawn("cursor = visible"), "hidden")
verdict("colours on dark", b"\x1b[33m" in usual and b"\x1b[36m" in usual, usual)
verdict("colours on light", b"\x1b[35m" in light and not [c for c in (b"[33m", b"[36m", b"[32m", b";2m") if c in light], light)
told = drawn("", {"COLORFGBG": "0;15"})
verdict("a terminal that says it is light", b"\x1b[35m" in told and b"\x1b[36m" not in told, told)
verdict("no colours", not [c for c in (b"[31m", b"[33m", b"[35m", b"[36m") if c in drawn("theme = none")], "")

# stopped; the shell has had the terminal; continued: the modes and the picture are there again, and what was typed
# (anthropics/claude-code#88249, vadimdemedes/ink#989, peterbrittain/asciimatics#286)
t = text()
s = Screen()
s.send(F7, "новая запись")
s.send(t)
for i in range(2):
    os.kill(s.pid, signal.SIGSTOP)
    time.sleep(0.2)
    mode = termios.tcgetattr(s.fd)
    mode[3] |= termios.ICANON | termios.ECHO
    termios.tcsetattr(s.fd, termios.TCSANOW, mode)
    s.seen = b""
    os.kill(s.pid, signal.SIGCONT)
    drawn = s.wait("новая запись", 5)
    mode = termios.tcgetattr(s.fd)
    verdict("stopped and continued, %d" % (i + 1), drawn and not mode[3] & (termios.ICANON | termios.ECHO) and b"\x1b[?2004h" in s.seen, s.seen[-200:])
s.send(TAB)
s.send("15.06.2027")
verdict("and typed on", s.send(F2, "заведён") and t in whats(), whats()[-1:])
s.close()

# the terminal goes away, in a list and in a form, also with SIGHUP ignored (nohup): irontec/sngrep#544, jonas/tig#164,
# aristocratos/btop#1597, util-linux/util-linux#4385
for ignored in (False, True):
    for form in (False, True):
        t = "Дописать %d" % (ignored * 2 + form)
        s = Screen(ignored)
        if form:
            s.send(F7, "новая запись")
            s.send(t)
        os.close(s.fd)
        name = "the terminal goes%s%s" % (", in a form" if form else "", ", SIGHUP ignored" if ignored else "")
        verdict(name, s.gone(), "lives on")
        if form:
            again = Screen()
            verdict(name + ": the draft", again.wait("не дописали", 5), again.seen[-300:])
            again.send(b"\r", t)
            again.send(ESC)
            again.send("р")
            again.close()

# letters go out: the screen says so at once, keys that come meanwhile are kept, Esc leaves the rest for later, a kill leaves what is not known
box = home + "/box"
os.mkdir(box)
with open(home + "/mailer", "w") as f:
    f.write("#!/bin/sh\nsleep 1\ncat >%s/$$\n" % box)
os.chmod(home + "/mailer", 0o755)
with open(home + "/stazh.ini", "a") as f:
    f.write("[mail]\nfrom = ЦИМС <metod@cims.example>\nprogram = %s/mailer\nweekdays = все\n" % home)
run("add", "org", "short_name=Школа", "full_name=Школа")
for name in ("Ёлкина", "Жукова"):
    run("add", "person", "surname=" + name, "org=1", "email=%d@school.example" % len(name), "consent_on=01.09.2026")
run("add", "reminder", "what=Собрать отчёты", "due=10.09.2026", "who=Ёлкина; Жукова")


def sent():
    return len(os.listdir(box))


def outbox():
    return sorted(l["state"] for l in json.loads(run("list", "letter", "--format", "json") or "[]"))


def sending():
    """The screen with a form of two letters, F2 pressed: what it says by then, after how many seconds."""
    s = Screen()
    s.send("Собрать отчёты", "Найдено")
    s.send(b"\x07", "Приписка")
    began = time.time()
    said = s.send(F2, "Отправляю письмо 1 из 2")
    return s, said, time.time() - began


s, said, seconds = sending()
verdict("letters: said at once", said and seconds < 0.9 and not sent(), "%s after %.2f s, %d sent" % (said, seconds, sent()))
os.write(s.fd, b"2")
verdict("letters: a key that came meanwhile", s.wait("Тема", 5) and sent() == 2, s.seen[-300:])
s.close()
s, said, seconds = sending()
os.write(s.fd, b"2" + ESC)
verdict("letters: Esc", s.wait("ждёт: 1, они уйдут в следующий раз. То, что набрано", 5) and sent() == 3, s.seen[-300:])
verdict("letters: the rest waits", outbox() == ["ждёт отправки"] + ["отправлено"] * 3, outbox())
s.close()
run("remind")
s, said, seconds = sending()
os.kill(s.pid, signal.SIGKILL)
s.gone()
time.sleep(1.2)
run("remind")
verdict("letters: a screen that is killed", outbox() == ["неизвестно"] + ["отправлено"] * 5 and sent() == 6, (outbox(), sent()))

# what is brought to the shelf meanwhile is seen there, the first file and the next ones
s = Screen()
s.send("7", "Полка")
s.send(b"\x1b[F\x1b[A")
verdict("the shelf: empty", s.send(b"\r", "Полка пуста"), s.seen[-300:])
for name in ("spisok.csv", "tablica.csv"):
    s.seen = b""
    subprocess.run([stazh, "put", name], env=env, input=b"a;b\n", check=True)
    verdict("the shelf: %s is seen" % name, s.wait(name, 5), s.seen[-300:])
s.close()

code = subprocess.run([stazh, "check"], env=env, capture_output=True, text=True)
verdict("the database", code.returncode == 0 and "в порядке" in code.stdout + code.stderr, code.stdout + code.stderr)
suite.finish("terminal")
