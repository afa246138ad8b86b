"""Forms as authorities send them, made for the tests: merged heads, formulas, two sheets, protected cells, text in runs."""
import zipfile
import openpyxl, xlsxwriter
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Border, Font, PatternFill, Protection, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

# Cell of «Свод» and its mark.
SUMMARY = {"B4": "{стажёров}", "B5": "{Стажеров  завершили}", "B6": "{занятий\u00a0проведено}", "B7": "{посещение, %}", "B8": "{посещение}",
           "B9": "{сегодня}", "B10": "{=count(trainee, state=завершил)}", "B11": "{trainees.expelled}", "E4": "{стажёров, прошлый год}",
           "E5": "{завершили стажировку: 2025-2026}", "E6": "{=доля(стажёр, состояние=завершил)}", "E7": " {часов проведено} "}


def summary(path):
    """A sheet under a password, with a head of three lines, and one that counts over it."""
    book = openpyxl.Workbook()
    a = book.active
    a.title = "Свод"
    b = book.create_sheet("Итоги по району")
    a.merge_cells("A1:D1")
    a["A1"] = "Сведения о площадках, {округ}, {учебный год} учебный год"
    a["A1"].font = Font(b=True, size=14)
    a.merge_cells("A2:A3")
    a.merge_cells("B2:C2")
    a["A2"], a["B2"], a["B3"], a["C3"] = "Показатель", "Значение", "всего", "доля"
    for cell, mark in SUMMARY.items():
        a[cell] = mark
        a[cell].border = Border(left=Side(style="thin"))
        a[cell].fill = PatternFill("solid", fgColor="FFFF00")
    a["B7"].number_format = "0.0%"
    a["E6"].number_format = "0%"
    a["B9"].number_format = "DD.MM.YYYY"
    a["C5"], a["C5"].number_format = "=B5/B4", "0%"
    a["B12"] = "=SUM(B4:B6)"
    a["A13"] = "Завершили {стажёров завершили} из {стажёров}: {директор}, R&D <{центр}>"
    a["A14"] = "{"
    a.protection.sheet = True
    a.protection.password = "secret"
    a["B4"].protection = Protection(locked=False)
    allowed = DataValidation(type="whole", operator="greaterThanOrEqual", formula1="0")
    a.add_data_validation(allowed)
    allowed.add("B4:B6")
    a.conditional_formatting.add("B4:B6", CellIsRule(operator="lessThan", formula=["5"], fill=PatternFill("solid", bgColor="FF0000")))
    a["A4"].comment = Comment("{не метка, а пояснение}", "Минобр")
    a.oddHeader.center.text = "&12{год начала}"
    a.oddFooter.left.text = "{центр}"
    name = DefinedName("итог", attr_text="Свод!$B$12")
    if hasattr(book.defined_names, "append"):
        book.defined_names.append(name)
    else:
        book.defined_names["итог"] = name
    b["A1"], b["B1"], b["B2"] = "Вдвое", "=Свод!B12*2", "=SUM({1,2,3})"
    book.save(path)


def rows(path, room):
    """A line for each site; some of the rows below are there with their looks, some are not; a total over them."""
    book = openpyxl.Workbook()
    a = book.active
    a.title = "По площадкам"
    a["A3"], a["B3"], a["C3"], a["D3"], a["E3"] = "№", "Площадка", "Стажёров", "Отчёт сдан", "Доля"
    a["A4"], a["B4"], a["C4"], a["D4"], a["F4"] = "{*площадки}{#}", "{организация}", "{стажёров}", "{сдан}", "{=count(event, state=проведено)} занятий"
    a["E4"] = "=C4/C%d" % (4 + room)
    for row in range(4, 4 + room):
        if row % 2 == 0:
            for column in "ABCD":
                a[column + str(row)].border = Border(left=Side(style="thin"))
            a["E%d" % row] = "=C%d/C%d" % (row, 4 + room)
            a["D%d" % row].number_format = "DD.MM.YYYY"
    a["C%d" % (4 + room)] = "=SUM(C4:C%d)" % (3 + room)
    a["B%d" % (4 + room)] = "Итого, {стажёров}"
    book.save(path)


