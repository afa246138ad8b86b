#!/usr/bin/env python3
"""Alarms against an independent computation: tests/life/alarms.py BUILD/stazh [ACTS [SEED]]
In a generated district marks, lessons, items of plans and internships change at random; after some acts what `due --all` shows on a
random day is compared with what follows from the exported records. Ends with «alarms: N passed, M failed, K skipped»."""
import datetime, json, os, random, subprocess, sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
import suite

program, folder = os.path.abspath(sys.argv[1]), suite.folder
acts = int(sys.argv[2]) if len(sys.argv) > 2 else 60
random.seed(int(sys.argv[3]) if len(sys.argv) > 3 else 18)
TODAY = datetime.date(2026, 12, 5)
ALARMS = {"absences", "marks_late", "task_late", "hours"}
IN_ROW, MARKS_DAYS, TASK_DAYS, HOURS_PERCENT, ACADEMIC_HOUR = 2, 7, 14, 90, 45
env = dict(os.environ, STAZH_CONFIG=folder + "/stazh.ini", LC_ALL="C.UTF-8")
with open(folder + "/stazh.ini", "w") as f:
    f.write("[store]\npath = %s/db\n[rules]\nalarm_hours_percent = %d\n" % (folder, HOURS_PERCENT))


def run(*arguments, day=TODAY, ok=(0, 1, 3), given=None):
    p = subprocess.run([program, *map(str, arguments)], env=dict(env, STAZH_TODAY=day.isoformat()), capture_output=True, text=True, input=given or "")
    if p.returncode not in ok:
        sys.exit("stazh %s: code %d: %s" % (" ".join(map(str, arguments)), p.returncode, p.stderr))
    return p.stdout


def records(kind):
    return {r["id"]: r for r in json.loads(run("export", kind, "-", "--format", "json", ok=(0,)))}


def date(text):
    return datetime.date.fromisoformat(text) if text else None


