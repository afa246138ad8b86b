#!/usr/bin/python3
"""Own deadlines that repeat, by commands, against python3-dateutil over years, with days off.

deadlines.py BUILD/stazh [RULES]: random rules (seeded), each way of minding days off. First every deadline is done again and again
ahead of its day: the days that the journal tells are those of the rule. Then days pass, and now and then one is done late: what is
open, and how often it was missed, is what follows from the rule.
"""
import datetime
import itertools
import json
import os
import random
import subprocess
import sys
import tempfile

from dateutil.rrule import rrulestr

sys.dont_write_bytecode = True
tests = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
sys.path.insert(0, tests)
import suite

RULES = int(sys.argv[2]) if len(sys.argv) > 2 else 60
TIMES = 25
KEEP, NEXT, BEFORE, SKIP = "не переносить", "на следующий рабочий день", "на предыдущий рабочий день", "пропустить"
BEGIN = datetime.date(2026, 9, 1)
DAY = datetime.timedelta(1)
YEARLY_OFF = [((1, 1), (1, 8)), ((2, 23), (2, 23)), ((3, 8), (3, 8)), ((5, 1), (5, 1)), ((5, 9), (5, 9)), ((6, 12), (6, 12)), ((11, 4), (11, 4))]
ONCE_OFF = [datetime.date(2027, 2, 22), datetime.date(2027, 5, 10), datetime.date(2026, 12, 31)]


def is_off(day):
    return day.weekday() >= 5 or day in ONCE_OFF or any(a <= (day.month, day.day) <= b for a, b in YEARLY_OFF)


def moved(day, off):
    if off == SKIP:
        return None if is_off(day) else day
    while off in (NEXT, BEFORE) and is_off(day):
        day += DAY if off == NEXT else -DAY
    return day


def turns(rule, start, off):
    """The days on which it is due: two that meet are one."""
    last = None
    for at in rrulestr(rule, dtstart=datetime.datetime.combine(start, datetime.time())):
        if at.date() > datetime.date(2150, 1, 1):
            return
        due = moved(at.date(), off)
        if due and (last is None or due > last):
            last = due
            yield due


def random_rule():
    days = "MO TU WE TH FR SA SU".split()
    freq = random.choice("DAILY WEEKLY WEEKLY MONTHLY MONTHLY MONTHLY YEARLY".split())
    parts = ["FREQ=" + freq]
    if random.random() < 0.3:
        parts.append("INTERVAL=%d" % random.choice([2, 3, 4, 6]))
    if freq == "WEEKLY":
        parts.append("BYDAY=" + ",".join(sorted(random.sample(days, random.randint(1, 5)), key=days.index)))
    elif freq == "MONTHLY":
        parts.append(random.choice(["BYMONTHDAY=%d" % random.choice([1, 4, 8, 15, 28, 31, -1]), "BYDAY=MO,TU,WE,TH,FR;BYSETPOS=%d" % random.choice([1, -1]),
                                    "BYDAY=%d%s" % (random.choice([1, 2, -1]), random.choice(days)), "BYMONTH=3,6,9,12;BYMONTHDAY=-1"]))
    elif freq == "YEARLY":
        parts.append("BYMONTH=%d;BYMONTHDAY=%d" % (random.randint(1, 12), random.randint(1, 28)))
    if random.random() < 0.2:
        parts.append("COUNT=%d" % random.choice([1, 3, 12]))
    elif random.random() < 0.1:
        parts.append("UNTIL=%s" % random.choice(["20271231", "20280531"]))
    return ";".join(parts)


