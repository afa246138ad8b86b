#!/usr/bin/env python3
"""odt.py FILE…: is each a sound OpenDocument text, as strict readers want it? Prints its text: a paragraph a line, cells of
a table parted by « | ». Independent of the program: zipfile and ElementTree of Python."""
import sys
import xml.etree.ElementTree as ET
import zipfile

T = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
B = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
O = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
MIMETYPE = b"application/vnd.oasis.opendocument.text"


def text(node):
    out = node.text or ""
    for c in node:
        if c.tag == T + "s":
            out += " " * int(c.get(T + "c", "1"))
        elif c.tag == T + "tab":
            out += "\t"
        elif c.tag == T + "line-break":
            out += "\n"
        elif c.tag != O + "annotation":
            out += text(c)
        out += c.tail or ""
    return out


def lines(node):
    for c in node:
        if c.tag in (T + "p", T + "h"):
            yield text(c)
        elif c.tag == B + "table-row":
            yield " | ".join(" ".join(lines(cell)) for cell in c)
        else:
            yield from lines(c)


def check(path):
    with open(path, "rb") as f:  # ODF 1.2 part 3, 3.3: the magic number at 38
        head = f.read(38 + len(MIMETYPE))
    assert head[:4] == b"PK\3\4" and head[30:38] == b"mimetype" and head[38:] == MIMETYPE, "mimetype is not first"
    assert head[26:30] == b"\x08\0\0\0", "mimetype has an extra field"
    with zipfile.ZipFile(path) as z:
        assert z.testzip() is None, "checksum"
        assert z.infolist()[0].compress_type == zipfile.ZIP_STORED, "mimetype is packed"
        assert len(set(z.namelist())) == len(z.namelist()), "a name twice"
        for name in z.namelist():
            if name.endswith(".xml"):
                ET.fromstring(z.read(name))
        manifest = z.read("META-INF/manifest.xml").decode()
        for name in z.namelist():
            assert name in ("mimetype", "META-INF/manifest.xml") or f'full-path="{name}"' in manifest, f"{name} is not in the manifest"
        return list(lines(ET.fromstring(z.read("content.xml")).find(f"{O}body/{O}text")))


for path in sys.argv[1:]:
    print("\n".join(check(path)))
