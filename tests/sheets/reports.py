#!/usr/bin/python3
"""reports.py PROGRAM [NAME…]: tables of the kinds that are told of in public bug reports, and what is stored of them.

The inputs are made anew and small; each names the report that its kind is from (repository#number), or whose manner it is.
A case is read first with --dry-run, which stores nothing and says the same, then for good; then the database has what was
meant, or the refusal says these words and nothing is stored. manners.py has what many writers do, values.py the cells.
Ends with «reports: N passed, M failed, K skipped»."""
import csv, io, json, os, shutil, subprocess, sys, zipfile
from xml.sax.saxutils import escape

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import suite

PROGRAM = os.path.realpath(sys.argv[1])
os.chdir(suite.folder)
os.environ.update(LC_ALL="C.UTF-8", TZ="UTC", STAZH_TODAY="2026-11-24", STAZH_CONFIG=suite.folder + "/stazh.ini")
for name in ("SSH_CONNECTION", "STAZH_SCRIPT"):
    os.environ.pop(name, None)
ORG = "МБОУ «Лесная СОШ»"
COLUMNS = {"person": "surname,name,patronymic,phone", "reminder": "what,due", "org": "short_name,full_name,address"}
CASES = []

# ---- how inputs are written ----


def text(*rows, encoding="utf-8", mark=b"", end="\n"):
    """Lines as they stand."""
    return ("csv", mark + (end.join(rows) + end).encode(encoding))


def part(body):
    return '<?xml version="1.0" encoding="UTF-8"?>' + body


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
FORMS = '<numFmts count="1"><numFmt numFmtId="164" formatCode="dd.mm.yyyy"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs>'


def packed(kind, parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for name, body in parts.items():
            z.writestr(name, body)
    return (kind, out.getvalue())


def book(rows, more="", strings="", properties="", before="", main=MAIN, office=OFFICE, sheet="worksheets/sheet1.xml", place="xl/worksheets/sheet1.xml"):
    """rows: the parts of <sheetData>, as they stand."""
    relations = '<Relationship Id="rId1" Type="%s/worksheet" Target="%s"/><Relationship Id="rId2" Type="%s/styles" Target="styles.xml"/>' % (office, sheet, office)
    if strings:
        relations += '<Relationship Id="rId3" Type="%s/sharedStrings" Target="sharedStrings.xml"/>' % office
    package = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">%s</Relationships>'
    parts = {
        "_rels/.rels": package % '<Relationship Id="a" Type="%s/officeDocument" Target="xl/workbook.xml"/>' % office,
        "xl/workbook.xml": '<workbook xmlns="%s" xmlns:r="%s">%s<sheets><sheet name="Лист1" sheetId="1" r:id="rId1"/></sheets></workbook>' % (main, office, properties),
        "xl/_rels/workbook.xml.rels": package % relations,
        "xl/styles.xml": '<styleSheet xmlns="%s">%s</styleSheet>' % (main, FORMS),
        place: '<worksheet xmlns="%s">%s<sheetData>%s</sheetData>%s</worksheet>' % (main, before, "".join(rows), more),
    }
    if strings:
        parts["xl/sharedStrings.xml"] = '<sst xmlns="%s">%s</sst>' % (main, strings)
    return packed("xlsx", {name: part(body) for name, body in parts.items()})


def s(value, more=""):
    return '<c t="inlineStr"%s><is><t xml:space="preserve">%s</t></is></c>' % (more, escape(value))


def day(value, more=""):
    return '<c s="1"%s><v>%s</v></c>' % (more, value)


def row(*cells, more=""):
    return "<row%s>%s</row>" % (more, "".join(c if c.startswith("<") else s(c) for c in cells))


TASKS = row("Что сделать", "Срок")
TENTH = 46366  # 10.12.2026
ONE = [["Раз", "2026-12-10"]]


def ods(*rows, styles="", columns=""):
    urn = "urn:oasis:names:tc:opendocument:xmlns:"
    return packed("ods", {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": part(
        '<o:document-content xmlns:o="%soffice:1.0" xmlns:t="%stable:1.0" xmlns:x="%stext:1.0" xmlns:s="%sstyle:1.0"><o:automatic-styles>%s'
        '</o:automatic-styles><o:body><o:spreadsheet><t:table t:name="Лист1">%s%s</t:table></o:spreadsheet></o:body></o:document-content>' % (
            urn, urn, urn, urn, styles, columns, "".join(rows)))})


