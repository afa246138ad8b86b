#!/usr/bin/python3
"""run.py PROGRAM [all]: what the program writes it reads again, to the same records.

Every kind, through .xlsx, .csv and .json: into the same base with --update nothing changes; into a base that is empty, one
kind after another, the same tables come out; lists of chosen columns, filtered and sorted, change nothing. Among the records
are namesakes, odd signs, several lines, leading zeros, formulas, long texts. Between writing and reading the file is saved
anew by openpyxl, and with `all` by LibreOffice too (.xlsx, .ods, .csv, there and back).
Ends with «trip: N passed, M failed, K skipped»."""
import csv, json, os, re, shutil, subprocess, sys
import openpyxl

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import suite

PROGRAM = os.path.realpath(sys.argv[1])
ALL = sys.argv[2:] == ["all"]
FORMATS = ("xlsx", "csv", "json")
folder = suite.folder + "/work"
os.mkdir(folder)
os.chdir(folder)
os.environ.update(LC_ALL="C.UTF-8", TZ="UTC", STAZH_TODAY="2026-11-24", HOME=folder)
for name in ("SSH_CONNECTION", "STAZH_SCRIPT"):
    os.environ.pop(name, None)


def database(name):
    with open(name + ".ini", "w") as f:
        f.write(f"[store]\npath = {folder}/{name}\n")
    os.environ["STAZH_CONFIG"] = f"{folder}/{name}.ini"


