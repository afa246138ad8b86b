#!/usr/bin/env python3
"""The figures of the year against an independent recount: tests/figures/recount.py BUILD/stazh
Makes a database with the program's own import, exports the kinds as CSV, loads them into sqlite3 and recounts every number
by SQL. Prints last «figures: N passed, M failed, K skipped»: one for each site and year, and the district."""
import csv, datetime, json, os, random, sqlite3, subprocess, sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
import suite

program = os.path.abspath(sys.argv[1])
folder = suite.folder
env = dict(os.environ, HOME=folder, STAZH_CONFIG=folder + "/stazh.ini", STAZH_TODAY="2027-08-31", LC_ALL="C.UTF-8")
with open(folder + "/stazh.ini", "w") as f:
    f.write("[store]\npath = %s/db\n[centre]\nletterhead = Центр\nplace = село\nshort_name = Центр\ndirector = Гусева И.Г.\n" % folder)
    f.write("[indicators]\nДоля = доля(trainee, state != отчислен, person.org.low_results = да) по Педагог.Вид должности\n"
            "Часы = сумма(Занятия.Академических часов, Состояние = проведено и Дата = год) по form\n"
            "Дела = число(task, done_on = год)\nБаллы = среднее(assessment.score, date = год и assessment_kind = входная) по direction\n")
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


# ---- a small district: four sites in two school years, trainees of eight schools, everything with gaps: groups that run over
# 1 September, people who are expelled, who are in two sites, events of two sites, a site that ends in its first year ----
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
load("site", [dict(org=o, topic="Тема %d" % o) for o in orgs[:4]])
sites = [r["id"] for r in json.loads(run("list", "site", "--format", "json"))]
load("order", [dict(title="Перечень", number="1-о", date="2025-08-25", order_kind="утверждение перечня", on_paper="да", signer=persons[0], sites=";".join(map(str, sites)),
                    **{"from": "2025-09-01", "to": "2027-08-31"})])
run("do", "order", "1", "sign", "date=25.08.2025", "number=1-о")
SPANS = {"2025-2026": [{}, {"from": "2025-10-01", "to": "2026-05-31"}, {"from": "2026-02-01", "to": "2026-12-20"}, {"from": "2026-03-15"}],
         "2026-2027": [{}, {"to": "2027-04-30"}, {"from": "2027-02-01", "to": "2027-12-01"}, {"from": "2026-06-01", "to": "2026-11-01"}]}
load("group", [dict(site=s, name="Группа %d-%s-%d" % (s, y, n), school_year=y, **SPANS[y][n]) for s in sites for y in SPANS for n in range(4)])
groups = json.loads(run("list", "group", "--format", "json"))


def any_day(first, last):
    a, b = datetime.date.fromisoformat(first), datetime.date.fromisoformat(last)
    return (a + datetime.timedelta(days=random.randint(0, (b - a).days))).isoformat()


trainees = []
for g in groups:
    for p in random.sample(persons, random.randint(3, 9)):
        t = dict(group=g["id"], person=p, state=random.choice(["зачислен", "проходит", "проходит", "завершил", "отчислен"]))
        if t["state"] in ("завершил", "отчислен") and random.random() < 0.8:
            t["ended_on"] = any_day("2026-01-10", "2027-08-30")
        if random.random() < 0.2:
            t["to"] = any_day("2026-04-01", "2027-08-30")
        trainees.append(t)
load("trainee", trainees)
trainees = json.loads(run("list", "trainee", "--format", "json"))
load("plandoc", [dict(site=s, school_year=y, plandoc_kind="тематический план") for s in sites for y in ("2025-2026", "2026-2027")])
docs = json.loads(run("list", "plandoc", "--format", "json"))
load("planline", [dict(plandoc=d["id"], topic="Строка %d" % i, form=random.choice(FORMS), hours=random.randint(1, 6)) for d in docs for i in range(5)])
lines = json.loads(run("list", "planline", "--format", "json"))


def day(year):
    start = 20 + random.randint(0, 300)
    return (datetime.date(year, 9, 1) + datetime.timedelta(days=start)).isoformat()


