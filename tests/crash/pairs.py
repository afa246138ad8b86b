#!/usr/bin/env python3
"""Two at once: tests/crash/pairs.py STAZH [ROUNDS]

compact, restore, backup, init, a writer and an open screen, each with each, beside a second writer, with random delays at the
locks, renames and openings (delay.c, preloaded). Then every change that was acknowledged is in the database or in a folder that
restore put aside, every one of these is sound, a copy has what was acknowledged before it was begun, and nothing half-made lies
about. Each pair is a case, ROUNDS (21) in all are shared by them. Ends with «pairs: N passed, M failed, K skipped»."""
import concurrent.futures, glob, itertools, json, os, random, shutil, subprocess, sys, time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
import suite
from suite import verdict

stazh = os.path.realpath(sys.argv[1])
delay = os.path.dirname(stazh) + "/crash_delay.so"
rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 21
random.seed(int(os.environ.get("SEED", "1")))
DELAY_MS = "60"
memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # where a real disk would only cost time
SCRIPT = "key F7\ntype %s\nkey Tab\ntype завтра\nkey F2\nshot saved\nquit\n"


class Round:
    def __init__(self, number):
        self.dir = "%s/%d" % (base, number)
        os.mkdir(self.dir)
        shutil.copytree(template + "/db", self.dir + "/db")
        shutil.copy(template + "/copy.mdb", self.dir + "/copy.mdb")
        self.env = dict(os.environ, STAZH_TODAY="2022-06-01", LC_ALL="C.UTF-8", TZ="UTC", STAZH_DELAY_MS=DELAY_MS,
                        LD_PRELOAD=delay)
        self.env["ASAN_OPTIONS"] += ":verify_asan_link_order=0"
        self.env["STAZH_CONFIG"] = self.config(self.dir + "/db")
        self.acknowledged, self.copies, self.wrong, self.replaced, self.count = [], [], [], [], 0

    def config(self, folder):
        name = folder + ".ini"
        with open(name, "w") as f:
            f.write("[store]\npath = %s\n" % folder)
        return name

    def done(self, *args):
        """Tried again, as somebody may have it open."""
        self.replaced.append(any(self.run(*args).returncode == 0 for _ in range(4)))

    def run(self, *args, **env):
        out = subprocess.run([stazh, *args], env=dict(self.env, **env), stdin=subprocess.DEVNULL, capture_output=True, text=True,
                             errors="replace")
        if out.returncode not in (0, 1, 3, 5) or (out.returncode and not out.stderr.strip()) or "поврежден" in out.stderr:
            self.wrong.append("%s: %d %s" % (" ".join(args), out.returncode, out.stderr))
        return out

    def name(self):
        self.count += 1
        return "дело-%d" % self.count

    # ---- what is done at once ----
    def add(self, **env):
        name = self.name()
        if self.run("add", "reminder", "what=" + name, "due=завтра", **env).returncode == 0:
            self.acknowledged.append(name)

    def write(self):
        for _ in range(3):
            self.add()

    def write_on(self, others):
        """The second writer, quick, until the others are done."""
        self.add(STAZH_DELAY_MS="0")
        while not all(o.done() for o in others):
            self.add(STAZH_DELAY_MS="0")
            time.sleep(random.random() * 0.02)

    def screen(self):
        name = self.name()
        script = "%s/%s.script" % (self.dir, name)
        with open(script, "w") as f:
            f.write(SCRIPT % name)
        out = self.run(STAZH_SCRIPT=script)
        if out.returncode == 0 and "Свой срок заведён" in out.stdout:
            self.acknowledged.append(name)

    def compact(self):
        self.done("compact")

    def restore(self):
        self.done("restore", self.dir + "/copy.mdb")

    def backup(self):
        before, file = list(self.acknowledged), "%s/copy-%d.mdb" % (self.dir, len(os.listdir(self.dir)))
        if self.run("backup", file).returncode == 0:
            self.copies.append((file, before))

    def init(self):
        if self.run("init").returncode == 0:
            self.wrong.append("init: a second database over the first")

    # ---- afterwards ----
    def names_in(self, folder):
        env = dict(self.env, STAZH_CONFIG=self.config(folder))
        del env["LD_PRELOAD"]
        check = subprocess.run([stazh, "check", "--deep"], env=env, capture_output=True, text=True)
        if check.returncode:
            self.wrong.append("%s: %s%s" % (folder, check.stdout, check.stderr))
        out = subprocess.run([stazh, "list", "reminder", "--format", "json"], env=env, capture_output=True, text=True)
        return {r["what"] for r in json.loads(out.stdout or "[]")}

    def copy_of(self, file):
        folder = file + ".d"
        os.mkdir(folder)
        shutil.copy(file, folder + "/data.mdb")
        return self.names_in(folder)

    def verify(self):
        asides = [d for d in glob.glob(self.dir + "/db.2*") if os.path.isdir(d)]
        there = self.names_in(self.dir + "/db").union(*map(self.names_in, asides))
        lost = [n for n in self.acknowledged if n not in there]
        if lost:
            self.wrong.append("lost: %s" % lost)
        for file, before in self.copies:
            has = self.copy_of(file)
            if not asides and not has.issuperset(before): # a restore may have come between
                self.wrong.append("not in the copy: %s" % [n for n in before if n not in has])
        left = [f for f in glob.glob(self.dir + "/**", recursive=True) + glob.glob(self.dir + "/db/.*") if ".stazh-" in f or
                ".tmp-" in f or ".init-" in f or f.endswith(".new")]
        if left:
            self.wrong.append("left behind: %s" % left)


