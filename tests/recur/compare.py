#!/usr/bin/python3
"""The days of repeat rules against python3-dateutil, over ten years.

compare.py BUILD/stazh: the table tests/data/recur.txt by its words and by its rules, then random rules (seeded).
"""
import datetime
import os
import random
import subprocess
import sys

from dateutil.rrule import rruleset, rrulestr

sys.dont_write_bytecode = True
tests = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
sys.path.insert(0, tests)
import suite

program, table = os.path.dirname(sys.argv[1]) + "/test_recur", tests + "/data/recur.txt"
DAYS = 3653


def expected(first, rule):
    start = datetime.datetime.fromisoformat(first)
    text, _, exceptions = rule.partition(" EXDATE:")
    days = rruleset()
    days.rrule(rrulestr(text, dtstart=start))
    for day in filter(None, exceptions.split(",")):
        days.exdate(datetime.datetime.strptime(day, "%Y%m%d"))
    return " ".join(d.date().isoformat() for d in days.between(start, start + datetime.timedelta(DAYS), inc=True))


def some(items, most=3):
    return sorted(random.sample(items, random.randint(1, most)), key=items.index)


def random_rule():
    """Nothing in which dateutil leaves the RFC: numbered and plain weekdays together, positions in a first part of a week."""
    days = "MO TU WE TH FR SA SU".split()
    first = datetime.date(2024, 1, 1) + datetime.timedelta(random.randrange(1500))
    freq = random.choice("DAILY WEEKLY MONTHLY YEARLY".split())
    parts = ["FREQ=" + freq]
    if random.random() < 0.5:
        parts.append("INTERVAL=%d" % random.choice([2, 2, 3, 4, 5, 7, 12, 13]))
    if random.random() < (0.7 if freq == "YEARLY" else 0.2):
        parts.append("BYMONTH=" + ",".join(map(str, some(list(range(1, 13))))))
    if freq != "WEEKLY" and random.random() < 0.4:
        parts.append("BYMONTHDAY=" + ",".join(map(str, some([1, 2, 7, 13, 15, 28, 29, 30, 31, -1, -2, -30, -31]))))
    if random.random() < 0.6:
        if freq in ("MONTHLY", "YEARLY") and random.random() < 0.6:
            parts.append("BYDAY=" + ",".join(random.choice("1 2 3 4 5 -1 -2 -5".split()) + d for d in some(days)))
        else:
            parts.append("BYDAY=" + ",".join(some(days, 5)))
        if freq in ("MONTHLY", "YEARLY") and random.random() < 0.3:
            parts.append("BYSETPOS=" + ",".join(map(str, some([1, 2, 3, -1, -2]))))
    if freq == "WEEKLY" and random.random() < 0.5:
        parts.append("WKST=" + random.choice(days))
    end = random.random()
    if end < 0.3:
        parts.append("COUNT=%d" % random.choice([1, 2, 5, 30, 200]))
    elif end < 0.6:
        parts.append("UNTIL=" + (first + datetime.timedelta(random.choice([0, 1, 30, 365, 2000]))).strftime("%Y%m%d"))
    rule = ";".join(parts)
    if random.random() < 0.4:
        out = sorted({(first + datetime.timedelta(random.randrange(400))).strftime("%Y%m%d") for _ in range(20)})
        rule += " EXDATE:" + ",".join(out)
    return first.isoformat(), rule


cases = []  # what is told to the program, the rule for dateutil
rows = 0
for line in open(table, encoding="utf-8"):
    if line.startswith("#"):
        continue
    first, words, rule = line.rstrip("\n").split("|")
    rows += 1
    cases.append((first, rule, rule))
    if words != "=":
        cases.append((first, words, rule))
random.seed(37)
for _ in range(400):
    first, rule = random_rule()
    cases.append((first, rule, rule))

given = "".join("%s|%s\n" % (first, text) for first, text, _ in cases)
got = subprocess.run([program, "days"], input=given, capture_output=True, text=True, check=True).stdout.splitlines()
for (first, text, rule), days in zip(cases, got, strict=True):
    right = expected(first, rule)
    suite.verdict("%s %s %s" % (first, text, rule), days == right, "\n  got      %s\n  dateutil %s" % (days[:300], right[:300]))
print("# %d rows of the table, %d random rules" % (rows, 400))
suite.finish("recur")
