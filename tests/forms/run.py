#!/usr/bin/python3
"""run.py PROGRAM [office]: forms of authorities, filled in place: what openpyxl and the archive's bytes say of them, what is
refused, what is kept for the next year, who may. office: LibreOffice opens them and counts over what was filled.
Ends with «forms: N passed, M failed, K skipped»."""
import copy, json, os, re, shutil, subprocess, sys, warnings, zipfile
import openpyxl

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, ".."), HERE]
import make
import suite

PROGRAM = os.path.realpath(sys.argv[1])
OFFICE = sys.argv[2:] == ["office"]
YEAR = "2026-2027"
folder = suite.folder + "/work"
os.mkdir(folder)
os.chdir(folder)
os.environ.update(LC_ALL="C.UTF-8", TZ="UTC", STAZH_TODAY="2027-06-20", HOME=folder, STAZH_CONFIG=folder + "/base.ini")
for name in ("SSH_CONNECTION", "STAZH_SCRIPT"):
    os.environ.pop(name, None)
OWNER = subprocess.run(["id", "-un"], capture_output=True, text=True).stdout.strip()
with open("base.ini", "w") as f:
    f.write(f"[store]\npath = {folder}/base\n[centre]\nshort_name = МБУ «ЦИМС»\nfull_name = МБУ «ЦИМС»\nletterhead = Центр\nplace = Чебула\n"
            "director = Гусева И.Г.\ndirector_post = директор\nmethodist = Морозова И.А.\ndistrict = Чебулинский округ\n"
            "[indicators]\nСвои завершившие = число(Стажёры, Состояние = завершил)\nСредний балл = среднее(assessment.score)\n"
            f"[users]\n{OWNER} = methodist\ngost = viewer\n")


def run(*args, text=True, **more):
    done = subprocess.run([PROGRAM, *args], capture_output=True, **{"stdin": subprocess.DEVNULL, **more})
    return done.returncode, done.stdout.decode() if text else done.stdout, done.stderr.decode()


def must(*args):
    code, out, err = run(*args)
    assert code == 0, (args, err)
    return out


def parts(path):
    with zipfile.ZipFile(path) as z:
        return {name: z.read(name) for name in z.namelist()}


def packed(path):
    """What stands in the archive for each part, as it is packed."""
    raw = open(path, "rb").read()
    with zipfile.ZipFile(path) as z:
        out = {}
        for i in z.infolist():
            head = raw[i.header_offset:i.header_offset + 30]
            start = i.header_offset + 30 + int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
            out[i.filename] = raw[start:start + i.compress_size]
        return out


def same_but(name, before, after, changed):
    """All other parts are in the same place, packed as they were; no part came or went."""
    a, b = packed(before), packed(after)
    others = [p for p in a if p not in changed and a[p] != b.get(p)]
    suite.verdict(f"{name}: other parts are packed as they were", list(a) == list(b) and not others, (list(b), others))
    suite.verdict(f"{name}: these parts changed", all(a[p] != b[p] for p in changed), changed)


must("init")
must("demo", "--scale", "12")
for t in [t for t in json.loads(must("list", "trainee", "--year", YEAR, "--format", "json")) if t["state"] == "проходит"][:3]:
    must("do", "trainee", str(t["id"]), "complete", "obligations=оставить")
figures = {f["code"]: f for f in json.loads(must("export", "report", YEAR, "-", "--format", "json")) if f["site"] == 0 and "code" in f}
before = {f["code"]: f for f in json.loads(must("export", "report", "2025-2026", "-", "--format", "json")) if f["site"] == 0 and "code" in f}
trainees = [t for t in json.loads(must("list", "trainee", "--year", YEAR, "--archived", "--format", "json"))]
state = [t["state"] for t in trainees]
N, DONE = figures["trainees"]["value"], figures["trainees.completed"]["value"]
ATTENDED = figures["attendance"]["value"] / figures["attendance"]["base"]
assert N > 0 and DONE > 0 and figures["events"]["value"] > 0 and figures["attendance"]["base"] > 0

# ---- a protected sheet with formulas ----