class Base:
    def __init__(self, folder):
        self.ini = folder + "/stazh.ini"
        with open(self.ini, "w", encoding="utf-8") as f:
            off = ["%02d.%02d-%02d.%02d" % (a[1], a[0], b[1], b[0]) for a, b in YEARLY_OFF] + [d.strftime("%d.%m.%Y") for d in ONCE_OFF]
            f.write("[store]\npath = %s/db\n[calendar]\ndays_off = \"%s\"\nweek = 5\n" % (folder, "; ".join(off)))
        self.run(BEGIN, "init")

    def run(self, day, *args, stdin=None):
        env = dict(os.environ, STAZH_CONFIG=self.ini, STAZH_TODAY=day.isoformat())
        env.pop("SSH_CONNECTION", None)
        return subprocess.run([sys.argv[1], *args], env=env, input=stdin, capture_output=True, text=True)

    def batch(self, day, acts):
        done = self.run(day, "batch", stdin="\n".join(json.dumps({"run": a}) for a in acts) + "\n")
        if done.returncode:
            sys.exit("batch: " + done.stderr + done.stdout[-300:])
        return [json.loads(line) for line in done.stdout.splitlines()]

    def records(self, day):
        return {r["id"]: r for r in json.loads(self.run(day, "list", "reminder", "--format", "json").stdout)}


def added(base, rules):
    base.batch(BEGIN, [["add", "reminder", "what=дело", "due=" + start.isoformat(), "repeat=" + rule, "day_off=" + off] for rule, start, off in rules])
    return sorted(base.records(BEGIN))[-len(rules):]


def ahead(base, rules):
    """Each is done before its day, over and over."""
    acts, wanted = [], []
    for number, (rule, start, off) in zip(added(base, rules), rules):
        days = list(itertools.islice(turns(rule, start, off), TIMES))
        acts += [["do", "reminder", str(number), "done"]] * (len(days) - 1)
        wanted.append((number, rule, start, off, days))
    got = {}
    for line in base.batch(BEGIN, acts):
        got.setdefault(line["id"], []).append(datetime.datetime.strptime(line["notice"].split("срок — ")[1][:10], "%d.%m.%Y").date())
    for number, rule, start, off, days in wanted:
        suite.verdict("%s, с %s, %s" % (rule, start, off), got.get(number, []) == days[1:], "\n got      %s\n dateutil %s" % (got.get(number), days[1:]))


class Open:
    def __init__(self, rule, start, off):
        self.days = turns(rule, start, off)
        self.due, self.next = next(self.days), next(self.days, None)

    def done(self, today):
        while self.next and self.next < today:
            self.next = next(self.days, None)
        self.due, self.next = self.next, self.next and next(self.days, None)

    def missed(self, rule, start, off, today):
        return sum(self.due <= d < today for d in itertools.takewhile(lambda d: d < today, turns(rule, start, off)))


def late(base, rules):
    """Days pass, and a third of what is open is done."""
    numbers, today = added(base, rules), BEGIN
    state = {n: Open(*r) for n, r in zip(numbers, rules)}
    for step in (1, 4, 9, 35, 80, 200, 400):
        today += DAY * step
        got = {int(line["record"].split()[-1]): (line["due"], line["what"]) for line in json.loads(base.run(today, "due", "--all", "--format", "json").stdout)}
        wanted = {}
        for number, rule in zip(numbers, rules):
            if state[number].due:
                missed = state[number].missed(*rule, today)
                words = " · пропущено %d %s" % (missed, "раза" if missed % 10 in (2, 3, 4) and missed % 100 not in (12, 13, 14) else "раз")
                wanted[number] = (state[number].due.isoformat(), "дело" + (words if missed > 1 else ""))
        wrong = [(n, dict(zip(numbers, rules))[n], got.get(n), wanted.get(n)) for n in numbers if got.get(n) != wanted.get(n)]
        suite.verdict("открыто %s: %d из %d" % (today, len(wanted), len(rules)), not wrong, wrong[:3])
        acts = [n for n in numbers if n in wanted and random.random() < 0.34]
        base.batch(today, [["do", "reminder", str(n), "done"] for n in acts])
        for n in acts:
            state[n].done(today)


random.seed(21)
rules = []
while len(rules) < RULES:
    rule, start, off = random_rule(), BEGIN + DAY * random.randrange(120), random.choice([KEEP, NEXT, BEFORE, SKIP])
    if next(turns(rule, start, off), None):
        rules.append((rule, start, off))
base = Base(suite.folder)
ahead(base, rules)
base = Base(tempfile.mkdtemp(dir=suite.folder))
late(base, rules)
suite.verdict("check", base.run(BEGIN, "check", "--deep").returncode == 0)
suite.finish("deadlines")
