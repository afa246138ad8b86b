#!/usr/bin/env python3
"""Nothing is acknowledged that is not so: tests/faults/run.py PROGRAM [all] [COMMAND …]

Each command of the table is run on a fresh copy of one database, once undisturbed and then with one call failing: every write,
fsync, fdatasync, rename, open, mmap, close and malloc in turn (faults.c, beside the program as faults.so), and on a disk that gets
full in steps of 4 KiB. `all` takes every call, but at most MALLOCS allocations; the short form takes some of each.

After each run: no signal and no code that the program does not have. With 0, what is stored and every file are as after the
undisturbed run. With another code the records are as before and the files as they were, or all is done and stderr says so («уже»,
«записан, но»); stderr has a Russian sentence and no English one. Nothing temporary is left, and the base is sound."""
import concurrent.futures, ctypes, errno, hashlib, json, os, re, shutil, subprocess, sys, tempfile, threading, zipfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from suite import finish, skip, verdict

STAZH = os.path.realpath(sys.argv[1])
PRELOAD = os.path.join(os.path.dirname(STAZH), "faults.so")
ALL = sys.argv[2:3] == ["all"]
ONLY = sys.argv[3 if ALL else 2:]
SOME, MALLOCS = 6, int(os.environ.get("MALLOCS", 1500))
SORTS = {"write": (errno.ENOSPC, errno.EIO), "fsync": (errno.EIO,), "fdatasync": (errno.EIO,), "rename": (errno.EACCES,),
         "open": (errno.EMFILE,), "mmap": (errno.ENOMEM,), "close": (errno.EIO,), "malloc": (errno.ENOMEM,)}
if os.uname().machine not in ("x86_64", "aarch64"):  # the filter of faults.c is not for others
    SORTS = {"malloc": SORTS["malloc"]}
ENGLISH = re.compile("No such|Permission|Invalid|Input/output|Bad file|No space|Too many|Cannot|MDB_|rror|Success")
DONE = re.compile("уже (записан|создан|возвращен|сделан|на полке)|(записан|сделан)[аы]?, но |возвращена из копии|Копия сделана|Обезличено, но")
KINDS = "org person site order term plandoc planline equipment report group trainee task assessment event attendance reminder".split()

base = tempfile.mkdtemp(dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None)
for name in [n for n in os.environ if n.startswith("STAZH_") or n.startswith("SSH_")]:
    del os.environ[name]
os.environ.update(LC_ALL="C.UTF-8", TZ="UTC", STAZH_TODAY="2026-11-24", TERM="xterm-256color")

PEOPLE = "Фамилия;Имя;Отчество;Организация\n" + "".join("Новикова;Имя%d;Отч;1\n" % i for i in range(40))
CALENDAR = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n" + "".join(
    "BEGIN:VEVENT\r\nUID:%d@b\r\nDTSTART;TZID=Europe/Moscow:202612%02dT100000\r\nDTEND;TZID=Europe/Moscow:202612%02dT110000\r\n"
    "SUMMARY:Семинар %d\r\nEND:VEVENT\r\n" % (i, i, i, i) for i in range(1, 9)) + "END:VCALENDAR\r\n"
BATCH = ('{"run": ["add", "person", "surname=Ёлкина", "name=Анна", "org=1"], "as": "p"}\n{"run": ["set", "person", "@p", "phone=55-66"]}\n'
         '{"run": ["delete", "reminder", "1"]}\n')
SCREEN = "key F7\ntype Собрать заявки\nkey Tab\ntype 01.12.2026\nkey F2\nshot saved\n"