events = []
for y in (2025, 2026):
    for i in range(60):
        of = random.sample(sites, random.choice([0, 1, 1, 1, 2]))
        own = [g for g in groups if g["site"] in of and (g["school_year"].startswith(str(y)) or random.random() < 0.3)]
        picked = random.sample(own, min(len(own), random.choice([0, 1, 2])))
        if of and random.random() < 0.2:  # guests from another site
            picked = picked + [g for g in random.sample(groups, 1) if g not in picked]
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
        due = day(random.choice([2025, 2026]))
        tasks.append(dict(trainee=t["id"], what="Дело %d" % i, due=due, **({"done_on": day(random.choice([2025, 2026]))} if random.random() < 0.6 else {})))
load("task", tasks)
tests = []
for t in trainees:
    for d in ("первое", "второе"):
        for kind in ("входная", "промежуточная", "итоговая"):
            out_of = random.choice([10, 20, 25])
            if random.random() < 0.7:
                tests.append(dict(trainee=t["id"], direction=d, assessment_kind=kind, date=day(random.choice([2025, 2026])), score=random.randint(0, out_of), out_of=out_of))
load("assessment", tests)
load("order", [dict(title="О прекращении", number="2-о", date="2026-05-20", order_kind="прекращение", ended_on="2026-05-20", signer=persons[0],
                    controller=persons[0], sites=str(sites[3]), grounds="решение образовательной организации")])
run("set", "person", str(persons[0]), "position=директор")
for o in orgs[3:4]:
    run("set", "org", str(o), "head=%d" % persons[0])
run("do", "order", "2", "sign", "obligations=оставить")
for r in json.loads(run("list", "report", "--format", "json")):
    if random.random() < 0.5:
        run("set", "report", str(r["id"]), "conformity=соответствует", "dynamics=есть")
        run("do", "report", str(r["id"]), "submit")
        if random.random() < 0.5:
            run("do", "report", str(r["id"]), "accept")

run("do", "event", str(next(e["id"] for e in events if e["state"] == "проведено")), "archive", "confirm=да")
run("do", "group", str(groups[0]["id"]), "archive", "confirm=да")
# ---- the recount ----
db = sqlite3.connect(":memory:")
for kind in ("org", "person", "site", "term", "report", "group", "trainee", "plandoc", "planline", "event", "attendance", "task", "assessment"):
    rows = list(csv.reader(run("export", kind, "-", "--format", "csv-plain", "--archived").splitlines()))
    db.execute('CREATE TABLE "%s" (%s)' % (kind, ", ".join('"%s"' % c for c in rows[0])))
    db.executemany('INSERT INTO "%s" VALUES (%s)' % (kind, ", ".join("?" * len(rows[0]))), rows[1:])
db.create_function("sy", 1, lambda d: int(d[:4]) - (d[5:7] < "09"))
one = lambda sql, *a: db.execute(sql, a).fetchone()
many = lambda sql, *a: db.execute(sql, a).fetchall()
HOURS = "CASE WHEN hours <> '' THEN CAST(hours AS INTEGER) ELSE (CAST('0'||minutes AS INTEGER) + 22) / 45 END"


