#!/usr/bin/env python3
"""While another has the database to write: tests/crash/wait.py STAZH

Who reads people waits for nobody, and it is noted; who writes is told for whom, after a second, and can end the wait: a command by
Ctrl-C and SIGTERM, the screen by Esc. The one that has it is a program that knows LMDB alone (hold.c, crash_hold). The times are
printed; a wait would last until it ends. Ends with «wait: N passed, M failed, K skipped»."""
import json, os, pty, signal, subprocess, sys, termios, time

from place import Place, Screen, finish, stazh, verdict

AT_ONCE = 2.0  # seconds, on a slow machine
F2, F7, F10, DOWN, ESC = "\x1bOQ", "\x1b[18~", "\x1b[21~", "\x1bOB", "\x1b"


class Holder:
    def __init__(self, place):
        self.p = subprocess.Popen([os.path.dirname(stazh) + "/crash_hold", place.dir + "/db"], stdin=subprocess.PIPE,
                                  stdout=subprocess.PIPE)
        if self.p.stdout.readline() != b"held\n":
            verdict("the lock is held", False)
            finish("wait")
        self.name = "процесс %d " % self.p.pid

    def kill(self):
        self.p.kill()
        self.p.wait()


def reminders(place):
    return len(json.loads(place.run("list", "reminder", "--format", "json").stdout or "[]"))


def reading(place):
    for args in (["find", "гу"], ["list", "person"], ["show", "person", "1"], ["export", "person", "-"]):
        began = time.time()
        out = place.run(*args)
        ms = (time.time() - began) * 1000
        verdict("%s: %.0f ms" % (" ".join(args), ms), not out.returncode and out.stdout and ms < AT_ONCE * 1000, out.stderr)
    noted = [(e["action"], e["id"]) for e in json.loads(place.run("log", "--limit", "4", "--format", "json").stdout)]
    verdict("what was read is in the journal", noted == [("export", None), ("read", 1), ("list", None), ("find", None)], noted)


def reading_on_screen(place):
    scr = Screen(place)
    scr.keys("7", DOWN)
    scr.forget()
    began = time.time()
    os.write(scr.fd, b"\r")
    shown = scr.wait("Гусева", 5)
    ms = (time.time() - began) * 1000
    verdict("the people screen: %.0f ms" % ms, shown and ms < AT_ONCE * 1000, scr.seen[-1500:])
    scr.keys(F10)
    scr.gone()
    newest = json.loads(place.run("log", "--limit", "1", "--format", "json").stdout)[0]
    verdict("and it is in the journal", (newest["action"], newest["kind"]) == ("list", "person"), newest)


class Writer:
    """A second one, on a terminal of its own."""

    def __init__(self, place):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.execve(stazh, [stazh, "add", "reminder", "what=второй", "due=завтра"], place.env)
        self.before = termios.tcgetattr(self.fd)
        self.said, self.seen, self.code = b"", "", None

    def read(self):
        try:
            while said := os.read(self.fd, 65536):
                self.said += said
        except OSError:
            pass
        self.seen = self.said.decode(errors="replace")

    def ended(self, seconds):
        """Has it by then? What it said is in `seen`."""
        end = time.time() + seconds
        os.set_blocking(self.fd, False)
        while self.code is None and time.time() < end:
            time.sleep(0.01)
            if os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
                self.code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
            self.read()  # what it said last, too: it has ended before this
        return self.code is not None

    def sane(self):
        return termios.tcgetattr(self.fd) == self.before


def writing(place, holder):
    for how in ("Ctrl-C", "SIGTERM"):
        w = Writer(place)
        verdict("a second writer waits", not w.ended(1.5), w.seen)
        verdict("and says for whom", "Жду: " in w.seen and holder.name in w.seen, w.seen)
        began = time.time()
        if how == "Ctrl-C":
            os.write(w.fd, b"\x03")
        else:
            os.kill(w.pid, signal.SIGTERM)
        ended = w.ended(20)
        ms = (time.time() - began) * 1000
        verdict("%s ends it: %.0f ms, exit 5 with a sentence" % (how, ms), ended and w.code == 5 and ms < AT_ONCE * 1000 and
                "изменение не записано" in w.seen and holder.name in w.seen, "%s %s" % (w.code, w.seen))
        verdict("the terminal is as it was", w.sane())
        os.close(w.fd)
    verdict("nothing was written", reminders(place) == 0, reminders(place))


def writing_on_screen(place, holder):
    scr = Screen(place)
    scr.keys(F7)
    scr.type("экранное дело\tзавтра", 9)
    scr.forget()
    os.write(scr.fd, F2.encode())
    verdict("the screen that saves says for whom it waits", scr.wait("Жду (Esc — не ждать): базу", 4) and holder.name in scr.seen, scr.seen)
    scr.forget()
    began = time.time()
    os.write(scr.fd, ESC.encode())
    told = scr.wait("изменение не записано", 10)
    verdict("Esc ends the wait: %.0f ms" % ((time.time() - began) * 1000), told, scr.seen)
    scr.keys("\r")  # the dialog
    holder.kill()
    scr.forget()
    scr.keys(F2)
    end = time.time() + 10
    while reminders(place) == 0 and time.time() < end:
        scr.read(0.2)
    verdict("the form still had it, and saves it", reminders(place) == 1, scr.seen)
    scr.keys(F10)
    scr.gone()


