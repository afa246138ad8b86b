#!/usr/bin/env python3
"""Small faults put into the code one by one: does the suite that has to notice notice?

tests/mutants/run.py [-j N] [-v] [ID…]      (make mutants; ID: a row's, or the beginning of some)
tests/mutants/run.py --match                does every row still fit the code? At once, nothing is built

table.txt has a row for each. A row is applied to a copy of the tree, never to the tree itself; the copy is built and the
named suite is run. It is noticed when the suite fails, or does not end in the time. Before that every named suite has to
pass in a copy without a fault. Ends with «N noticed, M survived»; exit 1 when fewer than 95 % are noticed or one survived
that the table does not explain, 2 when a row does not fit the code (the others are run all the same) or the table is wrong.
"""
import argparse
import concurrent.futures
import os
import queue
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
TABLE = os.path.join(HERE, "table.txt")
COPIED = ["Makefile", "src", "include", "config", "docs", "tests", "README.md"]
MAKE = ["make", "-s", "B=build", "OPT=-O1", "WARN=-w", "CC=" + os.environ.get("CC", "cc")]
SLOWEST = 600  # seconds; a suite without a fault
LEAST = 20     # seconds that a suite has at least, however fast it is without a fault
NEEDED = 0.95


class Mutant:
    def __init__(self, line, number):
        parts = [p.strip() for p in (line + " ").split(" ¦ ")]
        if len(parts) not in (5, 6):
            raise ValueError(f"table.txt:{number}: {len(parts)} parts parted by « ¦ », not 5 or 6")
        self.id, self.file, self.suite, self.old, self.new = parts[:5]
        self.survives = parts[5] if len(parts) == 6 else ""

    def mutated(self, root):
        """The file's text with the fault. Blanks are as good as line ends and tabs."""
        with open(os.path.join(root, self.file), encoding="utf-8") as f:
            text = f.read()
        pattern = r"\s+".join(re.escape(w) for w in self.old.split())
        found = list(re.finditer(pattern, text))
        if len(found) != 1:
            raise ValueError(f"{self.id}: {self.file} has {len(found)} places with «{self.old}», not one")
        return text[:found[0].start()] + self.new + text[found[0].end():]


def read_table():
    mutants = []
    with open(TABLE, encoding="utf-8") as f:
        for number, line in enumerate(f, 1):
            if line.strip() and not line.startswith("#"):
                mutants.append(Mutant(line.rstrip("\n"), number))
    ids = [m.id for m in mutants]
    for one in ids:
        if ids.count(one) > 1:
            raise ValueError(f"table.txt: {one} stands there {ids.count(one)} times")
    return mutants


def targets(suite):
    if suite.startswith("test_"):
        return [f"build/{suite.split()[0]}"]
    return ["build/stazh"] + ([] if suite.startswith(("cli", "tui")) else ["helpers"])


def command(suite):
    """«test_x»: a unit; «cli CASE», «tui CASE»: cases; else a program of tests/ that is given ours."""
    name, *rest = suite.split()
    if name.startswith("test_"):
        return [f"build/{name}"]
    if name in ("cli", "tui"):
        return [f"tests/{name}/run.sh", "build/stazh"] + rest
    return [f"tests/{name}", "build/stazh"] + rest


