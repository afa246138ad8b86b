#!/usr/bin/python3
"""Series of other calendars: the moments that the program reads against those of python3-dateutil with zoneinfo, and whole files
against python3-recurring-ical-events.

foreign.py BUILD/stazh [RULES FILES]: random rules (seeded) in zones of the country and of others that have summer time, with
exceptions, days of their own and moved occurrences in all the forms in which calendars write them; then random files.

What is refused by a sentence is not among them: positions among the days of a week or several hours of a day,
numbered weekdays beside days of all months.

Who is right where they differ (RFC 5545):
 - a local time that comes twice is the first one, one that does not come is told by the offset before the gap (3.3.5): so are
   we and dateutil with zoneinfo; recurring-ical-events (pytz) takes the second one: its files keep away from those hours;
 - DTSTART is an occurrence and the first of COUNT, whatever the rule says (3.3.10, 3.8.5.3): so are we; dateutil leaves it out;
 - 1 January 2022 is of week 52, the last of 2021 (ISO 8601); dateutil counts the weeks of the year before by this year's length,
   so rules of weeks 52 and 53 are not among them, the last week (-1) is;
 - UNTIL in UTC is a moment: so are we; recurring-ical-events reads it with the offset that DTSTART has, so its files end later;
   it knows no summer time after 2037 (pytz), so they end before;
 - UNTIL as a date in a series with times (not allowed, but written) includes its day; dateutil ends at its midnight;
 - a rule in UTC is one in UTC, also where the calendar has X-WR-TIMEZONE; recurring-ical-events moves it to that zone.
"""
import datetime as dt
import os
import random
import subprocess
import sys
import zoneinfo

from dateutil.rrule import rrulestr

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
import suite

program = os.path.realpath(sys.argv[1])
RULES, FILES = [int(n) for n in sys.argv[2:4]] or [400, 40]
PER_BASE = 100
UTC = dt.timezone.utc
dt.MAXYEAR = 2060  # dateutil looks for the next occurrence of a rule without any until then
COUNTRY = ["Europe/Kaliningrad", "Europe/Moscow", "Europe/Samara", "Asia/Yekaterinburg", "Asia/Omsk", "Asia/Krasnoyarsk",
           "Asia/Irkutsk", "Asia/Yakutsk", "Asia/Vladivostok", "Asia/Magadan", "Asia/Kamchatka"]
OTHERS = ["Europe/Berlin", "Europe/London", "America/New_York", "America/Los_Angeles", "America/St_Johns", "America/Santiago",
          "Australia/Sydney", "Australia/Lord_Howe", "Pacific/Auckland", "Asia/Jerusalem"]
OURS = ["Asia/Novokuznetsk", "Europe/Moscow", "UTC", "Etc/GMT+8"]  # records have no hour that comes twice
TIMES = [(0, 0), (0, 30), (1, 30), (2, 0), (2, 30), (3, 0), (8, 15), (10, 0), (14, 0), (19, 30), (22, 0), (23, 45)]
DAYS = "MO TU WE TH FR SA SU".split()
FORMAT = "%Y%m%dT%H%M%S"


def some(items, most=3):
    return sorted(random.sample(items, random.randint(1, most)), key=items.index)


def random_rule(hours=True):
    """Nothing in which dateutil leaves the RFC: numbered and plain weekdays together, positions in a first part of a week."""
    freq = random.choice("DAILY WEEKLY WEEKLY MONTHLY MONTHLY YEARLY".split())
    parts = ["FREQ=" + freq]
    if random.random() < 0.5:
        parts.append("INTERVAL=%d" % random.choice([2, 2, 3, 4, 5, 7, 12, 13]))
    if freq == "YEARLY" and random.random() < 0.2:
        parts.append("BYYEARDAY=" + ",".join(map(str, some([1, 60, 100, 200, 300, 365, 366, -1, -100, -366]))))
    elif freq == "YEARLY" and random.random() < 0.15:
        parts.append("BYWEEKNO=" + ",".join(map(str, some([1, 2, 20, 26, -1, -2]))) + ";BYDAY=" + random.choice(DAYS))
    else:
        if random.random() < (0.7 if freq == "YEARLY" else 0.2):
            parts.append("BYMONTH=" + ",".join(map(str, some(list(range(1, 13))))))
        if freq != "WEEKLY" and random.random() < 0.4:
            parts.append("BYMONTHDAY=" + ",".join(map(str, some([1, 2, 7, 13, 15, 28, 29, 30, 31, -1, -2, -30, -31]))))
        if random.random() < 0.6:
            by_year = freq == "YEARLY" and "BYMONTHDAY" in parts[-1] and "BYMONTH=" not in ";".join(parts)
            if freq in ("MONTHLY", "YEARLY") and not by_year and random.random() < 0.6:
                parts.append("BYDAY=" + ",".join(random.choice("1 2 3 4 5 -1 -2 -5".split()) + d for d in some(DAYS)))
            else:
                parts.append("BYDAY=" + ",".join(some(DAYS, 5)))
            if freq in ("MONTHLY", "YEARLY") and random.random() < 0.3:
                parts.append("BYSETPOS=" + ",".join(map(str, some([1, 2, 3, -1, -2]))))
    if hours and "SETPOS" not in parts[-1] and random.random() < 0.1:
        parts.append("BYHOUR=" + ",".join(map(str, some([1, 2, 3, 9, 15, 23]))))
    if random.random() < 0.3:
        parts.append("WKST=" + random.choice(DAYS))
    return ";".join(parts)


