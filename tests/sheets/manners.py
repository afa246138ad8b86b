#!/usr/bin/python3
"""Tables as other people make them: tests/sheets/manners.py PROGRAM [all]

Each manner is a table and what was meant by it: records, or a refusal that says what to do. It is written by hand as
CSV and as the parts of a workbook, by openpyxl, by XlsxWriter, and with `all` by LibreOffice as .ods and .xlsx; each is
read into a new database, and what is there then is compared with what was meant. The public reports that a manner comes
from stand beside it."""
import csv, datetime, io, json, os, shutil, subprocess, sys, zipfile
from xml.sax.saxutils import escape
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)) + "/..")
from suite import folder, finish, verdict
import openpyxl
import xlsxwriter

stazh, everything = os.path.realpath(sys.argv[1]), sys.argv[2:] == ["all"]
os.chdir(folder)
os.environ.update(LC_ALL="C.UTF-8", STAZH_TODAY="2026-11-24")
for name in ("STAZH_CONFIG", "SSH_CONNECTION", "STAZH_SCRIPT"):
    os.environ.pop(name, None)


class Formula:
    """A formula and the value that was kept for it; None: nothing was computed."""
    def __init__(self, text, value):
        self.text, self.value = text, value


class Table:
    """What stands in a sheet. merged: «A1:C1»; hidden: numbers of rows; before, after: other sheets; where: of the table."""
    def __init__(self, rows, merged=(), hidden=(), sheets=None, at=0, dates="dd.mm.yyyy", epoch=1900, filter=None):
        self.rows, self.merged, self.hidden, self.dates, self.epoch, self.filter = rows, merged, hidden, dates, epoch, filter
        self.sheets = sheets or [("Лист1", None, False)]  # name, rows (None: these), hidden


# ---- the writers ----

def text_of(v):
    if isinstance(v, Formula):
        v = v.value
    if v is None:
        return ""
    if isinstance(v, datetime.date):
        return v.strftime("%d.%m.%Y")
    return str(v)


def by_csv(t, path, separator=";", encoding="utf-8-sig", eol="\r\n", before=""):
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator=eol).writerows([[text_of(v) for v in row] for row in t.rows])
    with open(path, "w", encoding=encoding, newline="") as f:
        f.write(before + out.getvalue())


def by_openpyxl(t, path):
    b = openpyxl.Workbook()
    b.remove(b.active)
    if t.epoch == 1904:
        b.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    for name, rows, hidden in t.sheets:
        s = b.create_sheet(name)
        s.sheet_state = "hidden" if hidden else "visible"
        for r, row in enumerate(t.rows if rows is None else rows, 1):
            for c, v in enumerate(row, 1):
                if isinstance(v, Formula):
                    v = "=" + v.text
                if v is not None:
                    cell = s.cell(r, c, v)
                    if isinstance(v, datetime.date):
                        cell.number_format = t.dates
        if rows is None:
            for m in t.merged:
                s.merge_cells(m)
            for r in t.hidden:
                s.row_dimensions[r].hidden = True
            if t.filter:
                s.auto_filter.ref = t.filter
    b.active = next(i for i, s in enumerate(b.worksheets) if s.sheet_state == "visible")
    b.save(path)


def by_xlsxwriter(t, path):
    b = xlsxwriter.Workbook(path, {"date_1904": t.epoch == 1904})
    day = b.add_format({"num_format": t.dates})
    for name, rows, hidden in t.sheets:
        s = b.add_worksheet(name)
        if hidden:
            s.hide()
        else:
            s.activate(), s.set_first_sheet()
        inside = {m.split(":")[0]: m for m in (t.merged if rows is None else ())}
        for r, row in enumerate(t.rows if rows is None else rows):
            for c, v in enumerate(row):
                cell = xlsxwriter.utility.xl_rowcol_to_cell(r, c)
                if cell in inside:
                    s.merge_range(inside[cell], "")
                if isinstance(v, Formula):
                    s.write_formula(r, c, "=" + v.text, None, v.value if v.value is not None else "")
                elif isinstance(v, datetime.date):
                    s.write_datetime(r, c, datetime.datetime(v.year, v.month, v.day), day)
                elif v is not None:
                    s.write(r, c, v)
        for r in t.hidden if rows is None else ():
            s.set_row(r - 1, None, None, {"hidden": True})
        if t.filter and rows is None:
            s.autofilter(t.filter)
    b.close()