def line(*cells, more=""):
    return "<t:table-row%s>%s</t:table-row>" % (more, "".join(
        c if c.startswith("<") else '<t:table-cell o:value-type="string"><x:p>%s</x:p></t:table-cell>' % c for c in cells))


def on(date):
    return '<t:table-cell o:value-type="date" o:date-value="%s"><x:p>не то</x:p></t:table-cell>' % date


def case(name, report, file, meant, kind="reminder", said=(), options=()):
    """meant: the records, or the words of the refusal."""
    if kind == "person" and not options:
        options = ("org=1",)
    CASES.append((name, report, kind, file, meant, (said,) if isinstance(said, str) else said, options))


def people(name, report, *names, said=()):
    """ФИО in one cell, and «surname|name|patronymic» that were meant; or one name and the words of its refusal."""
    rows = [n for n, _ in names]
    meant = [m.split("|") + [""] for _, m in names] if all("|" in m for _, m in names) else names[0][1]
    case(name, report, text("ФИО;Телефон", *('"%s";' % n for n in rows)), meant, "person", said)


# ---- what text has ----

HEAD = "Фамилия;Имя;Отчество;Телефон"
IVANOVA = ["Иванова", "Анна", "Петровна", "8-900"]
PLAIN = (HEAD, "Иванова;Анна;Петровна;8-900", "Ёжикова;Фёкла;Ильинична;№ 7")
TWO = [IVANOVA, ["Ёжикова", "Фёкла", "Ильинична", "№ 7"]]
for name, encoding, mark in (("utf-16le", "utf-16le", b"\xff\xfe"), ("utf-16be", "utf-16be", b"\xfe\xff"), ("utf-16le-bare", "utf-16le", b""),
                             ("utf-16be-bare", "utf-16be", b""), ("cp866", "cp866", b""), ("cp1251", "cp1251", b""), ("utf-8-marked-twice", "utf-8", b"\xef\xbb\xbf" * 2)):
    case(name, "mbloch/mapshaper#408, SheetJS/sheetjs#2613", text(*PLAIN, encoding=encoding, mark=mark, end="\r\n"), TWO, "person")
case("koi8-r", "SheetJS/sheetjs#2613", text(*PLAIN[:2], encoding="koi8-r"), TWO[:1], "person")
case("utf-16-quoted", "adaltas/node-csv-parse#318",
     text("\t".join('"%s"' % v for v in HEAD.split(";")), '"Иванова"\t"Анна"\t"Петровна"\t"8-900"', encoding="utf-16le", mark=b"\xff\xfe"), TWO[:1], "person")
case("two-encodings", "ankaboot-source/leadminer#1449", ("csv", "\n".join(PLAIN[:2]).encode() + "\nПетрова;Ольга;Ивановна;1\n".encode("cp1251")), "строка 3: испорченный текст", "person")
case("mojibake", "stt-datacore/website#615", text(*(r.encode().decode("cp1251", "replace") for r in PLAIN)), "кодиров", "person")
case("comma-in-quoted-heading", "mholt/PapaParse#658",
     text('Что сделать;"Срок (день, месяц, год)";Кто', "Раз;10.12.2026;", end="\r\n"), "«Срок (день, месяц, год)»")
