#!/bin/bash
# What may not happen to a database: tests/crash/run.sh STAZH [ROUNDS [TRIALS [CUTS]]].
#   killed     ROUNDS times four writers are killed (-9) at random moments; what they said was stored is there, the base is
#              sound and the journal whole (writers.c, beside the program as crash_writers)
#   crowd      50 processes write and read at once: nothing lost, no number twice
#   full       the disk is full: exit 5 and a sentence, nothing half-written, and it works again when there is room
#   damaged    files cut, emptied, overwritten, replaced: a sentence and exit 5, no signal, nothing created over
#   spoiled    TRIALS of each sort of damage to pages: told by the check, or harmless (damage.c, crash_damage)
#   power      CUTS simulated power cuts: nothing acknowledged is lost (power.c, crash_power); that the test can tell is shown
#              by a disk that ignores synchronisations
#   replaced   the data file is exchanged under a running program: no write is lost silently
#   copy       a backup made during writes is whole, and restored by the command
# Ends with «crash: N passed, M failed, K skipped».
set -u
stazh=$(realpath "$1")
rounds=${2:-6}
trials=${3:-4}
cuts=${4:-12}
tools=$(dirname "$stazh")
. "$(dirname "$0")/../suite.sh"
memory=$(mktemp -d -p "$([ -w /dev/shm ] && echo /dev/shm || echo "$dir")") # where a real disk would only cost time
trap 'kill $(jobs -p) 2>/dev/null; wait; umount "$dir/small" 2>/dev/null; rm -rf "$dir" "$memory"' EXIT
export LC_ALL=C.UTF-8 STAZH_TODAY=2026-11-24

verdict() { if [ "$2" = 0 ]; then ok "$1"; else bad "$1" "$3"; fi; }
give_up() { bad "$1" "$(cat "$dir/check.out")"; finish crash; exit 1; }

fresh() { # name [folder]: a new database, named by STAZH_CONFIG
	mkdir -p "$dir/$1"
	export STAZH_CONFIG=$dir/$1.ini
	printf '[store]\npath = %s\n' "${2:-$dir/$1}/db" >"$STAZH_CONFIG"
	"$stazh" init >"$dir/check.out" 2>&1 && sound || give_up "$1: no database"
}
sound() { "$stazh" check --deep >"$dir/check.out" 2>&1 && grep -q 'в порядке' "$dir/check.out"; }
demo() { "$stazh" demo "$@" >"$dir/check.out" 2>&1 && sound || give_up "$1: no records"; }
reminders() { "$stazh" list reminder --format json 2>/dev/null | jq length; }
russian() { LC_ALL=C grep -q $'\xd0' "$1" && ! grep -qE 'No such|Permission|Invalid|Input/output|Bad file|MDB_' "$1"; }

# ---- killed ----
fresh killed
writer() { # name: adds reminders
	local i=0
	until [ -e "$dir/enough" ]; do
		i=$((i + 1))
		"$stazh" add reminder "what=$1-$i" due=2027-01-01 >/dev/null 2>&1
	done
}
out=$("$tools/crash_writers" "$stazh" "$STAZH_CONFIG" "$rounds" 2>"$dir/check.out")
verdict "killed: $(tail -1 <<<"$out")" $? "$out $(grep -v 'в порядке' "$dir/check.out" | head -20)"

# ---- crowd ----
fresh crowd
for i in $(seq 50); do
	{ "$stazh" add reminder "what=дело $i" due=завтра 2>>"$dir/crowd.err" || echo failed; "$stazh" due >/dev/null 2>>"$dir/crowd.err" || echo failed; } >"$dir/crowd.$i" &
done
wait
verdict "crowd: every one of 50 wrote and read" "$(cat "$dir"/crowd.[0-9]* | grep -c failed)" "$(head -3 "$dir/crowd.err")"
ids=$(cat "$dir"/crowd.[0-9]* | sort -u | wc -l)
verdict "crowd: 50 different numbers" $((ids != 50)) "$ids"
stored=$(reminders)
verdict "crowd: 50 records" $((stored != 50)) "$stored"
sound
verdict "crowd: the base is sound" $? "$(cat "$dir/check.out")"

