#!/usr/bin/python3
"""run.py PROGRAM: calendars that are written for others, read by python3-icalendar.

 - A feed (of all, of a site, of a person, of the own; deadlines as days, as tasks, none) tells what `list event` and `due` tell.
 - A calendar that takes a feed again after each of many changes (events moved, cancelled, held, deleted, brought back; deadlines
   met, put off, lifted, ended by another record; names changed; days passed) has in the end what a fresh one has: it takes an
   entry only when its SEQUENCE is greater, and drops what is told as cancelled or completed. Nothing stands there twice.
 - By each role a feed of another's person tells nothing that the role may not read.
 - A calendar that python3-icalendar wrote anew changes nothing in the same base, and gives a fresh one the same events.

Which property is there for whom (what reads it in another way than RFC 5545 says, or not at all):
 - UID, SEQUENCE: all. Google's and Outlook's import leaves what it has when SEQUENCE has not grown; khal goes by UID alone.
 - DTSTAMP, LAST-MODIFIED: Outlook and Exchange, among entries of one SEQUENCE (RFC 5546, 2.1.5); 2147483647 is their greatest.
 - METHOD:PUBLISH: Outlook reads a calendar without it as an invitation to nobody; Google and Thunderbird go without.
 - STATUS:CANCELLED: Google and Outlook take the entry away, Thunderbird strikes it out; khal 0.10 and calcurse show it as any
   other, hence «Отменено: », «Закрыто: » before the summary, and TRANSP, so that nobody is busy then.
 - Times in UTC: no VTIMEZONE, which Outlook and Google read by its name, and calcurse not at all.
 - DTEND of a whole day is the next day: Google and Outlook; khal would do without, and so does RFC 5545.
 - VTODO with DUE alone: Thunderbird, calcurse, Nextcloud; Google's and Outlook's import drops tasks without a word, so deadlines
   are days unless asked for otherwise.
 - VALARM: Thunderbird, Apple, Nextcloud; Google drops it in what it subscribes to. DESCRIPTION is required with DISPLAY.
 - REFRESH-INTERVAL (RFC 7986), X-PUBLISHED-TTL: Thunderbird, Apple; Outlook. X-WR-CALNAME: Google, Apple, Outlook.
 - CATEGORIES: what khal, Thunderbird and Outlook colour by. URL: Thunderbird, Apple; Google shows DESCRIPTION alone.
Ends with «feeds: N passed, M failed, K skipped»."""
import datetime as dt, json, os, re, subprocess, sys, zoneinfo
import icalendar

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import suite

PROGRAM = os.path.realpath(sys.argv[1])
ZONE = zoneinfo.ZoneInfo("Asia/Novokuznetsk")
folder = suite.folder + "/work"
os.mkdir(folder)
os.chdir(folder)
os.environ.update(LC_ALL="C.UTF-8", TZ=ZONE.key, STAZH_TODAY="2026-11-24", HOME=folder)
for name in ("SSH_CONNECTION", "STAZH_SCRIPT"):
    os.environ.pop(name, None)


class Wrong(Exception):
    pass


def database(name):
    with open(name + ".ini", "w") as f:
        f.write(f"[store]\npath = {folder}/{name}\n")
    os.environ["STAZH_CONFIG"] = f"{folder}/{name}.ini"


def run(*args, good=(0,)):
    done = subprocess.run([PROGRAM, *map(str, args)], stdin=subprocess.DEVNULL, capture_output=True)
    if done.returncode not in good:
        raise Wrong(f"stazh {' '.join(map(str, args))[:200]}: {done.returncode}: {done.stderr.decode()[:1500]}")
    return done.stdout.decode() + done.stderr.decode()


def case(name, what, *args):
    try:
        what(*args)
        suite.verdict(name, True)
    except Wrong as e:
        suite.verdict(name, False, e)


def same(what, got, right):
    if got != right:
        raise Wrong(f"{what}: too much {sorted(got - right)[:6]}, not there {sorted(right - got)[:6]}")


# ---- a feed, and what it has to tell ----