def expected(site, year):
    first, last = "%d-09-01" % year, "%d-08-31" % (year + 1)
    school = "%d-%d" % (year, year + 1)
    out = {}
    db.execute("DROP TABLE IF EXISTS g")
    db.execute("""CREATE TABLE g AS SELECT id, gfrom, CASE WHEN "to" <> '' THEN "to" ELSE (max(sy(gfrom), y) + 1)||'-08-31' END AS gto FROM
        (SELECT *, CASE WHEN "from" <> '' THEN "from" WHEN "to" <> '' THEN min(sy("to"), y)||'-09-01' ELSE y||'-09-01' END AS gfrom FROM
        (SELECT *, CAST(substr(school_year, 1, 4) AS INTEGER) AS y FROM "group" WHERE ? = 0 OR site = ?))""", (site, str(site)))
    db.execute("DROP TABLE IF EXISTS every")
    db.execute("""CREATE TABLE every AS SELECT *, state = 'отчислен' AND tto <= ? AS expelled, tfrom <= ? AND tto >= ? AS runs FROM
        (SELECT trainee.*, person.position_kind, person.org AS porg, CASE WHEN trainee."from" <> '' THEN trainee."from" ELSE gfrom END AS tfrom,
        CASE WHEN ended_on <> '' THEN ended_on WHEN trainee."to" <> '' THEN trainee."to" ELSE gto END AS tto
        FROM trainee JOIN g ON g.id = trainee."group" JOIN person ON person.id = trainee.person)""", (last, last, first))
    db.execute("DROP TABLE IF EXISTS t")
    db.execute("CREATE TABLE t AS SELECT * FROM every WHERE NOT expelled")
    db.execute("DROP TABLE IF EXISTS ev")
    db.execute("CREATE TABLE ev AS SELECT * FROM event WHERE date BETWEEN ? AND ? AND (? = 0 OR instr(';'||sites||';', ';'||?||';') > 0)",
               (first, last, site, str(site)))
    out["trainees"] = one("SELECT count(*) FROM t WHERE runs")
    people = one("SELECT count(DISTINCT person) FROM t WHERE runs")
    if people != out["trainees"]:
        out["people"] = people
    out["trainees.completed"] = one("SELECT count(*) FROM t WHERE runs AND state = 'завершил' AND tto <= ?", last)
    out["trainees.expelled"] = one("SELECT count(*) FROM every WHERE runs AND expelled")
    out["trainees.low_results"] = one("SELECT count(*) FROM t JOIN org ON org.id = porg WHERE org.low_results = 'yes' AND runs")
    out["groups"] = one("SELECT count(*) FROM g WHERE gfrom <= ? AND gto >= ?", last, first)
    for p, n in many("SELECT CASE position_kind WHEN '' THEN 'не указано' ELSE position_kind END, count(*) FROM t WHERE runs GROUP BY 1"):
        out["trainees.position:" + p] = (n,)
    for o, n in many("SELECT porg, count(*) FROM t WHERE runs GROUP BY 1"):
        out["trainees.org:" + o] = (n,)
    open_or_held = "state <> 'отменено'"
    out["events"] = one("SELECT coalesce(sum(state = 'проведено'), 0), count(*) FROM ev WHERE " + open_or_held)
    out["hours"] = one("SELECT coalesce(sum(CASE state WHEN 'проведено' THEN %s ELSE 0 END), 0), coalesce(sum(%s), 0) FROM ev WHERE %s" % (HOURS, HOURS, open_or_held))
    out["guests"] = one("SELECT coalesce(sum(CAST('0'||guests AS INTEGER)), 0) FROM ev WHERE state = 'проведено'")
    out["events.cancelled"] = one("SELECT count(*) FROM ev WHERE state = 'отменено'")
    for group in ("form", "mode"):
        for w, held, n in many("SELECT CASE %s WHEN '' THEN 'не указано' ELSE %s END, sum(state = 'проведено'), count(*) FROM ev WHERE %s GROUP BY 1" % (group, group, open_or_held)):
            out["events.%s:%s" % (group, w)] = (held, n)
    for m, held, n in many("SELECT substr(date, 1, 7), sum(CASE state WHEN 'проведено' THEN %s ELSE 0 END), sum(%s) FROM ev WHERE %s GROUP BY 1" % (HOURS, HOURS, open_or_held)):
        if n:
            out["hours.month:" + m] = (held, n)
    of_year = "FROM attendance a JOIN t ON t.id = a.trainee JOIN event e ON e.id = a.event WHERE e.date BETWEEN ? AND ?"
    out["attendance"] = one("SELECT coalesce(sum(a.mark IN ('был', 'дистанционно')), 0), count(*) " + of_year, first, last)
    for m in ("был", "дистанционно", "уважительная", "не был"):
        out["attendance:" + m] = one("SELECT count(*) %s AND a.mark = ?" % of_year, first, last, m)
    of_expelled = of_year.replace("JOIN t ON", "JOIN every t ON t.expelled AND")
    if (there := one("SELECT coalesce(sum(a.mark IN ('был', 'дистанционно')), 0), count(*) " + of_expelled, first, last))[1]:
        out["attendance.expelled"] = there
    counts = "(done_on BETWEEN ? AND ? OR (due BETWEEN ? AND ? AND (done_on = '' OR done_on > ?)))"
    done_now, of_task = "done_on BETWEEN ? AND ?", (first, last, first, last, last)
    total, on_time, late = one("SELECT count(*), coalesce(sum(%s AND done_on <= due), 0), coalesce(sum(%s AND done_on > due), 0) "
                               "FROM task JOIN t ON t.id = task.trainee WHERE %s" % (done_now, done_now, counts), first, last, first, last, *of_task)
    if (expelled := one("SELECT coalesce(sum(%s), 0), count(*) FROM task JOIN every ON every.id = task.trainee WHERE expelled AND %s" % (done_now, counts),
                        first, last, *of_task))[1]:
        out["tasks.expelled"] = expelled
    out["tasks.on_time"], out["tasks.late"], out["tasks.open"] = (on_time, total), (late, total), (total - on_time - late, total)
    percent = "100.0 * CAST(score AS REAL) / CAST(out_of AS REAL)"
    all_changes = []
    for (d,) in many("SELECT DISTINCT direction FROM assessment a JOIN t ON t.id = a.trainee WHERE date BETWEEN ? AND ? AND assessment_kind <> 'промежуточная'", first, last):
        for code, kind in (("entry", "входная"), ("exit", "итоговая")):
            out["results.%s:%s" % (code, d)] = one("SELECT coalesce(avg(%s), 0), count(*) FROM assessment a JOIN t ON t.id = a.trainee WHERE a.assessment_kind = ? AND direction = ? AND date BETWEEN ? AND ?" % percent, kind, d, first, last)
        changes = [c for (c,) in many("""SELECT 100.0 * x.score / x.out_of - 100.0 * n.score / n.out_of FROM assessment n JOIN assessment x ON x.trainee = n.trainee
            AND x.direction = n.direction JOIN t ON t.id = n.trainee WHERE n.assessment_kind = 'входная' AND x.assessment_kind = 'итоговая' AND n.direction = ?
            AND x.date BETWEEN ? AND ?""", d, first, last)]
        all_changes += changes
        out["results.change:" + d] = (sum(changes) / len(changes) if changes else 0, len(changes))
    if (n := one("SELECT count(DISTINCT every.id) FROM assessment a JOIN every ON every.id = a.trainee WHERE expelled AND date BETWEEN ? AND ?", first, last)[0]):
        out["results.expelled"] = (n,)
    out["results.change"] = (sum(all_changes) / len(all_changes) if all_changes else 0, len(all_changes))
    plan = "FROM planline l JOIN plandoc d ON d.id = l.plandoc WHERE d.school_year = ? AND (? = 0 OR d.site = ?)"
    held = "SELECT 1 FROM event e WHERE e.planline = l.id AND e.state = 'проведено' AND e.date BETWEEN '%s' AND '%s'" % (first, last)
    out["plan.lines"] = one("SELECT coalesce(sum(EXISTS (%s)), 0), count(*) %s" % (held, plan), school, site, str(site))
    planned = one("SELECT coalesce(sum(CAST('0'||l.hours AS INTEGER)), 0) " + plan, school, site, str(site))[0]
    done = one("SELECT coalesce(sum(%s), 0) FROM event WHERE state = 'проведено' AND date BETWEEN '%s' AND '%s' AND planline IN (SELECT l.id %s)" % (HOURS, first, last, plan), school, site, str(site))[0]
    out["plan.hours"] = (done, planned)
    if not site:
        out["sites"] = one("""SELECT count(DISTINCT term.site) FROM term JOIN site ON site.id = term.site WHERE "from" <= ? AND "to" >= ?
            AND (site.ended_on = '' OR site.ended_on >= max("from", ?))""", last, first, first)
        n, submitted, accepted = one("SELECT count(*), coalesce(sum(state IN ('сдан', 'принят')), 0), coalesce(sum(state = 'принят'), 0) FROM report WHERE school_year = ?", school)
        out["reports.submitted"], out["reports.accepted"] = (submitted, n), (accepted, n)
    out.update(own(site, first, last))
    return out


