#!/bin/bash
# Tables there and back: tests/sheets/run.sh PROGRAM [ROWS]      (2,000 rows in `make check`, 100,000 in `make check-sheets`)
# Workbooks are read by openpyxl, which is another reader, and compared cell by cell with the CSV of the same records; the
# peak of memory is that of the process (getrusage). Prints «ok …», figures, and last `sheets: N passed, M failed, K skipped`.
set -u
if [ $# -lt 1 ] || [ ! -x "$1" ]; then
	echo "usage: $0 PROGRAM [ROWS]" >&2
	exit 2
fi
stazh=$(realpath "$1")
rows=${2:-2000}
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../suite.sh"
trap 'umount "$dir/full" 2>/dev/null; rm -rf "$dir"' EXIT
cd "$dir" || exit 2
unset SSH_CONNECTION STAZH_SCRIPT STAZH_SHARE
export LC_ALL=C.UTF-8 STAZH_TODAY=2026-11-24 HOME=$dir
peak=60 # MB
! grep -q __asan_init "$stazh" || peak=0 # the sanitizer's own memory

database() { # name
	printf '[store]\npath = %s/%s\n' "$dir" "$1" >"$1.ini"
	export STAZH_CONFIG=$dir/$1.ini
	[ -d "$1" ] || "$stazh" init >/dev/null 2>said </dev/null || { bad "$1: no database" "$(cat said)"; finish sheets; exit 1; }
}

check() { # what, command …
	local what=$1
	shift
	if "$@" >check.log 2>&1; then
		ok "$what"
	else
		bad "$what"
		head -20 check.log
	fi
}

# Runs the program, prints its time and peak, and fails when that is more than so many MB (0: any).
measured()
{
	/usr/bin/python3 - "$@" <<'PY'
import resource, subprocess, sys, time
limit, what, start = float(sys.argv[1]), sys.argv[2], time.time()
code = subprocess.run(sys.argv[3:], stderr=open("said", "w")).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
peak = used.ru_maxrss / 1024
print("%-28s %5.1f s (%.1f s of processor), peak %.0f MB" % (what, time.time() - start, used.ru_utime + used.ru_stime, peak))
if code or sys.argv[3].endswith("stazh") and not open("said").read().strip():
    sys.exit("code %d: %s" % (code, open("said").read()))
if limit and peak > limit:
    sys.exit("peak %.1f MB, at most %.0f expected" % (peak, limit))
PY
}

figure() { # what, limit, command …
	check "$1" measured "$2" "$1" "${@:3}"
	grep -h ' MB$' check.log | sed 's/^/# /'
}

# ---- every kind: a district; what a workbook holds is what the CSV of the same records holds ----

database district
"$stazh" demo --scale 40 2>/dev/null
kinds=$("$stazh" help 2>&1 | sed -n '/^Виды/,/^$/p' | sed 's/^Виды//')
check "the kinds are known" test "$(wc -w <<<"$kinds")" -ge 16
again()
{
	"$stazh" export "$1" "$1.xlsx" && "$stazh" export "$1" "$1.csv" && "$stazh" import "$1" "$1.xlsx" --update --dry-run 2>said &&
		cat said && grep -q 'будет заведено 0, изменится 0, без изменений [0-9]*$' said
}
for kind in $kinds; do check "$kind.xlsx read again changes nothing" again $kind; done
check "each .xlsx holds what its .csv holds" /usr/bin/python3 "$here/compare.py" $kinds

# ---- many rows ----

database one
/usr/bin/python3 "$here/people.py" "$rows"
"$stazh" import org orgs.csv 2>/dev/null
figure "import of people.csv" 0 "$stazh" import person people.csv
figure "export to .xlsx" $peak "$stazh" export person all.xlsx
figure "export to .csv" $peak "$stazh" export person all.csv
figure "export to .json" $peak "$stazh" export person all.json
check "$rows rows: .xlsx holds what .csv holds" /usr/bin/python3 "$here/compare.py" all
check "$rows rows are there" test "$(jq length all.json)" -eq "$rows"
database two
"$stazh" import org orgs.csv 2>/dev/null
figure "import of that .xlsx" 0 "$stazh" import person all.xlsx
same() { "$stazh" export person again.json && cmp all.json again.json; }
check "$rows rows came through .xlsx as they were" same
figure "that .xlsx, nothing to change" 0 "$stazh" import person all.xlsx --update --dry-run
if [ "$rows" -gt 10000 ]; then
	figure "sqlite3 .import, a floor" 0 sqlite3 floor.db ".mode csv" ".import people.csv people"
fi

# ---- a disk that gets full: all or nothing ----

if [ "$(id -u)" -eq 0 ] && mkdir full && mount -t tmpfs -o size=64k tmpfs full 2>/dev/null; then
	database district
	for size in $(seq 64 16 400); do
		mount -o remount,size=${size}k full
		"$stazh" export task full/task.xlsx 2>/dev/null
		code=$?
		[ $code -ne 0 ] || mv full/task.xlsx "whole$size.xlsx"
		[ $code -ne 0 ] || cp task.csv "whole$size.csv"
		[ $code -eq 0 ] || [ $code -eq 5 ] || echo "$size KiB: code $code"
		[ -z "$(ls full)" ] || echo "$size KiB: left $(ls full)"
		rm -f full/*
	done >full.log 2>&1
	whole=$(ls whole*.xlsx 2>/dev/null | wc -l)
	check "a disk of 64 to 400 KiB: none or" test ! -s full.log -a "$whole" -gt 0 -a "$whole" -lt 22
	check "a whole file" /usr/bin/python3 "$here/compare.py" $(ls whole*.csv | sed 's/\.csv$//')
	umount full
else
	skip "a disk that gets full" "no right to mount one" 2
fi

finish sheets