def read(text):
    """{UID: what is told}; every property of RFC 5545 that has to be there is."""
    told = {}
    calendar = icalendar.Calendar.from_ical(text)
    if calendar["METHOD"] != "PUBLISH" or calendar["VERSION"] != "2.0" or "PRODID" not in calendar:
        raise Wrong("no calendar that Outlook reads")
    for e in calendar.subcomponents:
        uid = str(e["UID"])
        if uid in told:
            raise Wrong(f"{uid} is there twice")
        if e.errors or e.name not in ("VEVENT", "VTODO") or not {"DTSTAMP", "SEQUENCE", "SUMMARY", "STATUS"} <= set(e):
            raise Wrong(f"{uid}: {e.name} {sorted(e)} {e.errors}")
        at = e.decoded("DTSTART" if e.name == "VEVENT" else "DUE")
        if isinstance(at, dt.datetime):
            at = at.astimezone(ZONE).strftime("%Y-%m-%d %H:%M")
        elif e.name == "VEVENT" and e.decoded("DTEND") != at + dt.timedelta(1):
            raise Wrong(f"{uid}: its day has no end")
        else:
            at = str(at) + " "
        alarms = [a.name for a in e.subcomponents]
        gone = e["STATUS"] in ("CANCELLED", "COMPLETED")
        if bool(alarms) != (uid.startswith("due-") and not gone):
            raise Wrong(f"{uid}: alarms {alarms}")
        told[uid] = {"type": e.name, "at": at, "title": str(e["SUMMARY"]), "gone": gone, "status": str(e["STATUS"]),
                     "sequence": int(e["SEQUENCE"]), "stamp": e.decoded("DTSTAMP"), "uid": uid.split("@")[0],
                     "body": e.to_ical().decode()}
    return told


def feed(*flags, user=()):
    return read(run(*user, "export", "calendar", "-", *flags))


def listed(kind, *flags):
    return json.loads(run("list", kind, *flags, "--format", "json", good=(0, 1)).split("\nЗаписей", 1)[0] or "[]")


def events(keep=lambda e: True):
    return {("event-%d" % e["id"], "%s %s" % (e["date"], e["time"] or ""),
             ("Отменено: " if e["state"] == "отменено" else "") + e["topic"]) for e in listed("event") if keep(e)}


def deadlines(*flags, keep=lambda d: True):
    out = run("due", "--all", *flags, "--format", "json", good=(0, 1))
    return {("due-%s-%s" % (d["kind"], d["record"].split()[1]), d["due"] + " ", d["what"] + (": " + d["where"] if d["where"] else ""))
            for d in json.loads(out[out.find("["):out.rfind("]") + 1] or "[]") if d["kind"] != "event" and keep(d)}


def there(told):
    """Cancelled events stay in the calendar, with their word before them; deleted ones do not."""
    return {(t["uid"], t["at"], t["title"]) for t in told.values()
            if not t["gone"] or t["title"].startswith("Отменено: ") and "X-STAZH-STATE:отменено" in t["body"]}


def begin():
    database("district")
    run("init")
    run("demo", "--scale", "10")


def whole():
    same("days", there(feed()), events() | deadlines())
    tasks = feed("--todo")
    same("tasks", there(tasks), events() | deadlines())
    same("types", {t["type"] for t in tasks.values() if t["uid"].startswith("due-")}, {"VTODO"})
    same("events alone", there(feed("--no-deadlines")), events())
    if run("export", "calendar", "-") != run("export", "calendar", "-"):
        raise Wrong("the same records give other bytes")


def of_sites():
    for site in listed("site"):
        got = there(feed("--site", site["id"]))
        same(site["id"], got, events(lambda e: site["id"] in (e["sites"] or [])) | deadlines("--site", str(site["id"])))
    if not got:
        raise Wrong("a site without anything proves nothing")


def of_persons():
    trainees = {t["id"]: t for t in listed("trainee")}
    tasks = {t["id"]: trainees.get(t["trainee"]) for t in listed("task")}
    sites = {s["id"]: s for s in listed("site")}
    full = 0
    for person in [trainees[min(trainees)]["person"], sites[2]["leader"], sites[2]["methodist"]]:
        groups = {t["group"] for t in trainees.values() if t["person"] == person}

        def is_own(d):
            kind, number = d["record"].split()
            trainee = trainees.get(int(number)) if kind == "trainee" else tasks.get(int(number)) if kind == "task" else None
            site = sites.get(d["site"], {})
            answers = "methodist" if d["kind"].startswith("status_") or d["kind"] in ("task_late", "marks_late") else "leader"
            return (trainee or {}).get("person") == person or site.get(answers) == person and site[answers + "_name"] in d["who"]

        got = there(feed("--who", person))
        full += len(got)
        same(person, got, events(lambda e: person in (e["speakers"] or []) or groups & set(e["groups"] or [])) | deadlines(keep=is_own))
    if full < 20:
        raise Wrong(f"{full} entries prove nothing")


# ---- a calendar that takes feeds one after another ----