def own(site, first, last):
    """The indicators of the configuration: each, and by the words of its field."""
    out = {}
    low = "FROM every JOIN org ON org.id = porg WHERE runs AND state <> 'отчислен'"
    out["Доля"] = one("SELECT coalesce(sum(low_results = 'yes'), 0), count(*) " + low)
    for w, n, of in many("SELECT position_kind, sum(low_results = 'yes'), count(*) %s GROUP BY 1" % low):
        out["Доля:" + w] = (n, of)
    out["Часы"] = one("SELECT coalesce(sum(%s), 0) FROM ev WHERE state = 'проведено'" % HOURS)
    for w, n in many("SELECT form, sum(%s) FROM ev WHERE state = 'проведено' GROUP BY 1" % HOURS):
        out["Часы:" + w] = (n,)
    out["Дела"] = one("SELECT count(*) FROM task JOIN every ON every.id = task.trainee WHERE done_on BETWEEN ? AND ?", first, last)
    scores = "FROM assessment a JOIN every ON every.id = a.trainee WHERE a.assessment_kind = 'входная' AND date BETWEEN ? AND ?"
    out["Баллы"] = one("SELECT coalesce(avg(CAST(score AS REAL)), 0), count(*) " + scores, first, last)
    for w, mean, n in many("SELECT direction, avg(CAST(score AS REAL)), count(*) %s GROUP BY 1" % scores, first, last):
        out["Баллы:" + w] = (mean, n)
    return out


