#!/usr/bin/env python3
"""Conditions (include/stazh/model/condition.h) against an independent evaluation: tests/conditions/random.py BUILD/stazh [N [BROKEN]]
Makes a generated district, exports its kinds as JSON, asks N random conditions of the program and of Python: the same records.
Then broken ones: exit 2, the place and what was expected. Then two districts that differ in what a leader or a viewer may not
read alone: every answer is the same in both. Prints last «conditions: N passed, M failed, K skipped»."""
import datetime, json, os, pwd, random, re, subprocess, sys
from concurrent.futures import ThreadPoolExecutor

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
import suite

program = os.path.abspath(sys.argv[1])
N = int(sys.argv[2]) if len(sys.argv) > 2 else 300
TODAY = datetime.date(2026, 11, 28)
folder = suite.folder
seed = int(os.environ.get("SEED", 20261128))
rnd = random.Random(seed)


def base(name):
    path = "%s/%s.ini" % (folder, name)
    with open(path, "w") as f:
        f.write("[store]\npath = %s/%s\n" % (folder, name) + USERS)
    return dict(os.environ, STAZH_CONFIG=path, STAZH_TODAY=TODAY.isoformat(), LC_ALL="C.UTF-8")


def run(env, *arguments, ok=(0,)):
    p = subprocess.run([program, *arguments], env=env, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if ok and p.returncode not in ok:
        sys.exit("stazh %s: код %d: %s" % (" ".join(arguments), p.returncode, p.stderr))
    return p


USERS = ""
env = base("district")
run(env, "init")
run(env, "demo", "--scale", "40")

# ---- what the kinds are, told here anew: text, whole number, day, year, time, yes or no, word of a list, reference ----
T, I, D, Y, H, B, W = "text int date year time bool word".split()
KINDS = {
    "org": dict(short_name=T, full_name=T, kind=W, settlement=T, head="person", low_results=B, address=T),
    "person": dict(surname=T, name=T, patronymic=T, org="org", position_kind=W, subject=T, category=W, phone=T, email=T, consent=D),
    "site": dict(org="org", topic=T, directions=[W], leader="person", methodist="person", applied_on=D, state=W, goal=T),
    "group": dict(site="site", name=T, form=W, school_year=Y),
    "trainee": dict(group="group", person="person", state=W, certified_on=D, certified_hours=I, to=D),
    "task": dict(trainee="trainee", what=T, due=D, done_on=D),
    "assessment": dict(trainee="trainee", direction=W, kind=W, date=D, score=I, out_of=I),
    "event": dict(sites=["site"], groups=["group"], topic=T, form=W, mode=W, date=D, time=H, minutes=I, speakers=["person"],
                  planline="planline", guests=I, state=W),
    "attendance": dict(event="event", trainee="trainee", mark=W),
    "report": dict(site="site", school_year=Y, due=D, state=W, submitted_on=D),
    "plandoc": dict(site="site", school_year=Y, state=W),
    "planline": dict(plandoc="plandoc", topic=T, form=W, hours=I),
}
PARENT = dict(site="org", group="site", trainee="group", task="trainee", assessment="trainee", attendance="event", report="site",
              plandoc="site", planline="plandoc", person="org")
data = {}
for kind in KINDS:
    rows = json.loads(run(env, "list", kind, "--format", "json", ok=(0, 1)).stdout or "[]")
    data[kind] = {r["id"]: r for r in rows}
for kind, fields in KINDS.items():
    sample = next(iter(data[kind].values()))
    for name in list(fields):
        if name not in sample or name == "kind":
            other = kind + "_" + name
            if other in sample:
                fields[other] = fields.pop(name)
            else:
                del fields[name]
TITLES = {}
for kind in KINDS:
    for name, title in re.findall(r"^  (\w+) +([А-ЯЁ№][^:]*):", run(env, "help", kind).stdout, re.M):
        if name in KINDS[kind] and "." not in title:
            TITLES[kind, name] = title

# ---- evaluation ----


def fold(s):
    return s.lower().replace("ё", "е").replace("–", "-").replace("—", "-")


def words(s):
    return re.findall(r"[^\W_]+", fold(s))


def has(text, query):
    own = words(text)
    return all(any(w.startswith(q) for w in own) for q in words(query))


def day(s):
    return datetime.date.fromisoformat(s)


def items(record, name, t):
    v = record.get(name)
    if isinstance(t, list):
        return list(v or [])
    if t == B:
        return [bool(v)]
    return [] if v is None else [v]


def shown(record, name, t):
    many = isinstance(t, list)
    one = t[0] if many else t
    if one in KINDS:
        v = record.get(name + "_name")
        return list(v or []) if many else [] if v is None else [v]
    return [str(v) for v in items(record, name, t)]


def ends(kind, record, path):
    """(record, name, type) at the ends of a path."""
    name = path[0]
    t = KINDS[kind][name] if name != "id" else I
    if len(path) == 1:
        return [(record, name, t)]
    to = t[0] if isinstance(t, list) else t
    found = []
    for v in items(record, name, t):
        if v in data[to]:
            found += ends(to, data[to][v], path[1:])
    return found


def refs(kind, to):
    return [n for n, t in KINDS[kind].items() if t == to or t == [to]]


def belonging(kind, of, ident):
    """ids of records of `kind` that belong to record ident of kind `of`."""
    direct = refs(kind, of)
    if direct:
        return {i for i, r in data[kind].items() if any(ident in items(r, n, KINDS[kind][n]) for n in direct)}
    parent = PARENT[kind]
    owners = belonging(parent, of, ident)
    return {i for i, r in data[kind].items() if r[parent] in owners}


def holds(c, kind, r):
    what = c[0]
    if what == "and":
        return holds(c[1], kind, r) and holds(c[2], kind, r)
    if what == "or":
        return holds(c[1], kind, r) or holds(c[2], kind, r)
    if what == "not":
        return not holds(c[1], kind, r)
    if what == "count":
        _, of, inner, check = c
        n = sum(1 for i in belonging(of, kind, r["id"]) if inner is None or holds(inner, of, data[of][i]))
        return check(n)
    _, path, check, by_text = c
    return any(check(v) for rec, name, t in ends(kind, r, path)
               for v in (shown(rec, name, t) if by_text else items(rec, name, t)))


# ---- making one: the text and what it means ----
OPS = {"=": lambda v, a, b: a <= v <= b, "<": lambda v, a, b: v < a, "<=": lambda v, a, b: v <= b, ">": lambda v, a, b: v > b,
       ">=": lambda v, a, b: v >= a}


def quoted(s):
    return '"%s"' % s.replace('"', '""')


def written(s):
    plain = not re.search(r'[";(),…*]|\.\.', s) and not re.search(r"(^| )(и|или|and|or)( |$)", s.lower())
    return s if plain and rnd.random() < .7 else quoted(s)


def span(kind, name, t):
    """Text, lowest, highest."""
    values = [v for r in data[kind].values() for v in items(r, name, t)] if name != "id" else list(data[kind])
    v = rnd.choice(values) if values and rnd.random() < .85 else None
    if t == D:
        d = day(v) if v else TODAY + datetime.timedelta(rnd.randint(-400, 400))
        form = rnd.randrange(7)
        if form == 0:
            return d.isoformat(), d, d
        if form == 1:
            return d.strftime("%d.%m.%Y"), d, d
        if form == 2:
            last = (d.replace(day=28) + datetime.timedelta(4)).replace(day=1) - datetime.timedelta(1)
            return d.strftime("%Y-%m"), d.replace(day=1), last
        if form == 3:
            y = d.year - (d.month < 9)
            return "%d-%d" % (y, y + 1), datetime.date(y, 9, 1), datetime.date(y + 1, 8, 31)
        if form == 4:
            return str(d.year), datetime.date(d.year, 1, 1), datetime.date(d.year, 12, 31)
        n = (d - TODAY).days
        return "сегодня%s%s%d" % (rnd.choice(["", " "]), "+" if n >= 0 else "-", abs(n)), d, d
    if t == Y:
        y = int(str(v)[:4]) if v else 2025
        return "%d-%d" % (y, y + 1), y, y
    if t == H:
        m = int(v[:2]) * 60 + int(v[3:]) if v else 14 * 60
        return "%d:%02d" % divmod(m, 60), m, m
    n = v if v is not None else rnd.randint(0, 100)
    return str(n), n, n


def number(t):
    if t == D:
        return day
    if t == Y:
        return lambda v: int(str(v)[:4])
    if t == H:
        return lambda v: int(v[:2]) * 60 + int(v[3:])
    return lambda v: v


def ordered(kind, name, t):
    if rnd.random() < .25:
        a, b = span(kind, name, t), span(kind, name, t)
        if a[1] > b[2]:
            a, b = b, a
        form = rnd.randrange(3)
        if form == 0:
            return "=", "%s..%s" % (a[0], b[0]), lambda v: a[1] <= number(t)(v) <= b[2]
        if form == 1:
            return "=", "%s.." % a[0], lambda v: number(t)(v) >= a[1]
        return "=", "..%s" % a[0], lambda v: number(t)(v) <= a[2]
    op = rnd.choice(list(OPS))
    several = [span(kind, name, t) for _ in range(rnd.choice([1, 1, 1, 2, 3]))]
    return op, rnd.choice([";", " ; "]).join(s[0] for s in several), \
        lambda v: any(OPS[op](number(t)(v), s[1], s[2]) for s in several)


def path_of(kind, depth=0):
    name = rnd.choice(list(KINDS[kind]) + (["id"] if rnd.random() < .2 else []))
    t = I if name == "id" else KINDS[kind][name]
    to = t[0] if isinstance(t, list) else t
    if to in KINDS and rnd.random() < .75 and depth < 3:
        return [(kind, name)] + path_of(to, depth + 1)
    return [(kind, name)]


def test(kind):
    path = path_of(kind)
    names = [n for _, n in path]
    at, name = path[-1]
    t = I if name == "id" else KINDS[at][name]
    one = t[0] if isinstance(t, list) else t
    text = ".".join(TITLES[p] if p in TITLES and rnd.random() < .2 else p[1] for p in path)
    blank = rnd.choice(["", "", " "])
    if rnd.random() < .1 and one != B:
        present = ("test", names, lambda v: True, False)
        return rnd.choice([(text + " пусто", ("not", present)), (text + " не пусто", present), (text + "=*", present),
                           (text + " empty", ("not", present))])
    values = [v for r in data[at].values() for v in ([r["id"]] if name == "id" else items(r, name, t))]
    if one in (I, D, Y, H):
        op, value, check = ordered(at, name, one)
        return text + blank + op + blank + value, ("test", names, check, False)
    if rnd.random() < .3 and one != B:
        labels = [s for r in data[at].values() for s in shown(r, name, t)]
        own = words(rnd.choice(labels)) if labels else []
        chosen = " ".join(w[:rnd.randint(1, len(w))] for w in rnd.sample(own, min(len(own), rnd.choice([1, 1, 2])))) or "ива"
        return text + blank + "~" + blank + quoted(chosen), ("test", names, lambda v: has(v, chosen), True)
    if one == B:
        want = rnd.random() < .5
        c = ("test", names, lambda v: v == want, False)
        return text + blank + "=" + blank + ("да" if want else "нет"), c
    if not values:
        return test(kind)
    chosen = [rnd.choice(values) for _ in range(rnd.choice([1, 1, 2, 3]))]
    if one in KINDS:
        c = ("test", names, lambda v: v in chosen, False)
        value = ";".join(str(v) for v in chosen)
    elif one == T and rnd.random() < .2 and name in ("surname", "topic"):
        op = rnd.choice(["<", ">=", ">", "<="])
        letter = rnd.choice("абвгдежзиклмнопрст")
        c = ("test", names, lambda v: fold(v) < letter if op in ("<", "<=") else fold(v) >= letter, False)
        return text + blank + op + blank + letter.upper(), c
    else:
        folded = [fold(v) for v in chosen]
        c = ("test", names, lambda v: fold(v) in folded, False)
        value = ";".join(written(v) for v in chosen)
    if rnd.random() < .25:
        return text + blank + "!=" + blank + value, ("not", c)
    return text + blank + "=" + blank + value, c


def count(kind):
    able = [k for k in KINDS if k != kind and (refs(k, kind) or any(refs(p, kind) for p in owners(k)))]
    of = rnd.choice(able)
    inner, tree = condition(of, 2) if rnd.random() < .6 else ("", None)
    op = rnd.choice(list(OPS))
    n = rnd.randint(0, 6)
    if op == "=" and rnd.random() < .3:
        return "count(%s%s)=%d..%d" % (of, inner and ", " + inner, n, n + 3), ("count", of, tree, lambda v: n <= v <= n + 3)
    return "%s(%s%s) %s %d" % (rnd.choice(["count", "число"]), of, inner and ", " + inner, op, n), \
        ("count", of, tree, lambda v: OPS[op](v, n, n))


def owners(kind):
    while kind in PARENT:
        kind = PARENT[kind]
        yield kind


def condition(kind, depth=0):
    roll = rnd.random()
    if depth > 3 or roll < .45:
        return test(kind)
    if roll < .55 and kind in ("site", "org", "person", "group", "trainee", "event", "plandoc"):
        return count(kind)
    if roll < .65:
        text, tree = condition(kind, depth + 1)
        return rnd.choice(["не (%s)", "not (%s)", "не(%s)"]) % text, ("not", tree)
    (a, ta), (b, tb) = condition(kind, depth + 1), condition(kind, depth + 1)
    if roll < .85:
        return "(%s) %s (%s)" % (a, rnd.choice(["и", "and", "И"]), b), ("and", ta, tb)
    return "(%s) %s (%s)" % (a, rnd.choice(["или", "or"]), b), ("or", ta, tb)


def ask(env, kind, text, *more):
    return run(env, *more, "list", kind, "--where", text, "--columns", "id", "--format", "json", ok=None)


def answer(p):
    return sorted(r["id"] for r in json.loads(p.stdout or "[]"))


asked = []
while len(asked) < N:
    kind = rnd.choice(list(KINDS))
    text, tree = condition(kind)
    if len(text.encode()) < 3500:
        asked.append((kind, text, tree))


def compare(one):
    kind, text, tree = one
    p = ask(env, kind, text)
    if p.returncode not in (0, 1):
        return "%s --where %s: код %d, %s" % (kind, text, p.returncode, p.stderr)
    want = sorted(i for i, r in data[kind].items() if holds(tree, kind, r))
    got = answer(p)
    if got != want:
        return "%s --where %s: program %s, Python %s" % (kind, text, got[:20], want[:20])
    return None if not want else True


with ThreadPoolExecutor(2) as pool:
    results = list(pool.map(compare, asked))
wrong = [r for r in results if isinstance(r, str)]
full = sum(r is True for r in results)
for w in wrong[:10]:
    print("#", w[:600])
suite.verdict("%d random conditions (seed %d): the same records" % (N, seed), not wrong, "%d differ" % len(wrong))
suite.verdict("a third of them are met by some record", full > N / 3, full)

# ---- printed and read again ----
printer = os.path.join(os.path.dirname(program), "conditions_print")
p = subprocess.run([printer, env["STAZH_CONFIG"]], env=env, text=True, capture_output=True,
                   input="".join("%s\t%s\n" % (kind, text) for kind, text, _ in asked))
suite.verdict("printed in words, in code names and with numbers they are read as the same", p.returncode == 0 and
              p.stdout.endswith("%d conditions, 0 not the same\n" % N), p.stdout[-1500:] + p.stderr)

# ---- groups and orders by paths ----


def at_end(kind, r, path):
    """The values at the end of a path, each record's once."""
    seen, values = set(), []
    for rec, name, t in ends(kind, r, path):
        if rec["id"] not in seen:
            seen.add(rec["id"])
            values.append(tuple(items(rec, name, t)))
    return tuple(v for v in values if v)


def grouped(_):
    kind, path = rnd_path()
    p = run(env, "list", kind, "--group", ".".join(path), "--columns", "id", "--format", "json", ok=(0, 1))
    groups = json.loads(p.stdout)
    want = {}
    for i, r in data[kind].items():
        want.setdefault(at_end(kind, r, path), set()).add(i)
    got = [{r["id"] for r in g["records"]} for g in groups]
    if any(g["n"] != len(g["records"]) for g in groups) or sorted(map(sorted, got)) != sorted(map(sorted, want.values())):
        return "%s --group %s: %s, Python %s" % (kind, ".".join(path), sorted(map(len, got)), sorted(map(len, want.values())))
    return len(want) > 1


def rnd_path():
    kind = rnd.choice(list(KINDS))
    return kind, [n for _, n in path_of(kind)]


def ordered_path():
    """A path with one value that has an order of its own."""
    while True:
        kind = rnd.choice(list(KINDS))
        path = path_of(kind)
        types = [I if n == "id" else KINDS[k][n] for k, n in path]
        if types[-1] in (I, D, Y, H) and not any(isinstance(t, list) for t in types):
            return kind, [n for _, n in path], types[-1]


def sorted_(_):
    kind, first, t = ordered_path()
    name, t2 = rnd.choice([(n, t) for n, t in list(KINDS[kind].items()) + [("id", I)] if t in (I, D, Y, H)])
    down = rnd.random() < .5, rnd.random() < .5
    asked = ",".join("-" * d + n for d, n in zip(down, (".".join(first), name)))
    p = run(env, "list", kind, "--sort=" + asked, "--columns", "id", "--format", "json", ok=(0, 1))
    got = [r["id"] for r in json.loads(p.stdout)]

    def key(path, t, i):
        found = at_end(kind, data[kind][i], path)
        if not found:  # a record that is not there is before all, no day behind them, no number nought
            reached = ends(kind, data[kind][i], path)
            return (0, 0) if not reached else (1, datetime.date.max if t == D else 0)
        return 1, number(t)(found[0][0])
    for a, b in zip(got, got[1:]):
        for path, t_, d in ((first, t, down[0]), ([name], t2, down[1])):
            x, y = key(path, t_, a), key(path, t_, b)
            if x[0] == y[0] and str(type(x[1])) != str(type(y[1])):
                break
            if x != y:
                if (x > y) != d:
                    return "%s --sort %s: %d before %d: %s, %s" % (kind, asked, a, b, x, y)
                break
    return sorted(got) == sorted(data[kind]) or "%s --sort %s: %d records" % (kind, asked, len(got))


with ThreadPoolExecutor(2) as pool:
    lists = list(pool.map(grouped, range(max(40, N // 20)))) + list(pool.map(sorted_, range(max(40, N // 20))))
wrong = [r for r in lists if isinstance(r, str)]
for w in wrong[:10]:
    print("#", w[:600])
suite.verdict("%d lists grouped and ordered by paths: as Python does" % len(lists), not wrong and sum(r is True for r in lists) > len(lists) / 2,
              "%d differ" % len(wrong))

# ---- broken: the sound part before, the fault, what the sentence has to have ----
PRE = ["", "state=действует и ", "не (", "(", "topic ~ ур или ", "count(report) = 0 и ", "leader не пусто и не ", "id > 3 and "]
FAULTS = [("bogus=1", "bogus", "поля"), ("leader.bogus=1", "bogus", "поля"), ("topic.x=1", "x", "ссылается"),
          ("state", "", "сравнение"), ("state действует", "действует", "сравнение"), ("state=неизвестно", "неизвестно", "списке"),
          ("state<действует", "<", "=, !="), ("applied_on=когда-нибудь", "когда-нибудь", "ожидается"), ("applied_on=31.02.2026", "31.02.2026", "нет такого дня"),
          ("applied_on=2027..2025", "2027..2025", "после его конца"), ("applied_on=..", "..", "промежутка"), ('topic="без конца', '"без конца', "кавычка"),
          ("count(чего)=1", "чего", "вид записей"), ("count(event=1", "event=1", "вид записей"), ("count(event, bogus=1)=1", "bogus", "поля"),
          ("count(event)", "", "сравнение"), ("count(event)=много", "много", "число"), ("count(event) пусто", "пусто", "сравнение"),
          ("count(org)=1", "org", "ссылаются"), ("leader=Никого Такого Нет", "Никого Такого Нет", "нет такой записи"), ("topic=", "", None),
          ("topic~", "", "ожидалось значение"), ("id=пять", "пять", "не целое"), ("id=1;;2", "", "ожидалось значение"), ("id=1;", "", "ожидалось значение"),
          ("leader не", "", "пусто"), ("не", "", "условие"), ("", "", "условие"), ("и id=1", "и", "условие"), ("=1", "", "поле")]
broken = []
for pre in PRE:
    for text, place, word in FAULTS:
        if word:
            broken.append((pre, text, place, word))


def check(one):
    pre, text, place, word = one
    p = ask(env, "site", pre + text)
    at = len(pre) + (text.index(place) if place else len(text)) + 1
    m = re.match(r"(?:stazh: )?Условие, знак (\d+)", p.stderr.strip())
    if p.returncode != 2 or p.stdout or not m or word not in p.stderr:
        return "%s: код %d, %s" % (pre + text, p.returncode, p.stderr)
    if place and int(m.group(1)) != at:
        return "%s: at %d and not %s; %s" % (pre + text, at, m.group(1), p.stderr)
    return None


with ThreadPoolExecutor(2) as pool:
    some = broken if N > 1000 else rnd.sample(broken, 60)
    wrong = [w for w in pool.map(check, some) if w]
for w in wrong[:10]:
    print("#", w[:400])
suite.verdict("%d broken ones: exit 2, their place and what was expected" % len(some), not wrong, "%d not" % len(wrong))

# ---- rights: what may not be read decides nothing ----
own = next(r for r in data["site"].values() if r["state"] == "действует")["org"]
USERS = "[users]\n%s = methodist\nvera = leader:%s\ngost = viewer\n" % (pwd.getpwuid(os.getuid()).pw_name, data["org"][own]["short_name"])
twin = base("twin")
first = base("district")
run(first, "backup", folder + "/copy.mdb")
run(twin, "restore", folder + "/copy.mdb")
private = [("person", "phone", "8-900-%07d"), ("person", "email", "a%d@example.ru"), ("assessment", "score", "%d")]
foreign_people = [i for i, r in data["person"].items() if r["org"] != own]
seen = {i for i, t in data["trainee"].items() if data["site"][data["group"][t["group"]]["site"]]["org"] == own}
foreign_people = [i for i in foreign_people if not any(data["trainee"][t]["person"] == i for t in seen)]
foreign_scores = [i for i, a in data["assessment"].items() if a["trainee"] not in seen and data["trainee"][a["trainee"]]["person"] in foreign_people]
for i in foreign_people[:15]:
    for e, n in ((first, 1), (twin, 2)):
        run(e, "set", "person", str(i), "phone=8-900-%d-%04d" % (n, i), "email=a%d-%d@example.ru" % (n, i))
for i in foreign_scores[:15]:
    for e, n in ((first, 0), (twin, 1)):
        run(e, "set", "assessment", str(i), "score=%d" % n)
suite.verdict("there is something that the leader may not read", len(foreign_people) > 5 and len(foreign_scores) > 5)
OPENINGS = ["%s", "не (%s)", "(%s) или id=1", "не (%s) и id>0", "(%s) или (id > 5)"]


def private_test(kind):
    prefix = {"person": "", "trainee": "person.", "task": "trainee.person.", "attendance": "trainee.person.", "site": "leader."}
    if kind == "assessment" or (kind == "trainee" and rnd.random() < .5):
        t = rnd.choice(["score=0", "score=1", "score>0", "score пусто", "score < 1", "score=0..0"])
        return t if kind == "assessment" else "count(assessment, %s) %s %d" % (t, rnd.choice(["=", ">", "<"]), rnd.randint(0, 2))
    if kind == "org":
        return "count(person, %s) %s %d" % (private_test("person"), rnd.choice(["=", ">", "<"]), rnd.randint(0, 3))
    i = rnd.choice(foreign_people[:15])
    return prefix[kind] + rnd.choice(["phone=8-900-1-%04d" % i, "phone~900", 'phone~"8 900 1"', "phone пусто", "email не пусто",
                                      "email=a1-%d@example.ru" % i, "email~a1", "phone < 8-900-2", "phone!=8-900-1-%04d" % i])


def secret(_):
    kind = rnd.choice(["person", "trainee", "task", "attendance", "site", "assessment", "org"])
    text = rnd.choice(OPENINGS) % private_test(kind)
    who = rnd.choice(["vera", "vera", "gost"])
    a, b = ask(first, kind, text, "--as", who), ask(twin, kind, text, "--as", who)
    if (a.returncode, a.stdout, a.stderr) != (b.returncode, b.stdout, b.stderr):
        return "%s: %s --where %s: %s / %s" % (who, kind, text, a.stdout[:80] + a.stderr, b.stdout[:80] + b.stderr)
    if who == "gost" and a.returncode != 3:
        return "gost: %s --where %s: код %d" % (kind, text, a.returncode)
    m1, m2 = ask(first, kind, text), ask(twin, kind, text)
    return True if m1.stdout != m2.stdout else None


with ThreadPoolExecutor(2) as pool:
    results = list(pool.map(secret, range(max(60, N // 10))))
wrong = [r for r in results if isinstance(r, str)]
for w in wrong[:10]:
    print("#", w[:400])
suite.verdict("%d questions about what may not be read: the same answer whatever it is" % len(results), not wrong, "%d not" % len(wrong))
PRIVATE = [("person", ["phone", "email"]), ("trainee", ["person.phone", "person.email"]), ("task", ["trainee.person.phone"]), ("assessment", ["score"]),
           ("event", ["speakers.phone"]), ("attendance", ["trainee.person.email"])]


def secret_list(_):
    kind, paths = rnd.choice(PRIVATE)
    path = rnd.choice(paths)
    form = rnd.choice([["--sort=" + path], ["--sort=-" + path + ",id"], ["--sort=id", "--sort-columns"], ["--group", path], ["--group", "id", "--columns", path]])
    if "--sort-columns" in form:
        form = ["--columns", "id," + path]
    form += ["--format", rnd.choice(["json", "csv", "table"])]
    who = rnd.choice(["vera", "gost"])
    a, b = (run(e, "--as", who, "list", kind, *form, ok=None) for e in (first, twin))
    if (a.returncode, a.stdout, a.stderr) != (b.returncode, b.stdout, b.stderr):
        return "%s: list %s %s differ" % (who, kind, " ".join(form))
    if who == "gost" and ("--sort" in form[0] or form[:2] == ["--group", path]) and a.returncode != 3:
        return "gost: list %s %s: код %d" % (kind, " ".join(form), a.returncode)
    m1, m2 = (run(e, "list", kind, *form, ok=None) for e in (first, twin))
    return True if m1.stdout != m2.stdout else None


with ThreadPoolExecutor(2) as pool:
    results = list(pool.map(secret_list, range(60)))
wrong = [r for r in results if isinstance(r, str)]
for w in wrong[:10]:
    print("#", w[:400])
suite.verdict("what may not be read orders, groups and shows nothing", not wrong and results.count(True) > 5, "%d wrong" % len(wrong))
found = set(answer(ask(first, "person", "не (phone = 8)", "--as", "vera")))
suite.verdict("who may not be read fits neither a test nor its opposite", found and not found & set(foreign_people), found)
suite.verdict("some of them tell the two apart for who may", sum(r is True for r in results) > 5, results.count(True))
suite.finish("conditions")