def environment():
    """Without what belongs to the make above, or would set the program."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("STAZH_", "SSH_", "MAKE", "MFLAGS"))}
    env["LC_ALL"] = "C.UTF-8"
    return env


def build(root, what):
    return subprocess.run(MAKE + what, cwd=root, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def run(root, suite, limit):
    """(passed, seconds, output); everything that the suite started ends with it."""
    begun = time.monotonic()
    p = subprocess.Popen(command(suite), cwd=root, env=environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                         stderr=subprocess.STDOUT, start_new_session=True)
    try:
        out, _ = p.communicate(timeout=limit)
    except subprocess.TimeoutExpired:
        os.killpg(p.pid, signal.SIGKILL)
        out, _ = p.communicate()
        return False, time.monotonic() - begun, out.decode(errors="replace") + "\n(не кончилось вовремя)"
    try:
        os.killpg(p.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    return p.returncode == 0, time.monotonic() - begun, out.decode(errors="replace")


def try_mutant(root, m, limit):
    """'noticed', 'survived', or why neither."""
    path = os.path.join(root, m.file)
    obj = os.path.join(root, "build/obj", os.path.relpath(m.file, "src")[:-2] + ".o")
    text = m.mutated(root)
    shutil.copy2(path, path + ".kept")
    if os.path.exists(obj):
        shutil.copy2(obj, obj + ".kept")
    try:
        with open(path, "w", encoding="utf-8") as f:
            f.write(text)
        built = build(root, targets(m.suite))
        if built.returncode:
            return "does not build:\n" + built.stdout, ""
        passed, _, out = run(root, m.suite, limit)
        return ("survived" if passed else "noticed"), out
    finally:
        os.replace(path + ".kept", path)  # with its old time
        if os.path.exists(obj + ".kept"):
            os.replace(obj + ".kept", obj)
            os.utime(obj)  # newer than what was linked of the other


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("-j", type=int, default=min(2, os.cpu_count() or 1))
    ap.add_argument("-v", action="store_true", help="what the suites said")
    ap.add_argument("--match", action="store_true", help="only: does every row fit the code?")
    ap.add_argument("ids", nargs="*")
    args = ap.parse_args()
    try:
        mutants = [m for m in read_table() if not args.ids or any(m.id.startswith(i) for i in args.ids)]
        if not mutants:
            raise ValueError("no such row")
    except (ValueError, OSError) as e:
        print(f"mutants: {e}", file=sys.stderr)
        return 2
    wrong = []
    for m in mutants:
        try:
            m.mutated(ROOT)
        except (ValueError, OSError) as e:
            wrong.append(str(e))
            m.id = None
    mutants = [m for m in mutants if m.id]
    for line in wrong:
        print(f"mutants: {line}", file=sys.stderr)
    if args.match or not mutants:
        return 2 if wrong else 0

    folder = tempfile.mkdtemp(prefix="stazh-mutants-")
    try:
        result = run_all(mutants, args, folder)
        return 2 if wrong else result
    except ValueError as e:
        print(f"mutants: {e}", file=sys.stderr)
        return 2
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run_all(mutants, args, folder):
    begun = time.monotonic()
    roots = [os.path.join(folder, str(i)) for i in range(args.j)]
    suites = sorted({m.suite for m in mutants})
    os.mkdir(roots[0])
    for name in COPIED:
        at = os.path.join(ROOT, name)
        (shutil.copytree if os.path.isdir(at) else shutil.copy2)(at, os.path.join(roots[0], name))
    built = build(roots[0], [f"-j{args.j}"] + sorted({t for s in suites for t in targets(s)}))
    if built.returncode:
        raise ValueError("the copy does not build:\n" + built.stdout)
    for other in roots[1:]:
        shutil.copytree(roots[0], other)

    free = queue.Queue()
    for root in roots:
        free.put(root)

    def with_root(fn, *a):
        root = free.get()
        try:
            return fn(root, *a)
        finally:
            free.put(root)

    with concurrent.futures.ThreadPoolExecutor(args.j) as pool:
        healthy = dict(zip(suites, pool.map(lambda s: with_root(run, s, SLOWEST), suites)))
        for suite, (passed, _, out) in healthy.items():
            if not passed:
                raise ValueError(f"{suite} fails without any fault:\n{out}")
        print(f"{len(mutants)} faults, {len(suites)} suites pass without them ({time.monotonic() - begun:.0f} s)", flush=True)

        limits = {s: max(LEAST, 5 * t) for s, (_, t, _) in healthy.items()}
        noticed, survived, explained, wrong = 0, [], [], []
        todo = {pool.submit(with_root, try_mutant, m, limits[m.suite]): m for m in mutants}
        for done in concurrent.futures.as_completed(todo):
            m = todo[done]
            result, out = done.result()
            if result not in ("noticed", "survived"):
                wrong.append(f"{m.id}: {result}")
                continue
            if result == "noticed":
                noticed += 1
                if m.survives:
                    wrong.append(f"{m.id}: noticed by {m.suite}, and the table says that it survives")
            else:
                (explained if m.survives else survived).append(m)
            print(f"{result:8} {m.id} ({m.suite})" + (f": {m.survives}" if m.survives else ""), flush=True)
            if args.v or (result == "survived" and not m.survives):
                print(f"    {m.file}: «{m.old}» → «{m.new}»")
            if args.v:
                print("    " + out.replace("\n", "\n    "))
    for line in wrong:
        print(line, file=sys.stderr)
    lost = len(survived) + len(explained)
    print(f"{time.monotonic() - begun:.0f} s; {noticed / max(1, noticed + lost):.1%}")
    print(f"{noticed} noticed, {lost} survived")
    if wrong:
        return 2
    return 1 if survived or noticed < NEEDED * (noticed + lost) else 0


if __name__ == "__main__":
    sys.exit(main())