case("commas-outnumber", "mholt/PapaParse#600, JuliaData/CSV.jl#746", text("Краткое название;Полное название;Адрес", "А;Школа А;ул. Мира, 1, стр. 2, п. Лесной, 650000"),
     [["А", "Школа А", "ул. Мира, 1, стр. 2, п. Лесной, 650000"]], "org")
case("lines-in-quotes", "mholt/PapaParse#681, mholt/PapaParse#1077", text("Краткое название,Полное название,Адрес", 'А,"МБОУ ""Школа;\n;;;\nА""","п. Лесной;\n;;"'),
     "строка 2, столбец «Адрес»: «п. Лесной;…» — недопустимый символ U+000A", "org")
case("trailing-separators", "mechatroner/vscode_rainbow_csv#134", text(HEAD + ";;;", "Иванова;Анна;Петровна;8-900;;;", ";;;;;;"), TWO[:1], "person")
case("quote-not-closed", "pandas-dev/pandas#11500", text("Краткое название;Полное название", 'А;"Школа А', "Б;Школа Б"), "кавычк", "org")
case("quotes-within", "wireservice/csvkit#1161", text("Краткое название;Полное название", 'А;МБОУ "Школа А"'), [["А", 'МБОУ "Школа А"', ""]], "org")
case("text-after-quote", "johnkerl/miller#1510", text("Краткое название;Полное название", '"А" старая;Школа А'), "кавычк", "org")
case("sep-and-title", "PowerShell/PowerShell#7776", text("sep=;", "Список, на 2026 год", "", *PLAIN, end="\r\n"), TWO, "person")
case("text-formulas", "the manner of exports for Excel", text(HEAD, '="Иванова";Анна;Петровна;="007"', 'Ли;Ян;Янович;"=""08"""'),
     [["Иванова", "Анна", "Петровна", "007"], ["Ли", "Ян", "Янович", "08"]], "person")
case("number-of-excel", "the manner of Excel", text(HEAD, "Иванова;Анна;Петровна;8,90012E+10"), "его цифры потеряны", "person")
for name, word in (("error-russian-in-text", "#Н/Д"), ("error-in-text", "#DIV/0!")):
    case(name, "the manner of Excel", text(HEAD, "Ли;%s;;" % word), "ошибка Excel", "person")
for name, word in (("nothing-of-pandas", "nan"), ("nothing-of-databases", "NULL"), ("nothing-of-scripts", "[object Object]")):
    case(name, "the manner of exports", text(HEAD, "Ли;Ян;%s;" % word), "что значения нет", "person")
case("days-typed", "alex-kukhtin/A2v10#214", text("Что сделать;Срок", "Раз;10 декабря 2026 г.", "Два;10.12.2026 0:00", "Три;2026-12-10T00:00:00Z", "Четыре;46366", "Пять;чт 10.12.2026"),
     [[w, "2026-12-10"] for w in ("Раз", "Два", "Три", "Четыре", "Пять")])
case("day-american-or-not", "pandas-dev/pandas#12585", text("Что сделать;Срок", "Раз;10/12/2026"), "Срок")
case("ragged", "pandas-dev/pandas#15122", text(HEAD, "Иванова;Анна;Петровна", "", "Ли;Ян", ";;"), [["Иванова", "Анна", "Петровна", ""], ["Ли", "Ян", "", ""]], "person")
case("page-number-row", "the manner of printed lists", text(HEAD, "Иванова;Анна;Петровна;8-900", "Стр. 1;;;", "Страница 2;;;", HEAD, "Ёжикова;Фёкла;Ильинична;№ 7"), TWO, "person",
     said="номер страницы, не загружается")
case("total-below", "the manner of reports", text("№;Что сделать;Срок", "1;Раз;10.12.2026", "ИТОГО: 1;;", ";Всего:;1"), ONE, said="итоги")
case("nul-bytes", "pandas-dev/pandas#2741", ("csv", (PLAIN[0] + "\nИван\0ова;Анна;Петровна;1\n").encode()), "строка 2: нулевой байт", "person")