# name, arguments, files that it writes, records that it changes (else only the journal may grow)
COMMANDS = [
    ("add", "add person surname=Ёлкина name=Анна org=1", [], True),
    ("set", "set person 3 phone=55-66", [], True),
    ("delete", "delete reminder 1", [], True),
    ("do", "do event 9 reopen", [], True),
    ("merge", "merge person 19 20", [], True),
    ("anonymise", "anonymise person 21 --yes", [], True),
    ("undo", "undo", [], True),
    ("batch", "batch", [], True),
    ("put", "put brought.csv", [], True),
    ("get", "get taken.csv", [], False),
    ("import-csv", "import person people.csv", [], True),
    ("import-json", "import org orgs.json", [], True),
    ("import-xlsx", "import person people.xlsx --update", [], True),
    ("import-ics", "import event e.ics form=консультация", [], True),
    ("import-stream", "import person - --update", [], True),
    ("import-dry", "import person people.csv --dry-run", [], False),
    ("export-csv", "export person out.csv", ["out.csv"], False),
    ("export-json", "export task out.json", ["out.json"], False),
    ("export-xlsx", "export person out.xlsx", ["out.xlsx"], False),
    ("export-stdout", "export person -", [], False),
    ("export-stream", "export person - --format xlsx", [], False),
    ("export-calendar", "export calendar out.ics", ["out.ics"], False),
    ("export-report", "export report 2025-2026 out.xlsx", ["out.xlsx"], False),
    ("export-report-csv", "export report 2025-2026 out.csv", ["out.csv"], False),
    ("export-card", "export card person 3 out.json", ["out.json"], False),
    ("print-odt", "print order 1 -o out.odt", ["out.odt"], False),
    ("print-txt", "print passport 1 -o out.txt", ["out.txt"], False),
    ("print-stdout", "print order 1", [], False),
    ("print-many", "print passport --where topic=* -o out.zip", ["out.zip"], False),
    ("keys", "keys -o out.keys", ["out.keys"], False),
    ("backup", "backup new.mdb", ["new.mdb"], False),
    ("restore", "restore copy.mdb", [], True),
    ("compact", "compact", [], False),
    ("check", "check --deep", [], False),
    ("init", "--config other.ini init", [], False),
    ("demo", "--config empty.ini demo --seed-order", [], True),
    ("due", "due", [], False),
    ("list", "list person --sort -surname", [], False),
    ("find", "find Громова", [], False),
    ("show", "show site 1", [], False),
    ("log", "log --kind person", [], False),
    ("screen", "", [], True),
]


def run(folder, arguments, fault=None):
    env = dict(os.environ, HOME=folder + "/home", STAZH_CONFIG="stazh.ini")
    if not arguments:
        env["STAZH_SCRIPT"] = "screen.script"
    if fault:
        env.update(LD_PRELOAD=PRELOAD, STAZH_FAULT=fault)
    given = {"batch": "/batch.jsonl", "put": "/people.csv"}.get(arguments.split(" ")[0], "")
    given = "/people.xlsx" if arguments.startswith("import person -") else given
    with open(folder + given if given else os.devnull) as given:
        p = subprocess.run([STAZH] + arguments.split(), cwd=folder, env=env, stdin=given, capture_output=True, timeout=120)
    return p.returncode, p.stdout, p.stderr.decode(errors="replace")


def prepare():
    """The folder that each run gets a copy of."""
    f = base + "/template"
    os.makedirs(f + "/home")
    os.makedirs(f + "/keys.d")
    login = subprocess.run(["id", "-un"], capture_output=True, text=True).stdout.strip()
    users = "" if login == "root" else "%s = methodist\n" % login
    with open(f + "/stazh.ini", "w") as o:
        o.write("[store]\npath = db\n[users]\nroot = methodist\n%s[access]\nkeys = keys.d\n" % users)
    for name, path in ("other", "made/below/db"), ("empty", "empty"):
        with open("%s/%s.ini" % (f, name), "w") as o:
            o.write("[store]\npath = %s\n" % path)
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", f + "/key"], check=True)
    os.rename(f + "/key.pub", f + "/keys.d/root.pub")
    os.chmod(f + "/keys.d", 0o755)
    os.remove(f + "/key")
    for name, words in ("people.csv", PEOPLE), ("e.ics", CALENDAR), ("screen.script", SCREEN), ("batch.jsonl", BATCH):
        with open("%s/%s" % (f, name), "w", newline="") as o:
            o.write(words)
    with open(f + "/orgs.json", "w") as o:
        json.dump([{"short_name": "Школа %d" % i, "full_name": "Школа %d" % i} for i in range(20)], o)
    for arguments in ("init", "demo --scale 2", "--config empty.ini init", "backup copy.mdb", "set person 3 phone=11-22",
                      "export person people.xlsx", "set person 3 phone=33-44", "add person surname=Одна name=А org=1",
                      "add person surname=Другая name=А org=1", "add person surname=Третья name=А org=1 phone=77", "put taken.csv"):
        code, _, said = run(f, arguments)
        if code:
            sys.exit("%s: %s" % (arguments, said))
    for _, _, files, _ in COMMANDS:
        for name in files:
            if name != "new.mdb":
                with open("%s/%s" % (f, name), "w") as o:
                    o.write("старый хороший файл\n")
    return f


