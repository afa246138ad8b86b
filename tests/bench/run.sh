#!/bin/bash
# The figures of docs/benchmarks.md: tests/bench/run.sh BUILD. Each is compared in the same run with a floor (a bare
# program that does just this) or a peer.
set -eu
export LC_ALL=C.UTF-8
here=$(dirname "$0")
stazh=$(realpath "$1/stazh")
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export STAZH_CONFIG=$dir/stazh.ini STAZH_TODAY=2026-11-24
printf '[store]\npath = db\n' >"$STAZH_CONFIG"
${CC:-cc} -O2 -o "$dir/bare" "$here/bare.c" -Wl,-Bstatic -llmdb -Wl,-Bdynamic -lpthread
${CC:-cc} -O2 -o "$dir/barelist" "$here/barelist.c" -llmdb -lncursesw

instructions() { # of a command
	valgrind --tool=callgrind --callgrind-out-file=/dev/null "$@" 2>&1 >/dev/null | sed -n 's/.*Collected : //p'
}
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / b }'; }
million() { awk -v a="$1" 'BEGIN { printf "%.1f", a / 1e6 }'; }

echo "== 10,000 deadlines, all of them printed"
"$stazh" init 2>/dev/null
python3 - >"$dir/reminders.csv" <<'P'
import datetime
print("what,due,who")
for i in range(10000):
    print("Подготовить материалы к семинару № %d,%s,Морозова И.А." % (i, datetime.date(2026, 11, 25) + datetime.timedelta(days=i % 700)))
P
"$stazh" import reminder "$dir/reminders.csv" 2>/dev/null
"$stazh" due --all >"$dir/ours"
"$dir/bare" "$dir/db" "$STAZH_TODAY" >"$dir/bare.out"
cmp "$dir/ours" "$dir/bare.out" && echo "the bare reader prints the same $(wc -l <"$dir/ours") lines"
a=$(instructions "$stazh" due --all)
b=$(instructions "$dir/bare" "$dir/db" "$STAZH_TODAY")
echo "stazh due --all         $(million "$a") million instructions"
echo "bare LMDB reader        $(million "$b") million: $(ratio "$a" "$b") times (goal 1.5)"
a=$(instructions "$stazh" due)
echo "stazh due (14 days)     $(million "$a") million, $("$stazh" due | wc -l) lines"
if command -v calcurse >/dev/null; then
	mkdir -p "$dir/calcurse"
	python3 - >"$dir/calcurse/apts" <<'P'
import datetime
for i in range(10000):
    d = datetime.date(2026, 11, 25) + datetime.timedelta(days=i % 700)
    print(d.strftime("%m/%d/%Y [1] ") + "Подготовить материалы к семинару № %d" % i)
P
	touch "$dir/calcurse/conf" "$dir/calcurse/todo"
	b=$(instructions calcurse -D "$dir/calcurse" -C "$dir/calcurse" -Q --from 11/24/2026 --days 15)
	echo "calcurse -Q (15 days)   $(million "$b") million: stazh due is $(ratio "$a" "$b") of it"
fi

echo "== the screen, 80x24"
read -r ms bytes pss < <("$here/terminal.py" start 15 -- "$stazh")
read -r floor_ms floor_bytes floor_pss < <("$here/terminal.py" start 15 -- "$dir/barelist" "$dir/db")
echo "start to the full first screen  $ms ms, $bytes bytes, Pss $pss KiB"
echo "bare ncurses list of the same   $floor_ms ms, $floor_bytes bytes, Pss $floor_pss KiB: $(ratio "$ms" "$floor_ms") times (goal 1.3)"
read -r mean max < <("$here/terminal.py" keys '\eOB' 60 -- "$stazh")
echo "cursor down in Сроки            $mean bytes, at most $max (goal 60 within a page)"
rm -rf "$dir/db"
"$stazh" init 2>/dev/null
"$stazh" demo --scale 300 2>/dev/null
for section in 1 2 6; do
	read -r mean max < <("$here/terminal.py" keys '\eOB' 14 $section -- "$stazh")
	echo "cursor down, district, section $section $mean bytes, at most $max"
done
read -r mean max < <("$here/terminal.py" keys '\eOC' 5 4vv -- "$stazh")
echo "a day on in the month, its list beside   $mean bytes, at most $max"
read -r switches ticks < <("$here/terminal.py" idle 5 -- "$stazh")
echo "idle for 5 s                    $switches context switches, $ticks ticks (goal 0)"
