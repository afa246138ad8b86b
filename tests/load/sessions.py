#!/usr/bin/env python3
"""Many people at once on pseudo-terminals, each with a screen of their own: sessions.py STAZH [SESSIONS [SECONDS [PAUSE]]]

Every session walks through the sections, pages, searches and opens cards; one time in three it enters a deadline of its own
by form and saves it with F2. A save is acknowledged when its «заведён» is on the screen, and timed from F2 to there. In the
end every acknowledged one must be in the database, none twice, the check must find nothing, the journal must be whole, and
every program must have ended by its own key with code 0. PAUSE is the mean time between two things that one person does.
Prints a line of figures, last «load: N passed, M failed, K skipped»; exit 1 when anything failed."""
import collections, csv, fcntl, io, os, pty, pwd, random, re, select, signal, struct, subprocess, sys, tempfile, termios, time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
import suite
from suite import verdict

stazh, (count, seconds, pause) = os.path.realpath(sys.argv[1]), [float(a) for a in sys.argv[2:5] + ["8", "5", "2"][len(sys.argv) - 2:]]
count = int(count)
GIVE_UP = 60.0  # s without the expected answer
ESCAPES = re.compile(rb"\x1b(\[[0-9;?]*[ -/]*[@-~]|[()][0-9A-B]|[=>78MDEH])")
F2, F7, ENTER, DOWN, PGDN = b"\x1bOQ", b"\x1b[18~", b"\r", b"\x1bOB", b"\x1b[6~"
SAVED, BAD = "заведён".encode(), ["не удалось".encode(), "повреждена".encode(), "занята".encode(), "не записано".encode()]


class Session:
    def __init__(self, n):
        self.n, self.saves, self.out, self.plan = n, 0, b"", collections.deque()
        self.waits, self.since, self.sent, self.text, self.error = "Сроки".encode(), 0.0, time.monotonic(), "", ""
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
            os.environ.update(TERM="xterm-256color")
            os.execv(stazh, [stazh, "--as", "u%02d" % n])
        os.set_blocking(self.fd, False)

    def do(self, keys, answer):
        """Keys to press, and what must appear on the screen after them (None: anything that comes in time)."""
        self.plan.append((keys, answer))

    def think(self):
        if random.random() < 1 / 3:
            self.text = "дело %d-%d" % (self.n, self.saves + 1)
            self.do(b"1" + F7, "сделать".encode())
            self.do(self.text.encode() + b"\t15.06.2027", b"2027")
            self.do(F2, SAVED)
        else:
            self.do(random.choice([b"2" + ENTER, b"3", b"5" + PGDN, b"6", b"7" + ENTER, b"8" + PGDN, b"1" + PGDN,
                                   b"1" + DOWN * 5, b"2/" + "школа".encode() + ENTER]), None)

    def step(self, now):
        """Presses the next keys when it is time for them."""
        if self.waits is not None or now < self.since:
            return
        if not self.plan:
            self.think()
        keys, self.waits = self.plan.popleft()
        self.out, self.sent = b"", now
        os.write(self.fd, keys)
        if self.waits is None:
            self.rest(now)

    def rest(self, now):
        self.waits = None
        self.since = now + (0.05 if self.plan else random.expovariate(1 / pause))

    def read(self, now):
        try:
            part = os.read(self.fd, 65536)
        except BlockingIOError:
            return
        except OSError:
            part = b""
        if not part:
            self.error = self.error or "the program ended by itself"
            return
        if self.waits is None:
            return
        self.out = (self.out + part)[-20000:]
        plain = ESCAPES.sub(b"", self.out)
        for bad in BAD:
            if bad in plain:
                self.error = plain[-300:].decode(errors="replace")
        if self.waits in plain:
            if self.waits == SAVED:
                self.saves += 1
                acknowledged.append(self.text)
                times.append(now - self.sent)
            self.rest(now)

    def late(self, now):
        if self.waits is not None and now - self.sent > GIVE_UP:
            self.error = "no «%s»: %s" % (self.waits.decode(), ESCAPES.sub(b"", self.out)[-300:].decode(errors="replace"))
        return self.error


def run(*args):
    p = subprocess.run([stazh, *args], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return p.returncode, p.stdout.decode()


with tempfile.TemporaryDirectory() as folder:
    os.environ.update(STAZH_CONFIG=folder + "/stazh.ini", LC_ALL="C.UTF-8", STAZH_TODAY="2026-11-24")
    with open(folder + "/stazh.ini", "w") as f:
        f.write("[store]\npath = %s/db\n" % folder)
    for command in (["init"], ["demo", "--scale", "10"], ["check"]):
        code, out = run(*command)
        if code or command[0] == "check" and "в порядке" not in out:
            suite.verdict("the database is made", False, out)
            suite.finish("load")
    with open(folder + "/stazh.ini", "a") as f:
        f.write("[users]\n%s = methodist\n" % pwd.getpwuid(os.geteuid()).pw_name)
        f.write("".join("u%02d = methodist\n" % n for n in range(count)))
    acknowledged, times = [], []
    sessions = [Session(n) for n in range(count)]
    by_fd = {s.fd: s for s in sessions}
    begin = time.monotonic()
    end = begin + seconds
    while True:
        now = time.monotonic()
        busy = [s for s in sessions if s.waits is not None or s.plan]
        if (now > end and not busy) or any(s.late(now) for s in sessions):
            break
        for fd in select.select(by_fd, [], [], 0.005)[0]:
            by_fd[fd].read(time.monotonic())
        for s in sessions:
            if now < end or s.plan:
                s.step(now)
    took = time.monotonic() - begin

    errors = ["u%02d: %s" % (s.n, s.error) for s in sessions if s.error]
    codes = collections.Counter()
    for s in sessions:
        s.until = time.monotonic() + GIVE_UP
        os.set_blocking(s.fd, False)
    for s in sessions:  # the first section, F10, and yes
        status = None
        while status is None and time.monotonic() < s.until:
            try:
                os.write(s.fd, b"1\x1b[21~\r")
                os.read(s.fd, 1 << 20)
            except (BlockingIOError, OSError):
                pass
            time.sleep(0.02)
            pid, code = os.waitpid(s.pid, os.WNOHANG)
            status = code if pid else None
        if status is None:
            os.kill(s.pid, signal.SIGKILL)
            os.waitpid(s.pid, 0)
        codes[status] += 1
    verdict("%d sessions for %.0f s, no error" % (count, took), not errors, "; ".join(errors))
    verdict("every program left by its key", codes == {0: count}, dict(codes))

    stored = collections.Counter(row[-1] for row in csv.reader(io.StringIO(run("list", "reminder", "--columns", "what", "--format", "csv")[1])) if row)
    gone = [t for t in acknowledged if not stored[t]]
    twice = [t for t in stored if t.startswith("дело ") and stored[t] > 1]
    verdict("%d saves acknowledged, all there" % len(acknowledged), acknowledged and not gone, gone)
    verdict("none twice", stored and not twice, twice)
    code, out = run("check", "--deep")
    verdict("the check finds nothing", code == 0 and "в порядке" in out, out)
    code, out = run("log", "--verify")
    verdict("the journal is whole", code == 0 and out.strip(), out)
    if times:
        times.sort()
        print("# save, F2 to its word on the screen: median %.0f ms, p99 %.0f ms, greatest %.0f ms; %.1f saves a second"
              % (times[len(times) // 2] * 1000, times[min(len(times) - 1, len(times) * 99 // 100)] * 1000,
                 times[-1] * 1000, len(times) / took))
suite.finish("load")