class Calendar:
    """Strict, as Google and Outlook: what it has stays, unless SEQUENCE has grown."""

    def __init__(self, *flags):
        self.flags, self.has = flags, {}

    def take(self, right):
        fed = feed(*self.flags)
        for uid, t in fed.items():
            was = self.has.get(uid)
            if was and t["sequence"] < was["sequence"]:
                raise Wrong(f"{uid}: SEQUENCE {was['sequence']} became {t['sequence']}")
            if was and t["sequence"] == was["sequence"] and (t["at"], t["title"], t["status"]) != (was["at"], was["title"], was["status"]):
                raise Wrong(f"{uid}: {was['at']} {was['title']} became {t['at']} {t['title']} with SEQUENCE {t['sequence']}")
            if was and t["stamp"] < was["stamp"]:
                raise Wrong(f"{uid}: DTSTAMP went back")
            if not was or t["sequence"] > was["sequence"]:
                self.has[uid] = t
        lost = {uid for uid, t in self.has.items() if uid not in fed and not t["gone"]}
        if lost:
            raise Wrong(f"nobody told that they went: {sorted(lost)}")
        same("the calendar", there(self.has), right)


def today(day):
    os.environ["STAZH_TODAY"] = day


def changes():
    """Each changes something that a calendar shows; the list is walked in order."""
    open_events = [e["id"] for e in listed("event", "--where", "state=запланировано", "--sort", "date")]
    first, second, third = open_events[:3]
    task = [d["record"].split()[1] for d in json.loads(run("due", "--all", "--format", "json")) if d["kind"] == "task"]
    plan = next(d["record"].split()[1] for d in json.loads(run("due", "--all", "--format", "json")) if d["kind"] == "plan")
    trainees = [t["id"] for t in listed("trainee") if t["state"] == "проходит"]
    site = next(e["sites"][0] for e in listed("event") if e["id"] == first)
    org = next(s["org"] for s in listed("site") if s["id"] == site)
    leader = next(p["id"] for p in listed("person") if p["org"] == org and p["id"] != next(
        s["leader"] for s in listed("site") if s["id"] == site))
    return [
        ("an event moves", ["do", "event", first, "postpone", "date=2026-12-14", "time=16:30"]),
        ("it moves back", ["undo"]),
        ("an event gets another topic", ["set", "event", second, "topic=Чтение: раз, два; три"]),
        ("an event is cancelled", ["do", "event", third, "cancel", "reason=карантин"]),
        ("the cancelled one is deleted", ["delete", "event", third]),
        ("it is brought back", ["restore", "event", third]),
        ("it is planned again", ["undo"], ["undo"], ["undo"]),
        ("an event is deleted", ["delete", "event", second]),
        ("its deletion is taken back", ["undo"]),
        ("and forward", ["redo"]),
        ("a task is done", ["do", "task", task[0], "done"]),
        ("a task is put off", ["do", "task", task[1], "defer", "until=2027-02-01", "reason=болезнь"]),
        ("a task is lifted", ["do", "task", task[2], "waive", "reason=перевод"]),
        ("all three again as before", ["undo"], ["undo"], ["undo"]),
        ("a task's text changes", ["set", "task", task[3], "what=Провести круглый стол"]),
        ("a trainee goes to the archive, and her deadlines with her", ["do", "trainee", trainees[0], "archive", "confirm=да"]),
        ("she comes back", ["undo"]),
        ("the school has another name", ["set", "org", org, "short_name=Школа № 5, новая"]),
        ("the site has another leader", ["set", "person", leader, "achievements=победитель", "category=высшая"],
         ["set", "site", site, f"leader={leader}"]),
        ("a person in a deadline's text has another name", ["set", "person", next(
            t["person"] for t in listed("trainee") if t["id"] == trainees[0]), "surname=Переименованная"]),
        ("a reminder comes", ["add", "reminder", "what=Позвонить", "due=2026-12-01"]),
        ("it goes to the archive", ["do", "reminder", "4", "archive", "confirm=да"]),
        ("and out of it", ["do", "reminder", "4", "unarchive"]),
        ("a day passes, an event lies behind", "2026-12-12"),
        ("the event is held: who was there is to be marked", ["do", "event", first, "hold"]),
        ("marked, in records of their own", ["do", "event", first, "attend", "all=да"]),
        ("the marks are taken back", ["undo"]),
        ("a programme is submitted", ["do", "plandoc", plan, "submit"]),
        ("the site stops", ["do", "site", site, "terminate", "ground=рекомендация ЦИМС", "date=2026-12-12", "document=письмо № 7", "obligations=закрыть"]),
        ("it goes on", ["undo"]),
        ("two years later the term's notice and end", "2028-07-10"),
        ("and the end has passed", "2028-09-05"),
    ]