def ending_on_screen(place):
    holder = Holder(place)
    scr = Screen(place)
    scr.keys(F7)
    scr.type("ещё дело\tзавтра", 9)
    scr.forget()
    os.write(scr.fd, F2.encode())
    scr.wait("Жду (Esc", 4)
    began = time.time()
    os.kill(scr.pid, signal.SIGTERM)
    scr.gone()
    took = time.time() - began
    verdict("SIGTERM ends a screen that waits: %.1f s" % took, took < 5, took)
    waiting = Writer(place)
    waiting.ended(0.5)
    holder.kill()
    verdict("kill -9 of the one that has it sets the next free", waiting.ended(5) and waiting.code == 0, waiting.seen)
    os.close(waiting.fd)
    out = place.script("key Enter", "key F2", "quit")
    verdict("what was typed is a draft", reminders(place) == 3, out)
    verdict("the base is sound", "в порядке" in place.run("check", "--deep").stderr)


def waits(place, what):
    """A screen whose form waits to be saved."""
    scr = Screen(place)
    scr.keys(F7)
    scr.type(what + "\tзавтра", 9)
    scr.forget()
    os.write(scr.fd, F2.encode())
    verdict("the form «%s» waits" % what, scr.wait("Жду (Esc", 4), scr.seen)
    return scr


def texts(place):
    return [r["what"] for r in json.loads(place.run("list", "reminder", "--format", "json").stdout or "[]")]


def typed_meanwhile(place):
    """What is typed while the screen waits comes after it, in its order; a paste whole, with what would be a key in it."""
    holder = Holder(place)
    scr = waits(place, "первое")
    scr.keys("1", F7)  # what is saved shows its card
    scr.type("второе ", 9)
    scr.keys("\x1b[200~вставлено\x1b", "\x1bOQ и ещё\x1b[201~")
    scr.type("дело\tзавтра", 9)
    scr.keys(F2)
    holder.kill()
    end = time.time() + 10
    while len(texts(place)) < 2 and time.time() < end:
        scr.read(0.2)
    now = sorted(texts(place))
    verdict("keys and a paste that came while it waited are carried out after it", now == ["второе вставлено и ещёдело", "первое"], now)
    scr.keys(F10)
    scr.gone()


def typed_and_left(place):
    """Who leaves the wait leaves what was typed for after it; what comes after the Esc is new."""
    before = len(texts(place))
    holder = Holder(place)
    scr = waits(place, "третье")
    scr.keys("\r")  # would close the sentence that comes, and the rest go into the form
    scr.type("чужое", 9)
    os.write(scr.fd, ESC.encode())
    told = scr.wait("изменение не записано", 10)
    verdict("Esc leaves it whatever was typed, and tells that this was not done", told and scr.wait("не выполнено", 2), scr.seen)
    holder.kill()
    scr.keys("\r")
    scr.keys(F2)
    end = time.time() + 10
    while len(texts(place)) == before and time.time() < end:
        scr.read(0.2)
    scr.keys(F10)
    scr.gone()
    now = texts(place)
    verdict("the form is as it was, and is saved", len(now) == before + 1 and "третье" in now, now)


def line_by_line(place):
    """The same without a screen: it says for whom, and Ctrl-C leaves what was answered as a draft."""
    before = len(texts(place))
    holder = Holder(place)
    p = subprocess.Popen([stazh, "--linear"], env=place.env, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    p.stdin.write("F7\nпострочное\nзавтра\n!\n".encode())
    p.stdin.flush()
    said = b""
    os.set_blocking(p.stdout.fileno(), False)
    end = time.time() + 10
    while holder.name.encode() not in said and time.time() < end:
        said += p.stdout.read() or b""
        time.sleep(0.05)
    verdict("line by line it says for whom it waits", "Жду (Ctrl-C" in said.decode() and holder.name in said.decode(), said)
    p.send_signal(signal.SIGINT)
    try:
        code = p.wait(10)
    except subprocess.TimeoutExpired:
        code = p.kill()
    verdict("and Ctrl-C ends it", code == 0, code)
    holder.kill()
    out = subprocess.run([stazh, "--linear"], env=place.env, input="1\n!\n".encode(), capture_output=True).stdout.decode()
    verdict("what was answered is a draft, and is saved", len(texts(place)) == before + 1 and "построчное" in texts(place), out)


place = Place()
try:
    held = Holder(place)
    reading(place)
    reading_on_screen(place)
    writing(place, held)
    writing_on_screen(place, held)
    ending_on_screen(place)
finally:
    place.remove()
place = Place()
try:
    typed_meanwhile(place)
    typed_and_left(place)
    line_by_line(place)
finally:
    place.remove()
finish("wait")
