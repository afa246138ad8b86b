#!/usr/bin/env python3
"""Puts what was measured into the page: page.py PAGE FOLDER

FOLDER/NAME is what stands between «<!-- NAME -->» and «<!-- end -->» from now on. The page and the folder must name the same
ones; else nothing is written and the exit code is 1."""
import os, re, sys

page, folder = sys.argv[1:]
with open(page) as f:
    text = f.read()
block = re.compile(r"(<!-- ([a-z]+) -->\n).*?(<!-- end -->\n)", re.S)
wanted, measured = sorted(m.group(2) for m in block.finditer(text)), sorted(os.listdir(folder))
if wanted != measured:
    sys.exit("%s has places for %s; measured were %s" % (page, ", ".join(wanted), ", ".join(measured)))


def put(m):
    with open(os.path.join(folder, m.group(2))) as f:
        return m.group(1) + f.read() + m.group(3)


with open(page + ".new", "w") as f:
    f.write(block.sub(put, text))
os.replace(page + ".new", page)
