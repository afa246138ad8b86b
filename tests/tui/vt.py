"""A small terminal, for the suites that drive the program in a pseudo-terminal.

Terminal carries out what is written to it; Screen is the program with one: keys in, the picture out."""
import fcntl, os, re, select, signal, struct, termios, time, pty


class Terminal:
    """What ECMA-48 and the VT100 say of the sequences that curses sends; the margin holds the cursor (xenl)."""

    def __init__(self, columns, rows):
        self.w, self.h = columns, rows
        self.cells = [[" "] * columns for _ in range(rows)]
        self.y = self.x = 0
        self.top, self.bottom = 0, rows - 1
        self.saved = (0, 0)
        self.insert = False
        self.last = " "
        self.rest = b""
        self.unknown = []

    def rows(self):
        return ["".join(r).rstrip() for r in self.cells]

    def scroll(self, n):
        for _ in range(abs(n)):
            if n > 0:
                del self.cells[self.top]
                self.cells.insert(self.bottom, [" "] * self.w)
            else:
                del self.cells[self.bottom]
                self.cells.insert(self.top, [" "] * self.w)

    def down(self):
        if self.y == self.bottom:
            self.scroll(1)
        else:
            self.y = min(self.y + 1, self.h - 1)

    def put(self, c):
        if self.x == self.w:
            self.x = 0
            self.down()
        row = self.cells[self.y]
        if self.insert:
            row.insert(self.x, c)
            row.pop()
        else:
            row[self.x] = c
        self.x += 1
        self.last = c

    def feed(self, data):
        data = self.rest + data
        try:
            text, self.rest = data.decode(), b""
        except UnicodeDecodeError as e:  # the end of a character is still to come
            text, self.rest = data[:e.start].decode(), data[e.start:]
        at = 0
        while at < len(text):
            c = text[at]
            if c != "\x1b":
                self.control(c) if c < " " else self.put(c)
                at += 1
                continue
            m = re.compile(r"\x1b(?:\[([<-?]?)([0-9;:]*)([ -/]*)([@-~])|\]R|\][^\x07\x1b]*(?:\x07|\x1b\\)|[()*+#%][0-9A-Za-z]|([0-Z^-~=>]))").match(text, at)
            if not m:
                self.rest = text[at:].encode() + self.rest
                return
            at = m.end()
            if m[4]:
                self.csi(m[1], [int(p or 0) for p in m[2].split(";")], m[4])
            elif m[5]:
                self.escape(m[5])

    def control(self, c):
        if c == "\r":
            self.x = 0
        elif c in "\n\v\f":
            self.down()
        elif c == "\b":
            self.x = max(min(self.x, self.w - 1) - 1, 0)
        elif c == "\t":
            self.x = min(self.x // 8 * 8 + 8, self.w - 1)
        elif c not in "\0\a\x0e\x0f":
            self.unknown.append(c)

    def escape(self, c):
        if c == "M":
            if self.y == self.top:
                self.scroll(-1)
            else:
                self.y = max(self.y - 1, 0)
        elif c == "D":
            self.down()
        elif c == "E":
            self.x = 0
            self.down()
        elif c == "7":
            self.saved = self.y, self.x
        elif c == "8":
            self.y, self.x = self.saved
        elif c not in "=>cH":
            self.unknown.append("Esc " + c)

    def csi(self, private, p, c):
        n = p[0] or 1
        self.x = min(self.x, self.w - 1) if c not in "mhlr" else self.x
        row = self.cells[self.y]
        if private:
            if c in "hl" and p[0] in (47, 1047, 1049):
                self.cells = [[" "] * self.w for _ in range(self.h)]
        elif c in "Hf":
            self.y = min(n, self.h) - 1
            self.x = min(p[1] if len(p) > 1 and p[1] else 1, self.w) - 1
        elif c in "AF":
            self.y = max(self.y - n, 0)
        elif c in "BEe":
            self.y = min(self.y + n, self.h - 1)
        elif c in "Ca":
            self.x = min(self.x + n, self.w - 1)
        elif c == "D":
            self.x = max(self.x - n, 0)
        elif c in "G`":
            self.x = min(n, self.w) - 1
        elif c == "d":
            self.y = min(n, self.h) - 1
        elif c == "I":
            for _ in range(n):
                self.control("\t")
        elif c == "Z":
            for _ in range(n):
                self.x = max((self.x - 1) // 8 * 8, 0)
        elif c == "J":
            self.csi("", [p[0]], "K")
            for y in range(self.y + 1, self.h) if p[0] == 0 else range(self.y) if p[0] == 1 else range(self.h):
                self.cells[y] = [" "] * self.w
        elif c == "K":
            a, b = (self.x, self.w) if p[0] == 0 else (0, self.x + 1) if p[0] == 1 else (0, self.w)
            row[a:b] = [" "] * (b - a)
        elif c == "X":
            b = min(self.x + n, self.w)
            row[self.x:b] = [" "] * (b - self.x)
        elif c == "P":
            del row[self.x:self.x + n]
            row += [" "] * (self.w - len(row))
        elif c == "@":
            row[self.x:self.x] = [" "] * n
            del row[self.w:]
        elif c in "LM" and self.top <= self.y <= self.bottom:
            top, self.top = self.top, self.y
            self.scroll(n if c == "M" else -n)
            self.top = top
        elif c in "ST":
            self.scroll(n if c == "S" else -n)
        elif c == "b":
            for _ in range(n):
                self.put(self.last)
        elif c == "r":
            self.top, self.bottom = n - 1, (p[1] if len(p) > 1 and p[1] else self.h) - 1
            self.y = self.x = 0
        elif c in "hl":
            self.insert = self.insert if 4 not in p else c == "h"
        elif c not in "mgtcnq":
            self.unknown.append("CSI " + c)


KEYS = {"Enter": "\r", "Esc": "\x1b", "Tab": "\t", "Shift-Tab": "\x1b[Z", "Space": " ", "Backspace": "\x7f", "Up": "\x1b[A", "Down": "\x1b[B", "Right": "\x1b[C",
        "Left": "\x1b[D", "Home": "\x1b[H", "End": "\x1b[F", "Insert": "\x1b[2~", "Del": "\x1b[3~", "PgUp": "\x1b[5~", "PgDn": "\x1b[6~",
        "Alt-Enter": "\x1b\r", "F1": "\x1bOP", "F2": "\x1bOQ", "F3": "\x1bOR", "F4": "\x1bOS", "F5": "\x1b[15~", "F6": "\x1b[17~", "F7": "\x1b[18~",
        "F8": "\x1b[19~", "F9": "\x1b[20~", "F10": "\x1b[21~"}  # of TERM=xterm-256color


def key(name):
    """What a terminal sends for it: a name as in scripts (include/stazh/tui/script.h)."""
    if name.startswith("Ctrl-") and len(name) == 6:
        return chr(ord(name[5]) & 31)
    if name not in KEYS and len(name) != 1:
        raise ValueError("no such key: " + name)
    return KEYS.get(name, name)


class Screen:
    """A program in a terminal of its own."""

    def __init__(self, argv, env, columns=80, rows=24, cwd=None):
        self.terminal = Terminal(columns, rows)
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            os.chdir(cwd or ".")
            os.execve(argv[0], argv, dict(env, TERM="xterm-256color"))

    def read(self, seconds):
        if select.select([self.fd], [], [], seconds)[0]:
            try:
                self.terminal.feed(os.read(self.fd, 65536))
            except OSError:  # it has ended
                time.sleep(seconds)

    def send(self, text):
        os.write(self.fd, text.encode())
        self.read(0.01)

    def sees(self, text, seconds=20.0):
        """Is it there, or comes within that time? In a line of the screen, blanks at its ends cut."""
        end = time.time() + seconds
        while not (there := any(text in r for r in self.terminal.rows())) and time.time() < end:
            self.read(0.05)
        return there

    def picture(self):
        return "\n".join(self.terminal.rows())

    def close(self):
        """As a terminal that goes away. Its exit code, negative: by that signal."""
        os.kill(self.pid, signal.SIGHUP)
        end = time.time() + 10
        while not (done := os.waitpid(self.pid, os.WNOHANG))[0]:
            if time.time() > end:
                os.kill(self.pid, signal.SIGKILL)
            self.read(0.05)
        os.close(self.fd)
        return os.waitstatus_to_exitcode(done[1])