def walk():
    calendars = [Calendar(), Calendar("--todo")]
    for name, *acts in [("nothing", ), *changes()]:
        try:
            for act in acts:
                if isinstance(act, str):
                    today(act)
                else:
                    run(*act)
            right = events() | deadlines()
            for c in calendars:
                c.take(right)
            suite.verdict("after that: " + name, True)
        except Wrong as e:
            suite.verdict("after that: " + name, False, e)
    today("2026-11-24")


# ---- roles ----

SECRETS = {"person": {"phone": "8-905-7770011", "email": "secret@example.ru", "achievements": "Достижение-тайна"},
           "org": {"phone": "2-77-00-22", "email": "school-secret@example.ru"}}


def roles():
    database("roles")
    today("2026-11-24")
    run("init")
    run("demo", "--scale", "10")
    with open("roles.ini", "a") as f:
        orgs = {o["id"]: o for o in listed("org")}
        sites = [s for s in listed("site") if s["state"] == "действует"]
        f.write("[users]\nmet = methodist\ngost = viewer\n")
        f.write(f"lead = leader:{orgs[sites[0]['org']]['full_name']}\n")
    met = ("--as", "met")
    for kind, fields in SECRETS.items():
        for r in json.loads(run(*met, "list", kind, "--format", "json")):
            run(*met, "set", kind, r["id"], *(f"{k}={v}" for k, v in fields.items() if k != "achievements"))
    for r in json.loads(run(*met, "list", "report", "--format", "json")):
        run(*met, "set", "report", r["id"], "conclusions=Вывод-тайна", good=(0, 3))
    for r in json.loads(run(*met, "list", "assessment", "--format", "json"))[:20]:
        run(*met, "set", "assessment", r["id"], "score=0.77", "out_of=0.99", "note=Балл-тайна", good=(0, 3))
    trainees = json.loads(run(*met, "list", "trainee", "--format", "json"))
    group_site = {g["id"]: g["site"] for g in json.loads(run(*met, "list", "group", "--format", "json"))}
    foreign = next(t["person"] for t in trainees if group_site[t["group"]] != sites[0]["id"] and t["state"] == "проходит")
    foreign_leader = next(s["leader"] for s in sites if s["id"] != sites[0]["id"])
    seen = {}
    for user in ("met", "lead", "gost"):
        as_user = ("--as", user)
        for who in (foreign, foreign_leader):
            for flags in ((), ("--todo",)):
                text = run(*as_user, "export", "calendar", "-", "--who", who, *flags)
                for secret in ("7770011", "secret@", "77-00-22", "тайна", "0.77", "0,77"):
                    if secret in icalendar.Calendar.from_ical(text).to_ical().decode().replace("\r\n ", ""):
                        raise Wrong(f"{user}: {secret} in the feed of {who}")
                told = read(text)
                seen.setdefault((who, flags), {})[user] = there_plain(told)
        # all that is in it the role finds in its own lists
        ids = {"event-%d" % e["id"] for e in json.loads(run(*as_user, "list", "event", "--format", "json"))}
        due = {"due-%s-%s" % (d["kind"], d["record"].split()[1]) for d in json.loads(run(*as_user, "due", "--all", "--format", "json"))}
        more = {t["uid"] for t in feed(user=as_user).values() if not t["gone"]} - ids - due
        if more:
            raise Wrong(f"{user}: {sorted(more)[:5]} are in the feed and in no list")
        mine = {t["uid"] for t in feed("--mine", user=as_user).values() if not t["gone"] and t["uid"].startswith("due-")}
        right = json.loads(run(*as_user, "due", "--all", "--mine", "--format", "json", good=(0, 1)) or "[]") if user != "gost" else None
        if right is not None:
            same(user + ": the own ones", mine, {"due-%s-%s" % (d["kind"], d["record"].split()[1]) for d in right if d["kind"] != "event"})
    for key, by in seen.items():
        if not by["met"] or by["met"] != by["lead"] or by["met"] != by["gost"]:
            raise Wrong(f"{key}: the roles read different ones, or none: {by}")


def there_plain(told):
    return {(t["uid"], t["at"], t["title"]) for t in told.values()}


def erased():
    """Nobody is named in what is told of deadlines that went."""
    database("district")
    trainees = {t["id"]: t["person"] for t in listed("trainee")}
    task = next(t for t in listed("task") if not t["done_on"])
    person = trainees[task["trainee"]]
    run("set", "person", person, "surname=Единственная")
    run("do", "task", task["id"], "done")
    if "Единственная" not in run("export", "calendar", "-", "--todo").replace("\r\n ", ""):
        raise Wrong("she was to be named first")
    run("anonymise", "person", person, "--yes")
    if "Единственная" in run("export", "calendar", "-", "--todo").replace("\r\n ", ""):
        raise Wrong("she is still named")
    if "Единственная".encode() in open("district/data.mdb", "rb").read():
        run("compact")
        if "Единственная".encode() in open("district/data.mdb", "rb").read():
            raise Wrong("the database still has her name")