# ---- full ----
mkdir "$dir/small"
if mount -t tmpfs -o size=1m tmpfs "$dir/small" 2>/dev/null; then
	export STAZH_CONFIG=$dir/small.ini
	printf '[store]\npath = %s\n' "$dir/small/db" >"$STAZH_CONFIG"
	"$stazh" init >/dev/null 2>&1
	count=0 status=0
	while [ $count -lt 3000 ]; do
		"$stazh" add reminder "what=$(printf 'дело %0200d' $count)" due=завтра >/dev/null 2>"$dir/full.err" || { status=$?; break; }
		count=$((count + 1))
	done
	verdict "full: exit 5 after $count records" $((status != 5)) "$(cat "$dir/full.err")"
	russian "$dir/full.err"
	verdict "full: says so in Russian" $? "$(cat "$dir/full.err")"
	stored=$(reminders)
	verdict "full: all $count are there" $((count < 100 || stored != count)) "$stored"
	"$stazh" backup "$dir/small/copy.mdb" >/dev/null 2>"$dir/full.err"
	verdict "full: no room for a copy is exit 5" $(($? != 5)) "$(cat "$dir/full.err")"
	russian "$dir/full.err"
	verdict "full: and says so in Russian" $? "$(cat "$dir/full.err")"
	"$stazh" compact >/dev/null 2>"$dir/full.err"
	verdict "full: nor can it be compacted" $(($? != 5)) "$(cat "$dir/full.err")"
	left=$(ls -A "$dir/small" "$dir/small/db" | grep -c -e copy -e compact)
	verdict "full: nothing half-made is left" $((left != 0)) "$(ls -A "$dir/small" "$dir/small/db")"
	"$stazh" backup "$dir/full.mdb" >/dev/null 2>"$dir/full.err"
	verdict "full: a copy to another disk is made" $? "$(cat "$dir/full.err")"
	sound
	verdict "full: the base is sound" $? "$(cat "$dir/check.out")"
	for state in "no lock file" "a lock file without room"; do # LMDB maps it
		rm "$dir/small/db/lock.mdb"
		[ "$state" = "no lock file" ] || truncate -s 32K "$dir/small/db/lock.mdb"
		dd if=/dev/zero of="$dir/small/fill" bs=1k status=none 2>/dev/null
		"$stazh" due >/dev/null 2>"$dir/full.err"
		verdict "full: $state is exit 5" $(($? != 5)) "$(cat "$dir/full.err")"
		grep -q 'нет места' "$dir/full.err"
		verdict "full: $state is no damage" $? "$(cat "$dir/full.err")"
		rm "$dir/small/fill"
	done
	mount -o remount,size=4m "$dir/small"
	"$stazh" add reminder what=снова due=завтра >/dev/null 2>"$dir/full.err" && [ "$(reminders)" -eq $((count + 1)) ]
	verdict "full: with room again it writes" $? "$(cat "$dir/full.err")"
	umount "$dir/small"
else
	skip "full" "no right to mount a small disk" 14
fi

# ---- damaged ----
fresh damaged
STAZH_TODAY=2021-08-24 demo --seed-order # in its year: one that is over makes no deadlines
cp -r "$dir/damaged/db" "$dir/good"
commands=("due" "list person" "add reminder what=x due=завтра" "check --deep")
again() { rm -rf "$dir/damaged/db"; cp -r "$dir/good" "$dir/damaged/db"; }
# Runs the commands one after the other; their codes are to match.
codes() # NAME PATTERN
{
	local codes= c
	for c in "${commands[@]}"; do
		"$stazh" $c >"$dir/out" 2>"$dir/err"
		codes+="$? "
		[ "${codes: -2}" != "5 " ] || russian "$dir/err" || { bad "damaged ($1)" "$c: $(head -2 "$dir/err")"; return 1; }
	done
	[[ $codes =~ ^$2\ $ ]] || { bad "damaged ($1)" "the commands end with $codes"; return 1; }
}
try() { again; (cd "$dir/damaged/db" && eval "$2"); ! codes "$1" "$3" || ok "damaged ($1)"; } # NAME WHAT-IS-DONE CODES
size=$(stat -c %s "$dir/good/data.mdb")
refused='5 5 5 5' found='5 5 5 [15]' sound='0 0 0 0'
try "as it was" ':' "$sound"
try "empty file" ': >data.mdb' "$refused"
try "foreign file" 'printf "PK\003\004 something else" >data.mdb' "$refused"
try "cut in the middle" "truncate -s $((size / 2 / 4096 * 4096)) data.mdb" "$found"
try "cut to two pages" 'truncate -s 8192 data.mdb' "$refused"
try "first page zeroed" 'dd if=/dev/zero of=data.mdb bs=4096 count=1 conv=notrunc status=none' "$refused"
try "second page zeroed" 'dd if=/dev/zero of=data.mdb bs=4096 seek=1 count=1 conv=notrunc status=none' "$refused"
try "a folder in its place" 'rm data.mdb; mkdir data.mdb' "$refused"
try "no data file" 'rm data.mdb' "$refused"
try "no lock file" 'rm lock.mdb' "$sound"
try "read only" 'chmod 400 data.mdb; chmod 500 .' "$([ "$(id -u)" = 0 ] && echo "$sound" || echo "$refused")"
chmod 700 "$dir/damaged/db"
# A page of random bytes is told by the check, or is one that nothing is read from.
words() { { "$stazh" log --format json && "$stazh" export person - && "$stazh" export site - && "$stazh" export term -; } 2>/dev/null | sha256sum; }
again
before=$(words) pages=0 told=0 free=0 wrong=0
commands=("due" "list person" "check --deep")
for page in $(seq 2 3 $((size / 4096 - 1))); do
	again
	dd if=/dev/urandom of="$dir/damaged/db/data.mdb" bs=4096 seek="$page" count=1 conv=notrunc status=none
	pages=$((pages + 1))
	codes "page $page" '[015] [015] [015]' || { wrong=$((wrong + 1)); continue; }
	"$stazh" add reminder what=x due=завтра >"$dir/out" 2>"$dir/err"
	code=$?
	[ $code -eq 0 ] || { [ $code -eq 5 ] && russian "$dir/err"; } || { bad "damaged (page $page)" "add ends with $code"; wrong=$((wrong + 1)); }
	again
	dd if=/dev/urandom of="$dir/damaged/db/data.mdb" bs=4096 seek="$page" count=1 conv=notrunc status=none
	if ! sound; then told=$((told + 1)); elif [ "$(words)" = "$before" ]; then free=$((free + 1)); else bad "damaged (page $page)" "not told"; wrong=$((wrong + 1)); fi