def take(number, pair):
    r = Round(number)
    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        began = [pool.submit(lambda act: (time.sleep(random.random() * 0.03), act()), getattr(r, what)) for what in pair]
        began.append(pool.submit(r.write_on, list(began)))
        for done in began:
            done.result()
    r.verify()
    shutil.rmtree(r.dir)
    return len(r.acknowledged), sum(r.replaced), r.wrong


base = os.path.realpath(suite.folder if not memory else __import__("tempfile").mkdtemp(dir=memory))
template = base + "/template"
try:
    if not os.path.exists(delay):
        verdict("the delays", False, delay)
        suite.finish("pairs")
    os.mkdir(template)
    env = dict(os.environ, STAZH_TODAY="2022-06-01", LC_ALL="C.UTF-8", TZ="UTC", STAZH_CONFIG=template + "/stazh.ini")
    with open(template + "/stazh.ini", "w") as f:
        f.write("[store]\npath = %s/db\n" % template)
    for args in (["init"], ["add", "org", "short_name=Школа", "full_name=Школа"], ["backup", template + "/copy.mdb"]):
        out = subprocess.run([stazh, *args], env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if out.returncode:
            verdict(" ".join(args), False, out.stderr)
            suite.finish("pairs")
    pairs = list(itertools.combinations_with_replacement(["compact", "restore", "backup", "init", "write", "screen"], 2))
    results = {pair: [0, 0, 0, []] for pair in pairs}
    for number in range(max(rounds, len(pairs))):
        pair = pairs[number % len(pairs)]
        acknowledged, replaced, wrong = take(number, pair)
        results[pair][0] += 1
        results[pair][1] += acknowledged
        results[pair][2] += replaced
        results[pair][3] += wrong
    for pair, (times, acknowledged, replaced, wrong) in results.items():
        verdict("%s and %s, %d times: %d acknowledged, none lost, %d times replaced" % (*pair, times, acknowledged, replaced),
                not wrong and acknowledged, "\n".join(wrong) or "nothing was acknowledged")
finally:
    if memory:
        shutil.rmtree(base, ignore_errors=True)
suite.finish("pairs")