make.summary("svod.xlsx")
WANT = {"B4": N, "B5": DONE, "B6": figures["events"]["value"], "B7": ATTENDED, "B8": round(1000 * ATTENDED) / 10, "B10": state.count("завершил"),
        "B11": figures["trainees.expelled"]["value"], "E4": before["trainees"]["value"], "E5": before["trainees.completed"]["value"],
        "E6": state.count("завершил") / len(state), "E7": figures["hours"]["value"]}
TOLD = {"A1": "Сведения о площадках, Чебулинский округ, 2026-2027 учебный год", "A13": f"Завершили {DONE} из {N}: И.Г. Гусева, R&D <МБУ «ЦИМС»>"}
code, out, err = run("form", "svod.xlsx", "-o", "filled.xlsx")
suite.verdict("a form is filled", code == 0 and out == "" and "filled.xlsx: заполнено 20 мест" in err, (code, out, err))
suite.verdict("a brace that nobody closed is told", "скобка «{» без «}» осталась как есть: лист «Свод», A14" in err, err)
was, is_ = openpyxl.load_workbook("svod.xlsx"), openpyxl.load_workbook("filled.xlsx")
a, b = was["Свод"], is_["Свод"]
wrong = {c: (b[c].value, v) for c, v in WANT.items() if not isinstance(b[c].value, (int, float)) or abs(b[c].value - v) > 1e-9}
suite.verdict("a cell that is a mark is a number", not wrong, wrong)
suite.verdict("a cell that shows days is one", str(b["B9"].value) == "2027-06-20 00:00:00" and b["B9"].is_date, b["B9"].value)
suite.verdict("marks within texts", {c: b[c].value for c in TOLD} == TOLD, {c: b[c].value for c in TOLD})


def look(sheet, value):
    return {c.coordinate: (value(c), c.data_type if value(c) else None, c.number_format, copy.copy(c.font), copy.copy(c.fill), copy.copy(c.border),
                           copy.copy(c.protection), c.comment and c.comment.text)
            for row in sheet.iter_rows() for c in row}


marked = set(WANT) | set(TOLD) | {"B9"}
one, other = (look(s, lambda c: None if c.coordinate in marked else c.value) for s in (a, b))
suite.verdict("only the marked cells changed, and kept their styles", one == other, [c for c in one if one[c] != other.get(c)])
suite.verdict("the other sheet is as it was", look(was["Итоги по району"], lambda c: c.value) == look(is_["Итоги по району"], lambda c: c.value))


def beside(book):
    s = book["Свод"]
    names = book.defined_names
    names = names.definedName if hasattr(names, "definedName") else names.values()
    return (sorted(map(str, s.merged_cells.ranges)), s.protection.sheet, s.protection.password, [(str(d.sqref), d.formula1) for d in s.data_validations.dataValidation],
            [str(r.sqref) for r in s.conditional_formatting], [(n.name, n.attr_text) for n in names], [w.title for w in book], s.dimensions)


suite.verdict("merged cells, protection, checks, names are as they were", beside(was) == beside(is_), (beside(was), beside(is_)))
suite.verdict("header and footer", (b.oddHeader.center.text or "") .endswith("2026") and "12 2026" in parts("filled.xlsx")["xl/worksheets/sheet1.xml"].decode()
              and b.oddFooter.left.text == "МБУ «ЦИМС»", (b.oddHeader.center.text, b.oddFooter.left.text))
same_but("svod", "svod.xlsx", "filled.xlsx", {"xl/worksheets/sheet1.xml"} | ({"xl/workbook.xml"} & {
    p for p in packed("svod.xlsx") if packed("svod.xlsx")[p] != packed("filled.xlsx")[p]}) | (
    {"xl/sharedStrings.xml"} if "xl/sharedStrings.xml" in parts("svod.xlsx") else set()))
# what is no mark has the same bytes: the sheet without its cells
strip = lambda x: re.sub(rb"<c [^>]*?(/>|>.*?</c>)", b"", re.sub(rb"<(odd(Header|Footer))>.*?</\1>", b"", x, flags=re.S), flags=re.S)
suite.verdict("of the sheet nothing else changed", strip(parts("svod.xlsx")["xl/worksheets/sheet1.xml"]) == strip(parts("filled.xlsx")["xl/worksheets/sheet1.xml"]))

