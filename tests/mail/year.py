#!/usr/bin/env python3
"""Letters of deadlines through a simulated time, compared with what they should have been as computed here from the exported records.

    tests/mail/year.py BUILD/stazh short    some weeks of a small district; in check
    tests/mail/year.py BUILD/stazh          a year of 40 sites and 450 trainees, day by day (make mail-year)

Meanwhile people do what they are to do, late or never, leave, take back their consent, get other leaders; the mail program refuses a third of
the letters and is not there for a week; `stazh remind` is killed, or runs twice at once. Whether a letter was sent is told by the mail program's
own folder, read by python's email, and by nothing that stazh says. Every day each person's letter has to be what the rules of [mail] ask for:
nobody is told twice within a week, or what is no longer so, and nobody who left."""
import collections
import datetime
import email
import email.policy
import json
import os
import random
import re
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)) + "/..")
from suite import finish, folder, verdict  # noqa: E402

STAZH = os.path.abspath(sys.argv[1])
SHORT = sys.argv[2:3] == ["short"]
FIRST = datetime.date(2026, 11, 23) if SHORT else datetime.date(2026, 9, 7)
LAST = datetime.date(2026, 12, 4) if SHORT else datetime.date(2027, 9, 6)
AWAY = (datetime.date(2026, 11, 26), datetime.date(2026, 11, 27)) if SHORT else (datetime.date(2027, 2, 1), datetime.date(2027, 2, 7))
AHEAD, REPEAT, WEEKDAYS = 7, 7, range(5)
SEED = int(os.environ.get("SEED", "1"))
ACTS = 4 if SHORT else 14  # a day
chance = random.Random(SEED)

base = folder + "/year"
box = base + "/box"
os.makedirs(box)
here = os.path.dirname(os.path.abspath(__file__))
with open(base + "/stazh.ini", "w", encoding="utf-8") as f:
    f.write(f"""[store]
path = db
[mail]
from = metod@cims.example
program = "'{here}/fake.sh' '{box}'"
days_ahead = {AHEAD}
repeat = {REPEAT}
weekdays = пн-пт
""")
today = FIRST


def environment():
    return dict(os.environ, STAZH_CONFIG=base + "/stazh.ini", STAZH_TODAY=today.isoformat(), TZ="Asia/Novokuznetsk")


