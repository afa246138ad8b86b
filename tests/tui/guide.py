#!/usr/bin/env python3
"""The pictures of docs/guide.md are screens of the program: tests/tui/guide.py [STAZH]

Above each stands «<!-- screen: CASE/SHOT FIRST-LAST -->»: rows, from 1, of a shot of a case of tests/tui (cases/CASE.out, which
tests/tui/run.sh compares with what is shown); rows that are blank at its ends are left out. UPDATE=1 draws them anew. A block
that looks like a screen and has no such line above it fails. Ends with «guide: N passed, M failed, K skipped»."""
import os, re, sys

sys.dont_write_bytecode = True
here = os.path.dirname(os.path.realpath(__file__))
sys.path.insert(0, os.path.dirname(here))
import suite
from suite import verdict

GUIDE = os.path.join(here, "..", "..", "docs", "guide.md")
BLOCK = re.compile(r"(?:<!-- screen: (\S+)/(\S+) (\d+)-(\d+) -->\n)?```\n(.*?)```\n", re.S)
LOOKS = re.compile(r"^▸|^ {1,3}▸|─────|^\d+Помощь", re.M)


def screen(case, shot, first, last):
    """The rows; None: there is no such shot."""
    with open(os.path.join(here, "cases", case + ".out"), encoding="utf-8") as f:
        lines = f.read().split("\n")
    at = next((i for i, line in enumerate(lines) if re.match("== %s [0-9]+x" % re.escape(shot), line)), None)
    if at is None:
        return None
    rows = int(re.search(r"x(\d+) ", lines[at])[1])
    return "\n".join(lines[at + 1:at + 1 + rows][first - 1:last]).strip("\n") + "\n"


drawn = 0


def block(m):
    global drawn
    case, shot, first, last, text = m.groups()
    if not case:
        if LOOKS.search(text):
            verdict("a screen without its origin", False, text)
        return m[0]
    drawn += 1
    now = screen(case, shot, int(first), int(last))
    if now and os.environ.get("UPDATE"):
        text = now
    verdict("%s/%s" % (case, shot), text == now, "%s\n--- instead of\n%s" % (text, now))
    return "<!-- screen: %s/%s %s-%s -->\n```\n%s```\n" % (case, shot, first, last, text)


with open(GUIDE, encoding="utf-8") as f:
    guide = f.read()
anew = BLOCK.sub(block, guide)
if anew != guide:
    with open(GUIDE, "w", encoding="utf-8") as f:
        f.write(anew)
verdict("lines that tell of a screen have one", drawn == guide.count("<!-- screen:"), drawn)
suite.finish("guide")