# ---- what workbooks have ----

case("1904-true", "monitorjbl/excel-streaming-reader#218", book([TASKS, row("Раз", day(TENTH - 1462))], properties='<workbookPr date1904="true"/>'), ONE)
case("1904-one", "exceljs/exceljs#219", book([TASKS, row("Раз", day(TENTH - 1462))], properties='<workbookPr date1904="1"/>'), ONE)
case("1904-false", "monitorjbl/excel-streaming-reader#218", book([TASKS, row("Раз", day(TENTH))], properties='<workbookPr date1904="false"/>'), ONE)
case("1904-plain-number", "box/spout#480", book([TASKS, row("Раз", "<c><v>%d</v></c>" % (TENTH - 1462))], properties='<workbookPr date1904="1"/>'), ONE)
case("phonetics", "doy/spreadsheet-parsexlsx#72", book([TASKS, row('<c t="s"><v>0</v></c>', day(TENTH))],
     strings='<si><r><rPr><b/></rPr><t>Р</t></r><r><t xml:space="preserve">аз</t></r><rPh sb="0" eb="1"><t>РАЗ</t></rPh><phoneticPr fontId="1"/></si>'), ONE)
case("string-not-there", "tafia/calamine#462", book([TASKS, row('<c t="s"><v>5</v></c>', day(TENTH))], strings="<si><t>Раз</t></si>"), "поврежд")
case("empty-string-first", "the order of shared strings", book([TASKS, row('<c t="s"><v>1</v></c>', day(TENTH))], strings="<si/><si><t>Раз</t></si><si><t/></si>"), ONE)
case("escaped-letters", "jmcnamara/XlsxWriter#26", book([row("Что сделать", "Срок"), row("Р_x0061_з_x000D_", day(TENTH))]), [["Рaз", "2026-12-10"]])
case("cells-out-of-order", "the manner of writers by columns", book([row(s("Что сделать", ' r="A1"'), s("Срок", ' r="B1"')), row(day(TENTH, ' r="B2"'), s("Раз", ' r="A2"'))]), "не по порядку")
case("rows-skipped", "the attribute r of a row", book([row(s("Что сделать", ' r="B3"'), s("Срок", ' r="D3"'), more=' r="3"'), row(s("Раз", ' r="B9"'), day(TENTH, ' r="D9"'), more=' r="9"')]), ONE)
case("rows-backwards", "rows out of order", book([row("Что сделать", "Срок", more=' r="5"'), row("Раз", day(TENTH), more=' r="2"')]), "строки листа стоят не по порядку")
case("error-as-text", "the manner of pasted values", book([row("Фамилия", "Имя"), row("Ли", "#ССЫЛКА!")]), "ошибка Excel", "person")
case("false-dimension", "openpyxl: read_only and a wrong <dimension>", book([TASKS, row("Раз", day(TENTH))], before='<dimension ref="A1"/>'), ONE)
case("day-as-iso", "ECMA-376 18.18.11", book([TASKS, row("Раз", '<c t="d"><v>2026-12-10T00:00:00.000Z</v></c>')]), ONE)
case("strict-absolute", "tidyverse/readxl#294", book([TASKS, row("Раз", day(TENTH))], main="http://purl.oclc.org/ooxml/spreadsheetml/main",
     office="http://purl.oclc.org/ooxml/officeDocument/relationships", sheet="/xl/data/Лист.xml", place="xl/data/Лист.xml"), ONE)