# ---- texts that cells share, in runs ----

make.runs("runs.xlsx")
code, out, err = run("form", "runs.xlsx", "-o", "runs-filled.xlsx", "--year", YEAR)
suite.verdict("texts in runs are filled", code == 0, err)
was, is_ = openpyxl.load_workbook("runs.xlsx"), openpyxl.load_workbook("runs-filled.xlsx")
b = is_["Форма 1"]
got = [b[c].value for c in ("A1", "A2", "A3", "A4", "B4", "A6", "A7", "A8")]
EVENTS = figures["events"]["value"]
suite.verdict("also where a mark is split", got == [f"Всего {DONE} чел.", EVENTS, EVENTS, N, N, "И.Г. Гусева", "И.Г. Гусева\nи Морозова И.А.", "простой текст"], got)
suite.verdict("a share in a cell of per cent", abs(b["C4"].value - ATTENDED) < 1e-9, b["C4"].value)
strings = parts("runs-filled.xlsx")["xl/sharedStrings.xml"].decode()
suite.verdict("the runs of a text keep their looks", re.search(r"Всего %d</t></r><r><rPr><b/>.*?<t[^>]*></t></r><r>.*?<t xml:space=\"preserve\"> чел\.</t>" % DONE, strings), strings)
suite.verdict("formulas are as they were", [was["Форма 1"][c].value.__class__ for c in ("A5", "B5")] == [b[c].value.__class__ for c in ("A5", "B5")]
              and [was["Форма 1"][c].value for c in ("A5", "B5")] == [b[c].value for c in ("A5", "B5")] and is_["Скрытый"]["A1"].value == "='Форма 1'!A5+1")
old = openpyxl.load_workbook("runs-filled.xlsx", data_only=True)
suite.verdict("nobody reads an old sum", [old["Форма 1"]["A5"].value, old["Форма 1"]["C5"].value, old["Скрытый"]["A1"].value] == [None] * 3)
suite.verdict("whoever opens the book counts anew", b'fullCalcOnLoad="1"' in parts("runs-filled.xlsx")["xl/workbook.xml"])
suite.verdict("boxes and charts", "За 2026-2027 год" in parts("runs-filled.xlsx")["xl/drawings/drawing1.xml"].decode()
              and "Итоги 2026-2027" in parts("runs-filled.xlsx")["xl/charts/chart1.xml"].decode())
suite.verdict("a hidden sheet stays hidden, the protection holds", is_["Скрытый"].sheet_state == "hidden" and b.protection.sheet)
table = parts("runs-filled.xlsx")["xl/tables/table1.xml"].decode()
suite.verdict("the head of a table is one text on the sheet and in its part", 'name="2026"' in table and 'name="План на 2026-2027"' in table
              and [is_["Скрытый"][c].value for c in ("C1", "D1")] == ["2026", "План на 2026-2027"], table)
same_but("runs", "runs.xlsx", "runs-filled.xlsx", {"xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/sharedStrings.xml", "xl/tables/table1.xml",
                                                     "xl/drawings/drawing1.xml", "xl/charts/chart1.xml"})

# ---- texts ----

make.text("form.odt")
code, out, err = run("form", "form.odt", "-o", "-", text=False)
open("out.odt", "wb").write(out)
suite.verdict("an .odt on stdout", code == 0 and out[:2] == b"PK" and out[30:38] == b"mimetype", err)
got = parts("out.odt")["content.xml"].decode()
for what, want in (("split over spans", f"Завершили {DONE}<text:span></text:span><text:span></text:span> из {N} &amp; прочих"),
                   ("a field and its declaration", f'office:string-value="{N} чел."'), ("the field itself", f'text:name="n">{N} чел.<'),
                   ("a placeholder", ">И.Г. Гусева</text:placeholder>"), ("a footnote", f"Сноска: {EVENTS}<"), ("a head of a table", "Шапка 2026<"),
                   ("a cell", f"<text:p>{figures['hours']['value']}</text:p>"), ("a frame", "В рамке И.Г. Гусева<"), ("behind the frame", "и после МБУ «ЦИМС»<"),
                   ("a marked section", f"a &lt; b, {N}!"), ("a comment stays", "<text:p>{пояснение}</text:p>"), ("what was deleted stays", "{удалённая метка}"),
                   ("comments of the part stay", "<!-- остаётся -->")):
    suite.verdict(f"odt: {what}", want in got, got)
