#!/usr/bin/python3
"""Makes the workbooks of tests/cli/cases/sheets.sh in the current folder: sound ones with openpyxl, broken ones by hand."""
import datetime, io, re, zipfile
import openpyxl

def book(name, *sheets, epoch=None):
    b = openpyxl.Workbook()
    b.remove(b.active)
    if epoch:
        b.epoch = epoch
    for title, rows, formats in sheets:
        s = b.create_sheet(title)
        for row in rows:
            s.append(row)
        for cell, form in formats.items():
            s[cell].number_format = form
    b.save(name)

day = datetime.date
reminders = [["Свои сроки на июнь"], [], ["№", "Что сделать", "Срок", "Кто"],
             [1, "Раз", day(2022, 6, 10), "Гусева"], [2, 15, datetime.datetime(2022, 6, 15), True], [None, None, None, None],
             [3, 2.5, "15.06.2022", "'=x"]]
book("sound.xlsx", ("Пояснения", [["Здесь ничего нет"]], {}), ("Данные", reminders, {"C4": "dd.mm.yyyy", "C5": "d mmm yy"}))
book("1904.xlsx", ("Лист1", [["what", "due"], ["Раз", day(2022, 6, 10)]], {"B2": "[$-419]d mmmm yyyy;@"}),
     epoch=openpyxl.utils.datetime.CALENDAR_MAC_1904)
book("two.xlsx", ("Первый", [["what", "due"], ["Раз", day(2022, 6, 10)]], {}),
     ("Второй", [["what", "due"], ["Два", day(2022, 6, 11)], ["Три", day(2022, 6, 12)]], {}))
book("faults.xlsx", ("Лист1", [["what", "due", "who"], ["=1+1", day(2022, 6, 10), None], ["Два", "31.02.2022", "#REF!"],
                               ["Три", day(2022, 6, 10), "кто", "лишнее"], ["Четыре", 5000000, None]], {"B5": "dd.mm.yyyy"}))
book("columns.xlsx", ("Лист1", [["Дело", "Когда", "Прочее"], ["Раз", day(2022, 6, 10), "x"]], {}))

# ---- broken ones ----
whole = open("sound.xlsx", "rb").read()
open("cut.xlsx", "wb").write(whole[: len(whole) * 2 // 3])
open("flipped.xlsx", "wb").write(b"PK" + bytes(b ^ 0x55 if 900 < i < 5000 else b for i, b in enumerate(whole[2:])))
open("text.xlsx", "w").write("what;due\nРаз;10.06.2022\n")
open("empty.xlsx", "wb").close()
ole = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(1000)
open("old.xls", "wb").write(ole + "Workbook".encode("utf-16le"))
open("secret.xlsx", "wb").write(ole + "EncryptedPackage".encode("utf-16le") + bytes(100))

def locked(d):
    """The bit for «needs a password» set in each header of an archive."""
    d = bytearray(d)
    for magic, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = d.find(magic)
        while at >= 0:
            d[at + flags] |= 1
            at = d.find(magic, at + 4)
    return bytes(d)
open("locked.xlsx", "wb").write(locked(whole))

def parts(name, parts):
    with zipfile.ZipFile(name, "w", zipfile.ZIP_DEFLATED) as z:
        for path, text in parts.items():
            z.writestr(path, text)

def changed(name, add={}, **replaced):
    """sound.xlsx with parts replaced, by the end of their path, and added."""
    with zipfile.ZipFile(io.BytesIO(whole)) as z, zipfile.ZipFile(name, "w", zipfile.ZIP_DEFLATED) as out:
        for path in z.namelist():
            data = z.read(path)
            for end, change in replaced.items():
                if path.endswith(end + ".xml"):
                    data = change(data)
            out.writestr(path, data)
        for path, data in add.items():
            out.writestr(path, data)

# As Excel does it: strings apart, in pieces, with how they are read aloud.
strings = []
def share(match):
    strings.append(b"<si><r><t>" + match[1][:7] + b"</t></r><rPh><t>no</t></rPh><r><t>" + match[1][7:] + b"</t></r></si>")
    return b't="s"><v>%d</v>' % (len(strings) - 1)
shared = lambda d: re.sub(rb't="inlineStr"><is><t>(.*?)</t></is>', share, d)
changed("shared.xlsx", sheet2=shared)
table = b"<sst>" + b"".join(strings) + b"</sst>"
changed("shared.xlsx", {"xl/sharedStrings.xml": table}, sheet2=lambda d: (strings.clear(), shared(d))[1])
changed("index.xlsx", {"xl/sharedStrings.xml": "<sst/>"}, sheet2=shared)

parts("other.xlsx", {"readme.txt": "архив"})
parts("table.ods", {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"})
parts("letter.xlsx", {"word/document.xml": "<x/>"})
doctype = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]>'
head = b'<?xml version="1.0"?>'
changed("entity.xlsx", sheet2=lambda d: head + doctype + d[d.index(b"<worksheet"):])
changed("bomb.xlsx", {"xl/sharedStrings.xml": b"<sst><si><t>" + b"a" * (140 << 20) + b"</t></si></sst>"})
changed("token.xlsx", sheet2=lambda d: head + b'<worksheet a="' + b"a" * (40 << 20) + b'"/>')
changed("unfinished.xlsx", sheet2=lambda d: d[: len(d) // 2])
changed("lost.xlsx", workbook=lambda d: d.replace(b"sheetId", b"sheetID").replace(b"r:id=", b"r:no="))
