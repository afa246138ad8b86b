#!/bin/bash
# The figures of docs/benchmarks.md: tests/bench/run.sh BUILD [PAGE]. Each is compared in the same run with a floor (a bare
# program that does just this) or a peer, where there is one. Prints the tables; PAGE gets them in its places. A floor that
# does not print the same bytes, or show the same rows, ends the run, and nothing is written.
set -euo pipefail
export LC_ALL=C.UTF-8 TERM=xterm-256color
cd "$(dirname "$0")/../.."
here=tests/bench
stazh=$(realpath "$1/stazh")
page=${2:-}
dir=$(mktemp -d)
trap 'for s in "$dir"/*.sock; do tmux -S "$s" kill-server 2>/dev/null || :; done; rm -rf "$dir"' EXIT
trap 'echo "bench: stopped at line $LINENO" >&2' ERR
export HOME=$dir STAZH_CONFIG=$dir/stazh.ini STAZH_TODAY=2026-11-24
unset SSH_CONNECTION STAZH_SCRIPT STAZH_SHARE
mkdir "$dir/tables"
${CC:-cc} -O2 -Iinclude -o "$dir/bare" $here/bare.c -Wl,-Bstatic -llmdb -Wl,-Bdynamic -lpthread
${CC:-cc} -O2 -Iinclude -D_GNU_SOURCE -o "$dir/barelist" $here/barelist.c -llmdb -lncursesw

database() { # NAME: a new one
	printf '[store]\npath = %s\n' "$1" >"$STAZH_CONFIG"
	"$stazh" init 2>"$dir/said" || { cat "$dir/said"; return 1; }
}
instructions() { # of a command; its exit code is not asked
	{ valgrind --tool=callgrind --callgrind-out-file=/dev/null "$@" 2>&1 >/dev/null || :; } | sed -n 's/.*Collected : //p' | grep .
}
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { r = a / b; printf r < 0.05 ? "1 : %.0f" : "%.2f", r < 0.05 ? b / a : r }'; }
million() { awk -v a="$1" 'BEGIN { printf a < 1e7 ? "%.2f million" : "%.1f million", a / 1e6 }'; }
same() { # WHAT FILE FILE: the floor's
	cmp -s "$2" "$3" && return
	echo "bench: the floor is not of the same $1:" >&2
	diff -a "$2" "$3" | head -5 >&2
	return 1
}
head_of() { echo "| what | stazh | against | ratio | goal |"; echo "|---|---|---|---|---|"; }

machine() {
	echo "Printed by \`make bench\` on $(date +%F): $(. /etc/os-release && echo "$PRETTY_NAME"), $(nproc) cores, load average $(cut -d' ' -f1 /proc/loadavg) at the start, $(${CC:-cc} --version | head -1)."
}

# ---- 10,000 deadlines ----

deadlines() {
	local all=$1 floor=$2 next=$3 peer=$4
	head_of
	echo "| \`due --all\`: 10,000 deadlines printed | $(million $all) instructions | $(million $floor): a bare LMDB scan that prints the same bytes (\`bare.c\`) | $(ratio $all $floor) | ≤ 1.5 |"
	echo "| \`due\`: the next 14 days of these, $("$stazh" due | wc -l) lines | $(million $next) instructions | $(million $peer): \`calcurse -Q\` of the same days | $(ratio $next $peer) | – |"
	echo "| shared objects that the program is linked to: $(readelf -d "$stazh" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | paste -sd, | sed 's/,/, /g') | $(readelf -d "$stazh" | grep -c '(NEEDED)') | – | – | – |"
}

database due
python3 - "$dir" <<'P'
import datetime, os, sys
days = [datetime.date(2026, 11, 25) + datetime.timedelta(days=i % 700) for i in range(10000)]
what = "Семинар № %d: подготовить материалы"
with open(sys.argv[1] + "/reminders.csv", "w") as f:
    f.write("what,due,who\n")
    f.writelines((what + ",%s,Морозова И.А.\n") % (i, d) for i, d in enumerate(days))
os.mkdir(sys.argv[1] + "/calcurse")
with open(sys.argv[1] + "/calcurse/apts", "w") as f:
    f.writelines(("%s [1] " + what + "\n") % (d.strftime("%m/%d/%Y"), i) for i, d in enumerate(days))
for name in ("conf", "todo"):
    open(sys.argv[1] + "/calcurse/" + name, "w").close()
P
"$stazh" import reminder "$dir/reminders.csv" 2>/dev/null
"$stazh" due --all >"$dir/ours"
[ "$(wc -l <"$dir/ours")" = 10000 ]
"$dir/bare" "$dir/due" $STAZH_TODAY >"$dir/floor"
same lines "$dir/ours" "$dir/floor"
peer=(calcurse -D "$dir/calcurse" -C "$dir/calcurse" -Q --from 11/24/2026 --days 15)
[ "$("${peer[@]}" | grep -c 'Семинар')" = "$("$stazh" due | wc -l)" ]
machine >"$dir/tables/machine"
deadlines "$(instructions "$stazh" due --all)" "$(instructions "$dir/bare" "$dir/due" $STAZH_TODAY)" \
	"$(instructions "$stazh" due)" "$(instructions "${peer[@]}")" >"$dir/tables/deadlines"

# ---- the screen, 80x24 ----

floor=("$dir/barelist" "$dir/due" $STAZH_TODAY "$dir/ours")

shot() { # NAME COMMAND…: $dir/NAME is the screen that it shows
	local term="tmux -S $dir/$1.sock"
	$term new-session -d -s s -x 80 -y 24 "$(printf '%q ' "${@:2}")"
	for _ in $(seq 100); do
		sleep 0.1
		$term capture-pane -p -t s >"$dir/$1"
		! grep -q 10Выход "$dir/$1" || break
	done
	$term kill-server
}