suite.verdict("odt: a header", "<text:p>Чебулинский округ, 2026-2027</text:p>" in parts("out.odt")["styles.xml"].decode())
same_but("odt", "form.odt", "out.odt", {"content.xml", "styles.xml"})

make.sheet("form.ods")
code, out, err = run("form", "form.ods", "-o", "out.ods")
got = parts("out.ods")["content.xml"].decode() if code == 0 else ""
suite.verdict("ods: a number", f'table:style-name="ce1" office:value-type="float" office:value="{N}"><text:p>{N}</text:p>' in got, err + got)
shown = re.search(r'office:value-type="float" office:value="([\d.]+)"><text:p>[\d,]+</text:p></table:table-cell><table:table-cell office:value-type="percentage" office:value="([\d.]+)"', got)
suite.verdict("ods: a share, as its cell shows it", shown and float(shown[1]) == round(1000 * ATTENDED) / 10 and abs(float(shown[2]) - ATTENDED) < 1e-9, got)
suite.verdict("ods: a day", 'table:style-name="ce2" office:value-type="date" office:date-value="2027-06-20"' in got, got)
suite.verdict("ods: nobody reads an old sum", '<table:table-cell table:formula="of:=[.C3]*2"></table:table-cell>' in got and "Год 2026-2027" in got, got)

make.word("form.docx")
code, out, err = run("form", "form.docx", "-o", "out.docx")
got = parts("out.docx")["word/document.xml"].decode() if code == 0 else ""
suite.verdict("docx: split over runs, with its blanks", f'Завершили {DONE}</w:t>' in got and '<w:t xml:space="preserve"> чел.</w:t>' in got and "И.Г. Гусева" in got and "{не метка}" in got, err + got)

# ---- unknown marks ----

book = openpyxl.Workbook()
book.active.title = "Свод"
for cell, value in (("B7", "{стажеров закончило}"), ("B8", "{стажеров закончило}"), ("C1", "Всего: {совсем иное}"), ("C2", "{=count(trainee, stat=завершил)}"),
                    ("C3", "{стажёров, Нет такой школы}"), ("D1", "{стажёров}"), ("D2", "=B7+1")):
    book.active[cell] = value
book.save("other.xlsx")
code, out, err = run("form", "other.xlsx", "-o", "no.xlsx")
lines = err.splitlines()
suite.verdict("unknown marks are all named", code == 6 and len(lines) == 5 and "непонятных меток 4" in lines[4], (code, err))
suite.verdict("with their places and what is near", "{стажеров закончило}, лист «Свод», B7; лист «Свод», B8: такого нет; похоже: {стажёров завершили}" in lines, err)
suite.verdict("an expression with what is wrong", any(l.startswith("{=count(trainee, stat=завершил)}, лист «Свод», C2:") and "state" in l for l in lines), err)
suite.verdict("and nothing is written", not os.path.exists("no.xlsx"))
MAPS = ["--map", "стажеров закончило=стажёров завершили", "--map", "совсем иное=", "--map", "=count(trainee, stat=завершил)==count(trainee, state=завершил)",
        "--map", "стажёров, Нет такой школы=стажёров"]
code, out, err = run("form", "other.xlsx", "--dry-run", "--format", "json", *MAPS)
rows = {r["mark"]: r for r in json.loads(out or "[]")}
suite.verdict("--dry-run tells each mark, its place and its value", code == 0 and rows["стажеров закончило"]["value"] == str(DONE)
              and rows["стажеров закончило"]["places"] == "лист «Свод», B7; лист «Свод», B8" and rows["стажеров закончило"]["means"] == "стажёров завершили", out)
