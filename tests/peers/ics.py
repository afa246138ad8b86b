"""Does the calendar file obey RFC 5545, and tell the same as the program?

ics.py FILE.ics EVENTS.json [ZONE]: EVENTS.json is «list event --format json». Needs python3-dateutil alone.
"""
import datetime
import json
import sys

from dateutil import tz

path, listed = sys.argv[1:3]
zone = tz.gettz(sys.argv[3] if len(sys.argv) > 3 else "UTC")
raw = open(path, "rb").read()
assert raw.endswith(b"\r\n") and raw.count(b"\n") == raw.count(b"\r\n"), "line ends"
lines = []
for line in raw.split(b"\r\n")[:-1]:
    assert 0 < len(line) <= 75, line
    line.decode("utf-8")  # no character is parted
    if line[:1] == b" ":
        lines[-1] += line[1:]
    else:
        lines.append(line)
stack, events, event = [], [], None
for line in (l.decode("utf-8") for l in lines):
    name, _, value = line.partition(":")
    if name == "BEGIN":
        stack.append(value)
        if value == "VEVENT":
            event = {"alarms": 0}
            events.append(event)
        elif value == "VALARM":
            event["alarms"] += 1
    elif name == "END":
        assert stack.pop() == value, line
    elif stack[-1] == "VEVENT":
        assert name not in event, line
        event[name] = value
assert not stack and lines[0] == b"BEGIN:VCALENDAR"
assert len({e["UID"] for e in events}) == len(events), "the same UID twice"


def text(value):
    return value.replace("\\n", "\n").replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\")


def told(e):
    title = text(e["SUMMARY"]).removeprefix("Отменено: ")
    if "DTSTART" not in e:
        return e["DTSTART;VALUE=DATE"], "", title
    start = datetime.datetime.strptime(e["DTSTART"], "%Y%m%dT%H%M%SZ").replace(tzinfo=tz.UTC).astimezone(zone)
    return start.strftime("%Y%m%d"), start.strftime("%H:%M"), title


for e in events:
    assert {"UID", "DTSTAMP", "SEQUENCE", "SUMMARY", "STATUS"} <= set(e), e
    assert ("X-STAZH-DEADLINE" in e) == (e["alarms"] > 0), e
got = sorted(told(e) for e in events if "X-STAZH-DEADLINE" not in e)
right = sorted((r["date"].replace("-", ""), r.get("time") or "", r["topic"]) for r in json.load(open(listed)))
assert got == right, (got, right)
print(f"{len(right)} events, {len(events) - len(right)} deadlines")
