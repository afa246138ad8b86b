#!/usr/bin/env python3
"""The year turns, in generated districts: tests/turn/run.py BUILD/stazh [DISTRICTS [SEED]]
A district of 60 organisations, with events put on odd days (summer, 31 December, 8 January, 29 February, 1 May), is turned into the next
school year: what was told before is what is done, nothing is overdue afterwards that was not before and that the regulation does not ask
for, every day is a school day by an own calendar, trainees stay where they are, a second time does nothing, and one step of undo leaves
what was exported before. Then order № 37-о, an empty base, rights. Ends with «turn: N passed, M failed, K skipped»."""
import collections, datetime, json, os, random, subprocess, sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
import suite

program, folder = os.path.abspath(sys.argv[1]), suite.folder
districts = int(sys.argv[2]) if len(sys.argv) > 2 else 3
random.seed(int(sys.argv[3]) if len(sys.argv) > 3 else 19)
D = datetime.date
KINDS = ("org person site term order plandoc planline equipment report reminder group trainee task assessment event attendance paper "
         "letter word").split()
# what the regulation asks for: 3.3, 4.2, 4.3, 5.1, 5.2, 6.2; an alarm of something that it does is beside it
ASKED = {"report", "report_review", "status_end", "status_notice", "plan", "plan_review", "application", "event", "attendance", "task",
         "trainee_end", "equipment", "task_late", "marks_late"}
DAYS_OFF = {(1, d) for d in range(1, 9)} | {(2, 23), (3, 8), (5, 1), (5, 9), (6, 12), (11, 4)}
base = 0


class Base:
    def __init__(self, day, scale, settings=""):
        global base
        base += 1
        self.day, self.ini = day, "%s/%d.ini" % (folder, base)
        with open(self.ini, "w") as f:
            f.write("[store]\npath = %s/%d.db\n%s" % (folder, base, settings))
        self.run("init")
        if scale is not None:
            self.run("demo", *(["--scale", str(scale)] if scale else ["--seed-order"]))

    def run(self, *arguments, ok=(0,), **more):
        p = subprocess.run([program, "--config", self.ini, *map(str, arguments)], capture_output=True, text=True,
                           env=dict(os.environ, STAZH_TODAY=self.day.isoformat(), LC_ALL="C.UTF-8", **more))
        self.said, self.code = p.stderr, p.returncode
        if p.returncode not in ok:
            suite.verdict("stazh " + " ".join(map(str, arguments)), False, "code %d: %s" % (p.returncode, p.stderr))
        return p.stdout

    def export(self, kind):
        return self.run("export", kind, "-", "--format", "json", "--archived")

    def records(self, kind):
        return {r["id"]: r for r in json.loads(self.export(kind))}

    def everything(self):
        return {k: self.export(k) for k in KINDS}

    def overdue(self):
        return [d for d in json.loads(self.run("due", "--all", "--format", "json", ok=(0, 1)) or "[]")
                if d["due"] < self.day.isoformat()]

    def plan(self, *arguments):
        return json.loads(self.run("year", "turn", "--dry-run", "--format", "json", *arguments))


def date(text):
    return D.fromisoformat(text)


def year_of(day):
    return day.year if day.month >= 9 else day.year - 1


def week(day, days):
    """Of its school year: the first one has a day of the school week."""
    first = D(year_of(day), 9, 1)
    while first.weekday() >= days:
        first += datetime.timedelta(1)
    return (day - datetime.timedelta(day.weekday()) - (first - datetime.timedelta(first.weekday()))).days // 7