suite.verdict("and keeps and writes nothing", run("list", "formmark")[0] == 1 and not os.path.exists("no.xlsx"))
code, out, err = run("form", "other.xlsx", "-o", "yes.xlsx", *MAPS)
b = openpyxl.load_workbook("yes.xlsx").active if code == 0 else {}
suite.verdict("what was told is filled in", code == 0 and [b[c].value for c in ("B7", "B8", "C1", "C2", "C3", "D1", "D2")]
              == [DONE, DONE, "Всего: {совсем иное}", state.count("завершил"), N, N, "=B7+1"], err)
suite.verdict("and kept for the next year", run("form", "other.xlsx", "-o", "next.xlsx")[0] == 0 and open("next.xlsx", "rb").read() == open("yes.xlsx", "rb").read())
kept = json.loads(must("list", "formmark", "--format", "json"))
suite.verdict("it is listed", len(kept) == 4 and "запомнена" in must("log", "--kind", "formmark") and any((k["text"], k["means"]) == ("стажеров закончило", "стажёров завершили") for k in kept), kept)
must("undo")
suite.verdict("undone in one step", run("list", "formmark")[0] == 1)
must("redo")
must("set", "formmark", str([k["id"] for k in kept if k["text"] == "стажеров закончило"][0]), "means=стажёров")
must("form", "other.xlsx", "-o", "third.xlsx")
suite.verdict("changed", openpyxl.load_workbook("third.xlsx").active["B7"].value == N)
code, out, err = run("form", "other.xlsx", "-o", "-", "--map", "нет такой=стажёров", text=False)
suite.verdict("a word that the form does not have", code == 2 and "метки {нет такой} в форме нет" in err, err)
for k in kept:
    must("delete", "formmark", str(k["id"]))
suite.verdict("deleted", run("form", "other.xlsx", "--dry-run")[0] == 6)
code, out, err = run("--as", "gost", "form", "other.xlsx", "-o", "guest.xlsx", *MAPS)
suite.verdict("who may not keep it fills all the same", code == 0 and "не запомнено" in err and run("list", "formmark")[0] == 1, err)

# ---- names ----

names = json.loads(must("form", "names", "--format", "json"))
titles = [f for f in figures.values() if ":" not in f["code"]]
book = openpyxl.Workbook()
for i, f in enumerate(titles, 1):
    book.active.cell(i, 1, "{%s: %s}" % (f["section"], f["title"]) if f["section"] != f["title"] else "{%s}" % f["title"])
    book.active.cell(i, 2, "{%s}" % f["code"].upper())
for i, n in enumerate(names, 1):
    book.active.cell(i, 3, "{%s}" % n["name"])
    book.active.cell(i, 4, "{%s}" % n["code"])
book.save("names.xlsx")
code, out, err = run("form", "names.xlsx", "-o", "names-filled.xlsx")
b = openpyxl.load_workbook("names-filled.xlsx").active if code == 0 else None
suite.verdict("every figure is found by its title and by its code", b and all(b.cell(i, 1).value == b.cell(i, 2).value for i in range(1, len(titles) + 1)), err)
suite.verdict("every name that is listed is known, and is what its code is", b and all(b.cell(i, 3).value == b.cell(i, 4).value for i in range(1, len(names) + 1)), err)

book = openpyxl.Workbook()
for cell, value in (("A1", "{Свои завершившие}"), ("A2", "{средний балл, 2001-2002}"), ("A3", "{средний балл}")):
    book.active[cell] = value
book.save("own.xlsx")
code, out, err = run("form", "own.xlsx", "-o", "own-filled.xlsx")
b = openpyxl.load_workbook("own-filled.xlsx").active if code == 0 else None
suite.verdict("the district's own indicators", b and b["A1"].value == state.count("завершил") and b["A2"].value == "—" and b["A3"].value > 0, err)

# ---- of a site ----

site = json.loads(must("list", "site", "--format", "json"))
of = {(f["site"], f["code"]): f for f in json.loads(must("export", "report", YEAR, "-", "--format", "json")) if "code" in f}
some = next(s for s in site if (s["id"], "trainees") in of and of[s["id"], "trainees"]["value"])
org = next(o["short_name"] for o in json.loads(must("list", "org", "--format", "json")) if o["id"] == some["org"]) if isinstance(some["org"], int) else some["org"]
book = openpyxl.Workbook()
for cell, value in (("A1", "{стажёров: %d}" % some["id"]), ("A2", "{стажёров, %s}" % org), ("A3", "{стажёров, округ}"), ("A4", "{стажёров}")):
    book.active[cell] = value
