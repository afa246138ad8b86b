#!/usr/bin/env python3
"""Every list at four sizes: tests/tui/pictures.py STAZH

With a generated district and with the seed's records: no cell ends in «…» while four or more cells beside one another are blank
in all rows of its list, and every date and state
stands there whole. The pictures of the seed at 80×24 are compared with pictures.txt
(UPDATE=1 writes it), README begins with the start screen of the district. PICTURES=FILE writes all of them. Ends with «pictures: N passed, M failed, K skipped»."""
import os, re, subprocess, sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
import suite
from suite import verdict

README = os.path.join(os.path.dirname(os.path.realpath(__file__)), "..", "..", "README.md")
SIZES = ["60x16", "80x24", "132x43", "200x50"]
BASES = {"district": ("--scale", "20", "2026-11-28"), "seed": ("--seed-order", None, "2021-11-25")}
STORED = os.path.join(os.path.dirname(os.path.realpath(__file__)), "pictures.txt")
# What is pressed from the start screen on, and back: a picture after each «shot».
WALK = """shot start
key 2
shot sites
key Enter
shot site
key F4
key F4
shot picker
key Esc
key Esc
key Esc
key 3
shot groups
key Enter
shot group
key Esc
key 4
shot calendar
key 5
shot reports
key F9
choose Свод
shot summary
key Esc
key 6
shot orders
key Enter
shot order
key Esc
key 7
shot books
key Enter
shot organisations
key Enter
shot organisation
key Esc
key Esc
key Down
key Enter
shot people
key End
shot people-end
key Enter
shot person
key Esc
key Esc
key Down
key Enter
shot trainees
key Esc
key Down
key Enter
shot programmes
key Esc
key Down
key Enter
shot equipment
key Esc
key Down
key Enter
shot terms
key Esc
key Down
key Enter
shot reminders
key Esc
key Down
key Enter
shot papers
key Esc
key 8
shot journal
key Ctrl-F
type сош
key Enter
shot found
"""

# What only a district has: documents of all kinds, grids, menus.
MORE = """key 2
choose Дмитриевская
shot site-of-a-year
key End
shot site-of-a-year-end
key F2
shot site-actions
key Esc 2
key Home
key Down
key Ctrl-D
shot site-documents
key Enter
shot passport
key Esc
key Ctrl-D
choose Округ на одном листе
shot district-page
key PgDn
shot district-page-next
key Esc
key 3
key Ctrl-D
choose Список
shot roster
key PgDn
shot roster-next
key Esc
key F2
choose Диагностика
shot diagnosis
key Esc
key Esc
key Esc
key Esc
key 3
key Enter
key Down 3
shot group-trainee
key Enter
shot trainee
key Esc
key Esc
key 4
key v
shot week
key v
shot month
key v
shot year
key v
shot agenda
key 5
key Ctrl-D
shot report-documents
key Enter
shot report-text
key PgDn
shot report-text-next
key Esc
key Enter
shot report
key Down 4
shot report-figure
key Esc
key 6
key Ctrl-D
choose Приказ
shot order-text
key Esc
key Ctrl-D
choose Приложение 1
shot appendix
key Esc
key 7
key Down 3
key Enter
key Ctrl-D
shot plan-documents
key Enter
shot plan-text
key PgDn
shot plan-text-next
key Esc
key Esc
key F9
shot palette
key Esc
key 1
key F2
shot due-actions
"""
# What who looks sees: the district.
VIEWER = """shot district
key Down 8
shot district-late
key F6
shot district-due
key Esc
key Ctrl-W
shot district-summary
"""

stazh = os.path.realpath(sys.argv[1])


def environment(base, today):
    home = suite.folder + "/" + base
    env = {"PATH": os.environ["PATH"], "HOME": home, "STAZH_CONFIG": home + "/stazh.ini", "STAZH_TODAY": today, "LC_ALL": "C.UTF-8",
           "TERM": "xterm-256color", "TZ": "UTC", "ASAN_OPTIONS": os.environ["ASAN_OPTIONS"], "UBSAN_OPTIONS": os.environ["UBSAN_OPTIONS"]}
    return home, env


def on_the_day(today):
    """The start screen of the district some days later, when something is of today."""
    home, env = environment("district", today)
    with open(home + "/start", "w") as f:
        f.write("size 80x24\nshot start\n")
    done = subprocess.run([stazh, "--as", "morozova"], env=dict(env, STAZH_SCRIPT=home + "/start"), capture_output=True, text=True)
    return "\n".join(done.stdout.split("\n")[1:25])


