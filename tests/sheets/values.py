#!/usr/bin/python3
"""values.py PROGRAM: tables as people keep them, in what stands around the values: other forms of days, hours, numbers and
telephones, notes, colours, formulas, filters, lists, protected sheets. Each is read as it was meant, or refused with words
that say what to do; none is misread. Ends with «values: N passed, M failed, K skipped»."""
import csv, datetime, json, os, shutil, subprocess, sys, zipfile
import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import suite

PROGRAM = os.path.realpath(sys.argv[1])
folder = suite.folder + "/work"
os.mkdir(folder)
os.chdir(folder)
os.environ.update(LC_ALL="C.UTF-8", TZ="UTC", STAZH_TODAY="2026-11-24", HOME=folder, STAZH_CONFIG=folder + "/base.ini")
for name in ("SSH_CONNECTION", "STAZH_SCRIPT"):
    os.environ.pop(name, None)
with open("base.ini", "w") as f:
    f.write(f"[store]\npath = {folder}/base\n")


def run(*args):
    done = subprocess.run([PROGRAM, *args], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    return done.returncode, done.stdout, done.stderr


def must(*args):
    code, out, err = run(*args)
    assert code == 0, (args, err)
    return out


must("init")
must("demo", "--scale", "12")
KEPT = {kind: {r["id"] for r in json.loads(must("list", kind, "--format", "json") or "[]")} for kind in ("person", "event", "equipment")}
ORG = json.loads(must("list", "org", "--format", "json"))[1]["short_name"]
SITE = "1"
os.rename("base", "kept")

HEADINGS = {"person": ["Фамилия", "Имя", "Отчество", "Организация"], "event": ["Площадки", "Тема", "Форма"], "equipment": ["Площадка", "Что"]}
START = {"person": ["Ёлкина", "Анна", "Ивановна", ORG], "event": [SITE, "Проба", "консультация"], "equipment": [SITE, "ноутбук"]}
FIELD = {"Согласие на данные": "consent_on", "Телефон": "phone", "Эл. почта": "email", "Категория": "category", "Должность": "position",
         "Достижения": "achievements", "Предмет": "subject", "Дата": "date", "Время": "time", "Минут": "minutes", "Нужно": "needed",
         "Есть": "present", "К сроку": "by_when", "Академических часов": "hours", "Гостей": "guests"}
COMMON = {"event": {"Дата": "01.12.2026"}}


def judge(name, kind, path, want, options=()):
    """want: a list of {field: value} of the new records, or a word of the refusal."""
    shutil.rmtree("base", ignore_errors=True)
    shutil.copytree("kept", "base")
    code, out, err = run("import", kind, path, *options)
    if isinstance(want, str):
        suite.verdict(name, code in (2, 3, 6) and want in err, f"{code}: expected «{want}»: {err[:700]}")
        return
    if code:
        suite.verdict(name, False, f"{code}: {err[:700]}")
        return
    found = [r for r in json.loads(must("list", kind, "--format", "json")) if r["id"] not in KEPT[kind]]
    have = [{k: r.get(k) for k in w} for r, w in zip(found, want)]
    suite.verdict(name, have == want and len(found) == len(want), f"{have} of {len(found)}\nnot {want}\n{err[:500]}")


def book(kind, titles, rows, change=None):
    """A workbook with one more column a title; a value may be a function that is given its cell."""
    wb = openpyxl.Workbook()
    ws = wb.active
    extra = {k: v for k, v in COMMON.get(kind, {}).items() if k not in titles}
    ws.append(HEADINGS[kind] + list(extra) + titles)
    for i, row in enumerate(rows):
        start = list(START[kind])
        start[1] = start[1] if i == 0 or kind == "person" else f"{start[1]} {i}"
        if kind == "person" and i:
            start[0] += "б" * i
        ws.append(start + list(extra.values()))
        for j, value in enumerate(row):
            cell = ws.cell(i + 2, len(HEADINGS[kind]) + len(extra) + 1 + j)
            if callable(value):
                value(cell)
            else:
                cell.value = value
    if change:
        change(ws, wb)
    wb.save("table.xlsx")
    return "table.xlsx"


def one(name, kind, title, value, want, change=None):
    judge(f"{title}: {name}", kind, book(kind, [title], [[value]], change), want if isinstance(want, str) else [{FIELD[title]: want[0]}])


def cell(value, form):
    def put(c):
        c.value, c.number_format = value, form
    return put


def text_of(path, kind, title, value, want, encoding="utf-8", separator=";"):
    with open(path, "w", encoding=encoding, newline="") as f:
        out = csv.writer(f, delimiter=separator)
        out.writerow(HEADINGS[kind] + list(COMMON.get(kind, {})) * (title not in COMMON.get(kind, {})) + [title])
        out.writerow(START[kind] + list(COMMON.get(kind, {}).values()) * (title not in COMMON.get(kind, {})) + [value])
    judge(f"{title} in {path}: {value!r}", kind, path, want if isinstance(want, str) else [{FIELD[title]: want[0]}])


DAY = ["2026-03-08"]
D = datetime.date(2026, 3, 8)

# ---- days ----

for form in ("dd.mm.yyyy", "d.m.yy", "mm-dd-yy", "yyyy-mm-dd", "[$-F800]dddd, mmmm dd, yyyy", "[$-419]d mmmm yyyy г.;@", "dd/mm/yyyy",
             "d-mmm", "mmm-yy", "[$-FC19]dd mmmm yyyy \\г\\.;@", "General"):
    one(f"a day of the sheet, {form}", "person", "Согласие на данные", cell(D, form), DAY)
for form in ("dd.mm.yyyy hh:mm", "m/d/yy h:mm"):
    one(f"a day with midnight, {form}", "person", "Согласие на данные", cell(datetime.datetime(2026, 3, 8), form), DAY)
one("the number of a day without a form", "person", "Согласие на данные", 46089, DAY)
for typed in ("08.03.2026", "8.3.2026", "08.03.26", "8 марта 2026", "8 марта 2026 г.", "8 марта 2026 года", "«8» марта 2026 г.", "08.03.2026 г.",
              "2026-03-08", "2026-03-08 00:00:00", "08.03.2026 0:00", " 08.03.2026 ", "08.03.2026\u00a0", "2026.03.08", "08.03.2026г.",
              "8.03.2026", "2026-03-08T00:00:00", "8\u00a0марта\u00a02026\u00a0г."):
    one(f"typed «{typed}»", "person", "Согласие на данные", typed, DAY)
for wrong in ("31.02.2026", "март 2026", "есть", "да", "2026", "08-03-2026", "08/03/2026", "08.13.2026", "?", "08.03.2026 (продлено)", "с 08.03.2026", "99999999"):
    one(f"no day «{wrong}»", "person", "Согласие на данные", wrong, "Согласие на данные")
one("a day that can only be American", "person", "Согласие на данные", "03/28/2026", ["2026-03-28"])
one("a dash for none", "person", "Согласие на данные", "-", "Согласие на данные")
one("a blank", "person", "Согласие на данные", " ", [None])
one("a day that is a formula", "person", "Согласие на данные", "=DATE(2026,3,8)", "формул")
one("a fault of a formula", "person", "Согласие на данные", lambda c: (setattr(c, "value", "#REF!"), setattr(c, "data_type", "e")), "#REF!")

# ---- hours ----

for form in ("h:mm", "hh:mm:ss", "[$-409]h:mm AM/PM;@", "General"):
    one(f"an hour of the sheet, {form}", "event", "Время", cell(datetime.time(14, 30), form), ["14:30"])
for typed in ("14:30", "14.30", "14-30", "14:30:00", "1430", "14 ч 30 мин", "14ч30", "14 ч. 30 мин.", "14 30", "14:30 ", "14\u00a0:\u00a030", "9:05"):
    one(f"typed «{typed}»", "event", "Время", typed, ["09:05"] if typed == "9:05" else ["14:30"])
one("an hour with a day", "event", "Время", cell(datetime.datetime(2026, 12, 1, 14, 30), "dd.mm.yyyy hh:mm"), "Время")
one("from and to", "event", "Время", "14:30-15:30", "Время")
one("a number without a form", "event", "Время", 0.604166666666667, ["14:30"])
one("after lunch", "event", "Время", "после обеда", "Время")
for wrong in ("25:00", "12 5", "1 430", "14:30 или 15:00", "ч 14", "14:3", "в 2 часа дня", "24:00", "14:60"):
    one(f"no hour «{wrong}»", "event", "Время", wrong, "Время")

# ---- numbers ----

for value, want in ((15, 15), (15.0, 15), ("15", 15), (" 15 ", 15), ("15\u00a0", 15), ("1 200", 1200), ("1\u00a0200", 1200), ("15,0", 15), ("15.0", 15), ("1 200 000", "пределов"), ("15,00", 15),
                    ("015", 15), (cell(1200, "# ##0"), 1200), (cell(15, "0 \"шт.\""), 15), (cell(15, "0.00"), 15), (cell(15, "@"), 15)):
    one(f"number {value if not callable(value) else 'with a form'!r}", "equipment", "Нужно", value, want if isinstance(want, str) else [want])
for wrong in ("15 шт.", "15,5", 15.5, "пятнадцать", "15-20", "~15", "-3", -3, "1e3", "15+5", "1.200.000", "1,000", "1.000", "12 00", "1 20 000", "1200 шт", cell(0.15, "0%"), "15%", True,
              "100001", 10**20):
    one(f"no number {wrong if not callable(wrong) else 'a percentage'!r}", "equipment", "Нужно", wrong, "Нужно")
one("a number as a day", "equipment", "Нужно", cell(datetime.date(2026, 1, 15), "dd.mm.yyyy"), "Нужно")
one("a formula without a value", "equipment", "Нужно", "=10+5", "формул")

# ---- telephones, letters, words ----

for value in ("8-900-123-45-67", "+7 (900) 123-45-67", "8 (38444) 2-15-33, доб. 12", "89001234567", "т. 8-900-123-45-67 (мама)"):
    one(f"«{value}»", "person", "Телефон", value, [value])
one("a number", "person", "Телефон", 89001234567, ["89001234567"])
one("a number with a form", "person", "Телефон", cell(9001234567, "+7 (000) 000-00-00"), ["9001234567"])
one("with a plus, by the form", "person", "Телефон", cell("+79001234567", "@"), ["+79001234567"])
one("a text with an apostrophe", "person", "Телефон", lambda c: (setattr(c, "value", "+7 900"), setattr(c, "quotePrefix", True)), ["+7 900"])
one("a link", "person", "Эл. почта", lambda c: (setattr(c, "value", "a@example.ru"), setattr(c, "hyperlink", "mailto:a@example.ru")), ["a@example.ru"])
for value, want in (("высшая", "высшая"), ("Высшая", "высшая"), ("ВЫСШАЯ ", "высшая"), ("высшая\n", "высшая"), ("\u00a0первая", "первая")):
    one(f"{value!r}", "person", "Категория", value, [want])
one("two lines", "person", "Достижения", "первая\nвторая\r\nтретья", ["первая\nвторая\nтретья"])
one("a tab and blanks", "person", "Должность", "учитель\tфизики  и  астрономии", ["учитель физики  и  астрономии"])
one("what looks like a formula", "person", "Должность", lambda c: (setattr(c, "value", "=учитель"), setattr(c, "data_type", "s")), ["=учитель"])
one("a number for a text", "person", "Должность", 12, ["12"])
one("a fraction for a text", "person", "Предмет", 0.1, ["0.1"])
one("yes of the sheet", "person", "Предмет", True, ["да"])

# ---- what stands around ----

def styled(ws, wb):
    for row in ws.iter_rows():
        for c in row:
            c.fill, c.font, c.alignment = PatternFill("solid", fgColor="FFFF00"), Font(bold=True, color="FF0000", strike=True), Alignment(wrap_text=True, textRotation=45)


def noted(ws, wb):
    for row in ws.iter_rows():
        for c in row:
            c.comment = Comment("Петрова: проверить! 99.99.9999", "Петрова")


def filtered(ws, wb):
    ws.auto_filter.ref = ws.dimensions
    ws.auto_filter.add_filter_column(0, ["Ёлкина"])


def hidden(ws, wb):
    filtered(ws, wb)
    ws.row_dimensions[3].hidden = True


def listed(ws, wb):
    dv = DataValidation(type="list", formula1='"один,два"', allow_blank=False)
    dv.add("E2:E100")
    ws.add_data_validation(dv)


def locked(ws, wb):
    ws.protection.sheet = True
    ws.protection.password = "секрет"
    for row in ws.iter_rows():
        for c in row:
            c.protection = Protection(locked=True, hidden=True)


def frozen(ws, wb):
    ws.freeze_panes = "C2"
    ws.sheet_view.zoomScale = 70
    ws.sheet_view.rightToLeft = False
    ws.print_title_rows = "1:1"
    ws.print_area = "A1:C2"


def tabled(ws, wb):
    ws.add_table(Table(displayName="Список", ref=ws.dimensions))


def named(ws, wb):
    name = DefinedName("люди", attr_text="Sheet!$A$1:$C$3")
    wb.defined_names.append(name) if hasattr(wb.defined_names, "append") else wb.defined_names.add(name)


def grouped(ws, wb):
    ws.row_dimensions.group(2, 3, hidden=False)
    ws.column_dimensions.group("A", "B", hidden=False)


def conditional(ws, wb):
    from openpyxl.formatting.rule import ColorScaleRule
    ws.conditional_formatting.add("A1:Z99", ColorScaleRule(start_type="min", start_color="FF0000", end_type="max", end_color="00FF00"))


def second(ws, wb):
    other = wb.create_sheet("Справочник")
    other.append(["высшая"])
    other.sheet_state = "hidden"
    wb.create_chartsheet("Диаграмма")


def pictured(ws, wb):
    from openpyxl.chart import BarChart, Reference
    chart = BarChart()
    chart.add_data(Reference(ws, min_col=1, min_row=1, max_row=2))
    ws.add_chart(chart, "G5")


def far(ws, wb):
    ws.cell(5000, 1).fill = PatternFill("solid", fgColor="00FF00")
    ws.cell(1, 300).font = Font(bold=True)


def blank_between(ws, wb):
    ws.insert_rows(3)
    ws.insert_rows(2)


def narrow(ws, wb):
    ws.column_dimensions["A"].width = 1
    ws.column_dimensions["B"].hidden = True


TWO = [{"surname": "Ёлкина", "phone": "1"}, {"surname": "Ёлкинаб", "phone": "2"}]
for change in (styled, noted, filtered, hidden, listed, locked, frozen, tabled, named, grouped, conditional, second, pictured, far, blank_between, narrow):
    judge(f"a book that is {change.__name__}", "person", book("person", ["Телефон"], [["1"], ["2"]], change), TWO)

one("a formula with its value", "person", "Предмет", "=1", "формул")


def cached(path, formula, value, kind=""):
    """openpyxl writes no values beside formulas, every office does."""
    with zipfile.ZipFile(path) as z:
        parts = {n: z.read(n) for n in z.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    old = f"<c r=\"E2\"><f>{formula}</f><v/></c>"
    old = old if old in sheet else f"<c r=\"E2\"><f>{formula}</f><v></v></c>"
    assert old in sheet, sheet
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(old, f"<c r=\"E2\"{kind}><f>{formula}</f><v>{value}</v></c>").encode()
    with zipfile.ZipFile(path, "w") as z:
        for n, data in parts.items():
            z.writestr(n, data)
    return path


judge("a formula with its text", "person", cached(book("person", ["Предмет"], [["=A2"]]), "A2", "физика", ' t="str"'), [{"subject": "физика"}])
judge("a formula that failed", "person", cached(book("person", ["Предмет"], [["=A2"]]), "A2", "#N/A", ' t="e"'), "#N/A")
judge("a formula of an empty text", "person", cached(book("person", ["Предмет"], [["=A2"]]), "A2", "", ' t="str"'), [{"subject": None}])

# ---- texts ----

for value, want in (("08.03.2026", DAY), ("8 марта 2026 г.", DAY), ("=\"08.03.2026\"", DAY), ("2026-03-08 00:00:00", DAY)):
    text_of("days.csv", "person", "Согласие на данные", value, want)
for value, want in (("=\"00123\"", ["00123"]), ("'+7 900", ["+7 900"]), ("8 900;1", ["8 900;1"]), ("\"8\"", ["\"8\""]), ("8\u00a0900", ["8\u00a0900"])):
    text_of("phones.csv", "person", "Телефон", value, want)
for encoding in ("utf-8-sig", "cp1251"):
    text_of(f"{encoding}.csv", "person", "Должность", "учитель физики", ["учитель физики"], encoding)
for separator in (",", "\t", ";"):
    text_of(f"{ord(separator)}.csv", "equipment", "Нужно", "1 200", [1200], "utf-8", separator)

suite.finish("values")