book.save("site.xlsx")
code, out, err = run("form", "site.xlsx", "-o", "site-filled.xlsx")
b = openpyxl.load_workbook("site-filled.xlsx").active if code == 0 else None
mine = of[some["id"], "trainees"]["value"]
suite.verdict("figures of a site, by its number and by its organisation", b and [b[c].value for c in ("A1", "A2", "A3", "A4")] == [mine, mine, N, N], err)
code, out, err = run("form", "site.xlsx", "-o", "site-filled.xlsx", "--site", str(some["id"]))
b = openpyxl.load_workbook("site-filled.xlsx").active if code == 0 else None
suite.verdict("--site", b and [b[c].value for c in ("A1", "A2", "A3", "A4")] == [mine, mine, N, mine], err)

book.active["B1"] = "{руководитель}"
book.save("leader.xlsx")
code, out, err = run("form", "leader.xlsx", "-o", "leader-filled.xlsx", "--site", str(some["id"]))
suite.verdict("what tells of people is noted when it leaves", code == 0 and "Форма .xlsx" in must("log"), err)
book = openpyxl.Workbook()
book.active["A1"] = "{=count(person, phone не пусто)}"
book.active["A2"] = "{стажёров}"
book.save("asked.xlsx")
code, out, err = run("--as", "gost", "form", "asked.xlsx", "-o", "never.xlsx")
suite.verdict("nobody asks by a form what he may not read", code == 6 and "{=count(person, phone не пусто)}, лист «Sheet», A1:" in err and not os.path.exists("never.xlsx"), err)

# ---- a row for each site ----

every = sorted({f["site"] for f in json.loads(must("export", "report", YEAR, "-", "--format", "json")) if f["site"]})
assert len(every) >= 2, every
make.rows("rows.xlsx", 8)
code, out, err = run("form", "rows.xlsx", "-o", "rows-filled.xlsx")
b = openpyxl.load_workbook("rows-filled.xlsx").active if code == 0 else None
got = [[b.cell(r, c).value for c in (1, 2, 3)] for r in range(4, 4 + len(every))] if b else err
suite.verdict("a row for each site", b and all(isinstance(g[2], int) for g in got) and [g[0] for g in got] == list(range(1, len(every) + 1)) and sum(g[2] for g in got) == sum(of[s, "trainees"]["value"] for s in every)
              and all(isinstance(g[1], str) and "«" in g[1] for g in got), got)
held = {s: len(json.loads(run("list", "event", "--year", YEAR, "--where", f"state=проведено и sites={s}", "--archived", "--format", "json")[1] or "[]")) for s in every}
suite.verdict("an expression in each row is of its site", b and sorted(b.cell(r, 6).value for r in range(4, 4 + len(every))) == sorted("%d занятий" % n for n in held.values()), (held, err))
suite.verdict("the rows that are left stay empty", b and all(b.cell(r, c).value is None for r in range(4 + len(every), 12) for c in (1, 2, 3)), err)
a = openpyxl.load_workbook("rows.xlsx").active
suite.verdict("formulas and looks of these rows are as they were", b and all(
    a.cell(r, 5).value == b.cell(r, 5).value and a.cell(r, c).border.left.style == b.cell(r, c).border.left.style for r in range(6, 12, 2) for c in (1, 2, 3))
    and b["C12"].value == "=SUM(C4:C11)" and b["B12"].value == f"Итого, {N}", err)
odt = parts("out.odt")["content.xml"].decode()
lines = re.findall(r"<table:table-row><table:table-cell><text:p>(?:<text:span></text:span>)?(\d+)(?:<text:span></text:span>)?\. ([^<]*)</text:p></table:table-cell><table:table-cell><text:p>(\d+)</text:p></table:table-cell></table:table-row>", odt)
suite.verdict("a row for each site in a text", [l[0] for l in lines] == [str(i) for i in range(1, len(every) + 1)] and [int(l[2]) for l in lines] == [g[2] for g in got]
              and [l[1] for l in lines] == [g[1] for g in got], odt)