def pictures(base, size):
    how, scale, today = BASES[base]
    home, env = environment(base, today)
    if not os.path.isdir(home):
        os.mkdir(home)
        with open(home + "/stazh.ini", "w") as f:
            f.write("[store]\npath = %s/db\n[users]\nmorozova = methodist:Морозова И.А.\nguseva = viewer\n" % home)
        for args in (["init"], ["demo", how] + ([scale] if scale else [])):
            subprocess.run([stazh, "--as", "morozova", *args], env=env, stdin=subprocess.DEVNULL, capture_output=True, check=True)
    shots = {}
    for who, walk in (("morozova", WALK), ("morozova", MORE), ("guseva", VIEWER)):
        if base == "district" or walk == WALK:
            shots.update(walked(home, env, who, walk, base, size))
    return shots


def walked(home, env, who, walk, base, size):
    with open(home + "/script", "w") as f:
        f.write("size %s\n%s" % (size, walk))
    done = subprocess.run([stazh, "--as", who], env=dict(env, STAZH_SCRIPT=home + "/script"), capture_output=True, text=True)
    shots = {}
    for shot in re.split(r"^== ", done.stdout, flags=re.M)[1:]:
        lines = shot.split("\n")
        name, rows = lines[0].split()[0], int(lines[0].split()[1].split("x")[1])
        shots[name] = lines[1:1 + rows], [l for l in lines[1 + rows:] if l.startswith("-- ")], lines[0]
    asked = re.findall("^shot (.*)$", walk, flags=re.M)
    verdict("%s %s: each screen is reached" % (base, size), done.returncode == 0 and list(shots) == asked, done.stderr)
    return shots


def the_list(rows, attributes, head):
    """The rows of the list in which the cursor stands, with its headings, each padded; []: none does."""
    cursor = int(re.search(r"cursor (\d+),", head)[1])
    bar = [re.match(r"-- %d:(\d+)-(\d+) reverse$" % cursor, a) for a in attributes]
    bar = next((m for m in bar if m and int(m[2]) - int(m[1]) > 20), None)
    if not bar:
        return []
    left, right = int(bar[1]), int(bar[2])
    cut = [r.ljust(right + 1)[left:right] for r in rows]  # without the marks of more rows
    first = last = cursor
    while first > 0 and not cut[first - 1].startswith("─") and cut[first - 1].strip():
        first -= 1
    while last + 1 < len(rows) - 2 and not cut[last + 1].startswith("─") and cut[last + 1].strip():
        last += 1
    return cut[first:last + 1]


def wasted(lines):
    """A cell that is cut beside a strip of blanks; None: there is none."""
    cut = next((l for l in lines if re.search(r"…(  |\s*$)", l)), None)
    if not cut:
        return None
    blank = [all(l[x] == " " for l in lines) for x in range(len(lines[0]))]
    strip = re.search("1{4}", "".join("1" if b else "0" for b in blank).lstrip("1"))
    return cut.strip() if strip else None


def cut_states(lines):
    at = next((l.find("Состояние") for l in lines if "Состояние" in l), -1)
    return [l.strip() for l in lines if at >= 0 and re.match(r"\S+( \S+)*…(  |$)", l[at:])]


for base in BASES:
    for size in SIZES:
        shots = pictures(base, size)
        faults = []
        for name, (rows, attributes, head) in shots.items():
            lines = the_list(rows, attributes, head)
            cell = wasted(lines) if lines else None
            if cell:
                faults.append("%s: «%s»" % (name, cell))
            faults += ["%s: a date is cut: «%s»" % (name, l.strip()) for l in lines if re.search(r"\b\d\d\.\d?…|\b\d\d\.\d\d\.\d*…", l)]
            faults += ["%s: a state is cut: «%s»" % (name, l) for l in cut_states(lines)]
        verdict("%s %s: nothing is cut beside blanks, every date and state whole" % (base, size), not faults, "\n".join(faults))
        text = "".join("== %s %s\n%s\n" % (name, size, "\n".join(rows)) for name, (rows, _, _) in shots.items())
        text = re.sub(r"\d\d\.\d\d\.20\d\d \d\d:\d\d", "ДД.ММ.ГГГГ ЧЧ:ММ", text)
        if "PICTURES" in os.environ:
            with open(os.environ["PICTURES"], "a") as f:
                f.write(text.replace("== ", "== %s " % base))
        if base == "district" and size == "80x24":
            start = on_the_day("2026-12-07")
            with open(README) as f:
                readme = f.read()
            if os.environ.get("UPDATE"):
                readme = re.sub(r"(?s)\A(# \w+\n\n```text\n).*?\n```", lambda m: m[1] + start + "\n```", readme)
                with open(README, "w") as f:
                    f.write(readme)
            shown = re.match(r"(?s)# \w+\n\n```text\n(.*?)\n```", readme)
            verdict("README begins with the start screen", shown and shown[1] == start, start)
        if base == "seed" and size == "80x24":
            if os.environ.get("UPDATE"):
                with open(STORED, "w") as f:
                    f.write(text)
            with open(STORED) as f:
                stored = f.read()
            differ = [(a, b) for a, b in zip(stored.split("\n"), text.split("\n")) if a != b]
            verdict("the seed's pictures are those of pictures.txt", stored == text, differ[:5])
suite.finish("pictures")
