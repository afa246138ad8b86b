#!/usr/bin/python3
"""compare.py NAME…: the first sheet of NAME.xlsx, as openpyxl reads it, holds what NAME.csv of the same export holds."""
import csv, datetime, sys
import openpyxl
from openpyxl.utils.escape import unescape

def plain(cell):
    """The cell as the CSV file writes it."""
    v = cell.value
    if v is None:
        return ""
    if isinstance(v, datetime.datetime):
        assert cell.number_format == "dd.mm.yyyy", cell.number_format
        return v.date().isoformat()
    if isinstance(v, datetime.time):
        return v.strftime("%H:%M")
    if isinstance(v, (int, float)):
        assert cell.data_type == "n"
        return "%g" % v if v < 1e6 else str(int(v))
    assert cell.data_type in ("s", "inlineStr"), cell.data_type
    return words(unescape(v)) # which openpyxl leaves to others

def unguarded(text):
    rest = text.lstrip("'")
    return text[1:] if text[:1] == "'" and rest[:1] in tuple("=+-@\t\r") and rest else text

def words(text):
    return {"да": "yes", "нет": "no"}.get(text, text)

csv.field_size_limit(1 << 20)
for name in sys.argv[1:]:
    sheet = openpyxl.load_workbook(name + ".xlsx", read_only=True).worksheets[0]
    with open(name + ".csv", encoding="utf-8-sig", newline="") as f:
        n = 0
        rows = csv.reader(f, delimiter=";")
        for n, (book, text) in enumerate(zip(sheet.rows, rows), 1):
            cells = [plain(c) for c in book] + [""] * (len(text) - len(book))
            wanted = [words(unguarded(t)).replace("\r\n", "\n") for t in text]
            if cells != wanted:
                sys.exit("%s, row %d: %r\nnot:   %r" % (name, n, cells, wanted))
        if n != sheet.max_row or next(rows, None) is not None:
            sys.exit("%s: %d rows compared, the sheet has %d" % (name, n, sheet.max_row))
if len(sys.argv) < 2:
    sys.exit("nothing to compare")