def run(*args, good=(0,)):
    done = subprocess.run([PROGRAM, *args], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode not in good:
        raise Wrong(f"stazh {' '.join(args)[:200]}: {done.returncode}: {done.stderr[:1500]}")
    return done.stdout + done.stderr


class Wrong(Exception):
    pass


def case(name, what, *args):
    try:
        what(*args)
        suite.verdict(name, True)
    except Wrong as e:
        suite.verdict(name, False, e)


# ---- records that tables spoil ----

LINES = "первая строка\nвторая; с «;» и \"кавычками\"\n\n\tчетвёртая, после пустой"
ODD = ["=1+1", "+7 (384) 45-2-15-33", "-5", "@СУММ(А1)", "'=апостроф", "'", "00123", "1e5", "1/2", "01.02.2026", "12:30",
       "5 %", "да", "нет", "ИСТИНА", "#Н/Д", "{имя}", "a;b", "a,b", 'в "кавычках"', "_x0041_", "<b>&amp;</b>", "😀 Ёж",
       "е́ с ударением", "123456789012345678", "3,14", "1 234,50", "№ 5", "NULL", "-", "--", "\\n", "\\", "%s", "§",
       "ноль и невидимый".replace("ноль", "\u00a0ноль"), "слово\u00a0слово", "|", "~", "é ü ß", "2026-09-01", "{\"a\": 1}",
       "sep=;", "Итого", "id", "1", "0", "007-о", "II", "Ж" * 3000]

RETYPED = {"00123", "1e5", "123456789012345678", "001", "3,14", "1 234,50", "'=апостроф"}


def records():
    run("init")
    run("demo", "--scale", "40")
    rows = [dict(surname="Иванова", name="Анна", patronymic="Петровна", org=str(i % 7 + 1), position=text[:200], subject=text[:80],
                 achievements=text + "\n" + LINES, phone="8 (384-45) 2-15-33", email="a@example.ru", consent_on="2020-01-02")
            for i, text in enumerate(ODD)]
    with open("odd.json", "w") as f:
        json.dump(rows, f, ensure_ascii=False)
    run("import", "person", "odd.json")
    people = [p for p in json.loads(run("list", "person", "--format", "json")) if p["surname"] == "Иванова"]
    for text, person in zip(ODD, people): # what was read is what was meant
        if person["achievements"] != (text + "\n" + LINES).replace("\t", " ").strip() or person["position"].strip() != text[:200].strip():
            raise Wrong(f"{text!r} was read as {person['position']!r}, {person['achievements']!r}")
    run("add", "org", "short_name=001", "full_name==Школа; вторая", "address=" + ODD[1])
    run("add", "org", "short_name=МБОУ «А; Б»", "full_name=МБОУ «А; Б»")
    run("add", "reminder", "what=" + "срок " * 30, "due=01.12.2026", "link=site 2")
    with open(os.environ["STAZH_CONFIG"], "a") as f:
        f.write("[mail]\nfrom = a@example.ru\nprogram = false\nweekdays = все\nconsent = no\n")
    run("set", "person", "2", "email=a@example.ru")
    run("remind", good=(1,))
    run("add", "word", "list=формы работы", "text=своя форма")
    run("add", "formmark", "text=стажёров; «всего»", "means==count(trainee, state=завершил)")
    run("add", "reminder", "what==x", "due=01.12.2026", f"link=person {people[0]['id']}")


def kinds():
    """Those of the program's table, in an order in which each finds what it names."""
    told = run("help").split("Виды", 1)[1].split("\n\n")[0].split()
    first = "org person site order term plandoc planline equipment group trainee task assessment event attendance report reminder paper".split()
    assert len(told) >= 16
    return [k for k in first if k in told] + [k for k in told if k not in first]


# ---- the ways of a file ----

def by_openpyxl(path):
    openpyxl.load_workbook(path).save(path)


def by_python(path):
    """A spreadsheet that knows only the texts: other quotes, separators and line ends."""
    with open(path, encoding="utf-8-sig", newline="") as f:
        rows = list(csv.reader(f, delimiter=";"))
    with open(path, "w", encoding="utf-8", newline="") as f:
        csv.writer(f, delimiter=",", quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)


def by_json(path):
    with open(path) as f:
        rows = json.load(f)
    with open(path, "w") as f:
        json.dump(rows, f, indent=1)


def as_it_is(path):
    pass


WAYS = [("as it is", as_it_is, FORMATS), ("openpyxl", by_openpyxl, ("xlsx",)), ("csv of Python", by_python, ("csv",)),
        ("json of Python", by_json, ("json",))]


def office(source, name, *steps):
    """All files of a folder saved by LibreOffice as each of the steps, one after another; the folder where they are."""
    filters = {"csv": "csv:Text - txt - csv (StarCalc):59,34,76,1,,1049,false,true,true"}
    for step in steps:
        target = f"out/{name}-{step}"
        reads = ["--infilter=CSV:59,34,76,1,,1049,false,false"] if "csv" in os.path.basename(source).split("-")[0] else []
        subprocess.run(["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", *reads, "--convert-to",
                        filters.get(step, step), "--outdir", target, *(f"{source}/{f}" for f in sorted(os.listdir(source)))],
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=600, check=True)
        source = target
    return source


def without_numbers(source):
    """A .csv says of no cell whether it is a text: what looks like a number becomes one in the office, and what looks like a
    guarded formula is read as one. Those rows are left out; in an .xlsx they stay."""
    target = source + "-texts"
    os.mkdir(target)
    for name in os.listdir(source):
        with open(f"{source}/{name}", encoding="utf-8-sig", newline="") as f, open(f"{target}/{name}", "w", encoding="utf-8-sig", newline="") as g:
            csv.writer(g, delimiter=";").writerows(r for r in csv.reader(f, delimiter=";") if not RETYPED & set(r))
    return target


# ---- there and back ----

def same_base(kind, path):
    said = run("import", kind, path, "--update", "--dry-run")
    if "будет заведено 0, изменится 0, без изменений" not in said:
        raise Wrong(said[:1500])


def same_file(one, two):
    with open(one, "rb") as f, open(two, "rb") as g:
        a, b = f.read().decode().split("\n"), g.read().decode().split("\n")
    for i, (x, y) in enumerate(zip(a, b), 1):
        if x != y:
            at = next((j for j, (m, n) in enumerate(zip(x, y)) if m != n), min(len(x), len(y)))
            raise Wrong(f"{one}:{i}:{at}: {x[max(0, at - 60):at + 80]!r}\nnot {y[max(0, at - 60):at + 80]!r}")
    if len(a) != len(b):
        raise Wrong(f"{one}: {len(a)} lines, not {len(b)}")


def empty_base(fmt, files):
    """All kinds into a base that is empty; twice what refers both ways, and reports, which a site brings along."""
    database("new-" + fmt)
    run("init")
    for kind in files:
        run("import", kind, files[kind], *(["--update"] if kind == "report" else []))
    run("import", "org", files["org"], "--update")
    for kind in files:
        run("export", kind, f"again-{fmt}-{kind}.json", good=(0, 1))
        same_file(f"out/json/{kind}.json", f"again-{fmt}-{kind}.json")
    run("check")
    database("base")


def chosen(kind, fields):
    """A list of some columns, the other way round, of some of the records."""
    table = run("list", kind, "--columns", "id," + ",".join(fields), "--format", "csv")
    with open("chosen.csv", "w") as f:
        f.write(table)
    same_base(kind, "chosen.csv")


def filtered(kind, path, field):
    run("export", kind, path, "--sort", "-" + field, "--where", field + "=*", good=(0, 1))
    if os.path.exists(path):
        same_base(kind, path)


def main():
    database("base")
    try:
        records()
    except Wrong as e:
        suite.verdict("records that tables spoil", False, e)
        return
    suite.verdict("records that tables spoil", True)
    every = kinds()
    for fmt in FORMATS:
        os.makedirs(f"out/{fmt}")
        for kind in every:
            run("export", kind, f"out/{fmt}/{kind}.{fmt}")
    for way, change, formats in WAYS:
        for fmt in formats:
            for kind in every:
                path = f"{kind}.{fmt}"
                shutil.copy(f"out/{fmt}/{path}", path)
                change(path)
                case(f"{kind}.{fmt}, {way}: nothing changes", same_base, kind, path)
    for fmt in FORMATS:
        case(f"all kinds through .{fmt} into an empty base", empty_base, fmt, {k: f"out/{fmt}/{k}.{fmt}" for k in every})
    for kind in every:
        fields = re.findall(r"^  (\w+)", run("help", kind).split("Поля:", 1)[1].split("\n\n")[0], re.M)
        case(f"{kind}: chosen columns, backwards", chosen, kind, fields[::-1])
        case(f"{kind}: a part, sorted", filtered, kind, f"part-{kind}.xlsx", fields[0])
    if ALL:
        for source, name, steps in (("xlsx", "again", ("xlsx",)), ("xlsx", "there-and-back", ("ods", "xlsx")), ("xlsx", "as", ("ods",)),
                                    ("csv", "again", ("csv",)), ("xlsx", "as", ("csv",))):
            saved = office(without_numbers("out/csv") if source == "csv" else f"out/{source}", f"{source}-{name}", *steps)
            saved = without_numbers(saved) if steps == ("csv",) else saved
            for kind in every:
                case(f"{kind}, .{source} of LibreOffice, {name} .{steps[-1]}: nothing changes", same_base, kind, f"{saved}/{kind}.{steps[-1]}")


main()
suite.finish("trip")