def contents(folder, name):
    """The bytes of a file; of an archive its parts, but the one that has the time in it."""
    path = folder + "/" + name
    try:
        with open(path, "rb") as f:
            data = f.read()
    except FileNotFoundError:
        return None
    if path.endswith((".xlsx", ".odt")) and data[:2] == b"PK":
        with zipfile.ZipFile(path) as z:
            return [(n, z.read(n)) for n in z.namelist() if n != "docProps/core.xml"]
    return hashlib.sha256(data).hexdigest() if path.endswith(".mdb") else data.replace(folder.encode(), b"")


def listing(folder):
    """Every name but those that the base and a draft may make."""
    names = set()
    for top, folders, files in os.walk(folder):
        names |= {os.path.relpath(os.path.join(top, n), folder) for n in folders + files}
    return {n for n in names if not re.search(r"(^|/)(lock\.mdb|stazh\.lock|(readings|shelf)(/.*)?)$|^home(/|$)|^count$", n)}


known, known_lock = {}, threading.Lock()


def records(folder, command):
    """All that is stored but the journal; None: there is no base, or it is not sound."""
    data = folder + {"init": "/made/below/db", "demo": "/empty"}.get(command, "/db")
    config = {"init": "--config other.ini ", "demo": "--config empty.ini "}.get(command, "")
    try:
        with open(data + "/data.mdb", "rb") as f:
            digest = hashlib.sha256(f.read()).digest()
    except FileNotFoundError:
        return "no base"
    if command == "put":  # what lies on the shelf, too
        shelf = run(folder, "get --format json")[1], run(folder, "get brought.csv")[1]
        if shelf[1] not in (b"", PEOPLE.encode()):
            return "not sound: a part of a file on the shelf"
        return records(folder, "").replace("no base", "") + repr(shelf)
    with known_lock:
        if digest in known:
            return known[digest]
    code, out, said = run(folder, config + "check")
    found = "not sound: %d %s" % (code, out.decode() + said) if code else ""
    for kind in KINDS:
        code, out, said = run(folder, config + "export %s - --archived --format json" % kind)
        if code or not out:
            found = found or "not sound: export %s: %d %s" % (kind, code, said)
        found += re.sub(r'"(changed|created)_at": "[^"]*"', "", out.decode()) if not found.startswith("not") else ""
    with known_lock:
        known[digest] = found
    return found


class Command:
    def __init__(self, template, row):
        self.template = template
        self.name, self.arguments, self.files, self.changes = row
        self.lock, self.n, self.wrong = threading.Lock(), 0, []

    def fresh(self):
        with self.lock:
            self.n += 1
            folder = "%s/%s.%d" % (base, self.name, self.n)
        shutil.copytree(self.template, folder)
        return folder

    def state(self, folder):
        return records(folder, self.name), [contents(folder, f) for f in self.files]

    def undisturbed(self):
        folder = self.fresh()
        self.before, self.names_before = self.state(folder), listing(folder)
        self.code, self.out, self.said = run(folder, self.arguments)
        self.after, self.names_after = self.state(folder), listing(folder)
        if self.code or not (self.out or self.said or self.files) or (self.changes and self.before[0] == self.after[0]) or any(
                a == b or not a for a, b in zip(self.after[1], self.before[1])):
            self.wrong.append("undisturbed: code %d, %s" % (self.code, self.said))
        self.works = not self.wrong
        shutil.rmtree(folder)

    def judge(self, folder, code, out, said):
        """What is wrong, or None."""
        if code < 0 or "внутренняя ошибка" in said:
            return "a crash"
        if code not in (0, 2, 3, 5, 6):
            return "code %d" % code
        names, (stored, files) = listing(folder), self.state(folder)
        if stored.startswith("not sound"):
            return stored[:600]
        if self.name == "screen" and not code:
            shot = out.decode(errors="replace")
            if stored not in (self.before[0], self.after[0]):
                return "half stored"
            if "== saved" in shot and ("заведён" in shot) != (stored == self.after[0]): # else the picture was not written
                return "the screen says another thing than is stored: " + shot
            if stored == self.before[0] and not re.search("не удалось|не хватает|нет места|не записан", shot):
                return "not stored, and not a word: " + shot
            return None
        if code == 0:
            if stored != self.after[0]:
                return "code 0, but it is not stored"
            if files != self.after[1]:
                return "code 0, but a file is not whole"
            if self.name not in ("restore", "check", "compact") and out != self.out:
                return "code 0, but the output is not whole"
            left = {re.sub(r"\d{8}-\d{6}", "TIME", n) for n in names} ^ {re.sub(r"\d{8}-\d{6}", "TIME", n) for n in self.names_after}
            return "other files: %s" % left if left else None
        if not re.search("[а-яё]|^Na etoj mashine", said) or ENGLISH.search(said):
            return "no Russian sentence: %r" % said[:300]
        done = DONE.search(said) or (self.name == "screen" and "заведён".encode() in out) # it has been seen
        if stored != self.before[0] and not (done and stored == self.after[0]):
            return "code %d, but it is %s: %s" % (code, "stored" if stored == self.after[0] else "half stored", said[:300])
        if files != self.before[1] and not (done and files == self.after[1]):
            return "code %d, but a file is another one: %s" % (code, said[:300])
        left = {n for n in names - self.names_before if not re.match(r"db\.\d|made(/below(/db)?)?$", n)}
        if left and not (done and left <= self.names_after | {n for n in left if re.match(r"db\.\d", n)}):
            return "left: %s" % left
        return None

    def trial(self, sort, at, error):
        folder = self.fresh()
        with open(folder + "/count", "wb") as f:
            f.write(bytes(8))
        code, out, said = run(folder, self.arguments, "%s:%d:%d:count" % (sort, at, error))
        with open(folder + "/count", "rb") as f:
            count = int.from_bytes(f.read(), sys.byteorder)
        why = self.judge(folder, code, out, said)
        shutil.rmtree(folder)
        return count, why and "%s %d (%s): %s" % (sort, at, errno.errorcode[error], why)