screen() {
	local ms cpu bytes pss floor_ms floor_cpu floor_bytes floor_pss times cpu_times mean max a b switches ticks
	read -r ms cpu bytes pss floor_ms floor_cpu floor_bytes floor_pss times cpu_times < <($here/terminal.py start 31 -- "$stazh" -- "${floor[@]}")
	a=$($here/terminal.py instructions -- "$stazh")
	b=$($here/terminal.py instructions -- "${floor[@]}")
	head_of
	echo "| start to the full first screen, 10,000 deadlines | $(million $a) instructions | $(million $b): the same screen in bare ncurses (\`barelist.c\`) | $(ratio $a $b) | – |"
	echo "| the same, time of processor, median of 31 pairs | $cpu ms | $floor_cpu ms | $cpu_times | – |"
	echo "| the same, time to the last byte, median of 31 pairs | $ms ms | $floor_ms ms | $times | ≤ 1.3 |"
	echo "| the same, bytes sent | $bytes | $floor_bytes | $(ratio $bytes $floor_bytes) | – |"
	echo "| the same, Pss | $pss KiB | $floor_pss KiB | $(ratio $pss $floor_pss) | – |"
	read -r mean max < <($here/terminal.py keys '\eOB' 60 -- "$stazh")
	echo "| 60 times cursor down in Сроки, scrolling | $mean bytes on average, $max at most | – | – | – |"
	database district
	"$stazh" demo --scale 300 2>/dev/null
	for section in 1:Сроки 2:Площадки 6:Приказы; do
		read -r mean max < <($here/terminal.py keys '\eOB' 12 ${section%:*} -- "$stazh")
		echo "| cursor down within a page of ${section#*:}, a district of 300 sites | $mean bytes on average, $max at most | – | – | ≤ 60 on average |"
	done
	database empty
	read -r mean max < <($here/terminal.py keys '\eOC' 5 4vv -- "$stazh")
	echo "| a day on in an empty month | $mean bytes on average, $max at most | – | – | ≤ 100 on average |"
	database week # the view that was used last comes again
	read -r mean max < <($here/terminal.py keys '\eOB' 5 4v -- "$stazh")
	echo "| an hour down in an empty week | $mean bytes on average, $max at most | – | – | ≤ 60 on average |"
	read -r switches ticks < <($here/terminal.py idle 5 -- "$stazh")
	echo "| idle for 5 s | $switches context switches, $ticks ticks | – | – | 0 |"
}

shot ours "$stazh"
shot floor "${floor[@]}"
[ "$(grep -c 'Семинар № ' "$dir/ours")" = 9 ] # eight of the week, and the selected one in full
same rows "$dir/ours" "$dir/floor"
screen >"$dir/tables/screen"

# ---- the calendar over 100,000 events ----

script() { # KEY…: instructions of the screen after these
	local login=u$(date +%N) # who has used no view yet
	printf '[store]\npath = events\n[users]\n%s = methodist\n' "$login" >"$STAZH_CONFIG"
	printf 'key %s\n' "$@" >"$dir/script"
	STAZH_SCRIPT=$dir/script instructions "$stazh" --as "$login"
}
step() { echo "| $1 | $(million $(($3 - $2))) |"; }

calendar() {
	local list month
	echo "| what | instructions |"
	echo "|---|---|"
	list=$(script 4) month=$(script 4 'v 2')
	step "the list from today on" "$(script 1)" $list
	step "a page of it" $list "$(script 4 PgDn)"
	step "a week by hours" $list "$(script 4 v)"
	step "a month" "$(script 4 v)" $month
	step "the next month" $month "$(script 4 'v 2' PgDn)"
	step "a school year, 33,000 of them" $month "$(script 4 'v 3')"
}

database events
python3 - >"$dir/events.csv" <<'P'
import datetime
print("topic,form,date,time")
for i in range(100000):
    day = datetime.date(2025, 9, 1) + datetime.timedelta(days=i % 1095)
    print("Семинар № %d,семинар,%s,%02d:%02d" % (i, day, 9 + i // 1095 % 10, i // 10950 % 6 * 10))
P
"$stazh" import event "$dir/events.csv" >/dev/null 2>&1
[ "$("$stazh" list event --format csv | wc -l)" = 100001 ]
calendar >"$dir/tables/calendar"

# ---- an open screen while others write; tables ----

$here/live.py "$stazh" >"$dir/tables/live"
tests/sheets/run.sh "$stazh" 100000 >"$dir/sheets" || { grep -v '^ok' "$dir/sheets"; exit 1; }
python3 - "$dir/sheets" >"$dir/tables/sheets" <<'P'
import re, sys
found = [(m[1].strip(), float(m[2]), m[3]) for m in re.finditer(r"^(?:# )?(.+?) +[\d.]+ s \(([\d.]+) s of processor\), peak (\d+) MB$", open(sys.argv[1]).read(), re.M)]
floor = next(s for what, s, _ in found if what.startswith("sqlite3"))
print("| what | processor | peak | times the floor |\n|---|---|---|---|")
for what, s, peak in found:
    print("| %s | %.1f s | %s MB | %s |" % (what, s, peak, "%.1f" % (s / floor) if what.startswith("import") else "–"))
P

$here/year.py "$stazh" >"$dir/tables/year"

for table in machine deadlines screen calendar live year sheets; do
	echo
	cat "$dir/tables/$table"
done
[ -z "$page" ] || $here/page.py "$page" "$dir/tables"
