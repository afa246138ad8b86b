#!/usr/bin/env python3
"""compare.py text PLAIN PDFTEXT: the letters of a printed text and of a PDF, white space, bars and rules of tables aside.
compare.py rows PLAIN HTML: as many rows of tables.
compare.py words WORDS BBOX: no word of an .odt is broken, as in a column that is too narrow for it.
compare.py signature PDFTEXT: no signature stands alone on a page.
compare.py margins BBOX: every word of `pdftotext -bbox` stands within the margins of its page (ГОСТ Р 7.0.97-2016)."""
import re
import sys
import xml.etree.ElementTree as ET

MM = 72 / 25.4


BAR = "█▒"  # what charts are drawn with


def letters(text):
    return re.sub(f"[\\s|{BAR}]", "", text)


def is_rule(line):
    return re.match(r"\|-[-|]*$", line)


def joined(lines):
    return " ".join(cell for column in zip(*lines) for cell in column if cell)


def parts(plain):
    """What a printed text consists of: lines, and what stands between two rules of a table, as lists of rows: lines are a row
    each, or they are one row, since a cell of several lines has rules on both sides."""
    segment = []
    for line in open(plain, encoding="utf-8").read().split("\n") + [""]:
        if line.startswith("|") and not is_rule(line):
            segment.append([cell.strip() for cell in line.strip().strip("|").split("|")])
            continue
        if segment:
            yield [[joined([cells]) for cells in segment], [joined(segment)]]
            segment = []
        if not is_rule(line):
            yield line


def without_head(page, heads):
    """The lines of a page less those that make up a head of a table at its top."""
    for head in heads:
        lines, top = page.split("\n"), ""
        for i, line in enumerate(lines):
            top += letters(line)
            if not head.startswith(top):
                break
            if top == head:
                return "\n".join(lines[i + 1:])
    return page


def text(plain, pdf):
    read = list(parts(plain))
    # the first part of each table, whichever way it is read
    heads = {letters(way[0]) for before, part in zip([""] + read, read) if isinstance(part, list) and isinstance(before, str) for way in part}
    heads = sorted(filter(None, heads), key=len, reverse=True)
    pages = open(pdf, encoding="utf-8").read().split("\f")
    # from the second page on the number of the page comes first
    pages = [re.sub(r"^\s*\d+\s*\n", "", page) if re.match(r"\s*\d+\s*\n", page) and i else page for i, page in enumerate(pages)]
    # and the head of a table that goes on is there again
    whole = [letters(page) for page in pages]
    pages = [without_head(page, [head for head in heads if head in "".join(whole[:i])]) for i, page in enumerate(pages)]
    want, have = "", letters("".join(pages))
    for part in read:
        ways = [part] if isinstance(part, str) else ["".join(rows) for rows in part]
        want += next((letters(way) for way in ways if have.startswith(letters(way), len(want))), letters(ways[0]))
    if not want:
        sys.exit("текста нет")
    if want != have:
        at = next((i for i, (a, b) in enumerate(zip(want, have)) if a != b), min(len(want), len(have)))
        sys.exit(f"знак {at}: «{want[max(0, at - 30):at + 30]}», а в PDF «{have[max(0, at - 30):at + 30]}»")


def margins(bbox):
    data = open(bbox, encoding="utf-8").read()
    words = 0
    for page in ET.fromstring(re.sub(r"<!DOCTYPE[^>]*>|xmlns=\"[^\"]*\"", "", data)).iter("page"):
        width, height = float(page.get("width")), float(page.get("height"))
        for w in page.iter("word"):
            words += 1
            x0, x1, y0, y1 = (float(w.get(k)) for k in ("xMin", "xMax", "yMin", "yMax"))
            if x0 < 30 * MM - 2 or x1 > width - 10 * MM + 2 or y0 < 10 * MM - 2 or y1 > height - 20 * MM + 4:
                sys.exit(f"«{w.text}» за полями: {x0 / MM:.0f}–{x1 / MM:.0f} мм, {y0 / MM:.0f}–{y1 / MM:.0f} мм")
    if not words:
        sys.exit("слов нет")


def words(plain, bbox):
    """No word is broken but after a hyphen: a column has room for the longest of its words."""
    def split(s):
        return [word for word in re.split(r"[\s|\-–/]+", s) if word]

    data = open(bbox, encoding="utf-8").read()
    have = {part for w in ET.fromstring(re.sub(r"<!DOCTYPE[^>]*>|xmlns=\"[^\"]*\"", "", data)).iter("word") for part in split(w.text or "")}
    for word in split(open(plain, encoding="utf-8").read()):
        if word not in have:
            sys.exit(f"слово «{word}» разорвано или его нет")


def rows(plain, html):
    """LibreOffice counts as many rows of tables; a line of a chart is one too."""
    have = len(re.findall("<tr", open(html, encoding="utf-8").read(), re.I))
    want, in_chart = {0}, False
    read = list(parts(plain))
    for before, part in zip([""] + read, read):
        if isinstance(part, list):
            want = {n + len(way) for n in want for way in part}
        in_chart = isinstance(part, str) and (bool(set(part) & set(BAR)) or in_chart and bool(re.search(r"\S {2,}\S", part)))
        if in_chart:  # what its lines with a dash belong to stands above them
            want = {n + 1 + (part.startswith("–") and not before.startswith("–")) for n in want}
    if have not in want:
        sys.exit(f"строк таблиц {have}, а в тексте {sorted(want)}")


def signature(pdf):
    """No page but the first begins with the signature: it does not stand alone."""
    for page in open(pdf, encoding="utf-8").read().split("\f")[1:]:
        lines = [line for line in page.split("\n") if line.strip() and not line.strip().isdigit()]
        if lines and re.match(r"(Директор|Руководитель площадки|Методист)\b(?!.*:)", lines[0]) and len(lines) < 3:
            sys.exit(f"подпись одна на странице: «{lines[0]}»")


{"text": text, "margins": margins, "signature": signature, "words": words, "rows": rows}[sys.argv[1]](*sys.argv[2:])