def runs(path):
    """Texts that cells share, in runs; formulas with what they gave before; a chart; a text in a box."""
    book = xlsxwriter.Workbook(path)
    bold, whole, percent = book.add_format({"bold": True}), book.add_format({"num_format": "0", "border": 1}), book.add_format({"num_format": "0.0%"})
    a, b = book.add_worksheet("Форма 1"), book.add_worksheet("Скрытый")
    b.hide()
    a.merge_range("A1:C1", "", bold)
    a.write_rich_string("A1", "Всего {ста", bold, "жёров ", "завершили} чел.", bold)
    a.write_rich_string("A2", bold, "{занятий", " проведено}", whole)
    a.write_rich_string("A3", bold, "{занятий", " проведено}", percent)
    a.write("A4", "{стажёров}", whole)
    a.write("B4", "{стажёров}", percent)
    a.write("C4", "{ посещение }", percent)
    a.write_formula("A5", "=SUM(A2,A4)", whole, 999)
    a.write_formula("B5", '=IF(A5>0,"{есть}","{нет}")', None, "{есть}")
    a.write_array_formula("C5:C5", "{=SUM(A2:A4*{1;1;1})}", whole, 999)
    a.write("A6", "{директор}")
    a.write("A7", "{директор}\nи {методист}")
    a.write("A8", "простой текст")
    a.insert_textbox("E2", "За {учебный год} год")
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "='Форма 1'!$A$2:$A$4"})
    chart.set_title({"name": "Итоги {учебный год}"})
    a.insert_chart("E8", chart)
    b.write_formula("A1", "='Форма 1'!A5+1", None, 1000)
    b.add_table("C1:D3", {"columns": [{"header": "{год начала}"}, {"header": "План на {учебный год}"}]})
    a.protect("secret")
    a.freeze_panes(1, 0)
    a.set_header("&C&\"Arial,Bold\"&10{округ}")
    book.close()


def pack(path, mimetype, parts):
    with zipfile.ZipFile(path, "w") as z:
        if mimetype:
            z.writestr("mimetype", mimetype)
        for name, content in parts.items():
            z.writestr(name, content, zipfile.ZIP_DEFLATED)


SPACES = ('xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
          'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
          'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" '
          'xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2" office:version="1.2"')


def manifest(kind, more=""):
    return ('<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
            '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
            f'<manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/>{more}</manifest:manifest>')


TEXT = "application/vnd.oasis.opendocument.text"
TEXT_STYLES = (f'<?xml version="1.0" encoding="UTF-8"?><office:document-styles {SPACES}><office:automatic-styles><style:page-layout style:name="pl"/></office:automatic-styles>'
               '<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="pl"><style:header><text:p>{округ}, {учебный год}</text:p></style:header>'
               '</style:master-page></office:master-styles></office:document-styles>')
TEXT_CONTENT = (f'<?xml version="1.0" encoding="UTF-8"?>\n<!-- остаётся --><office:document-content {SPACES}><office:body><office:text>'
                '<text:tracked-changes><text:changed-region text:id="c1"><text:deletion><office:change-info><dc:creator>М</dc:creator></office:change-info>'
                '<text:p>{удалённая метка}</text:p></text:deletion></text:changed-region></text:tracked-changes>'
                '<text:user-field-decls><text:user-field-decl office:value-type="string" office:string-value="{стажёров} чел." text:name="n"/></text:user-field-decls>'
                '<text:p>Завершили {<text:span>стажё</text:span>ров<text:s/><text:span>завершили</text:span>} из {стажёров} &amp; прочих</text:p>'
                '<text:p>Поле: <text:user-field-get text:name="n">{стажёров} чел.</text:user-field-get>, '
                '<text:placeholder text:placeholder-type="text">{директор}</text:placeholder></text:p>'
                '<text:p>Примечание<office:annotation><dc:creator>М</dc:creator><text:p>{пояснение}</text:p></office:annotation>'
                '<text:note text:note-class="footnote" text:id="f1"><text:note-citation>1</text:note-citation><text:note-body><text:p>Сноска: {занятий проведено}</text:p></text:note-body></text:note></text:p>'
                '<table:table table:name="Т"><table:table-column table:number-columns-repeated="2"/><table:table-row>'
                '<table:table-cell table:number-columns-spanned="2"><text:p>Шапка {год начала}</text:p></table:table-cell><table:covered-table-cell/></table:table-row>'
                '<table:table-row><table:table-cell><text:p>Часов</text:p></table:table-cell><table:table-cell><text:p>{часов<text:tab/>проведено}</text:p></table:table-cell></table:table-row></table:table>'
                '<table:table table:name="П"><table:table-column table:number-columns-repeated="2"/><table:table-row><table:table-cell><text:p>{*площадки}{<text:span>#</text:span>}. {организация}</text:p>'
                '</table:table-cell><table:table-cell><text:p>{стажёров}</text:p></table:table-cell></table:table-row></table:table>'
                '<text:p><draw:frame draw:name="f" svg:width="5cm" svg:height="1cm"><draw:text-box><text:p>В рамке {директор}</text:p></draw:text-box></draw:frame>и после {центр}</text:p>'
                '<text:p>CDATA: <![CDATA[a < b, {стажёров}]]>!</text:p></office:text></office:body></office:document-content>')