docx = re.findall(r"<w:tr><w:tc><w:p><w:r><w:t[^>]*></w:t></w:r><w:r><w:t[^>]*>(\d+): (\d+)</w:t></w:r></w:p></w:tc></w:tr>", parts("out.docx")["word/document.xml"].decode())
suite.verdict("and in a .docx", docx == [(str(g[0]), str(g[2])) for g in got], (docx, got))
make.rows("narrow.xlsx", 1)
code, out, err = run("form", "narrow.xlsx", "-o", "never.xlsx")
suite.verdict("no room for them", code == 3 and f"площадок {len(every)}, а пустых строк для них в форме 1: вставьте в неё строки" in err, (code, err))
code, out, err = run("form", "rows.xlsx", "-o", "none.xlsx", "--year", "2001-2002")
b = openpyxl.load_workbook("none.xlsx").active if code == 0 else None
suite.verdict("a year without sites", b and [b.cell(4, c).value or None for c in (1, 2, 3, 4)] == [None] * 4, err)
for cells, words in (({"A1": "{стажёров}", "B1": "{*площадки}{организация}"}, "не первой"), ({"A1": "{*площадки}", "B1": "{*площадки}"}, "две метки")):
    book = openpyxl.Workbook()
    for cell, value in cells.items():
        book.active[cell] = value
    book.save("row.xlsx")
    code, out, err = run("form", "row.xlsx", "-o", "never.xlsx")
    suite.verdict(f"a row that begins otherwise: {words}", code == 6 and words in err, err)

# ---- what is refused ----

with zipfile.ZipFile("svod.xlsx") as z:
    sheets = {i: z.read(i) for i in z.namelist()}


def spoiled(change):
    content = dict(sheets)
    change(content)
    with zipfile.ZipFile("bad.xlsx", "w", zipfile.ZIP_DEFLATED) as z:
        for name, data in content.items():
            z.writestr(name, data)


def put(name, data):
    return lambda c: c.__setitem__(name, data)