def moment(local, zone):
    """zoneinfo, fold 0: the first of two, the offset before a gap."""
    return local.replace(tzinfo=zoneinfo.ZoneInfo(zone)).astimezone(UTC)


def laid(rule, start, most):
    """The first ones, within twelve years, as local times."""
    out = []
    for at in rrulestr(rule, dtstart=start):
        if len(out) == most or at.year > start.year + 12:
            break
        out.append(at)
    return out


def write(name, at, zone, form, own_zone):
    """A moment in one of its forms; at is local in zone."""
    if form == "utc":
        return "%s:%sZ" % (name, moment(at, zone).strftime(FORMAT))
    if form == "date":
        return "%s;VALUE=DATE:%s" % (name, at.strftime("%Y%m%d"))
    if form == "plain":
        return "%s:%s" % (name, at.strftime(FORMAT))
    if form == "other":
        other = random.choice(COUNTRY[:6])
        return "%s;TZID=%s:%s" % (name, other, moment(at, zone).astimezone(zoneinfo.ZoneInfo(other)).strftime(FORMAT))
    return "%s;TZID=%s:%s" % (name, own_zone, at.strftime(FORMAT))


def clear(at, zone):
    """Comes once, so that every form means it."""
    local = at.replace(tzinfo=zoneinfo.ZoneInfo(zone))
    return (local.utcoffset() == local.replace(fold=1).utcoffset() and
            moment(at, zone).astimezone(zoneinfo.ZoneInfo(zone)).replace(tzinfo=None) == at)


def event(uid, lines, summary="Ряд"):
    return "BEGIN:VEVENT\nUID:%s\nSUMMARY:%s\n%s\nEND:VEVENT\n" % (uid, summary, "\n".join(lines))


