#!/usr/bin/env python3
"""The picture of the house, drawn from what the linker sees: who calls whom, folder by folder.

tests/layers.py BUILD/stazh          checks it: includes and symbols go downwards only, no file is in a larger circle than those named
                                     below, LMDB and curses stay where they belong, no clause of the regulation stands in the code,
                                    no file, function or folder is larger than one can know by heart, no type of a field is asked for;
                                     engine and regulation draw nothing
tests/layers.py --print BUILD/stazh  prints it (make graph)
tests/layers.py --draw BUILD/stazh   draws it in docs/architecture.md (make picture), which is checked too
"""
import collections
import glob
import os
import re
import subprocess
import sys

# A folder, and what it may use besides itself. Read from the bottom to the top.
HOUSE = {
    "base": "",
    "settings": "base",
    "calendar": "base settings",
    "store": "base",
    "model": "base settings calendar store",
    "domain": "base settings calendar store model",
    "table": "base settings store model domain",
    "document": "base settings store model domain table",
    "ics": "base settings calendar store model domain table",
    "mail": "base settings calendar store model domain table document ics",
    "demo": "base settings store model domain document",
    "cli": "base settings store model domain table document ics mail demo",
    "tui": "base settings calendar store model domain",
    "screens": "base settings calendar store model domain table document ics mail tui",
}
# Files of a folder that call one another in a circle: the greatest number of files in one, and why there is a circle at all.
CIRCLES = {
    "base": (3, "a text is counted in characters, an error is a text"),
    "domain": (3, "signing an order settles the regulation that orders before it approved"),
    "screens": (3, "a field's record is chosen from a list, where a new one may be made in a form; what an action lacks is another action"),
}
# A field's row names its type; whoever asks afterwards which one it is, asks for what the type answers (model/type.h) instead.
TYPE = re.compile(r"\bFT_[A-Z]+|&ft_[a-z]+")
TYPE_NAMED = re.compile(r"\.type = FT_[A-Z]+\b")
TYPE_FILES = ("src/model/types/", "include/stazh/model/type.h")
# The engine and the regulation give numbers: whoever shows them draws. They know no system and never end the program.
DRAWN = re.compile(r'[\u2500-\u25ff]|"/proc|\b_?exit\(|\babort\(')
DRAWN_NOT_IN = ("src/model/", "src/domain/", "include/stazh/model/", "include/stazh/domain/")
COMMENT = re.compile(r"/\*.*?\*/", re.S)
INCLUDED_IN = {r"<lmdb\.h>": "store", r"<(n?curses|panel|term)[a-z/]*\.h>": "tui screens"}
CLAUSE = re.compile(r'"[^"]*(п|пп)\. ?[0-9]|"[1-9](\.[0-9])+"|"[^"]*(п|пп)\. ?%')
CLAUSE_TABLE = re.compile(r'\t\[RULE_[A-Z_]+\] = \{"clauses"')
CLAUSE_FILES = ("src/settings/options.c", "src/model/rule.c", "src/base/err.c")

PAGE, BEGIN, END = "docs/architecture.md", "<!-- drawn by make picture -->\n", "<!-- end -->\n"

LINES, FUNCTION, FILES = 600, 60, 25  # at most: of a file, of a function's body, files of a folder

faults = []


def folder_of(path):
    return re.sub(r"^(src|include/stazh)/", "", path).split("/")[0]


def look_at_engine(path, number, line, kinds):
    """The engine names no kind, neither by number nor by name."""
    code = re.sub(r"/\*.*?(\*/|$)", "", line) if not re.match(r"\s*\*", line) else ""
    for named in re.findall(r"\b(?:KIND|DL)_(?!NONE\b)[A-Z]\w*", code) + [name for name in re.findall(r'"(\w+)"', code) if name in kinds]:
        faults.append(f"{path}:{number}: the engine names a kind: {named}")


