#!/usr/bin/env python3
"""What is typed survives: tests/crash/draft.py STAZH [MOMENTS]

A form is typed in a real terminal; at a random moment the program is killed (-9) or the line drops. The draft is offered at the
next start and has what was typed: all but the last two seconds after a kill, all after a dropped line. Then a full disk: the
form stays, says so, and what was typed comes back. Ends with «draft: N passed, M failed, K skipped»."""
import json, os, random, sys, time

from place import Place, Screen, finish, skip, verdict

moments = int(sys.argv[2]) if len(sys.argv) > 2 else 6
random.seed(int(os.environ.get("SEED", "1")))
SECONDS_LOST = 2.0


WORDS = "Подготовить круглый стол для учителей биологии и химии, ёлка № 7. "
TEXT = (WORDS * 4)[:250]


def last(place, kind, field):
    rows = json.loads(place.run("list", kind, "--format", "json").stdout or "[]")
    return next((r.get(field) or "" for r in rows if kind == "reminder" or r["id"] == 2), "")


def new_record(place, scr):
    scr.keys("\x1b[18~")  # F7: a deadline of one's own


def old_record(place, scr):
    scr.keys("7", "\r", "\x1bOB", "\x1bOS", *"\t" * 5)


def save_new(place):
    out = place.script("key Enter", "type завтра", "key F2", "quit")
    return last(place, "reminder", "what"), out


def save_old(place):
    out = place.script("key Enter", "key F2", "quit")
    return last(place, "org", "address"), out


def moment(n):
    place = Place()
    try:
        scr = Screen(place)
        begin, save = ((new_record, save_new), (old_record, save_old))[n % 2]
        begin(place, scr)
        dropped = n % 4 > 1
        times = scr.type(TEXT, random.uniform(0.1, 5.0))
        end = scr.drop() if dropped else scr.kill()
        scr.gone()
        due = len(times) if dropped else sum(t < end - SECONDS_LOST for t in times)
        got, out = save(place)
        name = "%s, %s after %d keys" % ("a new record" if n % 2 == 0 else "an old one", "line dropped" if dropped else "kill -9",
                                         len(times))
        good = TEXT.startswith(got.strip()) and len(got) >= len(TEXT[:due].rstrip()) and (got or not due)
        verdict("%s: %d came back" % (name, len(got)), good, "%d expected, got «%s»\n%s" % (due, got, out))
        check = place.run("check", "--deep")
        if check.returncode or "в порядке" not in check.stdout + check.stderr:
            verdict("the base after it", False, check.stdout + check.stderr)
    finally:
        place.remove()


def full():
    """No room for the database: a limit of the file's size stands for the full disk."""
    place = Place()
    try:
        scr = Screen(place, 8192)
        scr.keys("\x1b[18~")
        scr.type(TEXT[:60], 9)
        told = scr.wait("База не приняла черновик", 10)
        verdict("full disk: said in one sentence", told, scr.seen[-2000:])
        scr.read(2.2)
        scr.kill()
        scr.gone()
        got, out = save_new(place)
        verdict("full disk: killed, and it comes back", got == TEXT[:60].strip(), "«%s» %s" % (got, out))
        left = os.listdir(place.dir + "/home/.local/state/stazh")
        verdict("full disk: nothing is left in the second place", not left, str(left))
    finally:
        place.remove()


def small_disk():
    """A disk of its own, full to the last byte: home folder and database. The draft goes elsewhere, and home when there is room."""
    place = Place("3m")
    try:
        if not place.small:
            skip("a full disk", "no right to mount one", 3)
            return
        scr = Screen(place)
        scr.keys("\x1b[18~")
        with open(place.dir + "/filler", "wb", buffering=0) as f:
            try:
                while f.write(b"x" * 4096):
                    pass
            except OSError:
                pass
        scr.type(TEXT[:60], 9)
        told = scr.wait("База не приняла черновик", 10)
        verdict("a full disk: said in one sentence", told, scr.seen[-2000:])
        os.remove(place.dir + "/filler")
        verdict("a full disk: stored when there is room", scr.wait("Место нашлось", 15), scr.seen[-2000:])
        scr.kill()
        scr.gone()
        got, out = save_new(place)
        verdict("a full disk: killed, and it comes back", got == TEXT[:60].strip(), "«%s» %s" % (got, out))
    finally:
        place.remove()


for n in range(moments):
    moment(n)
full()
small_disk()
finish("draft")