def nobody():
    with open("roles.ini", "a") as f:
        f.write("nobody = none\n")
    run("--as", "nobody", "export", "calendar", "-", good=(3,))
    run("--as", "stranger", "export", "calendar", "-", good=(3,))


# ---- there and back ----

FIELDS = "date time minutes topic form mode place link state sites groups speakers planline hours reason history repeat skip_holidays apart".split()


def stored():
    """Numbers differ; of a series its days are told."""
    events, days = listed("event"), {}
    for e in events:
        days.setdefault(e["series"] or e["id"], []).append(e["date"])
    return sorted(json.dumps({k: e[k] for k in FIELDS} | {"series": sorted(days[e["series"] or e["id"]])}, ensure_ascii=False) for e in events)


def rewritten(text):
    calendar = icalendar.Calendar.from_ical(text)
    return calendar.to_ical()


def trip():
    database("there")
    run("init")
    run("demo", "--scale", "10")
    run("add", "event", "topic=Чтение: раз, два; три\\четыре", "form=семинар", "date=2026-12-02", "time=14:00", "minutes=90",
        "place=каб. 5; второй, этаж", "sites=2", "link=https://example.ru/a,b;c?d=1")
    run("add", "event", "topic=Весь день", "form=круглый стол", "date=2026-12-12")
    run("add", "event", "topic=" + "Длинная тема, " * 30, "form=лекция", "date=2026-12-13", "time=23:30", "minutes=120")
    run("add", "event", "topic=Ряд", "form=консультация", "date=2026-12-01", "time=09:00", "minutes=45",
        "repeat=FREQ=WEEKLY;BYDAY=TU,TH;COUNT=6", "skip_holidays=да")
    days = [e for e in listed("event", "--sort", "date") if e["topic"] == "Ряд"]
    run("do", "event", days[0]["id"], "postpone", "date=2026-12-20", "time=10:15")
    run("do", "event", days[1]["id"], "postpone", "date=2026-12-05", "time=10:15")
    run("do", "event", days[2]["id"], "cancel", "reason=карантин")
    run("delete", "event", days[3]["id"])
    run("export", "calendar", "a.ics")
    with open("a.ics", "rb") as f:
        text = rewritten(f.read())
    with open("b.ics", "wb") as f:
        f.write(text)
    before = run("list", "event", "--format", "json")
    said = run("import", "event", "b.ics")
    if "заведено 0, изменено 0, без изменений" not in said or run("list", "event", "--format", "json") != before:
        raise Wrong("the same base: " + said[:800])


def shown(told):
    return {(u, t["at"], t["title"], t["status"]) for u, t in told.items()}


def trip_fresh():
    """Into a base with the same schools, people, sites and groups, but no events."""
    right = stored()
    kinds = "org person site plandoc planline group trainee".split()
    for kind in kinds:
        run("export", kind, kind + ".json")
    database("fresh")
    run("init")
    for kind in kinds:
        run("import", kind, kind + ".json")
    for name in ("a.ics", "b.ics"):
        said = run("import", "event", name)
        got = stored()
        if got != right:
            raise Wrong(f"{name}: {said[:300]}; too much {[g for g in got if g not in right][:3]}, not there {[r for r in right if r not in got][:3]}")
    if "заведено 0, изменено 0" not in said:
        raise Wrong("the second reading: " + said[:500])
    # what the fresh one writes is the same calendar
    run("export", "calendar", "c.ics", "--no-deadlines")
    with open("a.ics", "rb") as a, open("c.ics", "rb") as c:
        got, meant = read(c.read()), read(a.read())
    same("its own feed", shown(got), shown({u: t for u, t in meant.items() if u.startswith("event-") and "удалено" not in t["body"]}))


def main():
    case("begin", begin)
    case("a feed of all: what the lists tell", whole)
    case("feeds of each site", of_sites)
    case("feeds of a trainee, a leader, a methodist", of_persons)
    walk()
    case("a feed of another's person tells each role what its lists tell", roles)
    case("who may not read gets no feed", nobody)
    case("a person that was erased is named nowhere", erased)
    case("a calendar written anew changes nothing in the same base", trip)
    case("a calendar written anew gives a fresh base the same events", trip_fresh)
    suite.finish("feeds")


main()