def letters(c):
    return (letters(c // 26 - 1) if c > 25 else "") + chr(65 + c % 26)


class Hand:
    """A workbook of parts written by hand."""
    def __init__(self, prefix="", references=True, strings=None, absolute=False, strict=False, sheet="worksheets/sheet1.xml",
                 main="xl/workbook.xml", rich=False, backslash=False, order=False):
        self.__dict__.update(locals())

    def cell(self, r, c, v, shared):
        p = self.prefix
        where = ' r="%s%d"' % (letters(c), r) if self.references else ""
        formula = ""
        if isinstance(v, Formula):
            formula, v = "<%sf>%s</%sf>" % (p, escape(v.text), p), v.value
            if v is None:
                return "<%sc%s>%s</%sc>" % (p, where, formula, p)
        if v is None:
            return "" if self.references else "<%sc/>" % p
        if isinstance(v, bool):
            return '<%sc%s t="b"><%sv>%d</%sv></%sc>' % (p, where, p, v, p, p)
        if isinstance(v, datetime.date) and self.strict:
            return '<%sc%s s="1" t="d"><%sv>%sT00:00:00</%sv></%sc>' % (p, where, p, v.isoformat(), p, p)
        if isinstance(v, (int, float, datetime.date)):
            style = ' s="1"' if isinstance(v, datetime.date) else ""
            number = (v - datetime.date(1899, 12, 30)).days if style else v
            return "<%sc%s%s><%sv>%s</%sv></%sc>" % (p, where, style, p, number, p, p)
        if v.startswith("#") and v[1:2].isupper():
            return '<%sc%s t="e">%s<%sv>%s</%sv></%sc>' % (p, where, formula, p, v, p, p)
        if formula:
            return '<%sc%s t="str">%s<%sv>%s</%sv></%sc>' % (p, where, formula, p, escape(v), p, p)
        half = len(v) // 2
        text = '<%st xml:space="preserve">%s</%st>' % (p, escape(v), p)
        if self.rich:
            text = "".join('<%sr><%st xml:space="preserve">%s</%st></%sr>' % (p, p, escape(x), p, p) for x in (v[:half], v[half:]))
            text += "<%srPh><%st>ЧИТАТЬ</%st></%srPh>" % (p, p, p, p)
        if self.strings:
            shared.append(text)
            return '<%sc%s t="s"><%sv>%d</%sv></%sc>' % (p, where, p, len(shared) - 1, p, p)
        return '<%sc%s t="inlineStr"><%sis>%s</%sis></%sc>' % (p, where, p, text, p, p)

    def __call__(self, t, path):
        p, shared = self.prefix, []
        ns = "http://purl.oclc.org/ooxml/spreadsheetml/main" if self.strict else "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        rel = ("http://purl.oclc.org/ooxml/officeDocument/relationships/" if self.strict
               else "http://schemas.openxmlformats.org/officeDocument/2006/relationships/")
        package = "http://schemas.openxmlformats.org/package/2006/relationships"
        xmlns = 'xmlns%s="%s"' % (":" + p[:-1] if p else "", ns)
        rows = "".join("<%srow%s%s>%s</%srow>" % (
            p, ' r="%d"' % r if self.references else "", ' hidden="1"' if r in t.hidden else "",
            "".join(self.cell(r, c, v, shared) for c, v in enumerate(row)), p) for r, row in enumerate(t.rows, 1))
        merged = "".join('<%smergeCell ref="%s"/>' % (p, m) for m in t.merged)
        if merged:
            merged = "<%smergeCells>%s</%smergeCells>" % (p, merged, p)
        base = self.main.rsplit("/", 1)[0] + "/" if "/" in self.main else ""
        target = lambda x: "/" + base + x if self.absolute else x
        styles = 'numFmts count="1"><%snumFmt numFmtId="164" formatCode="%s"/></%snumFmts' % (p, escape(t.dates, {'"': "&quot;"}), p)
        relations = [("rId3", "worksheet", self.sheet), ("rId1", "styles", "styles.xml")]
        if self.strings:
            relations.append(("rId2", "sharedStrings", self.strings))
        sheets = '<%ssheet name="Лист1" sheetId="7" rel:id="rId3"/>' % p
        if self.order:  # another sheet stands first in the archive, and second in the book
            relations.insert(0, ("rId9", "worksheet", "worksheets/a.xml"))
            sheets += '<%ssheet name="Пусто" sheetId="1" rel:id="rId9"/>' % p
        parts = {
            "_rels/.rels": '<Relationships xmlns="%s"><Relationship Id="r" Type="%sofficeDocument" Target="%s"/></Relationships>' % (
                package, rel, ("/" if self.absolute else "") + self.main),
            self.main: '<%sworkbook %s xmlns:rel="%s"><%ssheets>%s</%ssheets></%sworkbook>' % (p, xmlns, rel[:-1], p, sheets, p, p),
            base + "_rels/%s.rels" % self.main.rsplit("/", 1)[-1]: '<n:Relationships xmlns:n="%s">%s</n:Relationships>' % (
                package, "".join('<n:Relationship Id="%s" Type="%s%s" Target="%s"/>' % (i, rel, kind, target(x)) for i, kind, x in relations)),
            base + "styles.xml": "<%sstyleSheet %s><%s%s><%scellXfs><%sxf numFmtId=\"0\"/><%sxf numFmtId=\"164\"/></%scellXfs></%sstyleSheet>" % (
                p, xmlns, p, styles, p, p, p, p, p),
        }
        if self.order:
            parts[base + "worksheets/a.xml"] = "<%sworksheet %s><%ssheetData/></%sworksheet>" % (p, xmlns, p, p)
        parts[os.path.normpath(base + self.sheet)] = "<%sworksheet %s><%ssheetData>%s</%ssheetData>%s</%sworksheet>" % (
            p, xmlns, p, rows, p, merged, p)
        if self.strings:
            parts[os.path.normpath(base + self.strings)] = "<%ssst %s>%s</%ssst>" % (
                p, xmlns, "".join("<%ssi>%s</%ssi>" % (p, s, p) for s in shared), p)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
            for name, text in parts.items():
                info = zipfile.ZipInfo("x")
                info.filename = name.replace("/", "\\") if self.backslash else name
                z.writestr(info, '<?xml version="1.0" encoding="UTF-8"?>' + text)


HAND = {"hand": Hand(), "shared": Hand(strings="sharedStrings.xml"), "bare": Hand(references=False)}
SHAPES = {  # how parts may be laid out: tidyverse/readxl#294, python-excel/xlrd#317, ExcelDataReader#682, exceljs#1437
    "prefixed": Hand(prefix="x:", strings="sharedStrings.xml"), "absolute": Hand(absolute=True, strings="sharedStrings.xml"),
    "elsewhere": Hand(strings="strings/shared.xml", sheet="data/first.xml"), "up": Hand(strings="../common/s.xml", sheet="../t/one.xml"),
    "root": Hand(main="workbook.xml", sheet="sheet.xml", strings="s.xml"), "strict": Hand(strict=True, strings="sharedStrings.xml"),
    "rich": Hand(rich=True, strings="sharedStrings.xml"), "inline-rich": Hand(rich=True), "order": Hand(order=True),
    "backslash": Hand(backslash=True, strings="sharedStrings.xml"), "bare-prefixed": Hand(prefix="ns0:", references=False),
}

# ---- the tables ----

SCHOOL, GYM = "МБОУ «Лесная СОШ»", "МБОУ «Верхняя ООШ»"
HEAD = ["Фамилия", "Имя", "Отчество", "Организация", "Вид должности"]
PEOPLE = [["Иванова", "Анна", "Петровна", SCHOOL, "учитель"], ["Петров", "Пётр", "Ильич", SCHOOL, "методист"],
          ["Жукова", "Ольга", "Юрьевна", GYM, "воспитатель"]]
day = datetime.date
DUE = [["Раз", day(2026, 12, 10)], ["Два", day(2027, 1, 31)]]
TASKS = ["Что сделать", "Срок"]
N = None
ALL = ("csv", "openpyxl", "xlsxwriter", "hand", "libre")
BOOKS = ("openpyxl", "xlsxwriter", "hand", "libre")
manners = []


def manner(name, table, meant, kind="person", writers=ALL, said=(), args=()):
    """meant: the records, or the words of the refusal; said: words that are told besides."""
    if not isinstance(table, Table):
        table = Table(table)
    manners.append((name, kind, table, meant, writers, [said] if isinstance(said, str) else said, list(args)))


def numbered(rows):
    return [[i] + row for i, row in enumerate(rows, 1)]


manner("plain", [HEAD] + PEOPLE, PEOPLE)
manner("title", [["Список педагогов"]] + [HEAD] + PEOPLE, PEOPLE, said="названия столбцов — в строке 2")  # MarkPflug/Sylvan.Data.Excel#192
manner("title-merged", Table([["Список педагогов", N, N, N, N], [], HEAD] + PEOPLE, ["A1:E1"]), PEOPLE)
manner("letterhead", Table([[N, N, N, N, "УТВЕРЖДАЮ"], [N, N, N, N, "Директор ________ И.И. Иванов"], ["СПИСОК"],
                            ["по состоянию на 01.09.2026, всего: 3"], [], HEAD] + PEOPLE, ["A3:E3", "A4:E4"]), PEOPLE)
manner("about", [["Организация:", SCHOOL], ["Дата:", "01.09.2026"], [], HEAD] + PEOPLE, PEOPLE)
manner("commas-above", [["Список педагогов, слушателей, участников, 2026 год, район"], HEAD] + PEOPLE, PEOPLE)
manner("number", [["№ п/п"] + HEAD] + numbered(PEOPLE), PEOPLE)
for i, word in enumerate(("№", "№\nп/п", "№ п.п.", "N п/п", "Номер по порядку")):
    manner("number-%d" % i, [[word] + HEAD] + numbered(PEOPLE), PEOPLE, writers=("csv", "hand"))
# dfinke/ImportExcel#1376, mini-software/MiniExcel#719, mganss/ExcelMapper#86
manner("blanks", [["Фамилия ", " Имя", "Отчество\u00a0", "  Организация", "Вид\u00a0 должности"]] + PEOPLE, PEOPLE)
manner("marks", [["Фамилия*", "Имя *", "Отчество (при наличии)", "Организация:", "Вид должности."]] + PEOPLE, PEOPLE)
manner("case", [["ФАМИЛИЯ", "имя", "оТчество", "ОРГАНИЗАЦИЯ", "вид должности"]] + PEOPLE, PEOPLE)
manner("breaks", [["Фами-\nлия", "Имя\n", "\nОтчество", "Органи-\r\nзация", "Вид\nдолж-\nности"]] + PEOPLE, PEOPLE)
manner("invisible", [["\ufeffФамилия", "И\u00admя".replace("m", "м"), "Отчество\u200b", "Организация", "Вид должности"]] + PEOPLE, PEOPLE)
# SpartnerNL/Laravel-Excel#2526
GROUPED = [["ФИО", N, N, "Организация", "Вид должности"], ["Фамилия", "Имя", "Отчество", N, N]]
manner("two-rows", Table(GROUPED + PEOPLE, ["A1:C1", "D1:D2", "E1:E2"]), PEOPLE)
manner("two-rows-unmerged", GROUPED + PEOPLE, PEOPLE)
manner("two-rows-title", Table([["Список"], ["№ п/п"] + GROUPED[0], [N] + GROUPED[1]] + numbered(PEOPLE),
                               ["A1:F1", "A2:A3", "B2:D2", "E2:E3", "F2:F3"]), PEOPLE)
manner("groups", Table([["Сведения о педагоге", N, N, "Место работы", N], HEAD] + PEOPLE, ["A1:C1", "D1:E1"]), PEOPLE, writers=BOOKS)
manner("group-of-others", Table([["Организация", N, "Руководитель", N], ["Краткое название", "Полное название", "ФИО", "Телефон"],
                                 ["Школа", "Школа", "Ли Анна", "123"]], ["A1:B1", "C1:D1"]),
       "Руководитель / Телефон", kind="org", writers=BOOKS)
manner("columns-numbered", [["№"] + HEAD, [1, 2, 3, 4, 5, 6]] + numbered(PEOPLE), PEOPLE, said="номера столбцов в строке 2")
# SpartnerNL/Laravel-Excel#3826, SheetJS/sheetjs#2718
manner("blank-rows", [[], HEAD, PEOPLE[0], [N] * 5, [" ", "", "\u00a0", N, "  "], PEOPLE[1], [], PEOPLE[2], [" "], []], PEOPLE)
manner("empty-formulas", [HEAD] + PEOPLE + [[Formula('""', "")] * 5] * 3, PEOPLE, writers=("hand",))
manner("no-result", [HEAD] + PEOPLE + [[Formula('""', N)] * 5], "формула без посчитанного значения", writers=("openpyxl", "xlsxwriter"))
manner("twice", [["ФИО", "Организация", "ФИО"], ["Иванова А.П.", SCHOOL, "Ли А.А."]], "это поле уже есть")
manner("empty-formulas-csv", [HEAD] + PEOPLE + [['=""'] * 5] * 3, PEOPLE, writers=("csv",))
manner("formula-texts-csv", [HEAD] + [['="%s"' % v for v in row] for row in PEOPLE], PEOPLE, writers=("csv",))
manner("numbered-form", [["№"] + HEAD] + numbered(PEOPLE) + [[4], [5], [6]], PEOPLE, said="только номер по порядку")
manner("total", [["№"] + HEAD] + numbered(PEOPLE) + [["Итого:", 3]], PEOPLE, said="итоги, не загружаются")
manner("totals", [HEAD] + PEOPLE + [["Всего педагогов: 3"], ["в том числе", N, N, N, "2 чел."]], PEOPLE, said="итоги")
manner("total-caps", Table([["№"] + HEAD] + numbered(PEOPLE) + [["ИТОГО", N, N, N, 3]], ["A5:D5"]), PEOPLE, said="итоги")
manner("total-formula", [["№"] + HEAD] + numbered(PEOPLE) + [["Итого", Formula("COUNTA(B2:B4)", 3)]], PEOPLE, writers=("hand", "xlsxwriter", "openpyxl"))
manner("total-is-a-word", [TASKS] + [["Всего раз", day(2026, 12, 10)], ["Итоговый отчёт", day(2026, 12, 11)]],
       [["Всего раз", day(2026, 12, 10)], ["Итоговый отчёт", day(2026, 12, 11)]], kind="reminder")
manner("below", [["№"] + HEAD] + numbered(PEOPLE) + [[], ["Директор школы ____________ И.И. Иванов"], ["исп. Петрова, тел. 12-34"]],
       PEOPLE, said="ниже таблицы, не загружается")
manner("below-in-a-field", [HEAD] + PEOPLE + [[], ["Исполнитель Петрова"]], "после пустой строки одно значение")
manner("sections", Table([HEAD, ["Школы", N, N, N, N], PEOPLE[0], PEOPLE[1]], ["A2:E2"]), "название раздела", writers=BOOKS)
manner("sections-numbered", [["№"] + HEAD, [SCHOOL], [1] + PEOPLE[0]], "название раздела")
manner("heading-again", [HEAD, PEOPLE[0], HEAD, PEOPLE[1], PEOPLE[2]], PEOPLE, said="заголовок ещё раз")
manner("second-table", [HEAD] + PEOPLE + [[], ["Что сделать", "Срок"], ["Раз", "10.12.2026"]], "другая таблица")
manner("second-of-the-kind", [HEAD] + PEOPLE + [[], ["Фамилия", "Имя", "Предмет"], ["Ли", "Анна", "химия"]], "другая таблица")
manner("merged-down", Table([HEAD, PEOPLE[0], PEOPLE[1][:3] + [N] + PEOPLE[1][4:], PEOPLE[2]], ["D2:D3"]), PEOPLE, writers=BOOKS)
manner("merged-all-down", Table([["Организация"] + HEAD[:3], [SCHOOL, "Иванова", "Анна", "Петровна"], [N, "Петров", "Пётр", "Ильич"],
                                 [N, N, N, N]], ["A2:A4"]), [["Иванова", "Анна", "Петровна", SCHOOL, ""], ["Петров", "Пётр", "Ильич", SCHOOL, ""]], writers=BOOKS)
manner("merged-across", Table([HEAD, ["Иванова Анна", N, N, SCHOOL, "учитель"]] + PEOPLE[1:], ["A2:C2"]), "ячейка объединена", writers=BOOKS)
manner("hidden-rows", Table([HEAD] + PEOPLE, hidden=[3]), PEOPLE, writers=BOOKS, said="строка 3 в книге скрыта, но загружена")
manner("filtered", Table([HEAD] + PEOPLE, hidden=[3, 4], filter="A1:E4"), PEOPLE, writers=("openpyxl", "xlsxwriter"), said="скрытых строк загружено 2")
manner("hidden-sheet", Table([HEAD] + PEOPLE, sheets=[("Старое", [HEAD, ["Ли", "А", "Б", SCHOOL, "учитель"]], True), ("Новое", N, False)]),
       PEOPLE, writers=("openpyxl", "xlsxwriter", "libre"), said="скрытые листы не читаются: «Старое»")
manner("hidden-only", Table([HEAD] + PEOPLE, sheets=[("Свод", [["См. дальше"]], False), ("Данные", N, True)]), "такого поля",
       writers=("openpyxl", "xlsxwriter"))
manner("explained", Table([HEAD] + PEOPLE, sheets=[("Инструкция", [["Заполните лист", "Данные"], ["до 1 июня"]], False), ("Данные", N, False)]),
       PEOPLE, writers=("openpyxl", "xlsxwriter", "libre"))
manner("several", Table([HEAD] + PEOPLE, sheets=[("2026", N, False), ("2025", [HEAD, PEOPLE[0]], False)]), PEOPLE,
       writers=("openpyxl", "xlsxwriter", "libre"), said="такая же таблица есть на листах: «2025»")
manner("several-chosen", Table([HEAD] + PEOPLE, sheets=[("2026", N, False), ("2025", [HEAD, PEOPLE[0]], False)]), PEOPLE[:1],
       writers=("openpyxl", "xlsxwriter", "libre"), args=["--sheet", "2025"])
manner("short", [HEAD[:3] + ["Организация", "Предмет"]] + [row[:4] for row in PEOPLE],
       [row[:4] + [""] for row in PEOPLE], writers=("csv", "hand"))
manner("longer", [HEAD] + [row + ["", " "] for row in PEOPLE], PEOPLE, writers=("csv", "hand"))
manner("beside", [HEAD, PEOPLE[0] + ["проверить"]], "у которого нет названия")
manner("errors", [TASKS, ["Раз", "#REF!"]], "ошибка Excel", kind="reminder", writers=("hand",))
manner("error-nobody-reads", [["№"] + TASKS, ["#N/A", "Раз", day(2026, 12, 10)]], DUE[:1], kind="reminder", writers=("hand",))
manner("not-computed", [TASKS, [Formula('"Р"&"аз"', N), day(2026, 12, 10)]], "откройте книгу", kind="reminder", writers=("openpyxl", "hand"))
manner("computed", [TASKS, [Formula('"Р"&"аз"', "Раз"), day(2026, 12, 10)]], DUE[:1], kind="reminder", writers=("hand", "xlsxwriter"))
manner("one-column", [["Что сделать"], ["Раз"], ["Два"]], [["Раз", day(2026, 12, 1)], ["Два", day(2026, 12, 1)]], kind="reminder", args=["due=01.12.2026"])
manner("unknown", [["Чего", "Когда"], ["Раз", "1.12.2026"]], "такого поля", kind="reminder")
for i, form in enumerate(("dd.mm.yyyy", "d mmm yy", '[$-419]d mmmm yyyy "г.";@', "yyyy-mm-dd", "dd/mm/yy;@", "m/d/yy", "ДД.ММ.ГГГГ")):
    manner("dates-%d" % i, Table([TASKS] + DUE, dates=form), DUE, kind="reminder", writers=("openpyxl", "hand") if form[0] != "Д" else ("hand",))
manner("dates-1904", Table([TASKS] + DUE, epoch=1904), DUE, kind="reminder", writers=("openpyxl", "xlsxwriter", "libre"))

# ---- what only text, or only the parts of a workbook have ----

raw = []  # name, kind, what makes the file, meant


def written(name, text, meant, kind="person", encoding="utf-8"):
    def make(path):
        with open(path, "w", encoding=encoding, newline="") as f:
            f.write(text)
    raw.append((name, kind, make, meant))


plain = Table([HEAD] + PEOPLE)
for name, separator in (("semicolon", ";"), ("comma", ","), ("tab", "\t"), ("bar", "|")):
    raw.append(("separator-" + name + ".csv", "person", lambda p, s=separator: by_csv(plain, p, s), PEOPLE))
    raw.append(("separator-title-" + name + ".csv", "person",
                lambda p, s=separator: by_csv(plain, p, s, before="Педагоги, слушатели; список на 2026 год\r\n\r\n"), PEOPLE))
    # rap2hpoutre/fast-excel#327, PowerShell/PowerShell#7776, rainbow_csv#108
    raw.append(("sep-" + name + ".csv", "person", lambda p, s=separator: by_csv(plain, p, s, before="sep=%s\r\n" % s), PEOPLE))
raw.append(("sep-quoted.csv", "person", lambda p: by_csv(plain, p, before='"sep=;"\r\n'), PEOPLE))
raw.append(("sep-caps-title.csv", "person", lambda p: by_csv(plain, p, ",", before="SEP=,\r\nСписок; педагоги\r\n", eol="\n"), PEOPLE))
raw.append(("mac.csv", "person", lambda p: by_csv(plain, p, eol="\r"), PEOPLE))
raw.append(("ansi-title.csv", "person", lambda p: by_csv(plain, p, encoding="cp1251", before="Список;;;;\r\n;;;;\r\n"), PEOPLE))
written("torn.csv", ";".join(HEAD) + "\nИванова;Анна;Петровна\nМихайловна;" + SCHOOL + ";учитель\n", "не заполнено")
written("torn-in-a-word.csv", "Краткое название;Полное название;Адрес;Телефон\nШкола 1;Школа\n;ул. Лен\nина;5\nШкола 2;Школа;ул. Лен\nина;5\n",
        "разорванная посередине", kind="org")
written("short-pairs.csv", "Что сделать;Срок;Кто;К чему относится\nРаз;10.12.2026;Ли\nДва;31.01.2027\n", DUE, kind="reminder")
written("short-rows.csv", ";".join(HEAD) + "\n" + "".join(";".join(r[:4]) + "\n" for r in PEOPLE), [r[:4] + [""] for r in PEOPLE])
written("long-row.csv", ";".join(HEAD) + "\n" + ";".join(PEOPLE[0]) + ";;лишнее\n", "у которого нет названия")
for name, hand in SHAPES.items():
    raw.append(("people-%s.xlsx" % name, "person", lambda p, h=hand: h(plain, p), PEOPLE))
    raw.append(("days-%s.xlsx" % name, "reminder", lambda p, h=hand: h(Table([["План"], TASKS] + DUE), p), DUE))

ODF = "urn:oasis:names:tc:opendocument:xmlns:"


def by_odf(path, body, styles="", parts=(), packed=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", packed) as z:
        z.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        for name, text in parts:
            z.writestr(name, text)
        z.writestr("content.xml", '<o:document-content xmlns:o="%soffice:1.0" xmlns:t="%stable:1.0" xmlns:x="%stext:1.0" xmlns:s="%sstyle:1.0">'
                   "<o:automatic-styles>%s</o:automatic-styles><o:body>%s</o:body></o:document-content>" % (ODF, ODF, ODF, ODF, styles, body))


def odf_row(*cells, more=""):
    return "<t:table-row%s>%s</t:table-row>" % (more, "".join(
        c if c.startswith("<") else '<t:table-cell o:value-type="string"><x:p>%s</x:p></t:table-cell>' % c for c in cells))


def odf(name, rows, meant, sheet="<o:spreadsheet>%s</o:spreadsheet>", styles="", parts=()):
    table = '<t:table t:name="Лист1">%s</t:table>' % "".join(rows)
    raw.append((name, "reminder", lambda p: by_odf(p, sheet % table, styles, parts), meant))


TENTH = '<t:table-cell o:value-type="date" o:date-value="2026-12-10%s"><x:p>10 дек</x:p></t:table-cell>'
odf("odf.ods", [odf_row(*TASKS), odf_row("Раз", TENTH % "")], DUE[:1])
# not packed, so that its text stands in the file as it is
raw.append(("odf-stored.ods", "reminder", lambda p: by_odf(
    p, '<o:spreadsheet><t:table t:name="office:document office:spreadsheet">%s%s</t:table></o:spreadsheet>' % (
        odf_row(*TASKS), odf_row("Раз", TENTH % "")), packed=zipfile.ZIP_STORED), DUE[:1]))
odf("odf-midnight.ods", [odf_row(*TASKS), odf_row("Раз", TENTH % "T00:00:00")], DUE[:1])
odf("odf-repeated.ods", [odf_row(more=' t:number-rows-repeated="7"'), odf_row('<t:table-cell t:number-columns-repeated="3"/>', *TASKS),
                         odf_row('<t:table-cell t:number-columns-repeated="3"/>', "Раз", TENTH % "", more=' t:number-rows-repeated="2"'),
                         odf_row('<t:table-cell t:number-columns-repeated="16384"/>', more=' t:number-rows-repeated="1048000"')], DUE[:1] * 2)
odf("odf-note.ods", [odf_row(*TASKS), odf_row('<t:table-cell o:value-type="string"><o:annotation><x:p>замечание</x:p></o:annotation>'
                                              "<x:p>Р<x:span>а</x:span>з</x:p></t:table-cell>", TENTH % "")], DUE[:1])
odf("odf-error.ods", [odf_row(*TASKS), odf_row('<t:table-cell xmlns:c="x" t:formula="of:=1/0" o:value-type="string" c:value-type="error"><x:p>#Н/Д'
                                               "</x:p></t:table-cell>", TENTH % "")], "вместо значения в ячейке ошибка")
odf("odf-covered.ods", [odf_row(*TASKS), odf_row('<t:table-cell t:number-rows-spanned="2"><x:p>Раз</x:p></t:table-cell>', TENTH % ""),
                        odf_row("<t:covered-table-cell><x:p>не видно</x:p></t:covered-table-cell>", TENTH % "")], DUE[:1] * 2)
odf("odf-text.ods", [odf_row(*TASKS)], "но не таблица", sheet="<o:text>%s</o:text>")
odf("odf-locked.ods", [odf_row(*TASKS)], "закрыта паролем", parts=[("META-INF/manifest.xml", "<m:manifest><m:encryption-data/></m:manifest>")])
odf("odf-hidden.ods", [odf_row(*TASKS), odf_row("Раз", TENTH % "")], DUE[:1], styles='<s:style s:name="h" s:family="table"><s:table-properties t:display="false"/></s:style>',
    sheet='<o:spreadsheet><t:table t:name="Старое" t:style-name="h">' + odf_row(*TASKS) + odf_row("Старое", TENTH % "") + "</t:table>%s</o:spreadsheet>")

REFUSED = {  # what is no workbook that can be read, whatever it is called
    "page.xls": (b"<html><body><table><tr><td>x</td></tr></table></body></html>", "веб-страница"),
    "page-bom.xls": (b"\xef\xbb\xbf\r\n<!DOCTYPE html><html><table></table></html>", "веб-страница"),
    "xml2003.xls": (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', "XML 2003"),
    "flat.fods": (b'<?xml version="1.0"?><office:document xmlns:office="x"/>', ".fods"),
    "old.xls": (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600) + "Workbook".encode("utf-16le"), "сохраните его как «Книга Excel (.xlsx)»"),
    "page.xlsx": (b"<html><table></table></html>", "веб-страница"),
}
for name, (data, words) in REFUSED.items():
    raw.append((name, "person", lambda p, d=data: open(p, "wb").write(d) and None, words))

# ---- the run ----

COLUMNS = {"person": "surname,name,patronymic,org,position_kind", "reminder": "what,due", "org": "short_name,full_name"}


def run(*args):
    return subprocess.run([stazh, *args], capture_output=True, text=True, stdin=subprocess.DEVNULL)


def database(name):
    with open(folder + "/stazh.ini", "w") as f:
        f.write("[store]\npath = %s/%s\n" % (folder, name))
    os.environ["STAZH_CONFIG"] = folder + "/stazh.ini"


database("empty")
for args in (["init"], ["add", "org", "short_name=" + SCHOOL, "full_name=" + SCHOOL], ["add", "org", "short_name=" + GYM, "full_name=" + GYM]):
    if run(*args).returncode:
        sys.exit("no database: " + run(*args).stderr)
orgs = {"1": SCHOOL, "2": GYM}


def stored(kind):
    found = []
    for row in json.loads(run("list", kind, "--columns", COLUMNS[kind], "--format", "json").stdout or "[]"):
        values = [row[c] for c in COLUMNS[kind].split(",")]
        found.append([orgs.get(str(v), "" if v is None else str(v)) for v in values])
    return sorted(found)


def look(name, kind, path, meant, said=(), args=()):
    shutil.rmtree("db", ignore_errors=True)
    shutil.copytree("empty", "db")
    database("db")
    before = stored(kind)
    got = run("import", kind, path, *args)
    if isinstance(meant, str):
        same = stored(kind) == before
        verdict(name, got.returncode == 6 and meant in got.stderr and same,
                "code %d, %s, expected «%s»: %s" % (got.returncode, "unchanged" if same else "CHANGED", meant, got.stderr))
        return
    wanted = sorted([v.isoformat() if isinstance(v, datetime.date) else text_of(v) for v in row] for row in meant)
    found = stored(kind)
    missing = [w for w in said if w not in got.stderr]
    verdict(name, got.returncode == 0 and found == wanted and not missing,
            "code %d, %s: %s" % (got.returncode, "not told: %s" % missing if found == wanted else found, got.stderr))


WRITERS = {"csv": by_csv, "openpyxl": by_openpyxl, "xlsxwriter": by_xlsxwriter, **HAND}
tries, converted = [], []
for i, (name, kind, table, meant, writers, said, args) in enumerate(manners):
    hows = [how for w in writers for how in (HAND if w == "hand" else [w])]
    if not everything:
        books = [how for how in hows if how not in ("csv", "libre")]
        hows = [how for how in hows if how == "csv" or books and how == books[i % len(books)]]
    for how in hows:
        if how == "libre":
            by_openpyxl(table, "libre-%s.xlsx" % name)
            converted.append((name, kind, meant, said, args))
        else:
            path = "%s-%s.%s" % (name, how, "csv" if how == "csv" else "xlsx")
            WRITERS[how](table, path)
            tries.append(("%s by %s" % (name, how), kind, path, meant, said, args))
for name, kind, make, meant in raw:
    make(name)
    tries.append((name, kind, name, meant, (), ()))
if everything:
    files = ["libre-%s.xlsx" % c[0] for c in converted]
    for form in ("ods", "xlsx"):
        subprocess.run(["soffice", "-env:UserInstallation=file://%s/office" % folder, "--headless", "--convert-to", form, "--outdir",
                        "libre-" + form, *files], capture_output=True, timeout=600)
    for name, kind, meant, said, args in converted:
        for form in ("ods", "xlsx"):
            tries.append(("%s by LibreOffice, .%s" % (name, form), kind, "libre-%s/libre-%s.%s" % (form, name, form), meant, said, args))
for one in tries:
    look(*one)
finish("manners")