def check_days(b, was, now, to, days):
    wrong = []
    old = {s["id"]: s for s in b.told["able"] if s["step"].startswith("events:")}
    made = [e for i, e in now["event"].items() if i not in was["event"]]
    if len(made) != len(old):
        wrong.append("%d events for %d steps" % (len(made), len(old)))
    places = collections.Counter((e["topic"], e["date"]) for e in made)
    order = collections.defaultdict(list)
    for i, s in old.items():
        on, left = date(s["to"]), date(s["from"])
        places[was["event"][i]["topic"], s["to"]] -= 1
        order[tuple(was["event"][i]["groups"] or [])].append((left, on))
        if year_of(on) != to or on.weekday() >= days or (on.month, on.day) in DAYS_OFF:
            wrong.append("%s: no school day" % s["to"])
        if on.weekday() != left.weekday() and "день занят" not in s.get("why", ""):
            wrong.append("%s → %s without a reason" % (left, on))
        if on.weekday() == left.weekday() and week(on, days) != week(left, days) and "день занят" not in s.get("why", ""):
            wrong.append("%s → %s in another week" % (left, on))
    if any(places.values()):
        wrong.append("other events than told: %s" % +places)
    for pairs in order.values():
        pairs.sort()
        if [p[1] for p in pairs] != sorted(p[1] for p in pairs):
            wrong.append("order: %s" % pairs)
    for i, g in now["group"].items():
        if i in was["group"]:
            continue
        for f in "from", "to":
            if g[f] and (date(g[f]).weekday() >= days or (date(g[f]).month, date(g[f]).day) in DAYS_OFF or year_of(date(g[f])) != to):
                wrong.append("group %d %s %s" % (i, f, g[f]))
        for e in made:
            if i in (e["groups"] or []) and not (g["from"] or "") <= e["date"] <= (g["to"] or "9"):
                wrong.append("%s outside of group %d" % (e["date"], i))
    return wrong


def odd_events(b, year):
    """On days that are not there in every year, or are no school days."""
    groups = [g for g in b.records("group").values() if g["school_year"].startswith(str(year))]
    days = [D(year, 9, 1), D(year, 11, 3), D(year, 11, 4), D(year, 12, 31), D(year + 1, 1, 8), D(year + 1, 1, 11), D(year + 1, 2, 28),
            D(year + 1, 3, 8), D(year + 1, 5, 1), D(year + 1, 5, 31), D(year + 1, 6, 12), D(year + 1, 7, 15), D(year + 1, 8, 31)]
    if (year + 1) % 4 == 0:
        days.append(D(year + 1, 2, 29))
    for day in days:
        b.run("add", "event", "groups=%d" % random.choice(groups)["id"], "topic=День %s" % day, "form=лекция", "date=%s" % day)
    b.run("add", "event", "groups=%d" % groups[0]["id"], "topic=Ряд", "form=практикум", "date=%s" % D(year, 9, 3), "time=15:00",
          "repeat=каждую неделю до 31.05.%d" % (year + 1))


def turn_district(made, day, settings="", days=6):
    name = "%s → %s%s" % (made, day, ", 5 days" if days == 5 else "")
    b = Base(made, 60, settings)
    to = year_of(day) + (1 if 6 <= day.month <= 8 else 0)
    odd_events(b, to - 1)
    b.day = day
    was, before, late = {k: b.records(k) for k in KINDS}, b.everything(), b.overdue()
    b.told = b.plan()
    suite.verdict(name + ": looking changes nothing", b.everything() == before)
    b.run("year", "turn")
    now, left = {k: b.records(k) for k in KINDS}, b.overdue()
    wrong = check_days(b, was, now, to, days)
    suite.verdict(name + ": days", not wrong, wrong[:5])
    key = lambda d: (d["kind"], d["record"], d["due"])
    new = [d for d in left if key(d) not in set(map(key, late))]
    through = {"task %d" % i for i, t in now["task"].items() if now["trainee"][t["trainee"]]["state"] == "завершил"}
    wrong = [d for d in left if d["kind"] not in ASKED and d["kind"] != "reminder" or d["record"] in through]
    suite.verdict(name + ": overdue", not new and not wrong, (new + wrong)[:3])
    copies = [s for s in b.told["able"] if s["step"].startswith("groups:")]
    kept = all(t == now["trainee"].get(i) for i, t in was["trainee"].items()) and len(was["trainee"]) == len(now["trainee"])
    same = all(any(g["name"] == was["group"][s["id"]]["name"] and g["site"] == was["group"][s["id"]]["site"] and g["id"] not in was["group"]
                   for g in now["group"].values()) for s in copies)
    suite.verdict(name + ": groups without trainees", kept and same and len(now["group"]) == len(was["group"]) + len(copies) > len(was["group"]))
    drafts = [o for i, o in now["order"].items() if i not in was["order"]]
    named = sorted(i for o in drafts for i in o["sites"])
    told = sorted(s["id"] for s in b.told["able"] if s["step"].split(":")[0] in ("approve", "renew", "complete"))
    suite.verdict(name + ": drafts of orders", named == told and all(o["state"] == "проект" for o in drafts), (named, told))
    wrong = [s for s in b.told["told"] if "where" in s and
             s["step"] == "tails" and len(json.loads(b.run("list", s["kind"], "--where", s["where"], "--format", "json", ok=(0, 1)) or "[]")) != s["count"]]
    suite.verdict(name + ": numbers lead to as many", not wrong, wrong[:2])
    papers = [s["where"] for s in b.plan()["told"] if s["step"] == "letters"]
    b.run("print", "letter", "--where", papers[0], "-o", "%s/letters.odt" % folder) if papers else None
    suite.verdict(name + ": letters to schools", bool(papers) == (day.month >= 9 or day.day > 16))
    after = b.everything()
    b.run("year", "turn")
    nothing = "делать нечего" in b.said
    suite.verdict(name + ": a second time nothing", nothing and b.everything() == after and not b.plan()["able"], b.plan()["able"][:2])
    b.run("undo")
    suite.verdict(name + ": undone", b.everything() == before)
    b.run("check")