def look_at_sources():
    kinds = [name for f in glob.glob("src/domain/**/*.c", recursive=True) for name in re.findall(r'\.kind = KIND_\w+, \.name = "(\w+)"', open(f, encoding="utf-8").read())]
    if len(kinds) < 17:
        faults.append(f"only {len(kinds)} kinds were found")
    files = [f for f in glob.glob("src/*/**/*.[ch]", recursive=True) + glob.glob("include/stazh/*/*.h")]
    for path in files:
        folder = folder_of(path)
        if folder not in HOUSE:
            faults.append(f"{path}: the house has no folder {folder}")
            continue
        allowed = HOUSE[folder].split() + [folder]
        for number, line in enumerate(open(path, encoding="utf-8"), 1):
            if folder == "model":
                look_at_engine(path, number, line, kinds)
            used = re.match(r'#include "stazh/([a-z]+)/', line)
            if used and used.group(1) not in allowed:
                faults.append(f"{path}:{number}: includes {used.group(1)}")
            inner = re.match(r'#include "(?:\.\./)+([a-z]+)/', line)
            if inner and inner.group(1) in HOUSE and inner.group(1) != folder:
                faults.append(f"{path}:{number}: includes what only the files of {inner.group(1)} share")
            for header, where in INCLUDED_IN.items():
                if re.match("#include " + header, line) and folder not in where.split():
                    faults.append(f"{path}:{number}: {line.strip()}")
            # a clause is the district's: outside the table of [clauses] none stands in a string, and none is put together
            if path.startswith("src/") and CLAUSE.search(line) and not (path == CLAUSE_FILES[0] and CLAUSE_TABLE.match(line)) and path not in CLAUSE_FILES[1:]:
                faults.append(f"{path}:{number}: a clause in the code: {line.strip()}")
        text = COMMENT.sub(lambda c: "\n" * c[0].count("\n"), open(path, encoding="utf-8").read())
        for number, line in enumerate(text.splitlines(), 1):
            if path.startswith(DRAWN_NOT_IN) and DRAWN.search(line):
                faults.append(f"{path}:{number}: draws, looks at the system or ends the program: {line.strip()}")
            if not path.startswith(TYPE_FILES) and TYPE.search(TYPE_NAMED.sub("", line)):
                faults.append(f"{path}:{number}: asks which type a field has: {line.strip()}")
    if len(files) < 200:
        faults.append(f"only {len(files)} files were looked at")


def look_at_sizes():
    """What one can know by heart."""
    folders = collections.Counter()
    for path in glob.glob("src/**/*.[ch]", recursive=True) + glob.glob("include/**/*.h", recursive=True):
        folders[os.path.dirname(path)] += 1
        lines = open(path, encoding="utf-8").read().split("\n")
        if len(lines) - 1 > LINES:
            faults.append(f"{path}: {len(lines) - 1} lines, {LINES} at most")
        begin = 0
        for number, line in enumerate(lines, 1):
            if line == "{":
                begin = number
            elif line == "}" and begin:
                if number - begin - 1 > FUNCTION:
                    faults.append(f"{path}:{begin - 1}: a function of {number - begin - 1} lines, {FUNCTION} at most")
                begin = 0
    faults.extend(f"{folder}: {n} files, {FILES} at most" for folder, n in folders.items() if n > FILES)


def read_symbols(build):
    """{file: set of the files whose symbols it uses}"""
    defined, wanted, objects = {}, collections.defaultdict(set), {}
    for path in sorted(glob.glob("src/*/**/*.c", recursive=True)):
        obj = path.replace("src/", build + "/obj/", 1)[:-1] + "o"
        objects[obj] = path
        if not os.path.exists(obj):
            faults.append(f"{obj}: not built")
            del objects[obj]
    for line in subprocess.run(["nm", "-A", *objects], capture_output=True, text=True, check=True).stdout.splitlines():
        obj, _, line = line.partition(":")
        path, part = objects[obj], line.split()
        if len(part) == 3 and part[1] in "TDRBVC":
            defined[part[2]] = path
        elif len(part) == 2 and part[0] == "U":
            wanted[path].add(part[1])
    return {f: {defined[s]: s for s in sorted(symbols) if defined.get(s, f) != f} for f, symbols in wanted.items()}