case("sheet-of-no-part", "tidyverse/readxl#294", book([TASKS], sheet="worksheets/нет.xml"), "поврежд")
case("error-russian", "the manner of Excel", book([TASKS, row('<c t="e"><f>VLOOKUP(1,A:A,1,0)</f><v>#Н/Д</v></c>', day(TENTH))]), "ошибка Excel")
case("formula-text", "abap2xlsx/abap2xlsx#447", book([TASKS, row('<c t="str"><f>"Р"&amp;"аз"</f><v>Раз</v></c>', '<c s="1"><f>DATE(2026,12,10)</f><v>46366</v></c>')]), ONE)
case("formula-not-computed", "the manner of openpyxl", book([TASKS, row("Раз", '<c s="1"><f>TODAY()</f></c>')]), "формул")
case("yes-for-a-day", "the type b", book([TASKS, row("Раз", '<c t="b"><v>1</v></c>')]), "Срок")
case("hidden-column", "pandas: hidden columns", book([row("№", "Что сделать", "Срок"), row("1", "Раз", day(TENTH))], before='<cols><col min="3" max="3" hidden="1"/></cols>'), ONE)
case("merged-title-and-groups", "SpartnerNL/Laravel-Excel#2526",
     book([row("План работы", "<c/>", "<c/>"), row("Работа", "<c/>", "Кто"), row("Что сделать", "Срок", "<c/>"), row("Раз", day(TENTH), "<c/>")],
          more='<mergeCells><mergeCell ref="A1:C1"/><mergeCell ref="A2:B2"/><mergeCell ref="C2:C3"/></mergeCells>'), "«Работа / Срок»: такого поля")
case("ods-days", "the cell's value, not its picture", ods(line("Что сделать", "Срок"), line("Раз", on("2026-12-10T00:00:00"))), ONE)
case("ods-header-rows", "gorn/rspreadsheet#43", ods("<t:table-header-rows>" + line("Что сделать", "Срок") + "</t:table-header-rows>", "<t:table-row-group>" + line("Раз", on("2026-12-10")) + "</t:table-row-group>"), ONE)
case("ods-columns-repeated", "SheetJS/sheetjs#383", ods(line("Что сделать", "Кто", '<t:table-cell/>', "Срок"), line('<t:table-cell o:value-type="string"><x:p>Раз</x:p></t:table-cell>',
     '<t:table-cell t:number-columns-repeated="2"/>', on("2026-12-10"))), ONE)
case("ods-rows-repeated", "ropensci/readODS#81", ods(line("Что сделать", "Срок"), line("Раз", on("2026-12-10"), more=' t:number-rows-repeated="3"'),
     line('<t:table-cell t:number-columns-repeated="1024"/>', more=' t:number-rows-repeated="1048500"')), ONE * 3)
case("ods-blanks-and-breaks", "text:s and text:line-break", ods(line("Что<x:s/>сделать", "Срок"), line("Р<x:span>аз</x:span><x:s x:c=\"2\"/>два<x:line-break/>три", on("2026-12-10"))),
     "«Раз  два…» — недопустимый символ U+000A")
case("ods-hidden-row", "table:visibility", ods(line("Что сделать", "Срок"), line("Раз", on("2026-12-10"), more=' t:visibility="collapse"')), ONE, said="скрыта")

case("exponent-of-writers", "the manner of Apache POI: 8.9E10 is a whole number", book([row("Фамилия", "Имя", "Отчество", "Телефон"), row("Иванова", "Анна", "Петровна", "<c><v>8.9001234567E10</v></c>")]),
     [["Иванова", "Анна", "Петровна", "89001234567"]], "person")
case("digits-lost", "the manner of Excel: fifteen digits", book([row("Фамилия", "Имя", "Отчество", "Телефон"), row("Иванова", "Анна", "Петровна", "<c><v>8.9001234567890123E+19</v></c>")]), "его цифры потеряны", "person")
case("day-nearly", "the manner of sums of days", book([TASKS, row("Раз", day("46365.99999999999")), row("Раз", day("46366.0")), row("Раз", day("4.6366E4"))]), ONE * 3)
case("value-of-blanks", "white space in <v>", book([TASKS, row("Раз", '<c s="1"><v>\n 46366 \n</v></c>'), row("<c><v/></c>", '<c s="1"/>')]), ONE)
case("cdata-and-entities", "XML 1.0 2.7", book([TASKS, row('<c t="inlineStr"><is><t><![CDATA[Р]]>&#1072;<!-- x -->&#x437;</t></is></c>', day(TENTH))]), ONE)
case("other-sheet-data", "ECMA-376 part 3: mc:AlternateContent", book([TASKS, row("Раз", day(TENTH))],
     more='<extLst><ext uri="x"><x:sheetData xmlns:x="urn:x"><x:row><x:c t="inlineStr"><x:is><x:t>Не то</x:t></x:is></x:c></x:row></x:sheetData></ext></extLst>'), ONE)