def turn_others():
    b = Base(D(2022, 6, 1), 0)
    b.day = D(2022, 9, 1)
    before = b.everything()
    told = b.plan()
    suite.verdict("the order: both sites to be renewed", [s["step"] for s in told["able"]] == ["renew:1", "renew:2"], told["able"])
    b.run("year", "turn", "--skip", "renew:2")
    order = list(b.records("order").values())[-1]
    suite.verdict("the order: a draft", order["sites"] == [1] and order["order_kind"] == "продление" and order["from"] == "2022-09-01", order)
    b.run("undo")
    suite.verdict("the order: undone", b.everything() == before)
    b = Base(D(2027, 9, 1), None)
    b.run("year", "turn")
    suite.verdict("an empty base: nothing to do", "делать нечего" in b.said and b.code == 0, b.said)
    for arguments, code, word in ((["2035-2036"], 3, "2027-2028"), (["осень"], 2, "2027-2028"), (["--only", "groups:7"], 2, "groups:7"),
                                  (["--skip", "всё"], 2, "documents")):
        b.run("year", "turn", *arguments, ok=range(7))
        suite.verdict("year turn %s" % " ".join(arguments), b.code == code and word in b.said, (b.code, b.said))
    b = Base(D(2027, 9, 1), None, "[users]\nroot = methodist\nleader = 'leader:Школа'\nlook = viewer\n%s = methodist\n" % os.environ.get("USER", "user"))
    for login in "leader", "look":
        out = b.run("--as", login, "year", "turn", "--dry-run", ok=range(7))
        suite.verdict("year turn as " + login, b.code == 3 and not out, (b.code, b.said))
    b.run(ok=range(7), SSH_CONNECTION="10.0.0.1 1 10.0.0.2 22", SSH_ORIGINAL_COMMAND="year turn")
    suite.verdict("year turn from afar", b.code not in (0, 1) and "подготовлен" not in b.said, (b.code, b.said))


turn_district(D(2027, 3, 23), D(2027, 9, 1))
if districts > 1:
    turn_district(D(2026, 11, 28), D(2027, 8, 2), "[calendar]\nweek = 5\nschool_holidays = '28.10-05.11 осенние;30.12-10.01 зимние;"
                  "01.06-31.08 летние'\n", 5)
if districts > 2:
    turn_district(D(2028, 3, 15), D(2028, 9, 4))
for i in range(3, districts):
    year = random.randrange(2022, 2040)
    turn_district(D(year, 9, 20) + datetime.timedelta(random.randrange(250)), D(year + 1, random.choice([8, 9, 10]), random.randrange(1, 29)))
turn_others()
suite.finish("turn")
