#!/usr/bin/env python3
"""Makes the templates of config/templates out of the files here: `make templates`.

Each NAME.xml gives NAME.txt (for the screen) and NAME.odt (for an office program), so that the words stand in one place.
The same input gives the same bytes. With --check nothing is written; exit 1 when a file is not what its source makes.

  <document>               text in it is one of:
    <note>…</note>           lines of explanation at the top of the .txt
    <p class="…">…</p>       a paragraph; classes are the styles below; <b>…</b> in it is bold
    <br/>                    an empty line
    <sign left="" right=""/> who signs: post and name
    <table cols="10 160">    widths in mm, 170 together; <tr class="head"> is repeated on every page; <td>…</td>
  only="txt" or only="odt" on any of them leaves it out of the other.
"""
import pathlib
import re
import sys
import xml.etree.ElementTree as ET
import zipfile
from xml.sax.saxutils import escape

HERE = pathlib.Path(__file__).parent
MIMETYPE = "application/vnd.oasis.opendocument.text"

# class: what it looks like; ГОСТ Р 7.0.97-2016: 14 pt, indent of 1.25 cm, line spacing of 1 to 1.5
STYLES = {
    "text": ('fo:text-align="justify" fo:text-indent="1.25cm"', ""),
    "flush": ('fo:text-align="start"', ""),
    "centre": ('fo:text-align="center"', ""),
    "letterhead": ('fo:text-align="center" fo:line-height="100%"', 'fo:font-weight="bold"'),
    "heading": ('fo:text-align="center" fo:keep-with-next="always"', 'fo:font-weight="bold"'),
    "title": ('fo:text-align="start" fo:margin-right="8cm" fo:line-height="100%"', ""),
    "section": ('fo:text-align="center" fo:keep-with-next="always" fo:margin-top="0.3cm" fo:margin-bottom="0.15cm"',
                'fo:font-weight="bold"'),
    "stamp": ('fo:text-align="start" fo:margin-left="9.5cm" fo:line-height="100%"', ""),
    "signer": ('fo:text-align="start" fo:keep-with-next="always" fo:line-height="100%"', ""),
    "right": ('fo:text-align="end"', ""),
    "big": ('fo:text-align="center" fo:keep-with-next="always"', 'fo:font-weight="bold" fo:font-size="18pt"'),
    "name": ('fo:text-align="center" fo:margin-top="0.3cm" fo:margin-bottom="0.3cm"', 'fo:font-weight="bold" fo:font-size="16pt"'),
    "small": ('fo:text-align="start" fo:line-height="100%"', 'fo:font-size="10pt"'),
}
KEPT = ("text", "flush")  # of these there is one that stays with what follows
ALIGN = {"centre": "^", "letterhead": "^", "heading": "^", "big": "^", "name": "^", "section": "^", "stamp": ">", "right": ">"}

NS = " ".join(f'xmlns:{k}="urn:oasis:names:tc:opendocument:xmlns:{v}:1.0"' for k, v in (
    ("office", "office"), ("style", "style"), ("text", "text"), ("table", "table"), ("fo", "xsl-fo-compatible"),
    ("svg", "svg-compatible"), ("meta", "meta"))) + ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
FONT = ('<office:font-face-decls><style:font-face style:name="Times New Roman" svg:font-family="\'Times New Roman\'" '
        'style:font-family-generic="roman" style:font-pitch="variable"/></office:font-face-decls>')


def text_of(node):
    return re.sub(r"\s+", " ", "".join(node.itertext())).strip()


# ---- .txt ----