case("shared-formula", "the manner of Excel: <f t=shared>", book([TASKS, row("Раз", '<c r="B2" s="1"><f t="shared" ref="B2:B3" si="0">1+46365</f><v>46366</v></c>'), row("Два", '<c r="B3" s="1"><f t="shared" si="0"/><v>46366</v></c>')]),
     [["Раз", "2026-12-10"], ["Два", "2026-12-10"]])
case("day-1900", "the 29th of February 1900", book([TASKS, row("Раз", day(60))]), "Срок")
case("negative-day", "the manner of Excel: ####", book([TASKS, row("Раз", day(-5))]), "Срок")
case("ods-changes", "ODF 1.2: table:tracked-changes", ods("<t:tracked-changes><t:deletion><t:cut-offs/></t:deletion><t:cell-content-change><t:previous><t:change-track-table-cell o:value-type=\"string\"><x:p>Не то</x:p>"
     "</t:change-track-table-cell></t:previous></t:cell-content-change></t:tracked-changes>", line("Что сделать", "Срок"), line("Раз", on("2026-12-10"))), ONE)
case("ods-string-value", "ODF 1.2: office:string-value", ods(line("Что сделать", "Срок"), line('<t:table-cell o:value-type="string" o:string-value="Раз"/>', on("2026-12-10"))), ONE)
case("ods-shapes", "ODF 1.2: table:shapes", ods(line("Что сделать", "Срок"), line("Раз", on("2026-12-10")), columns='<t:shapes><d:frame xmlns:d="urn:d"><d:text-box><x:p>Надпись</x:p></d:text-box></d:frame></t:shapes>'), ONE)
case("ods-shape-in-cell", "ODF 1.2: a frame in a cell", ods(line("Что сделать", "Срок"), line('<t:table-cell o:value-type="string"><d:frame xmlns:d="urn:d"><d:text-box><x:p>Надпись</x:p></d:text-box></d:frame><x:p>Раз</x:p></t:table-cell>', on("2026-12-10"))), ONE)
case("ods-two-paragraphs", "ODF 1.2: two text:p", ods(line('<t:table-cell o:value-type="string"><x:p>Что</x:p><x:p>сделать</x:p></t:table-cell>', "Срок"), line("Раз", on("2026-12-10"))), ONE)
case("ods-tab-and-link", "ODF 1.2: text:tab, text:a", ods(line("Что сделать", "Срок"), line('<t:table-cell o:value-type="string"><x:p><x:a>Р</x:a>аз</x:p></t:table-cell>', on("2026-12-10"))), ONE)
case("ods-yes", "ODF 1.2: boolean", ods(line("Что сделать", "Срок"), line("Раз", '<t:table-cell o:value-type="boolean" o:boolean-value="true"><x:p>ИСТИНА</x:p></t:table-cell>')), "Срок")
case("ods-percent-and-hour", "ODF 1.2: time", ods(line("Что сделать", "Срок"), line("Раз", '<t:table-cell o:value-type="time" o:time-value="PT10H00M00S"><x:p>10:00</x:p></t:table-cell>')), "Срок")
case("ods-day-with-hour", "ODF 1.2: date with time", ods(line("Что сделать", "Срок"), line("Раз", on("2026-12-10T14:30:00"))), "Срок")
case("ods-hidden-column", "table:visibility", ods(line("Что сделать", "Срок"), line("Раз", on("2026-12-10")), columns='<t:table-column/><t:table-column t:visibility="collapse"/>'), ONE)
case("ods-filtered", "table:visibility=filter", ods(line("Что сделать", "Срок"), line("Раз", on("2026-12-10"), more=' t:visibility="filter"')), ONE, said="скрыт")
case("cut-zip", "a download that broke", ("xlsx", book([TASKS, row("Раз", day(TENTH))])[1][:900]), "поврежд")
case("cut-sheet", "a sheet that ends early", book([TASKS, row("Раз", day(TENTH)), "<row><c"]), "поврежд")
case("cp437-names", "zip without the flag of UTF-8", book([TASKS, row("Раз", day(TENTH))], sheet="WorkSheets/Sheet1.XML", place="xl/worksheets/sheet1.xml"), ONE)
case("vertical-lines", "two tables side by side", text("Что сделать;Срок;;Что сделать;Срок", "Раз;10.12.2026;;Два;11.12.2026"), "Что сделать")
case("totals-in-words", "the manner of reports", text("Что сделать;Срок", "Раз;10.12.2026", ";", "Общее количество: 1;"), "Срок")
case("thousands", "johnkerl/miller#1402", text("Что сделать;Срок", "Раз;46 366"), "Срок")
case("nbsp-rows", "SheetJS/sheetjs#2718", text(HEAD, "Иванова;Анна;Петровна;8-900", "\u00a0;\u200b;\ufeff; "), TWO[:1], "person")
case("same-heading-invisible", "two headings that look alike", text("Что сделать;Срок;Cрок", "Раз;10.12.2026;11.12.2026"), "Cрок")
case("heading-latin", "leon-mbs/zstore#1041: a heading with Latin letters", text("Чтo сделать;Cрок", "Раз;10.12.2026"), ONE)