def steps(n, most):
    """Which calls of n: all, or so many over the whole."""
    return range(1, n + 1) if n <= most else sorted({1 + i * (n - 1) // (most - 1) for i in range(most)})


def each_call(c, pool):
    trials = []
    for sort, errors in SORTS.items():
        n, why = c.trial(sort, 0, errno.EIO)
        if why:
            c.wrong.append("none of %s fails: %s" % (sort, why))
        most = (MALLOCS if sort == "malloc" else 100000) if ALL else SOME
        for error in errors if ALL else errors[:1]:
            trials += [pool.submit(c.trial, sort, at, error) for at in steps(n, most)]
    for t in trials:
        _, why = t.result()
        if why:
            c.wrong.append(why)
    return len(trials)


def full_disk(commands):
    """A disk with room for 4 KiB, 8 KiB, … more than there is."""
    libc, disk = ctypes.CDLL(None, use_errno=True), base + "/disk"
    os.mkdir(disk)

    def mount(size, flags=0):
        return libc.mount(b"tmpfs", disk.encode(), b"tmpfs", flags, b"size=%d" % size)
    if os.geteuid() or mount(64 << 20):
        skip("full disk", "no right to mount a small one", len(commands))
        return
    remount = 32
    try:
        for c in commands:
            wrong, room, runs = [], 0, 0
            while True:
                mount(64 << 20, remount)
                folder = disk + "/f"
                shutil.copytree(c.template, folder)
                used = os.statvfs(disk)
                mount((used.f_blocks - used.f_bfree) * used.f_frsize + room, remount)
                code, out, said = run(folder, c.arguments)
                mount(64 << 20, remount)
                why = c.judge(folder, code, out, said)
                runs += 1
                if why:
                    wrong.append("room for %d bytes: %s" % (room, why))
                whole = c.state(folder) == c.after
                shutil.rmtree(folder)
                if (not code and whole and room >= 64 << 10) or room > 4 << 20:
                    break
                room += 4096 if ALL or room < 16384 else 4096 * (1 + room // 32768)
            verdict("%s: %d sizes of a full disk" % (c.name, runs), c.works and not wrong, "\n  ".join(wrong[:10]) + " (%d)" % len(wrong))
    finally:
        libc.umount2(disk.encode(), 2)


try:
    if not os.path.exists(PRELOAD):
        verdict("faults.so is beside the program", False, "make units")
    elif b"__asan_init" in open(STAZH, "rb").read():
        skip("faults", "the sanitizer has an allocator of its own", 2 * len(COMMANDS))
    else:
        template, total = prepare(), 0
        commands = [Command(template, row) for row in COMMANDS if not ONLY or row[0] in ONLY]
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            for c in commands:
                c.undisturbed()
                n = each_call(c, pool)
                total += n
                verdict("%s: %d calls fail one by one" % (c.name, n), not c.wrong, "\n  ".join(c.wrong[:12]) + " (%d)" % len(c.wrong))
        full_disk(commands)
        print("# %d runs with a fault" % total)
finally:
    shutil.rmtree(base, ignore_errors=True)
finish("faults")