def stazh(*args, may_fail=False):
    done = subprocess.run([STAZH, *args], env=environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode and not may_fail:
        raise SystemExit(f"{today} {args}: {done.returncode} {done.stderr}")
    return done


def records(kind):
    return {r["id"]: r for r in json.loads(stazh("list", kind, "--archived", "--format", "json").stdout or "[]")}


# ---- what should be told, from the records ----

class District:
    def __init__(self):
        self.person, self.site, self.org = records("person"), records("site"), records("org")
        self.task, self.trainee, self.event = records("task"), records("trainee"), records("event")
        self.archived = archived()
        self.due = json.loads(stazh("due", "--all", "--format", "json", may_fail=True).stdout or "[]")
        self.named = collections.defaultdict(list)
        for p in self.person.values():
            self.named[f"{p['surname']} {p['name'][0]}.{p['patronymic'][0]}." if p["name"] and p["patronymic"] else p["surname"]].append(p["id"])

    def by_name(self, name):
        found = self.named.get(name.strip(), [])
        return found if len(found) == 1 else []

    def leader(self, site):
        s = self.site[site]
        return s["leader"] or self.org[s["org"]]["head"]

    def responsible(self, d):
        kind, number = d["record"].split()
        number = int(number)
        if d["kind"] == "reminder":
            names = [n for n in re.split("[,;]", d["who"] or "") if n.strip()]
            return {p for n in names or [METHODIST] for p in self.by_name(n)}
        if d["kind"] in ("report_review", "plan_review", "application", "status_end", "status_notice", "person", "marks_late", "task_late"):
            own = self.site[d["site"]]["methodist"] if d["site"] else None
            return {own} if own else set(self.by_name(METHODIST))
        if kind == "event":
            sites = self.event[number]["sites"] or []
            return {self.leader(s) for s in sites} - {None} or set(self.by_name(METHODIST))
        who = {self.leader(d["site"])}
        if kind == "task":
            who.add(self.trainee[self.task[number]["trainee"]]["person"])
        return who - {None}

    def reachable(self, person):
        p = self.person[person]
        return re.fullmatch("[^@ ]+@[^@ ]+", p["email"] or "") and p["consent_on"] and p["consent_on"] <= today.isoformat() and person not in self.archived


METHODIST = "Морозова И.А."


def archived():
    every, present = records("person"), {r["id"] for r in json.loads(stazh("list", "person", "--format", "json").stdout)}
    return set(every) - present


def next_day(day):
    day += datetime.timedelta(1)
    while day.weekday() not in WEEKDAYS:
        day += datetime.timedelta(1)
    return day


told = {}  # (person, sort, record, due): the day; by the mail program
seen = {}  # the same: since when it is open and the person can be told
first = {}  # the day on which it was told first
hindered = collections.defaultdict(set)  # days on which the mail program did not take the person's letter
proof = []  # (person, sort, record, due, day), all that was told


def expected(district):
    """{person: {(sort, record, due)}} of today."""
    wanted = collections.defaultdict(set)
    end = next_day(today)
    for d in district.due:
        due = datetime.date.fromisoformat(d["due"])
        for person in district.responsible(d):
            if not district.reachable(person):
                continue
            item = (person, d["kind"], d["record"], d["due"])
            seen.setdefault(item, today)
            if due - datetime.timedelta(AHEAD) >= end:
                continue
            last = told.get(item)
            if last is None or last + datetime.timedelta(REPEAT) < end:
                wanted[person].add(item[1:])
    return wanted


# ---- what was told, from the mail program ----

read = set()


def mail_log():
    try:
        return [line.split() for line in open(box + "/log")]
    except FileNotFoundError:
        return []


def letters():
    """New ones: (number, person, items), read as any mail program reads them."""
    for name in sorted(os.listdir(box)):
        if not name.startswith("letter-") or name.endswith(".tmp") or name in read:
            continue
        read.add(name)
        raw = open(f"{box}/{name}", "rb").read()
        message = email.message_from_bytes(raw, policy=email.policy.default)
        parts = list(message.walk())
        good = (not any(p.defects for p in parts) and message["auto-submitted"] == "auto-generated" and message["from"].addresses[0].addr_spec == "metod@cims.example"
                and max(map(len, raw.split(b"\n"))) <= 998 and message["date"].datetime.date() == today and message["subject"].startswith("Напоминание о сроках"))
        address = message["to"].addresses[0].addr_spec
        text = message.get_body(("plain",)).get_content()
        calendar = next(p for p in parts if p.get_content_type() == "text/calendar").get_content()
        unfolded = re.sub("\r?\n ", "", calendar)
        items = set()
        for part in unfolded.split("BEGIN:VEVENT")[1:]:
            uid, summary = re.search("UID:(.*?)@", part)[1], re.search("SUMMARY:(.*)", part)[1].strip()
            if uid.startswith("due-"):
                sort, number = uid[4:].rsplit("-", 1)
                day = re.search("DTSTART;VALUE=DATE:(.*)", part)[1].strip()
                items.add((sort, int(number), f"{day[:4]}-{day[4:6]}-{day[6:]}"))
            else:
                items.add(("event", int(uid[6:]), summary))
        lines = [line for line in text.split("\n") if line.startswith("- ")]
        good = good and len(lines) == len(items)
        yield int(re.search("letter-([0-9]+)@", message["message-id"])[1]), int(address[1:].split("@")[0]), items, good


def same(items, wanted):
    """Items of the calendar against those that should be: an event is known by its number there."""
    short = {(sort, int(record.split()[1]), due) for sort, record, due in wanted}
    have = set()
    for sort, number, day in items:
        if sort == "event":
            day = next((d for s, n, d in short if s == "event" and n == number), "?")
        have.add((sort, number, day))
    return have == short, have - short, short - have


# ---- what people do meanwhile ----

def live(district):
    """Some acts of the day: most of what is due is done, late or in time."""
    soon = [d for d in district.due if d["days"] < 12 and d["kind"] in ("task", "plan", "report", "event", "reminder", "equipment", "trainee_end")]
    for d in chance.sample(soon, min(ACTS, len(soon))):
        kind, number = d["record"].split()
        act = {"task": [["do", "task", number, "done"]], "reminder": [["do", "reminder", number, "done"]], "plan": [["do", "plandoc", number, "submit"]],
               "report": [["set", "report", number, "conclusions=итог"], ["do", "report", number, "submit"]], "trainee_end": [["do", "trainee", number, "expel", "reason=переезд"]],
               "event": [["do", "event", number, chance.choice(["hold", "cancel", "postpone"])]], "equipment": [["delete", "equipment", number]]}[d["kind"]]
        if kind == "event" and act[0][3] == "postpone":
            act[0] += ["date=" + (today + datetime.timedelta(chance.randrange(3, 20))).isoformat(), "reason=болезнь"]
        elif kind == "event" and act[0][3] == "cancel":
            act[0] += ["reason=карантин"]
        elif chance.random() < 0.1:
            act = [["do", kind, number, "defer", "until=" + (today + datetime.timedelta(chance.randrange(2, 30))).isoformat(), "reason=ждём"]]
        for a in act:
            stazh(*a, may_fail=True)
    involved = sorted({p for d in soon for p in district.responsible(d)})
    if not involved:
        return
    who = chance.choice(involved)
    what = chance.randrange(6)
    if what == 0:
        stazh("set", "person", str(who), "consent_on=", may_fail=True)
    elif what == 1:
        stazh("set", "person", str(who), "email=" + chance.choice(["", "нет адреса", f"p{who}@school.example"]), may_fail=True)
    elif what == 2:
        stazh("do", "person", str(who), "archive", may_fail=True)
    elif what == 3:
        site = chance.choice([s for s in district.site.values() if s["state"] == "действует"])
        stazh("set", "site", str(site["id"]), f"leader={chance.choice(involved)}", may_fail=True)
    elif what == 4:
        stazh("add", "reminder", "what=собрать сведения", "due=" + (today + datetime.timedelta(chance.randrange(0, 15))).isoformat(), "who=" + METHODIST, may_fail=True)
    else:
        trainee = chance.choice([t for t in district.trainee.values() if t["state"] == "проходит"] or [None])
        if trainee:
            stazh("do", "trainee", str(trainee["id"]), "expel", "reason=переезд", may_fail=True)


# ---- a day ----

counts = collections.Counter()


def remind():
    """Runs it as the days bring it along: alone, twice at once, or killed in the middle and run again."""
    how = chance.random()
    if how < 0.15:
        p = subprocess.Popen([STAZH, "remind"], env=environment(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(chance.random() * 0.15)
        p.send_signal(signal.SIGKILL)
        p.wait()
        counts["killed"] += 1
        time.sleep(0.2)  # what it had begun comes to its end
    elif how < 0.3:
        both = [subprocess.Popen([STAZH, "remind"], env=environment(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for _ in range(2)]
        for p in both:
            p.wait()
        counts["twice"] += 1
    done = stazh("remind", may_fail=True)
    if done.returncode not in (0, 1):
        raise SystemExit(f"{today} remind: {done.returncode} {done.stderr}")
    return done.stderr


def look_after_unknown():
    """The methodist looks into the mail server's log and says what became of those of which nobody knows."""
    lost = json.loads(stazh("list", "letter", "--where", "state=неизвестно", "--format", "json", may_fail=True).stdout or "[]")
    taken = {int(line[1]) for line in mail_log() if line[0] == "taken"}
    for letter in lost:
        stazh("do", "letter", str(letter["id"]), "arrived" if letter["id"] in taken else "resend")
        counts["unknown, arrived" if letter["id"] in taken else "unknown, sent again"] += 1
    return any(letter["id"] not in taken for letter in lost)


faults = collections.defaultdict(list)


def check_day(district, wanted):
    got = collections.defaultdict(list)
    for number, person, items, good in letters():
        got[person].append(items)
        if not good:
            faults["a letter is not as it should be"].append((today, number))
    log = mail_log()
    refused = {int(line[1]) for line in log if line[0] == "refused"}
    for person, all_items in got.items():
        if len(all_items) > 1:
            faults["twice"].append((today, person, all_items))
        if not district.reachable(person):
            faults["to somebody who left"].append((today, person))
        right, more, less = same(set().union(*all_items), wanted.get(person, set()))
        if more:
            faults["false or doubled"].append((today, person, more))
        if less:
            faults["not told"].append((today, person, less))
    for person, items in wanted.items():
        if person in got:
            for item in items:
                key = (person, *item)
                told[key] = today
                first.setdefault(key, today)
                proof.append((*key, today.isoformat()))
        else:
            hindered[person].add(today)
            if not away() and not refused:
                faults["no letter"].append((today, person, items))
    counts["letters"] += len(got)
    counts["told"] += sum(len(wanted[p]) for p in got)
    counts["refused"] += len([line for line in log if line[0] == "refused"])
    if os.path.exists(box + "/log"):
        os.unlink(box + "/log")


def away():
    return AWAY[0] <= today <= AWAY[1]


def day():
    live(District())
    with open(box + "/mood", "w") as f:
        f.write(f"{today} {100 if away() else 33}")
    district = District()
    wanted = expected(district)
    remind()
    if look_after_unknown():
        stazh("remind", may_fail=True)
        if look_after_unknown():
            faults["lost twice"].append(today)
    check_day(district, wanted)
    if today.weekday() == 4 and stazh("check", may_fail=True).returncode:
        faults["check finds something"].append(today)


def found():
    stazh("init")
    stazh("demo", "--scale", "40" if SHORT else "125")
    people = records("person")
    with open(base + "/people.csv", "w") as f:
        f.write("id,email,consent_on\n")
        for p in sorted(people):
            f.write(f"{p},{'' if chance.random() < 0.03 else f'p{p}@school.example'},{'' if chance.random() < 0.03 else '2025-01-01'}\n")
    stazh("import", "person", base + "/people.csv", "--update")


def compare_proof():
    """What stazh says was told is what the mail program took."""
    log = json.loads(stazh("remind", "log", "--format", "json").stdout)
    people = {p["email"]: p["id"] for p in records("person").values()}
    said = collections.Counter((int(line["address"][1:].split("@")[0]), line["kind"], line["record"], line["due"], line["at"]) for line in log)
    verdict("the log tells what the mail program took, each deadline to whom and when", said == collections.Counter(proof),
            f"{sum((said - collections.Counter(proof)).values())} more, {sum((collections.Counter(proof) - said).values())} less of {len(proof)}: "
            f"{list((said - collections.Counter(proof)).items())[:3]} {list((collections.Counter(proof) - said).items())[:3]} {len(people)}")
    sample = chance.sample(sorted({p[2] for p in proof}), min(10 if SHORT else 60, len({p[2] for p in proof})))
    wrong = []
    for record in sample:
        kind, number = record.split()
        lines = json.loads(stazh("remind", "log", "--kind", kind, "--id", number, "--format", "json").stdout)
        if len(lines) != sum(1 for p in proof if p[2] == record):
            wrong.append(record)
    verdict("each deadline shows its own", not wrong, wrong)


def late():
    """Told less than a week ahead though it could have been: open and the person reachable since, the mail program willing."""
    wrong = []
    for key, on in first.items():
        due = datetime.date.fromisoformat(key[3])
        if due - on < datetime.timedelta(AHEAD) and seen[key] <= due - datetime.timedelta(AHEAD) and not any(seen[key] <= d < on for d in hindered[key[0]]):
            wrong.append((key, on, seen[key]))
    return wrong


def main():
    global today
    found()
    began = time.monotonic()
    while today <= LAST:
        if today.weekday() in WEEKDAYS:
            day()
        elif "Отправлено" in stazh("remind", may_fail=True).stderr:
            faults["on a day without letters"].append(today)
        today += datetime.timedelta(1)
    today -= datetime.timedelta(1)
    for what in ("twice", "false or doubled", "to somebody who left", "not told", "no letter", "on a day without letters", "lost twice", "a letter is not as it should be",
                 "check finds something"):
        verdict("none: " + what, not faults[what], f"{len(faults[what])}: {faults[what][:3]}")
    verdict("told a week ahead, unless it came later or the mail program would not", not late(), late()[:3])
    compare_proof()
    verdict("something happened", counts["letters"] > 30 and counts["refused"] and counts["killed"] + counts["twice"], dict(counts))
    print(f"{(LAST - FIRST).days + 1} days, seed {SEED}, {time.monotonic() - began:.0f} s: {dict(counts)}")
    finish("mail")


main()