def expected(today):
    events, marks, trainees, groups, tasks, docs, lines = (records(k) for k in ("event", "attendance", "trainee", "group", "task", "plandoc", "planline"))
    found = set()

    def alarm(code, kind, number, since):
        if since <= today:
            found.add((code, "%s %d" % (kind, number), since.isoformat()))

    def hours(event):
        return event["hours"] if event["hours"] is not None else ((event["minutes"] or 0) + ACADEMIC_HOUR // 2) // ACADEMIC_HOUR

    def planned(group):
        plans = {d["id"] for d in docs.values() if d["site"] == group["site"] and d["plandoc_kind"] == "тематический план"
                 and d["school_year"] == group["school_year"]}
        return max(sum(line["hours"] or 0 for line in lines.values() if line["plandoc"] in plans),
                   sum(hours(e) for e in events.values() if group["id"] in e["groups"] and e["state"] != "отменено"))
    for t in trainees.values():
        if t["state"] in ("завершил", "отчислен"):
            continue
        own = sorted(((events[m["event"]]["date"], events[m["event"]]["time"] or "", m["event"]), m) for m in marks.values()
                     if m["trainee"] == t["id"] and events[m["event"]]["state"] == "проведено")
        row = []
        for _, m in own:
            row = row + [m] if m["mark"] == "не был" else []
        if len(row) >= IN_ROW:
            m = row[IN_ROW - 1]
            alarm("absences", "attendance", m["id"], date(events[m["event"]]["date"]))
        whole = left = planned(groups[t["group"]])
        for _, m in own:
            before = left
            left -= 0 if m["mark"] in ("был", "дистанционно") else hours(events[m["event"]])
            if before * 100 >= HOURS_PERCENT * whole > left * 100:
                alarm("hours", "attendance", m["id"], date(events[m["event"]]["date"]))
    marked = {m["event"] for m in marks.values()}
    for e in events.values():
        day = date(e["date"])

        def comes(t):
            g = groups[t["group"]]
            first, last = date(t["from"] or g["from"]), date(t["to"] or g["to"])
            return t["group"] in e["groups"] and t["state"] != "отчислен" and (not first or first <= day) and (not last or day <= last)
        waits = e["state"] in ("запланировано", "перенесено") or (
            e["state"] == "проведено" and e["id"] not in marked and any(comes(t) for t in trainees.values()))
        if e["groups"] and waits:
            alarm("marks_late", "event", e["id"], day + datetime.timedelta(MARKS_DAYS))
    for t in tasks.values():
        if not t["done_on"] and not t["dropped_on"] and trainees[t["trainee"]]["state"] != "отчислен":
            alarm("task_late", "task", t["id"], date(t["due"]) + datetime.timedelta(TASK_DAYS))
    return found


def shown(today):
    told = json.loads(run("due", "--all", "--format", "json", day=today) or "[]")
    return {(d["kind"], d["record"], d["due"]) for d in told if d["kind"] in ALARMS}


def for_people(today):
    """What is wrong with the table, where an alarm is no line beside what it is about, which says itself how late it is."""
    told = json.loads(run("due", "--all", "--format", "json", day=today) or "[]")
    lines = [line for line in run("due", "--all", day=today).split("\n") if line]
    others = {d["record"] for d in told if d["kind"] not in ALARMS}
    joined = [d for d in told if d["kind"] in ALARMS and d["record"] in others]
    saying = [line for line in lines if "просрочено на 14 дней" in line or "не отмечено 7 дней" in line]
    alone = [d for d in told if d["kind"] in ("task_late", "marks_late") and d["record"] not in others]
    return [] if (len(lines), len(saying)) == (len(told) - len(joined), len(alone)) else [
        "%s: a table of %d lines, %d of an alarm; wanted %d, %d" % (today, len(lines), len(saying), len(told) - len(joined), len(alone))]


def act():
    marks, events, tasks, trainees = (records(k) for k in ("attendance", "event", "task", "trainee"))
    held = [e for e in events.values() if date(e["date"]) <= TODAY and e["groups"]]
    e = random.choice(held)["id"]
    m = random.choice(list(marks))
    return random.choice([
        lambda: [run("set", "attendance", x, "mark=" + random.choice(["не был"] * 5 + ["был", "уважительная"]))
                 for x in random.sample([i for i in marks if marks[i]["trainee"] == marks[m]["trainee"]], 3) if x in marks],
        lambda: run("delete", "attendance", m),
        lambda: run("restore", "attendance", m),
        lambda: run("do", "event", e, "attend", "all=нет", "absent=" + ";".join(
            str(i) for i, t in trainees.items() if t["group"] in events[e]["groups"] and random.random() < 0.6)),
        lambda: run("do", "event", e, "reopen"),
        lambda: run("do", "event", e, "hold"),
        lambda: run("do", "event", e, "cancel", "reason=болезнь"),
        lambda: run("set", "event", e, "date=" + (TODAY - datetime.timedelta(random.randint(0, 60))).isoformat(), ok=(0, 1, 2, 3)),
        lambda: run("do", "task", random.choice(list(tasks)), random.choice(["done", "reopen"])),
        lambda: run("do", "trainee", random.choice(list(trainees)), "expel", "reason=переезд", "obligations=оставить"),
        lambda: run("do", "trainee", random.choice(list(trainees)), "readmit"),
        lambda: run("undo", 1),
    ])


run("init", ok=(0,))
run("demo", "--scale", 20, ok=(0,))
seen, wrong, lines = dict.fromkeys(ALARMS, 0), [], []
for n in range(acts):
    try:
        act()()
    except ValueError:  # too few marks to choose from
        pass
    if n % 5 == 4:
        day = TODAY - datetime.timedelta(random.choice([0, 0, 7, 30]))
        want, got = expected(day), shown(day)
        lines += for_people(day)
        for code, _, _ in got:
            seen[code] += 1
        if want != got:
            wrong.append("after %d acts, %s: missing %s, too many %s" % (n + 1, day, sorted(want - got)[:5], sorted(got - want)[:5]))
suite.verdict("%d random acts: the alarms are those that follow from the records" % acts, not wrong, "\n".join(wrong[:5]))
suite.verdict("for people one line for an alarm and what it is about", not lines, "\n".join(lines[:5]))
suite.verdict("there were some of each sort: %s" % sorted(seen.items()), all(seen.values()))
told = subprocess.run([program, "check", "--deep"], env=dict(env, STAZH_TODAY=TODAY.isoformat()), capture_output=True, text=True)
suite.verdict("the base is sound", told.returncode == 0, told.stdout + told.stderr)
suite.finish("alarms")
