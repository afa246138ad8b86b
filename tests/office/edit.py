#!/usr/bin/env python3
"""edit.py IN OUT WHAT…: a template as a user, or an accident, leaves it.
  sub PATTERN TEXT     in content.xml (a regular expression)
  part NAME TEXT       the whole part NAME becomes TEXT; without TEXT it is left out
  split                every gap is broken into spans, letter by letter, as editors do
  recode ENCODING      content.xml is written in it and says so
  column N             column N (from 0) of the first table is taken out, with its cells
  swap A B             two columns change places
  truncate N           the file ends after N bytes"""
import re
import sys
import zipfile
import xml.etree.ElementTree as ET

B = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


def columns(text, change):
    for prefix, uri in re.findall(r'xmlns:(\w+)="([^"]+)"', text):
        ET.register_namespace(prefix, uri)
    root = ET.fromstring(text)
    table = next(root.iter(B + "table"))
    change(table, [c for c in table if c.tag == B + "table-column"])
    for row in table.iter(B + "table-row"):
        change(row, list(row))
    return ET.tostring(root, encoding="unicode", xml_declaration=False)


def take_out(n):
    return lambda parent, items: parent.remove(items[n])


def swap(a, b):
    def change(parent, items):
        at = list(parent).index(items[0])
        items[a], items[b] = items[b], items[a]
        for item in items:
            parent.remove(item)
        for i, item in enumerate(items):
            parent.insert(at + i, item)
    return change


def split(text):
    def broken(m):
        out = "".join(f'<text:span text:style-name="T{i % 3}">{c}</text:span>' if c != " " else "<text:s/>"
                      for i, c in enumerate(m.group()))
        return out
    return re.sub(r"\{[^{}<>]*\}", broken, text)


def main():
    source, target, what, *args = sys.argv[1:]
    if what == "truncate":
        with open(source, "rb") as f, open(target, "wb") as g:
            g.write(f.read()[:int(args[0])])
        return
    with zipfile.ZipFile(source) as z:
        parts = {name: z.read(name) for name in z.namelist()}
    parts["content.xml"] = parts["content.xml"].decode()
    text = parts["content.xml"]
    if what == "sub":
        new = re.sub(args[0], args[1], text)
        assert new != text, f"«{args[0]}» не найдено"
        parts["content.xml"] = new
    elif what == "part":
        parts.pop(args[0], None)
        if len(args) > 1:
            parts[args[0]] = args[1]
    elif what == "split":
        parts["content.xml"] = split(text)
    elif what == "recode":
        text = re.sub(r"^<\?xml[^>]*\?>", "", text)
        parts["content.xml"] = f'<?xml version="1.0" encoding="{args[0]}"?>{text}'.encode(args[0], "xmlcharrefreplace")
    elif what == "column":
        parts["content.xml"] = columns(text, take_out(int(args[0])))
    elif what == "swap":
        parts["content.xml"] = columns(text, swap(int(args[0]), int(args[1])))
    else:
        sys.exit(__doc__)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as z:
        for name, part in parts.items():
            z.writestr(name, part, zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED)


main()