# ---- names ----

people("names-either-order", "the manner of lists", ("Петрова Анна Ивановна", "Петрова|Анна|Ивановна"), ("Ольга Юрьевна Жукова", "Жукова|Ольга|Юрьевна"))
people("names-initials", "typograf/typograf#181", ("Петрова А.И.", "Петрова|А.|И."), ("О. Ю. Жукова", "Жукова|О.|Ю."), ("П\u202fЛи", "П|Ли|"), ("Ким\u00a0В.\u00a0С.", "Ким|В.|С."))
people("names-blanks", "typograf/typograf#181", ("\tПетрова\u00a0\u00a0Анна\t Ивановна ", "Петрова|Анна|Ивановна"), ("Жукова\u2009Ольга\u3000Юрьевна", "Жукова|Ольга|Юрьевна"))
people("names-invisible", "Automattic/harper#806", ("\ufeffПет\u00adрова Ан\u200bна Ивановна\u200e", "Петрова|Анна|Ивановна"), ("Жукова\u2060 Ольга Юрьевна", "Жукова|Ольга|Юрьевна"))
people("names-hyphens", "double surnames", ("Мамин-Сибиряк Дмитрий Наркисович", "Мамин-Сибиряк|Дмитрий|Наркисович"), ("Анна-Мария Петровна Иванова-Ли", "Иванова-Ли|Анна-Мария|Петровна"),
       ("ПЕТРОВА\u2011ЛИ АННА ИВАНОВНА", "Петрова-Ли|Анна|Ивановна"))
people("names-of-sons", "«оглы», «кызы»", ("Алиев Вагиф Самед оглы", "Алиев|Вагиф|Самед оглы"), ("Гасанова Лейла Али-кызы", "Гасанова|Лейла|Али-кызы"))
people("names-of-two-alphabets", "leon-mbs/zstore#1041", ("Cидорова Ольга Ильинична", "Cидорова|Ольга|Ильинична"), said="латин")
people("names-combining", "«й», «ё» as two letters", ("Чаи\u0306кина Але\u0308на Андреевна", "Чайкина|Алёна|Андреевна"))
case("names-io-or-e", "«ё» and «е»", text(HEAD, "Семёнова;Анна;Петровна;1", "Семенова;Анна;Петровна;2"), [["Семёнова", "Анна", "Петровна", "1"], ["Семенова", "Анна", "Петровна", "2"]], "person",
     said="похож")

