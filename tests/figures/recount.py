#!/usr/bin/env python3
"""The figures of the year against an independent recount: tests/figures/recount.py BUILD/stazh
Makes a database with the program's own import, exports the kinds as CSV, loads them into sqlite3 and recounts every number
by SQL. Prints last «figures: N passed, M failed, K skipped»: one for each site and year, and the district."""
import csv, json, os, random, sqlite3, subprocess, sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
import suite

program = os.path.abspath(sys.argv[1])
folder = suite.folder
env = dict(os.environ, HOME=folder, STAZH_CONFIG=folder + "/stazh.ini", STAZH_TODAY="2027-08-31", LC_ALL="C.UTF-8")
with open(folder + "/stazh.ini", "w") as f:
    f.write("[store]\npath = %s/db\n" % folder)
random.seed(20270520)


def run(*arguments, ok=(0,)):
    p = subprocess.run([program, *arguments], env=env, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if p.returncode not in ok:
        sys.exit("stazh %s: код %d: %s" % (" ".join(arguments), p.returncode, p.stderr))
    return p.stdout


def load(kind, rows):
    path = "%s/%s.json" % (folder, kind)
    with open(path, "w") as f:
        json.dump(rows, f, ensure_ascii=False)
    run("import", kind, path)


# ---- a small district: three sites in two school years, trainees of eight schools, everything with gaps ----
FORMS = ["лекция", "семинар", "практикум", "консультация", "круглый стол"]
MODES = ["очно", "дистанционно", "смешанно", None]
POSITIONS = ["учитель", "педагог", "методист", "психолог", None]
run("init")
load("org", [dict(short_name="Школа № %d" % i, full_name="Школа № %d" % i, low_results="да" if i % 3 == 0 else "нет") for i in range(1, 9)])
orgs = [r["id"] for r in json.loads(run("list", "org", "--format", "json")) if r["short_name"].startswith("Школа №")]
people = [dict(surname="Фамилия%s" % "абвгдежзиклмнопрстуфхцчшщэюя"[i % 27], name="Имя%d" % i, patronymic="Отч%d" % (i // 27), org=random.choice(orgs),
               **({"position_kind": p} if (p := random.choice(POSITIONS)) else {})) for i in range(90)]
load("person", people)
persons = [r["id"] for r in json.loads(run("list", "person", "--format", "json")) if r["name"].startswith("Имя")]
load("site", [dict(org=o, topic="Тема %d" % o) for o in orgs[:3]])
sites = [r["id"] for r in json.loads(run("list", "site", "--format", "json"))]
load("order", [dict(title="Перечень", number="1-о", date="2025-08-25", order_kind="утверждение перечня", on_paper="да", signer=persons[0], sites=";".join(map(str, sites)),
                    **{"from": "2025-09-01", "to": "2027-08-31"})])
run("do", "order", "1", "sign", "date=25.08.2025", "number=1-о")
load("group", [dict(site=s, name="Группа %d-%d" % (s, n), school_year=y) for s in sites for y in ("2025-2026", "2026-2027") for n in (1, 2)])
groups = json.loads(run("list", "group", "--format", "json"))
trainees = []
for g in groups:
    for p in random.sample(persons, random.randint(3, 9)):
        trainees.append(dict(group=g["id"], person=p, state=random.choice(["зачислен", "проходит", "проходит", "завершил", "отчислен"])))
load("trainee", trainees)
trainees = json.loads(run("list", "trainee", "--format", "json"))
load("plandoc", [dict(site=s, school_year=y, plandoc_kind="тематический план") for s in sites for y in ("2025-2026", "2026-2027")])
docs = json.loads(run("list", "plandoc", "--format", "json"))
load("planline", [dict(plandoc=d["id"], topic="Строка %d" % i, form=random.choice(FORMS), hours=random.randint(1, 6)) for d in docs for i in range(5)])
lines = json.loads(run("list", "planline", "--format", "json"))


def day(year):
    start = 20 + random.randint(0, 300)
    import datetime
    return (datetime.date(year, 9, 1) + datetime.timedelta(days=start)).isoformat()


events = []
for y in (2025, 2026):
    for i in range(60):
        of = random.sample(sites, random.choice([0, 1, 1, 1, 2]))
        own = [g for g in groups if g["site"] in of and g["school_year"].startswith(str(y))]
        picked = random.sample(own, min(len(own), random.choice([0, 1, 2])))
        mine = [l for l in lines for d in docs if d["id"] == l["plandoc"] and d["site"] in of and d["school_year"].startswith(str(y))]
        e = dict(topic="Занятие %d-%d" % (y, i), form=random.choice(FORMS), date=day(y), guests=random.randint(0, 7),
                 state=random.choice(["запланировано", "проведено", "проведено", "проведено", "перенесено", "отменено"]))
        if of:
            e["sites"] = ";".join(map(str, of))
        if picked:
            e["groups"] = ";".join(str(g["id"]) for g in picked)
        if (m := random.choice(MODES)):
            e["mode"] = m
        if random.random() < 0.7:
            e["minutes"] = random.choice([30, 45, 60, 80, 90, 110, 135])
        if random.random() < 0.4:
            e["hours"] = random.randint(0, 5)
        if mine and random.random() < 0.5:
            e["planline"] = random.choice(mine)["id"]
        events.append(e)
load("event", events)
events = json.loads(run("list", "event", "--format", "json"))
marks = []
for e in events:
    if e["state"] != "проведено":
        continue
    for t in trainees:
        if t["group"] in (e.get("groups") or []) and random.random() < 0.85:
            marks.append(dict(event=e["id"], trainee=t["id"], mark=random.choice(["был", "был", "был", "не был", "уважительная", "дистанционно"])))
load("attendance", marks)
tasks = []
for t in trainees:
    for i in range(random.randint(0, 4)):
        due = day(2025)
        tasks.append(dict(trainee=t["id"], what="Дело %d" % i, due=due, **({"done_on": day(2025)} if random.random() < 0.6 else {})))
load("task", tasks)
tests = []
for t in trainees:
    for d in ("первое", "второе"):
        out_of = random.choice([10, 20, 25])
        for kind in ("входная", "промежуточная", "итоговая"):
            if random.random() < 0.7:
                tests.append(dict(trainee=t["id"], direction=d, assessment_kind=kind, date="2026-10-10", score=random.randint(0, out_of), out_of=out_of))
load("assessment", tests)
for r in json.loads(run("list", "report", "--format", "json")):
    if random.random() < 0.5:
        run("set", "report", str(r["id"]), "conformity=соответствует", "dynamics=есть")
        run("do", "report", str(r["id"]), "submit")
        if random.random() < 0.5:
            run("do", "report", str(r["id"]), "accept")

# ---- the recount ----
db = sqlite3.connect(":memory:")
for kind in ("org", "person", "site", "term", "report", "group", "trainee", "plandoc", "planline", "event", "attendance", "task", "assessment"):
    rows = list(csv.reader(run("export", kind, "-", "--format", "csv-plain", "--archived").splitlines()))
    db.execute('CREATE TABLE "%s" (%s)' % (kind, ", ".join('"%s"' % c for c in rows[0])))
    db.executemany('INSERT INTO "%s" VALUES (%s)' % (kind, ", ".join("?" * len(rows[0]))), rows[1:])
one = lambda sql, *a: db.execute(sql, a).fetchone()
many = lambda sql, *a: db.execute(sql, a).fetchall()
HOURS = "CASE WHEN hours <> '' THEN CAST(hours AS INTEGER) ELSE (CAST('0'||minutes AS INTEGER) + 22) / 45 END"


def expected(site, year):
    first, last = "%d-09-01" % year, "%d-08-31" % (year + 1)
    school = "%d-%d" % (year, year + 1)
    out = {}
    db.execute("DROP TABLE IF EXISTS t")
    db.execute("""CREATE TABLE t AS SELECT trainee.*, person.position_kind, person.org AS porg FROM trainee JOIN "group" g ON g.id = trainee."group"
        JOIN person ON person.id = trainee.person WHERE g.school_year = ? AND (? = 0 OR g.site = ?)""", (school, site, str(site)))
    db.execute("DROP TABLE IF EXISTS ev")
    db.execute("CREATE TABLE ev AS SELECT * FROM event WHERE date BETWEEN ? AND ? AND (? = 0 OR instr(';'||sites||';', ';'||?||';') > 0)",
               (first, last, site, str(site)))
    live = "t.state <> 'отчислен'"
    out["trainees"] = one("SELECT count(*) FROM t WHERE " + live)
    out["trainees.completed"] = one("SELECT count(*) FROM t WHERE state = 'завершил'")
    out["trainees.expelled"] = one("SELECT count(*) FROM t WHERE state = 'отчислен'")
    out["trainees.low_results"] = one("SELECT count(*) FROM t JOIN org ON org.id = porg WHERE org.low_results = 'yes' AND " + live)
    out["groups"] = one('SELECT count(*) FROM "group" WHERE school_year = ? AND (? = 0 OR site = ?)', school, site, str(site))
    for p, n in many("SELECT CASE position_kind WHEN '' THEN 'не указано' ELSE position_kind END, count(*) FROM t WHERE %s GROUP BY 1" % live):
        out["trainees.position:" + p] = (n,)
    for o, n in many("SELECT porg, count(*) FROM t WHERE %s GROUP BY 1" % live):
        out["trainees.org:" + o] = (n,)
    open_or_held = "state <> 'отменено'"
    out["events"] = one("SELECT coalesce(sum(state = 'проведено'), 0), count(*) FROM ev WHERE " + open_or_held)
    out["hours"] = one("SELECT coalesce(sum(CASE state WHEN 'проведено' THEN %s ELSE 0 END), 0), coalesce(sum(%s), 0) FROM ev WHERE %s" % (HOURS, HOURS, open_or_held))
    out["guests"] = one("SELECT coalesce(sum(CAST('0'||guests AS INTEGER)), 0) FROM ev WHERE state = 'проведено'")
    out["events.cancelled"] = one("SELECT count(*) FROM ev WHERE state = 'отменено'")
    for group in ("form", "mode"):
        for w, held, n in many("SELECT CASE %s WHEN '' THEN 'не указано' ELSE %s END, sum(state = 'проведено'), count(*) FROM ev WHERE %s GROUP BY 1" % (group, group, open_or_held)):
            out["events.%s:%s" % (group, w)] = (held, n)
    of_year = "FROM attendance a JOIN t ON t.id = a.trainee JOIN event e ON e.id = a.event WHERE e.date BETWEEN ? AND ?"
    out["attendance"] = one("SELECT coalesce(sum(a.mark IN ('был', 'дистанционно')), 0), count(*) " + of_year, first, last)
    for m in ("был", "дистанционно", "уважительная", "не был"):
        out["attendance:" + m] = one("SELECT count(*) %s AND a.mark = ?" % of_year, first, last, m)
    total, on_time, late = one("""SELECT count(*), coalesce(sum(done_on <> '' AND done_on <= due), 0), coalesce(sum(done_on <> '' AND done_on > due), 0)
        FROM task JOIN t ON t.id = task.trainee""")
    out["tasks.on_time"], out["tasks.late"], out["tasks.open"] = (on_time, total), (late, total), (total - on_time - late, total)
    percent = "100.0 * CAST(score AS REAL) / CAST(out_of AS REAL)"
    all_changes = []
    for (d,) in many("SELECT DISTINCT direction FROM assessment a JOIN t ON t.id = a.trainee"):
        for code, kind in (("entry", "входная"), ("exit", "итоговая")):
            out["results.%s:%s" % (code, d)] = one("SELECT coalesce(avg(%s), 0), count(*) FROM assessment a JOIN t ON t.id = a.trainee WHERE a.assessment_kind = ? AND direction = ?" % percent, kind, d)
        changes = [c for (c,) in many("""SELECT 100.0 * x.score / x.out_of - 100.0 * n.score / n.out_of FROM assessment n JOIN assessment x ON x.trainee = n.trainee
            AND x.direction = n.direction JOIN t ON t.id = n.trainee WHERE n.assessment_kind = 'входная' AND x.assessment_kind = 'итоговая' AND n.direction = ?""", d)]
        all_changes += changes
        out["results.change:" + d] = (sum(changes) / len(changes) if changes else 0, len(changes))
    out["results.change"] = (sum(all_changes) / len(all_changes) if all_changes else 0, len(all_changes))
    plan = "FROM planline l JOIN plandoc d ON d.id = l.plandoc WHERE d.school_year = ? AND (? = 0 OR d.site = ?)"
    held = "SELECT 1 FROM event e WHERE e.planline = l.id AND e.state = 'проведено'"
    out["plan.lines"] = one("SELECT coalesce(sum(EXISTS (%s)), 0), count(*) %s" % (held, plan), school, site, str(site))
    planned = one("SELECT coalesce(sum(CAST('0'||l.hours AS INTEGER)), 0) " + plan, school, site, str(site))[0]
    done = one("SELECT coalesce(sum(%s), 0) FROM event WHERE state = 'проведено' AND planline IN (SELECT l.id %s)" % (HOURS, plan), school, site, str(site))[0]
    out["plan.hours"] = (done, planned)
    if not site:
        out["sites"] = one('SELECT count(DISTINCT site) FROM term WHERE "from" <= ? AND "to" >= ?', last, first)
        n, submitted, accepted = one("SELECT count(*), coalesce(sum(state IN ('сдан', 'принят')), 0), coalesce(sum(state = 'принят'), 0) FROM report WHERE school_year = ?", school)
        out["reports.submitted"], out["reports.accepted"] = (submitted, n), (accepted, n)
    return out


numbers = 0
for year in (2025, 2026):
    rows = list(csv.DictReader(run("export", "report", "%d-%d" % (year, year + 1), "-", "--format", "csv-plain").splitlines()))
    told = {}
    for r in rows:
        told.setdefault(int(r["site"]), {})[r["code"]] = (float(r["value"] or 0), float(r["base"] or 0))
    if sorted(told) != [0] + sorted(sites):
        suite.verdict("площадки %d года" % year, False, sorted(told))
    for site in [0] + sites:
        want, wrong = expected(site, year), 0
        for code in sorted(set(want) | set(told.get(site, {}))):
            w = want.get(code)
            t = told.get(site, {}).get(code)
            if w is not None and t is not None and abs(w[0] - t[0]) < 1e-6 and (len(w) == 1 or w[1] == t[1]):
                numbers += 1
            else:
                wrong += 1
                print("%d, площадка %d, %s: программа %s, SQL %s" % (year, site, code, t, w))
        suite.verdict("%d, площадка %d" % (year, site), want and not wrong)
run("check")
print("# показателей сошлось: %d" % numbers)
suite.finish("figures")