def txt(document):
    lines = []
    for node in document:
        if node.get("only") == "odt":
            continue
        if node.tag == "note":
            lines += ["# " + line.rstrip() if line.strip() else "#" for line in node.text.strip().split("\n")]
        elif node.tag == "br":
            lines.append("")
        elif node.tag == "p":
            align = ALIGN.get(node.get("class", "text"))
            lines.append((f"{{{align}}}" if align else "") + text_of(node))
        elif node.tag == "sign":
            marks = re.match(r"(\{[?!*][^}]*\})*", node.get("left")).group()
            lines += [node.get("left"), marks, marks + "{>}" + node.get("right")]
        elif node.tag == "table":
            for row in node:
                cells = [text_of(cell) for cell in row]
                marks = ""
                for i, cell in enumerate(cells):  # what stands at the start of a row stands at the start of the line
                    found = re.match(r"(\{[?!*][^}]*\})+", cell)
                    if found and (i == 0 or "{*" in found.group()):
                        marks += found.group()
                        cells[i] = cell[found.end():]
                lines.append(marks + ("|. " if node.get("class") == "plain" else "| ") + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


# ---- .odt ----

def inline(node):
    out = escape(re.sub(r"\s+", " ", node.text or ""))
    for child in node:
        assert child.tag == "b", child.tag
        out += f'<text:span text:style-name="Bold">{inline(child)}</text:span>' + escape(re.sub(r"\s+", " ", child.tail or ""))
    return out


def paragraph(style, content):
    return f'<text:p text:style-name="{style}">{content.strip()}</text:p>'


def table(node, number):
    widths = node.get("cols").split()
    assert sum(map(int, widths)) == 170, (node.get("cols"), sum(map(int, widths)))
    out = f'<table:table table:name="Таблица{number}" table:style-name="Table">'
    out += "".join(f'<table:table-column table:style-name="w{w}"/>' for w in widths)
    plain = node.get("class") == "plain"
    for row in node:
        head = row.get("class") == "head"
        cells = ""
        assert len(row) == len(widths), text_of(row)
        for cell in row:
            style = cell.get("class", "centre" if head else "left")
            cells += (f'<table:table-cell table:style-name="{"Plain" if plain else "Cell"}" office:value-type="string">'
                      + paragraph({"centre": "CellCentre", "left": "CellLeft", "bar": "CellBar"}[style] + ("Bold" if head else ""), inline(cell))
                      + "</table:table-cell>")
        line = f'<table:table-row table:style-name="Row">{cells}</table:table-row>'
        out += f"<table:table-header-rows>{line}</table:table-header-rows>" if head else line
    return out + "</table:table>", widths


def kept(nodes):
    """What has to stand on the page of what is below it: what leads to a list, and the last words before a signature. Of
    paragraphs that are printed under a condition, one or the other of two. A table would go with all its rows: there stands a
    sentence between it and a signature."""
    found = set()
    for i, node in enumerate(nodes):
        conditional = 0
        if node.tag == "p" and text_of(node).endswith(":"):  # a list follows
            found.add(i)
        if node.tag != "sign" and node.get("class") != "signer":
            continue
        for j in range(i - 1, -1, -1):
            text = text_of(nodes[j])
            if nodes[j].tag in ("sign", "table") or "{*" in text or conditional == 2:
                break
            found.add(j)
            conditional += text.startswith("{")
            if nodes[j].tag == "p" and not text.startswith("{"):
                break
    return found


def content(document):
    body, widths = "", set()
    number = 0
    nodes = [node for node in document if node.get("only") != "txt" and node.tag != "note"]
    keep = kept(nodes)
    for i, node in enumerate(nodes):
        if node.tag == "br":
            body += paragraph("FlushKeep" if i in keep else "Flush", "")
        elif node.tag == "p":
            name = node.get("class", "text")
            body += paragraph(name.capitalize() + ("Keep" if i in keep and name in KEPT else ""), inline(node))
        elif node.tag == "sign":
            body += paragraph("Sign", escape(node.get("left")) + "<text:tab/>" + escape(node.get("right")))
        elif node.tag == "table":
            number += 1
            part, used = table(node, number)
            body += part
            widths |= set(used)
        else:
            raise ValueError(node.tag)
        body += "\n"
    border = "0.5pt solid #000000"
    automatic = (
        '<style:style style:name="Table" style:family="table"><style:table-properties style:width="17cm" table:align="left" '
        'fo:margin-left="0cm" fo:margin-bottom="0.2cm"/></style:style>'
        '<style:style style:name="Row" style:family="table-row"><style:table-row-properties fo:keep-together="always"/></style:style>'
        f'<style:style style:name="Cell" style:family="table-cell"><style:table-cell-properties fo:border="{border}" '
        'fo:padding="0.1cm"/></style:style>'
        '<style:style style:name="Plain" style:family="table-cell"><style:table-cell-properties fo:border="none" '
        'fo:padding="0.05cm"/></style:style>'
        + "".join(f'<style:style style:name="w{w}" style:family="table-column"><style:table-column-properties '
                  f'style:column-width="{int(w) / 10}cm"/></style:style>' for w in sorted(widths, key=int)))
    return (f'{HEAD}<office:document-content {NS} office:version="1.2">{FONT}<office:automatic-styles>{automatic}'
            f'</office:automatic-styles><office:body><office:text>\n{body}</office:text></office:body></office:document-content>\n')


def style(name, parent, paragraph_properties, text_properties, display=""):
    return (f'<style:style style:name="{name}" {display}style:family="paragraph" style:parent-style-name="{parent}" '
            f'style:class="text"><style:paragraph-properties {paragraph_properties}/>'
            + (f"<style:text-properties {text_properties}/>" if text_properties else "") + "</style:style>\n")


def styles():
    cell = 'fo:line-height="100%" fo:text-indent="0cm"'
    common = "".join(style(name.capitalize(), "Standard", *properties) for name, properties in STYLES.items())
    for name in KEPT:
        common += style(name.capitalize() + "Keep", name.capitalize(), 'fo:keep-with-next="always"', "")
    common += style("Sign", "Standard", 'fo:text-align="start" fo:keep-together="always" fo:line-height="100%"', "").replace(
        '/></style:style>', '><style:tab-stops><style:tab-stop style:position="17cm" style:type="right"/></style:tab-stops>'
        '</style:paragraph-properties></style:style>')
    for name, align in (("CellLeft", "start"), ("CellCentre", "center")):
        common += style(name, "Standard", f'{cell} fo:text-align="{align}"', 'fo:font-size="12pt"')
        common += style(name + "Bold", name, f'{cell} fo:text-align="{align}"', 'fo:font-size="12pt" fo:font-weight="bold"')
    common += style("CellBar", "Standard", f'{cell} fo:text-align="start"',
                    'fo:font-size="10pt" fo:color="#3b6ea5" fo:letter-spacing="-0.02cm"')
    common += style("Header", "Standard", 'fo:text-align="center" fo:line-height="100%"', 'fo:font-size="12pt"')
    common += '<style:style style:name="Bold" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>\n'
    page = ('fo:page-width="21cm" fo:page-height="29.7cm" style:print-orientation="portrait" fo:margin-left="3cm" '
            'fo:margin-right="1cm" fo:margin-bottom="2cm"')
    return (
        f'{HEAD}<office:document-styles {NS} office:version="1.2">{FONT}<office:styles>\n'
        '<style:default-style style:family="paragraph"><style:paragraph-properties fo:line-height="115%" fo:orphans="2" '
        'fo:widows="2" style:tab-stop-distance="1.25cm" style:writing-mode="lr-tb"/><style:text-properties '
        'style:font-name="Times New Roman" fo:font-size="14pt" fo:language="ru" fo:country="RU" fo:hyphenate="false"/>'
        '</style:default-style>\n'
        '<style:default-style style:family="table"><style:table-properties table:border-model="collapsing"/></style:default-style>\n'
        '<style:style style:name="Standard" style:family="paragraph" style:class="text"/>\n'
        f'{common}</office:styles>\n<office:automatic-styles>\n'
        # the first page has no number; the header of the others stands in the upper 2 cm
        f'<style:page-layout style:name="FirstPage"><style:page-layout-properties {page} fo:margin-top="2cm"/></style:page-layout>\n'
        f'<style:page-layout style:name="NextPage"><style:page-layout-properties {page} fo:margin-top="1cm"/><style:header-style>'
        '<style:header-footer-properties fo:min-height="1cm" fo:margin-bottom="0.4cm"/></style:header-style></style:page-layout>\n'
        '</office:automatic-styles>\n<office:master-styles>\n'
        '<style:master-page style:name="Standard" style:page-layout-name="FirstPage" style:next-style-name="Next"/>\n'
        '<style:master-page style:name="Next" style:page-layout-name="NextPage"><style:header><text:p text:style-name="Header">'
        '<text:page-number text:select-page="current">2</text:page-number></text:p></style:header></style:master-page>\n'
        '</office:master-styles></office:document-styles>\n')


def odt(document, path):
    parts = [
        ("mimetype", MIMETYPE),
        ("META-INF/manifest.xml",
         f'{HEAD}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">\n'
         f'<manifest:file-entry manifest:full-path="/" manifest:version="1.2" manifest:media-type="{MIMETYPE}"/>\n'
         + "".join(f'<manifest:file-entry manifest:full-path="{part}" manifest:media-type="text/xml"/>\n'
                   for part in ("content.xml", "styles.xml", "meta.xml")) + "</manifest:manifest>\n"),
        ("content.xml", content(document)),
        ("styles.xml", styles()),
        ("meta.xml", f'{HEAD}<office:document-meta {NS} office:version="1.2"><office:meta><meta:generator>stazh</meta:generator>'
                     "</office:meta></office:document-meta>\n"),
    ]
    with zipfile.ZipFile(path, "w") as z:
        for name, text in parts:
            info = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            info.external_attr = 0o644 << 16
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            z.writestr(info, text)


def same_parts(a, b):
    """Compressed bytes may differ between versions of zlib: what is in them counts."""
    if not (a.exists() and b.exists()):
        return False
    with zipfile.ZipFile(a) as x, zipfile.ZipFile(b) as y:
        return x.namelist() == y.namelist() and all(x.read(n) == y.read(n) for n in x.namelist())


def main():
    check, wrong = "--check" in sys.argv[1:], []
    for source in sorted(HERE.glob("*.xml")):
        document = ET.parse(source).getroot()
        plain, office = HERE.parent / f"{source.stem}.txt", HERE.parent / f"{source.stem}.odt"
        fresh = pathlib.Path(f"/tmp/stazh-template-{source.stem}-{__import__('os').getpid()}.odt")
        odt(document, fresh)
        if not plain.exists() or plain.read_text() != txt(document):
            wrong.append(plain.name)
            if not check:
                plain.write_text(txt(document))
        if not same_parts(office, fresh):
            wrong.append(office.name)
            if not check:
                office.write_bytes(fresh.read_bytes())
        fresh.unlink()
    if check and wrong:
        print("не то, что делает исходник (make templates):", ", ".join(wrong))
        sys.exit(1)
    if not check:
        print("templates:", ", ".join(wrong) if wrong else "ничего не изменилось")


main()