case("names-without", "the manner of forms: a dash for what there is not", text(HEAD, "Ли;Ян;-;1", "Ким;Ян;—;2", "Пак;Ян; – ;3"), [["Ли", "Ян", "", "1"], ["Ким", "Ян", "", "2"], ["Пак", "Ян", "", "3"]], "person")
case("names-of-a-rule", "the manner of Markdown", text("| Фамилия | Имя |", "|---|---|", "| Ли | Ян |"), "не заполнено", "person")
case("names-under-surname", "the manner of lists: «Фамилия» over whole names", text("Фамилия;Телефон", "Петрова Анна Ивановна;1", "Жукова О.Ю.;2", "Ли;3", "МАМИН-СИБИРЯК ДМИТРИЙ НАРКИСОВИЧ;4"),
     [["Петрова", "Анна", "Ивановна", "1"], ["Жукова", "О.", "Ю.", "2"], ["Ли", "", "", "3"], ["Мамин-Сибиряк", "Дмитрий", "Наркисович", "4"]], "person")
case("names-surname-of-two", "a surname of two words", text("Фамилия;Имя;Отчество", "Перес Гарсия;Мария;Ивановна"), [["Перес Гарсия", "Мария", "Ивановна", ""]], "person")
case("number-of-pandas", "pandas: whole numbers with gaps become fractions", text(HEAD, "Ли;Ян;Янович;79001234567.0", "Ким;Ян;Янович;"), [["Ли", "Ян", "Янович", "79001234567"], ["Ким", "Ян", "Янович", ""]], "person")


# ---- trying them ----

def run(*args):
    return subprocess.run([PROGRAM, *args], capture_output=True, text=True, stdin=subprocess.DEVNULL)


def stored(kind):
    wanted = COLUMNS[kind].split(",")
    rows = json.loads(run("list", kind, "--columns", COLUMNS[kind], "--format", "json").stdout or "[]")
    return sorted(["" if r[c] is None else str(r[c]) for c in wanted] for r in rows if r[wanted[0]] != ORG)


def look(kind, file, meant, said, options):
    """"": as meant."""
    shutil.rmtree("db", ignore_errors=True)
    shutil.copytree("kept", "db")
    path = "table." + file[0]
    with open(path, "wb") as f:
        f.write(file[1])
    dry = run("import", kind, path, "--dry-run", *options)
    if isinstance(meant, str):
        done = run("import", kind, path, *options)
        good = dry.returncode == 6 and done.returncode == 6 and meant in done.stderr and not stored(kind)
    else:
        if stored(kind):
            return "--dry-run stored %s" % stored(kind)
        done = run("import", kind, path, *options)
        good = dry.returncode == 0 and done.returncode == 0 and stored(kind) == sorted(meant) and all(w in done.stderr for w in said)
    return "" if good else "codes %d, %d; stored %s; expected %s %s; said: %s" % (dry.returncode, done.returncode, stored(kind), meant, said, done.stderr)


def main():
    with open("stazh.ini", "w") as f:
        f.write("[store]\npath = %s/db\n" % suite.folder)
    run("init")
    run("add", "org", "short_name=" + ORG, "full_name=" + ORG)
    shutil.copytree("db", "kept")
    for name, report, kind, file, meant, said, options in CASES:
        if sys.argv[2:] and name not in sys.argv[2:]:
            continue
        why = look(kind, file, meant, said, options)
        suite.verdict("%s (%s)" % (name, report), not why, why)
    suite.finish("reports")


main()