def named(rows):
    """Codes of own indicators by their names, of (code, title, …)."""
    names = {code: title for code, title, *rest in rows if code.startswith("own.") and ":" not in code}
    name = lambda code: names[code.partition(":")[0]] + "".join(code.partition(":")[1:]) if code.startswith("own.") else code
    return {name(code): tuple(rest) for code, title, *rest in rows}


for what, sql in (("группа за 1 сентября", 'SELECT count(*) FROM "group" WHERE "from" < "2026-09-01" AND "to" > "2026-09-01"'),
                  ("человек на двух площадках", 'SELECT count(*) FROM (SELECT person FROM trainee t JOIN "group" g ON g.id = t."group" GROUP BY 1 HAVING count(DISTINCT site) > 1)'),
                  ("отчислен в другом году", "SELECT count(*) FROM trainee WHERE state = 'отчислен' AND ended_on > '2026-09-01'"),
                  ("занятие двух площадок", "SELECT count(*) FROM event WHERE instr(sites, ';') > 0 AND state = 'проведено'"),
                  ("закрытая площадка", "SELECT count(*) FROM site WHERE ended_on = '2026-05-20'"),
                  ("изменение через 1 сентября", """SELECT count(*) FROM assessment n JOIN assessment x ON x.trainee = n.trainee AND x.direction = n.direction
                  WHERE n.assessment_kind = 'входная' AND x.assessment_kind = 'итоговая' AND n.date < '2026-09-01' AND x.date > '2026-09-01'""")):
    suite.verdict("есть: " + what, one(sql)[0] > 0)
numbers = 0


def compare(what, want, told):
    global numbers
    wrong = 0
    for code in sorted(set(want) | set(told)):
        w, t = want.get(code), told.get(code)
        if w is not None and t is not None and abs(w[0] - t[0]) < 1e-6 and (len(w) == 1 or w[1] == t[1]):
            numbers += 1
        else:
            wrong += 1
            print("%s, %s: программа %s, SQL %s" % (what, code, t, w))
    suite.verdict(what, want and not wrong)


for year in (2025, 2026):
    rows = list(csv.DictReader(run("export", "report", "%d-%d" % (year, year + 1), "-", "--format", "csv-plain").splitlines()))
    told = {}
    for r in rows:
        told.setdefault(int(r["site"]), []).append((r["code"], r["title"], float(r["value"] or 0), float(r["base"] or 0)))
    told = {site: named(rows) for site, rows in told.items()}
    known = [s for s in sites if year == 2025 or s != sites[3]]  # later years do not know what has ended
    if sorted(told) != [0] + sorted(known):
        suite.verdict("площадки %d года" % year, False, sorted(told))
    for site in [0] + known:
        compare("%d, площадка %d" % (year, site), expected(site, year), told.get(site, {}))
# what a report was submitted with was counted along the references of its site alone
for r in json.loads(run("list", "report", "--format", "json")):
    if r["figures"]:
        rows = [line.split("|") for line in r["figures"].split("\n")[1:]]
        year = int(r["school_year"][:4])
        compare("отчёт %d: площадка %d, %d" % (r["id"], r["site"], year), expected(r["site"], year), named([(p[4], p[5], float(p[2]), float(p[3])) for p in rows]))
run("check")
print("# показателей сошлось: %d" % numbers)
suite.finish("figures")