def text(path):
    pack(path, TEXT, {"content.xml": TEXT_CONTENT, "styles.xml": TEXT_STYLES, "Thumbnails/thumbnail.png": b"\x89PNG" + bytes(range(256)),
                      "META-INF/manifest.xml": manifest(TEXT, '<manifest:file-entry manifest:full-path="Thumbnails/thumbnail.png" manifest:media-type="image/png"/>')})


SHEET = "application/vnd.oasis.opendocument.spreadsheet"
SHEET_CONTENT = (f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {SPACES}><office:automatic-styles>'
                 '<number:percentage-style style:name="N10"><number:number number:decimal-places="1" number:min-integer-digits="1"/><number:text>%</number:text></number:percentage-style>'
                 '<number:date-style style:name="N20"><number:day number:style="long"/><number:text>.</number:text><number:month number:style="long"/><number:text>.</number:text><number:year/></number:date-style>'
                 '<style:style style:name="ce1" style:family="table-cell"/><style:style style:name="ce2" style:family="table-cell" style:data-style-name="N20"/>'
                 '<style:style style:name="ce3" style:family="table-cell" style:parent-style-name="Доля"/></office:automatic-styles>'
                 '<office:body><office:spreadsheet><table:table table:name="Лист">'
                 '<table:table-column table:number-columns-repeated="3"/><table:table-column table:default-cell-style-name="ce3"/><table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="3"/></table:table-row>'
                 '<table:table-row><table:table-cell office:value-type="string"><text:p>Стажёров</text:p></table:table-cell><table:table-cell/>'
                 '<table:table-cell table:style-name="ce1" office:value-type="string"><text:p>{стажёров}</text:p></table:table-cell></table:table-row>'
                 '<table:table-row><table:table-cell office:value-type="string"><text:p>Год {учебный год}</text:p></table:table-cell>'
                 '<table:table-cell table:formula="of:=[.C3]*2" office:value-type="float" office:value="7"><text:p>7</text:p></table:table-cell></table:table-row>'
                 '<table:table-row><table:table-cell table:style-name="ce2" office:value-type="string"><text:p>{сегодня}</text:p></table:table-cell><table:table-cell/>'
                 '<table:table-cell table:style-name="ce1" office:value-type="string"><text:p>{посещение}</text:p></table:table-cell>'
                 '<table:table-cell office:value-type="string"><text:p>{посещение}</text:p></table:table-cell></table:table-row>'
                 '</table:table></office:spreadsheet></office:body></office:document-content>')


def sheet(path):
    pack(path, SHEET, {"content.xml": SHEET_CONTENT, "styles.xml": f'<?xml version="1.0" encoding="UTF-8"?><office:document-styles {SPACES}><office:styles><number:percentage-style style:name="N10"><number:number '
                                     'number:decimal-places="1" number:min-integer-digits="1"/><number:text>%</number:text></number:percentage-style><style:style style:name="Доля" style:family="table-cell" style:data-style-name="N10"/>'
                                     '</office:styles></office:document-styles>',
                       "META-INF/manifest.xml": manifest(SHEET)})


WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
WORD_CONTENT = (f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="{WORD}"><w:body>'
                '<w:p><w:r><w:t>Завершили {стаж</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>ёров завершили</w:t></w:r><w:r><w:t>} чел.</w:t></w:r></w:p>'
                '<w:tbl><w:tr><w:tc><w:p><w:pPr><w:tabs><w:tab w:val="left" w:pos="1"/></w:tabs></w:pPr><w:r><w:t>{директор}</w:t></w:r></w:p></w:tc></w:tr><w:tr><w:tc><w:p><w:r><w:t>{*площадки}</w:t></w:r><w:r><w:t>{#}: {стажёров}</w:t></w:r></w:p></w:tc></w:tr></w:tbl>'
                '<w:p><w:r><w:instrText>{не метка}</w:instrText></w:r></w:p></w:body></w:document>')


def word(path):
    pack(path, None, {
        "[Content_Types].xml": '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
                               '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                               '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
        "_rels/.rels": '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                       '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": WORD_CONTENT})