first = "xl/worksheets/sheet1.xml"
BAD = [
    ("a signed book", put("_xmlsignatures/origin.sigs", b""), "форма подписана"),
    ("a document type", put(first, b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]>' + sheets[first].split(b"?>", 1)[-1]), "DTD"),
    ("a bomb", put(first, sheets[first].replace(b"<sheetData>", b"<sheetData>" + b" " * (70 << 20))), "слишком большой объём"),
    ("another encoding", put(first, '<?xml version="1.0" encoding="windows-1251"?>'.encode() + sheets[first].split(b"?>", 1)[-1]), "не в UTF-8"),
    ("a broken sheet", put(first, sheets[first][:900]), "повреждён"),
    ("a binary book", put("xl/workbook.bin", b""), ".xlsb"),
]
for name, change, words in BAD:
    spoiled(change)
    code, out, err = run("form", "bad.xlsx", "-o", "never.xlsx")
    suite.verdict(name, code == 6 and words in err and not os.path.exists("never.xlsx"), (code, err))
with zipfile.ZipFile("twins.xlsx", "w") as z:
    warnings.simplefilter("ignore")
    for name, data in list(sheets.items()) + [(first, sheets[first])]:
        z.writestr(name, data)
FILES = [
    ("twins.xlsx", None, "две части с одним именем"), ("old.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "старого Office"),
    ("locked.xlsx", b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "закрыта паролем"), ("a.pdf", b"%PDF-1.4", "это PDF"),
    ("empty.xlsx", b"", "файл пуст"), ("half.xlsx", open("svod.xlsx", "rb").read()[:2000], "повреждён"), ("text.txt", b"{\xd0\xb0}", "это не форма"),
]
for name, data, words in FILES:
    if data is not None:
        open(name, "wb").write(data)
    code, out, err = run("form", name, "-o", "never.xlsx")
    suite.verdict(f"refused: {name}", code == 6 and words in err, (code, err))
for name, args, code_wanted, words in (("no form", ["nowhere.xlsx", "-o", "a.xlsx"], 6, "нет такого файла"), ("another ending", ["svod.xlsx", "-o", "a.odt"], 2, ".xlsx"),
                                       ("over the form itself", ["svod.xlsx", "-o", "./svod.xlsx"], 2, "сама форма"), ("nowhere to", ["svod.xlsx"], 2, "-o"),
                                       ("no marks", ["filled.xlsx", "-o", "a.xlsx"], 1, "меток в фигурных скобках в форме нет")):
    code, out, err = run("form", *args)
    suite.verdict(f"refused: {name}", code == code_wanted and words in err, (code, err))
with open("svod.xlsx", "rb") as f:
    code, out, err = run("form", "-", "-o", "-", text=False, stdin=f)
suite.verdict("there and back through a pipe", code == 0 and out == open("filled.xlsx", "rb").read(), err)
with zipfile.ZipFile("macro.xlsm", "w", zipfile.ZIP_DEFLATED) as z:
    for name, data in sheets.items():
        z.writestr(name, data.replace(b"spreadsheetml.sheet.main", b"spreadsheetml.sheet.main") if name != "[Content_Types].xml" else
                   data.replace(b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml", b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"))
    z.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0macro")
code, out, err = run("form", "macro.xlsm", "-o", "macro-filled.xlsm")
suite.verdict("macros are kept as they are", code == 0 and parts("macro-filled.xlsm")["xl/vbaProject.bin"] == b"\xd0\xcf\x11\xe0macro", err)
code, out, err = run("--config", "base.ini", "--as", OWNER, text=False, env={**os.environ, "SSH_CONNECTION": "10.0.0.1 1 10.0.0.2 22", "SSH_ORIGINAL_COMMAND": "form svod.xlsx -o -"})
suite.verdict("no command of a remote session", code == 3 and not out and "svod" not in err, (code, out, err))

# ---- LibreOffice ----

if OFFICE:
    def office(path, to, ending):
        os.makedirs("office", exist_ok=True)
        subprocess.run(["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", to, "--outdir", "office", path], timeout=300,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return "office/" + os.path.splitext(path)[0] + ending

    b = openpyxl.load_workbook(office("filled.xlsx", "xlsx", ".xlsx"), data_only=True)
    total = N + DONE + EVENTS
    got = [b["Свод"]["B12"].value, b["Итоги по району"]["B1"].value, b["Свод"]["C5"].value]
    suite.verdict("LibreOffice counts over what was filled", got[:2] == [total, total * 2] and abs(got[2] - DONE / N) < 1e-9, got)
    b = openpyxl.load_workbook(office("runs-filled.xlsx", "xlsx", ".xlsx"), data_only=True)
    got = [b["Форма 1"]["A5"].value, b["Форма 1"]["C5"].value, b["Скрытый"]["A1"].value, b["Форма 1"]["B5"].value]
    suite.verdict("and not with what was there before", got == [EVENTS + N, 2 * EVENTS + N, EVENTS + N + 1, "{есть}"], got)
    b = openpyxl.load_workbook(office("rows-filled.xlsx", "xlsx", ".xlsx"), data_only=True).active
    suite.verdict("and over the rows", b["C12"].value == sum(of[s, "trainees"]["value"] for s in every), b["C12"].value)
    text = open(office("out.odt", "txt:Text (encoded):UTF8", ".txt"), encoding="utf-8-sig").read()
    suite.verdict("LibreOffice reads the text", f"Завершили {DONE} из {N} & прочих" in text and f"{N} чел., <И.Г. Гусева>" in text and "{" not in text.replace("{удалённая метка}", ""), text)
    text = open(office("out.docx", "txt:Text (encoded):UTF8", ".txt"), encoding="utf-8-sig").read()
    suite.verdict("LibreOffice reads the .docx", f"Завершили {DONE} чел." in text, text)
    b = openpyxl.load_workbook(office("out.ods", "xlsx", ".xlsx"), data_only=True).active
    got = [b["C3"].value, b["B4"].value, b["C5"].value, b["D5"].value, str(b["A5"].value)[:10]]
    suite.verdict("LibreOffice counts in the .ods", got[:2] == [N, 2 * N] and abs(got[2] / 100 - got[3]) < 1e-3 and got[4] == "2027-06-20", got)

suite.finish("forms")