done
verdict "damaged: $pages pages overwritten one by one, $told told, $free free" $((wrong > 0 || told <= free)) "$wrong wrong"

# ---- spoiled ----
fresh spoiled "$memory/spoiled"
demo --scale 2
"$stazh" compact >/dev/null 2>&1 # damage to free pages would tell nothing
"$stazh" add reminder what=a due=завтра >/dev/null 2>&1
"$stazh" delete reminder 1 >/dev/null 2>&1
out=$("$tools/crash_damage" "$stazh" "$STAZH_CONFIG" "$trials" 2>&1)
verdict "spoiled: told or harmless" $? ""
sed 's/^/# /' <<<"$out"
sound
verdict "spoiled: the sound file is sound" $? "$(cat "$dir/check.out")"

# ---- power ----
fresh power "$memory/power"
cp -r "$memory/power/db" "$memory/power/new"
out=$("$tools/crash_power" "$STAZH_CONFIG" 400 "$cuts" 2>&1)
verdict "power: $out" $? ""
rm -r "$memory/power/db"
mv "$memory/power/new" "$memory/power/db"
out=$("$tools/crash_power" "$STAZH_CONFIG" 100 10 nosync 2>&1)
verdict "power: without synchronisation: ${out##*: }" $(($? != 1)) "$out"

# ---- copy ----
fresh copy
demo --seed-order
writer copy & pid=$!
sleep 0.5
"$stazh" backup "$dir/copy.mdb" >"$dir/out" 2>&1
verdict "copy: made during writes" $? "$(cat "$dir/out")"
touch "$dir/enough" # and not killed: the program that it runs would go on
wait $pid
"$stazh" add reminder what=позже due=завтра >/dev/null 2>&1
later=$(reminders)
"$stazh" restore "$dir/copy.mdb" >"$dir/out" 2>&1 && [ "$(reminders)" -lt "$later" ]
verdict "copy: it is restored" $? "$(cat "$dir/out")"
sound
verdict "copy: it is sound" $? "$(cat "$dir/check.out")"

# ---- replaced ----
fresh replaced
demo --seed-order
cp "$dir/replaced/db/data.mdb" "$dir/other.mdb"
term="tmux -L stazh-crash-$$"
shown() { for _ in $(seq 50); do $term capture-pane -p -t s >"$dir/out" && grep -q "$1" "$dir/out" && return; sleep 0.1; done; return 1; }
$term new-session -d -s s -x 80 -y 24 "exec env STAZH_CONFIG='$STAZH_CONFIG' STAZH_TODAY=$STAZH_TODAY LC_ALL=C.UTF-8 '$stazh'" \; \
	set-option remain-on-exit on
screen=$($term display-message -p -t s '#{pane_pid}')
shown Просрочено
for k in F7 дело Tab завтра; do $term send-keys -t s "$k"; sleep 0.2; done
shown дело
verdict "replaced: a form is open" $? "$(cat "$dir/out")"
mv "$dir/other.mdb" "$dir/replaced/db/data.mdb"
$term send-keys -t s F2
stored=0
shown 'замен\|подмен\|друг' || stored=$(reminders)
[ "$stored" = 1 ] || grep -qE 'замен|подмен|друг' "$dir/out"
verdict "replaced: a write into a file that was exchanged is refused with a word" $? "$(cat "$dir/out")"
$term kill-server 2>/dev/null
while kill -0 "$screen" 2>/dev/null; do sleep 0.05; done
for _ in $(seq 100); do kill -0 "$screen" 2>/dev/null || break; sleep 0.1; done # it still keeps its draft in $dir

finish crash