def random_series(uid):
    """(text, its moments)"""
    zone = random.choice(COUNTRY + OTHERS)
    while True:
        rule = random_rule()
        start = dt.datetime(2009, 1, 1) + dt.timedelta(random.randrange(6500))
        start = start.replace(hour=random.choice(TIMES)[0], minute=random.choice(TIMES)[1])
        times = laid(rule, start, 30)
        synchronized = random.random() < 0.9
        if synchronized and times:
            start = times[0]
            times = laid(rule, start, 30)
        if len(times) > 1 and (times[0] == start) == synchronized:
            break
    end = random.choice(["count", "count", "utc", "date", "plain"])
    n = random.randint(1, len(times))
    if end == "count":
        rule += ";COUNT=%d" % n
        moments = {moment(at, zone): at for at in times[:n if synchronized else n - 1]}
    elif end == "date":
        last = times[n - 1]
        rule += ";UNTIL=" + last.strftime("%Y%m%d")
        moments = {moment(at, zone): at for at in times if at.date() <= last.date()}
    else:
        last = times[n - 1]
        rule += ";UNTIL=" + (last.strftime(FORMAT) if end == "plain" else moment(last, zone).strftime(FORMAT) + "Z")
        if end == "plain":
            moments = {moment(at, zone): at for at in times if at <= last}
        else:
            moments = {moment(at, zone): at for at in times if moment(at, zone) <= moment(last, zone)}
    if len(times) == 30 and end != "count" and n == 30:
        return random_series(uid)  # there may be more of the last day
    moments[moment(start, zone)] = start
    lines = ["DTSTART;TZID=%s:%s" % (zone, start.strftime(FORMAT)), "RRULE:" + rule]
    if random.random() < 0.3:
        for _ in range(random.randint(1, 3)):
            at = (start + dt.timedelta(random.randrange(400))).replace(hour=random.choice([11, 12, 13]), minute=5)
            lines.append(write("RDATE", at, zone, random.choice(["zone", "utc", "plain", "other"]), zone))
            moments[moment(at, zone)] = at
    apart = []
    chosen = [m for m in sorted(moments) if clear(moments[m], zone)]
    random.shuffle(chosen)
    if random.random() < 0.5:
        for m in chosen[:random.randint(0, 4)]:
            form = random.choice(["zone", "utc", "date", "plain", "other"])
            at = moments.get(m)
            if at is None:
                continue
            lines.append(write("EXDATE", at, zone, form, zone))
            for other in list(moments):
                if other == m or (form == "date" and moments[other].date() == at.date()):
                    del moments[other]
    if random.random() < 0.5:
        for m in chosen[4:4 + random.randint(0, 3)]:
            at = moments.get(m)
            if at is None:
                continue
            alone = sum(1 for other in moments.values() if other.date() == at.date()) == 1
            here = lambda w: w.astimezone(zoneinfo.ZoneInfo(ours)).date()
            if sum(1 for other in moments if here(other) == here(m)) > 1:
                continue
            rid = write("RECURRENCE-ID", at, zone, random.choice(["zone", "utc", "plain", "other"] + ["date"] * alone), zone)
            del moments[m]
            if random.random() < 0.2:
                apart.append(event(uid, [rid, "STATUS:CANCELLED", "DTSTART;TZID=%s:%s" % (zone, at.strftime(FORMAT))]))
                continue
            to = (at + dt.timedelta(random.randrange(-2, 3))).replace(hour=16, minute=random.choice(range(60)))
            moved.append((uid, moment(to, zone)))
            apart.append(event(uid, [rid, "DTSTART;TZID=%s:%s" % (zone, to.strftime(FORMAT))]))
    parts = [event(uid, lines)] + apart
    if random.random() < 0.3:
        random.shuffle(parts)
    return "".join(parts), sorted(moments)


