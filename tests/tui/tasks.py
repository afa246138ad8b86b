#!/usr/bin/env python3
"""How many keys the day's tasks take: tests/tui/tasks.py STAZH [TASK…]

Each task begins at the start screen of a generated district in a pseudo-terminal of 80×24. What is typed as text does not count,
every other key does. No more keys than the limit, and the database (as the command line tells it) is then as the task wants it,
and was not before. Ends with «tasks: N passed, M failed, K skipped»; PICTURES=1 prints the last screen of each."""
import json, os, shutil, subprocess, sys
from collections import Counter

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
import suite
import vt
from suite import verdict

stazh = os.path.realpath(sys.argv[1])
REPORT = ["conformity=достигнуты", "dynamics=растёт", "effects=ведут уроки по картам", "deficits=мало открытых уроков", "conclusions=продолжить"]
FIVE = ["Абрамов А.Ф.", "Абрамов Е.Г.", "Абрамова В.С.", "Абрамова Е.В.", "Абрамова Ж.В."]


class Base:
    """A folder with a configuration and a database."""

    def __init__(self, folder, today):
        self.folder = folder
        self.env = {"PATH": os.environ["PATH"], "HOME": folder, "STAZH_CONFIG": folder + "/stazh.ini", "STAZH_TODAY": today,
                    "LC_ALL": "C.UTF-8", "TZ": "UTC", "ASAN_OPTIONS": os.environ["ASAN_OPTIONS"], "UBSAN_OPTIONS": os.environ["UBSAN_OPTIONS"]}
        self.argv = [stazh, "--as", "morozova"]

    def write(self):
        with open(self.folder + "/stazh.ini", "w") as f:
            f.write("[store]\npath = %s/db\n[users]\nmorozova = methodist:Морозова И.А.\n" % self.folder)

    def run(self, *args):
        done = subprocess.run([*self.argv, *args], env=self.env, cwd=self.folder, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if done.returncode not in (0, 1):
            raise ValueError("stazh %s: %s" % (" ".join(args), done.stderr))
        return done.stdout

    def ask(self, *args):
        return json.loads(self.run(*args, "--format", "json") or "[]")


# ---- what the database is asked ----


def of(kind, columns, *where):
    """The records of a kind that hold it, each as its columns with blanks between."""
    return lambda b: [" ".join(str(r.get(c) or "—") for c in columns.split(",")) for r in b.ask("list", kind, *(w for c in where for w in ("--where", c)))]


def enrolled(base):
    return sorted(r["person_name"] for r in base.ask("list", "trainee", "--where", "group=5") if r["person_name"] in FIVE)


def marks(base):
    return ["%s %d" % m for m in sorted(Counter(r["mark"] for r in base.ask("list", "attendance", "--where", "event=39")).items())]


def files(base):
    return [f for f in sorted(os.listdir(base.folder)) if f.endswith(".odt")]


def cards_read(base):
    return [r["label"] for r in base.ask("log", "--kind", "person") if r["action"] == "read"]


def newest_overdue(base):
    return [d["what"] for d in base.ask("due") if d["days"] == -2]


def lacks(base):
    told = base.run("show", "site", "2").split("\n")
    return [told[i + 1].strip() for i, line in enumerate(told) if line == "Не хватает:"]


LOOKED_UP = (newest_overdue, lacks)  # nothing changes

# name, limit, today, commands before, keys («see» waits for a text and is no key), what is asked of the database, what it answers then
TASKS = [
    ("look up a deadline", 0, "2026-11-27", [], """
     see ▸  −2 д.     Обсудить: график на 2026-2027 (п. 4.2)      Дмитриевская СОШ""",
     newest_overdue, ["Обсудить: график на 2026-2027 (п. 4.2)"]),
    ("end a deadline", 3, "2026-11-27", [], """
     key Down 2
     key Space
     see Пункт плана отмечен сделанным""",
     of("task", "what,done_on", "id=48"), ["выступить на круглом столе 2026-11-27"]),
    ("end a deadline by an action", 3, "2026-11-27", [], """
     key F2
     see ▸ Утвердить
     key Enter
     key F2
     see утверждён""",
     of("plandoc", "site,state,decided_on", "plandoc_kind=график", "school_year=2026-2027", "state=утверждён"), ["5 утверждён 2026-11-27", "2 утверждён 2026-11-27"]),
    ("an event", 9, "2026-11-28", [], """
     key 4
     key F7
     key Up
     type Учителя начальных
     key Tab
     type Читаем карты
     key Tab
     type семинар
     key Tab 2
     type 11.12
     key Tab
     type 14:30
     key F2
     see Занятие назначено""",
     of("event", "date,time,groups,state", "topic=Читаем карты"), ["2026-12-11 14:30 [4] запланировано"]),
    ("an event, from its group", 9, "2026-11-28", [], """
     key 3
     key Enter
     key End
     key F7
     type Читаем карты
     key Tab
     type семинар
     key Tab 2
     type 11.12
     key F2
     see Занятие назначено""",
     of("event", "date,time,groups,state", "topic=Читаем карты"), ["2026-12-11 15:00 [5] запланировано"]),
    ("attendance", 5, "2026-12-08", [], """
     key 4
     key Space
     key F4
     key F2
     see Посещение записано, занятий: 1""",
     marks, ["был 7"]),
    ("find a person", 3, "2026-11-28", [], """
     key Ctrl-F
     type голубева
     key Enter
     see нашлось
     key Enter
     see ▸ Педагог: Голубева М.Е.""",
     cards_read, ["Голубева М.Е."]),
    ("enrol five, typed", 9, "2026-11-28", [], """
     key 3
     key Enter
     key F7
     key Tab
     type Абрамов А.Ф.
     key Alt-Enter
     type Абрамов Е.Г.
     key Alt-Enter
     type Абрамова В.С.
     key Alt-Enter
     type Абрамова Е.В.
     key Alt-Enter
     type Абрамова Ж.В.
     key F2
     see Зачислено: 5""",
     enrolled, FIVE),
    ("enrol five, pasted", 9, "2026-11-28", [], """
     key 3
     key Enter
     key F7
     key Tab
     paste Абрамов А.Ф.\\nАбрамов Е.Г.\\nАбрамова В.С.\\nАбрамова Е.В.\\nАбрамова Ж.В.
     key F2
     see Зачислено: 5""",
     enrolled, FIVE),
    ("print an order", 4, "2026-11-28", [], """
     key 6
     key Ctrl-D
     key Down
     key Enter
     see Записан файл""",
     files, ["Приказ № 31-о от 24.08.2026 2026-11-28.odt"]),
    ("what a site lacks", 2, "2026-11-28", [], """
     key 2
     type творч
     key Enter
     see Не хватает: программа на 2026-2027 (п. 4.2)""",
     lacks, ["программа на 2026-2027 (п. 4.2)"]),
    ("move an event", 4, "2026-12-08", [], """
     key 4
     key x
     type 11.12
     key F2
     see Занятие перенесено""",
     of("event", "date,state,history", "id=39"), ["2026-12-11 перенесено 08.12.2026 15:00"]),
    # the newest of what is overdue: the cursor stands there
    ("accept a report", 3, "2027-06-29", [["set", "report", "4", *REPORT], ["do", "report", "4", "submit", "date=14.06.2027"]], """
     key F2
     see ▸ Принять
     key Enter
     key F2
     see принят""",
     of("report", "state,accepted_on", "id=4"), ["принят 2027-06-29"]),
]


def carry_out(screen, keys):
    """The number of keys; or a sentence of what did not come."""
    pressed = 0
    for line in keys.strip().split("\n"):
        word, _, rest = line.strip().partition(" ")
        if word == "key":
            name, _, times = rest.partition(" ")
            for _ in range(int(times or 1)):
                screen.send(vt.key(name))
                pressed += 1
        elif word in ("type", "paste"):
            screen.send(rest if word == "type" else "\x1b[200~%s\x1b[201~" % rest.replace("\\n", "\r"))
        elif word == "see":
            if not screen.sees(rest):
                return "«%s» is not seen:\n%s" % (rest, screen.picture())
        else:
            raise ValueError(line)
    return pressed


def attempt(name, limit, today, commands, keys, ask, wanted):
    base = Base("%s/%d" % (suite.folder, len(os.listdir(suite.folder))), today)
    shutil.copytree(district.folder, base.folder)
    base.write()
    for c in commands:
        base.run(*c)
    before = ask(base)
    screen = vt.Screen(base.argv, base.env, cwd=base.folder)
    try:
        if not screen.sees("Просрочено"):
            return "no start screen:\n" + screen.picture()
        pressed = carry_out(screen, keys)
        screen.read(0.2)
        if os.environ.get("PICTURES"):
            print(screen.picture())
    finally:
        code = screen.close()
    if not isinstance(pressed, int):
        return pressed
    after = ask(base)
    print("# %s: %d of %d" % (name, pressed, limit))
    if pressed > limit:
        return "%d keys" % pressed
    if after != wanted or (before == after) != (ask in LOOKED_UP):
        return "%s, then %s, instead of %s" % (before, after, wanted)
    if code:
        return "the program ends with %d" % code
    return None


district = Base(suite.folder + "/district", "2026-11-28")
os.mkdir(district.folder)
district.write()
district.run("init")
district.run("demo", "--scale", "20")
for task in TASKS:
    if not sys.argv[2:] or task[0] in sys.argv[2:]:
        why = attempt(*task)
        verdict("%s, %d" % task[:2], why is None, why)
suite.finish("tasks")
