"""Imported by the suites in Python: counting, and what a sanitizer has to say (as suite.sh does for those in shell).

verdict(name, good, why) and skip(name, reason) are one case each; finish(suite) prints the closing line and exits."""
import atexit, glob, os, shutil, sys, tempfile

passed = failed = skipped = 0
folder = tempfile.mkdtemp()  # of the suite's own, gone when it ends
atexit.register(shutil.rmtree, folder, ignore_errors=True)
reports = folder + "/reports"
os.mkdir(reports)
os.environ.update(
    HOME=folder,
    ASAN_OPTIONS="detect_leaks=1:exitcode=99:log_path=%s/asan" % reports,
    UBSAN_OPTIONS="halt_on_error=1:exitcode=99:print_stacktrace=1:log_path=%s/ubsan" % reports)


def verdict(name, good, why=""):
    global passed, failed
    passed, failed = passed + bool(good), failed + (not good)
    print("ok " + name if good else "not ok %s: %s" % (name, str(why)[:2000]), flush=True)


def skip(name, reason, cases=1):
    global skipped
    skipped += cases
    print("skip %s: %s%s" % (name, reason, "" if cases == 1 else " (%d cases)" % cases), flush=True)


def finish(name):
    for report in glob.glob(reports + "/*"):
        with open(report, errors="replace") as f:
            verdict("a report of a sanitizer", False, f.read())
    print("%s: %d passed, %d failed, %d skipped" % (name, passed, failed, skipped))
    sys.exit(failed > 0)