def read(text, ours, want):
    """(UID without the occurrence, moment or day, minutes) of what the program has read; None and what it said when it did not."""
    base = suite.folder + "/base"
    subprocess.run(["rm", "-rf", base], check=True)
    os.mkdir(base)
    with open(base + "/stazh.ini", "w") as f:
        f.write("[store]\npath = %s/db\n" % base)
    env = dict(os.environ, TZ=ours, STAZH_TODAY="2026-09-01", STAZH_CONFIG=base + "/stazh.ini", LC_ALL="C.UTF-8")
    run = lambda *a: subprocess.run([program, *a], env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    with open(base + "/in.ics", "w", encoding="utf-8") as f:
        f.write(text)
    run("init")
    said = run("import", "event", base + "/in.ics", "form=лекция")
    if said.returncode:
        return None, said.stderr
    run("export", "calendar", base + "/out.ics", "--no-deadlines")
    got = []
    for part in open(base + "/out.ics", encoding="utf-8", newline="").read().replace("\r\n ", "").split("BEGIN:VEVENT")[1:]:
        values = {}
        for line in part.split("\r\n"):
            name, _, value = line.partition(":")
            values[name.partition(";")[0]] = value
        start, end = parse(values["DTSTART"]), parse(values.get("DTEND", values["DTSTART"]))
        got.append((values["UID"].partition("/")[0], start, int((end - start).total_seconds() // 60)))
    return sorted(got, key=str), said.stderr


def parse(value):
    if len(value) == 8:
        return dt.datetime.strptime(value, "%Y%m%d").date()
    return dt.datetime.strptime(value, FORMAT + "Z").replace(tzinfo=UTC)


def show(times):
    return " ".join(t.strftime("%Y%m%dT%H%MZ") if isinstance(t, dt.datetime) else t.isoformat() for t in times)


# ---- rules ----

def compare_rules(number, n):
    global ours, moved
    ours, moved = OURS[number % len(OURS)], []
    series = [(("r%d" % i), *random_series("r%d" % i)) for i in range(n)]
    got, said = read("BEGIN:VCALENDAR\n" + "".join(text for _, text, _ in series) + "END:VCALENDAR\n", ours, None)
    if got is None:
        suite.verdict("rules %d" % number, False, said)
        return
    for uid, text, moments in series:
        right = sorted(moments + [at for u, at in moved if u == uid])
        have = sorted(at for u, at, _ in got if u == uid)
        suite.verdict("rule %d/%s" % (number, uid), have == right,
                      "%s\n%s\n  got      %s\n  dateutil %s" % (ours, text, show(have), show(right)))


# ---- whole files ----

def random_event(uid, zone):
    """Of what calendars write every day; recurring-ical-events knows an occurrence by its date alone."""
    kind = random.choice(["single", "day", "series", "series", "series", "days", "utc"])
    start = dt.datetime(2026, 9, 1) + dt.timedelta(random.randrange(300))
    start = start.replace(hour=random.choice([8, 10, 14, 19, 22]), minute=random.choice([0, 15, 30]))
    minutes = random.choice([45, 60, 90])
    if kind == "single":
        return event(uid, ["DTSTART;TZID=%s:%s" % (zone, start.strftime(FORMAT)),
                           "DTEND;TZID=%s:%s" % (zone, (start + dt.timedelta(minutes=minutes)).strftime(FORMAT))])
    if kind == "day":
        return event(uid, ["DTSTART;VALUE=DATE:" + start.strftime("%Y%m%d"),
                           "DTEND;VALUE=DATE:" + (start + dt.timedelta(1)).strftime("%Y%m%d")])
    if kind == "utc":
        return event(uid, ["DTSTART:%sZ" % start.strftime(FORMAT), "DURATION:PT%dM" % minutes])
    while True:
        rule = random_rule(hours=False)
        times = laid(rule, start, 20)
        if times and times[0].year < 2030:
            start = times[0]
            times = laid(rule, start, 20)
            if times and times[0] == start and times[-1].year < 2037:
                break
    n = random.randint(1, len(times))
    last = times[n - 1]
    days = kind == "days"
    if random.random() < 0.5:
        rule += ";COUNT=%d" % n
    else:
        rule += ";UNTIL=" + (last.strftime("%Y%m%d") if days else (moment(last, zone) + dt.timedelta(hours=2)).strftime(FORMAT) + "Z")
    form = "date" if days else "zone"
    lines = [write("DTSTART", start, zone, form, zone), "RRULE:" + rule, "DURATION:" + ("P1D" if days else "PT%dM" % minutes)]
    rest = times[1:n]
    random.shuffle(rest)
    for at in rest[:random.randint(0, 2)]:
        lines.append(write("EXDATE", at, zone, random.choice([form] if days else ["zone", "utc"]), zone))
    parts = [event(uid, lines)]
    for at in rest[2:2 + random.randint(0, 2)]:
        to = at + dt.timedelta(random.choice([-1, 0, 1]), 3600 * random.choice([0, 1]))
        parts.append(event(uid, [write("RECURRENCE-ID", at, zone, form, zone), write("DTSTART", to, zone, form, zone),
                                 "DURATION:" + ("P1D" if days else "PT30M")]))
    return "".join(parts)


def compare_file(number):
    import icalendar
    import recurring_ical_events
    zone = random.choice(COUNTRY + [z for z in OTHERS if z != "Australia/Lord_Howe"])
    ours = random.choice(OURS)
    text = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//test//EN\n%sEND:VCALENDAR\n" % "".join(
        random_event("e%d" % i, zone) for i in range(random.randint(3, 8)))
    right = []
    for e in recurring_ical_events.of(icalendar.Calendar.from_ical(text)).between((2000, 1, 1), (2120, 1, 1)):
        start, end = e["DTSTART"].dt, e["DTEND"].dt if "DTEND" in e else e["DTSTART"].dt + e["DURATION"].dt
        minutes = int((end - start).total_seconds() // 60)
        right.append((str(e["UID"]), start.astimezone(UTC) if isinstance(start, dt.datetime) else start, minutes))
    got, said = read(text, ours, None)
    right.sort(key=str)
    suite.verdict("file %d" % number, got == right, "%s\n%s\n%s\n  only here %s\n  only there %s" % (
        ours, text, said, sorted(map(str, set(got or []) - set(right))), sorted(map(str, set(right) - set(got or [])))))


random.seed(17)
for number in range(0, RULES, PER_BASE):
    compare_rules(number // PER_BASE, min(PER_BASE, RULES - number))
for number in range(FILES):
    compare_file(number)
print("# %d random rules in %d zones, %d random files" % (RULES, len(COUNTRY + OTHERS), FILES))
suite.finish("foreign")
