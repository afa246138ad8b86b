"""A database in a folder of its own, and its screen on a pseudo-terminal: for the suites of this folder, given STAZH."""
import fcntl, os, pty, resource, select, shutil, signal, struct, subprocess, sys, tempfile, termios, time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
from suite import finish, skip, verdict

stazh = os.path.realpath(sys.argv[1])
KEY = 0.03  # seconds between two keys


class Place:
    """A folder with a database and the environment for it."""

    def __init__(self, size=None):
        self.dir = tempfile.mkdtemp(dir="/tmp")  # on a disk: in memory room is kept for a file as soon as it is opened
        self.small = bool(size) and subprocess.run(["mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", self.dir],
                                                   stderr=subprocess.DEVNULL).returncode == 0
        os.makedirs(self.dir + "/home", exist_ok=True)
        with open(self.dir + "/stazh.ini", "w") as f:
            f.write("[store]\npath = %s/db\n" % self.dir)
        self.env = {"PATH": os.environ["PATH"], "HOME": self.dir + "/home", "STAZH_CONFIG": self.dir + "/stazh.ini",
                    "STAZH_TODAY": "2022-06-01", "LC_ALL": "C.UTF-8", "TERM": "xterm-256color", "TZ": "UTC",
                    "ASAN_OPTIONS": os.environ["ASAN_OPTIONS"], "UBSAN_OPTIONS": os.environ["UBSAN_OPTIONS"]}
        for command in (["init"], ["demo", "--seed-order"]):
            out = self.run(*command)
            if out.returncode:
                verdict("stazh " + " ".join(command), False, out.stderr)
                finish(sys.argv[0].rsplit("/", 1)[-1][:-3])

    def remove(self):
        if self.small:
            subprocess.run(["umount", self.dir])
        shutil.rmtree(self.dir)

    def run(self, *args):
        return subprocess.run([stazh, *args], env=self.env, capture_output=True, text=True)

    def script(self, *lines):
        with open(self.dir + "/script", "w") as f:
            f.write("\n".join(lines) + "\n")
        out = subprocess.run([stazh], env=dict(self.env, STAZH_SCRIPT=self.dir + "/script"), capture_output=True, text=True)
        if out.returncode:
            verdict("the script that looks for the draft", False, "code %d: %s" % (out.returncode, out.stderr))
        return out.stdout + out.stderr


class Screen:
    def __init__(self, place, limit=None):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
            if limit:
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
            os.execve(stazh, [stazh], place.env)
        self.seen = ""
        if not self.wait("Просрочено"):
            verdict("the screen begins", False, self.seen)
            finish(sys.argv[0].rsplit("/", 1)[-1][:-3])

    def read(self, seconds):
        end = time.time() + seconds
        while (left := end - time.time()) > 0 and select.select([self.fd], [], [], left)[0]:
            try:
                self.seen += os.read(self.fd, 65536).decode("utf-8", "replace")
            except OSError:
                return

    def wait(self, text, seconds=20.0):
        end = time.time() + seconds
        while text not in self.seen and time.time() < end:
            self.read(0.05)
        return text in self.seen

    def keys(self, *keys):
        for k in keys:
            os.write(self.fd, k.encode())
            self.read(0.15)

    def type(self, text, seconds):
        """Types for so long; the times of the keys."""
        times, end = [], time.time() + seconds
        for c in text:
            if time.time() >= end:
                break
            os.write(self.fd, c.encode())
            times.append(time.time())
            self.read(KEY)
        return times

    def forget(self):
        self.read(0.3)
        self.seen = ""

    def kill(self):
        os.kill(self.pid, signal.SIGKILL)
        return time.time()

    def drop(self):
        self.read(0.3)  # what lies in the line's own buffer is not typed yet
        os.close(self.fd)
        self.fd = -1
        return time.time()

    def gone(self):
        for _ in range(400):
            if os.waitpid(self.pid, os.WNOHANG)[0]:
                break
            time.sleep(0.05)
        else:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        if self.fd >= 0:
            os.close(self.fd)