def circles(uses):
    """Sets of more than one file of a folder that reach one another (Tarjan)."""
    index, low, stack, found = {}, {}, [], []

    def visit(v):
        index[v] = low[v] = len(index)
        stack.append(v)
        for w in uses.get(v, ()):
            if folder_of(w) != folder_of(v):
                continue
            if w not in index:
                visit(w)
                low[v] = min(low[v], low[w])
            elif w in stack:
                low[v] = min(low[v], index[w])
        if low[v] == index[v]:
            members = [stack.pop()]
            while members[-1] != v:
                members.append(stack.pop())
            if len(members) > 1:
                found.append(sorted(members))

    sys.setrecursionlimit(10000)
    for v in sorted(uses):
        if v not in index:
            visit(v)
    return found


def picture(uses):
    """Which folder uses which, as a table: all that lies below stands to the right, so a dot left of the diagonal would be a tie upwards."""
    order = list(reversed(HOUSE))
    ties = {(folder_of(v), folder_of(w)) for v in uses for w in uses[v]}
    lines = [" " * 9 + " ".join(order)]
    for row in order:
        cells = ("■" if row == column else "●" if (row, column) in ties else "·" for column in order)
        lines.append(f"{row:9}" + " ".join(f"{cell:^{len(column)}}" for cell, column in zip(cells, order)).rstrip())
    return "```\n" + "\n".join(lines) + "\n```\n"


def drawn(uses):
    """The page with the picture as it is today."""
    page = open(PAGE, encoding="utf-8").read()
    begin, end = page.index(BEGIN) + len(BEGIN), page.index(END)
    return page, page[:begin] + picture(uses) + page[end:]


def main():
    if sys.argv[1] == "--draw":
        page = drawn(read_symbols(os.path.dirname(sys.argv[-1])))[1]
        open(PAGE, "w", encoding="utf-8").write(page)
        return
    printing = sys.argv[1] == "--print"
    uses = read_symbols(os.path.dirname(sys.argv[-1]))
    if printing:
        for folder in reversed(list(HOUSE)):
            n = len(glob.glob(f"src/{folder}/**/*.c", recursive=True))
            below = collections.Counter(folder_of(w) for v in uses if folder_of(v) == folder for w in uses[v] if folder_of(w) != folder)
            print(f"{folder:9} {n:3} files  -> " + (", ".join(f"{name} {below[name]}" for name in HOUSE if below[name]) or "nothing"))
        for members in sorted(circles(uses), key=len):
            print(f"circle in {folder_of(members[0])}: " + " ".join(os.path.basename(m)[:-2] for m in members))
        return
    look_at_sources()
    look_at_sizes()
    for path, used in uses.items():
        allowed = HOUSE.get(folder_of(path), "").split() + [folder_of(path)]
        faults.extend(f"{path}: uses {symbol} of {other}" for other, symbol in used.items() if folder_of(other) not in allowed)
    page, page_now = drawn(uses)
    if page != page_now:
        faults.append(f"{PAGE}: the picture is an old one: make picture")
    readme = open("README.md", encoding="utf-8").read()
    faults.extend(f"README.md: nothing about src/{folder}/" for folder in HOUSE if f"src/{folder}/" not in readme)
    for members in circles(uses):
        folder = folder_of(members[0])
        if len(members) > CIRCLES.get(folder, (0, ""))[0]:
            faults.append(f"a circle of {len(members)} files in {folder}: " + " ".join(members))
    for fault in faults:
        print(fault)
    print(f"layers: {int(not faults)} passed, {len(faults)} failed, 0 skipped")
    sys.exit(bool(faults))


main()
