#!/usr/bin/env python3
"""compare.py text PLAIN PDFTEXT: the letters of a printed text and of a PDF, white space, bars and rules of tables aside.
compare.py signature PDFTEXT: no signature stands alone on a page.
compare.py margins BBOX: every word of `pdftotext -bbox` stands within the margins of its page (ГОСТ Р 7.0.97-2016)."""
import re
import sys
import xml.etree.ElementTree as ET

MM = 72 / 25.4


def letters(text):
    return re.sub(r"[\s|]", "", re.sub(r"^\|-[-|]*$", "", text, flags=re.M))


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
    plain_lines = open(plain, encoding="utf-8").read().split("\n")
    pages = open(pdf, encoding="utf-8").read().split("\f")
    # from the second page on the number of the page comes first
    pages = [re.sub(r"^\s*\d+\s*\n", "", page) if re.match(r"\s*\d+\s*\n", page) and i else page for i, page in enumerate(pages)]
    # and the head of a table that goes on is there again
    heads = [letters(line) for before, line in zip([""] + plain_lines, plain_lines) if line.startswith("|") and not before.startswith("|")]
    whole = [letters(page) for page in pages]
    pages = [without_head(page, [head for head in heads if head in "".join(whole[:i])]) for i, page in enumerate(pages)]
    want, have = letters(open(plain, encoding="utf-8").read()), letters("".join(pages))
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


def signature(pdf):
    """No page but the first begins with the signature: it does not stand alone."""
    for page in open(pdf, encoding="utf-8").read().split("\f")[1:]:
        lines = [line for line in page.split("\n") if line.strip() and not line.strip().isdigit()]
        if lines and re.match(r"(Директор|Руководитель площадки|Методист)\b(?!.*:)", lines[0]) and len(lines) < 3:
            sys.exit(f"подпись одна на странице: «{lines[0]}»")


{"text": text, "margins": margins, "signature": signature}[sys.argv[1]](*sys.argv[2:])
