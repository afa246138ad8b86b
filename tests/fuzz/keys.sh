#!/bin/bash
# Random keys: tests/fuzz/keys.sh PROGRAM [RUNS KEYS]     (8 runs of 200 keys)
# Each run presses KEYS random keys on the screen of a database with the records of order № 37-о; its number is the seed,
# so a failed run can be repeated: FIRST=37 tests/fuzz/keys.sh PROGRAM 1 500. Afterwards the program has to have ended well
# within its time, every record be readable, the database sound, and the journal, replayed, give the records as they are; and
# at least every second run has to have saved something.

if [ $# -lt 1 ] || [ ! -x "$1" ]; then
	echo "usage: $0 PROGRAM [RUNS KEYS]" >&2
	exit 2
fi
stazh=$(realpath "$1") runs=${2:-8} count=${3:-200} first=${FIRST:-1}
unset STAZH_CONFIG STAZH_SCRIPT STAZH_SHARE SSH_CONNECTION
export LC_ALL=C.UTF-8 TZ=UTC TERM=xterm-256color STAZH_TODAY=2022-06-01
. "$(dirname "$0")/../suite.sh"
cd "$dir" || exit 2
export HOME=$dir STAZH_CONFIG=$dir/stazh.ini
printf '[store]\npath = db\n' >stazh.ini

# The journal as changes of fields, oldest first, against the records as they are listed.
cat >replay.py <<'PY'
import csv, json, sys
entries = json.load(open("log.json"))
replayed = {}
for e in sorted(entries, key=lambda e: e["seq"]):
    record = replayed.setdefault((e["kind"], e["id"]), {})
    for c in e.get("changes") or []:
        was = record.get(c["field"]) or None
        if was != (c["before"] or None):
            sys.exit(f'журнал, строка {e["seq"]}: {c["field"]} было {was!r}, а записано {c["before"]!r}')
        record[c["field"]] = c["after"]
for kind in sys.argv[1:]:
    listed = set()
    for row in csv.DictReader(open(f"{kind}.csv", encoding="utf-8-sig")):
        key = kind, int(row["id"])
        listed.add(key)
        if key not in replayed:
            sys.exit(f"{key}: записи нет в журнале")
        for field, value in row.items():
            if field in ("id", "kind") or field.endswith("_name") and field not in replayed[key] and field[:-5] in row:
                continue
            known = replayed[key].get(field) or ""
            if known != value and (known, value) != ("", "no"):  # a question nobody answered
                sys.exit(f"{key}: {field} = {value!r}, по журналу {known!r}")
    for key, record in replayed.items():
        if key[0] == kind and any(record.values()) and key not in listed:
            sys.exit(f"{key}: по журналу запись есть")
PY

run() # what went wrong, if anything
{
	rm -rf db
	"$stazh" init >out 2>&1 && "$stazh" demo --seed-order >out 2>&1 || { echo "база не готова"; cat out; return; }
	journal >before
	rm -f after
	printf 'random %s %s\n' "$1" "$count" >script
	STAZH_SCRIPT=script timeout 60 "$stazh" >out 2>err
	local rc=$?
	journal >after
	[ $rc -ne 124 ] || { echo "висит"; return; }
	[ $rc -eq 0 ] || { echo "код $rc"; head -40 err; return; }
	for kind in $kinds; do
		"$stazh" list "$kind" --archived --format csv --columns '*' >"$kind.csv" 2>err
		rc=$?
		[ $rc -le 1 ] || { echo "list $kind: код $rc"; cat err; return; }
		for id in $(sed '1d; s/[^0-9].*//' "$kind.csv" | grep . | head -5); do
			"$stazh" show "$kind" "$id" >out 2>err || { echo "show $kind $id"; cat err; return; }
		done
	done
	"$stazh" check --deep >out 2>&1 && grep -q 'в порядке' out || { echo "check"; cat out; return; }
	"$stazh" log --format json >log.json 2>err || { echo "log"; cat err; return; }
	python3 replay.py $kinds 2>&1
}
journal() { "$stazh" log --format json | jq '[.[] | select(.changes) | .act] | unique | length'; } # how many acts changed something

kinds=$("$stazh" help | sed -n '/^Виды/,/^$/p' | sed 's/^Виды//')
if [ "$(wc -w <<<"$kinds")" -ge 16 ]; then ok kinds; else bad kinds "$kinds"; fi

saved=0 all=0
for ((seed = first; seed < first + runs; seed++)); do
	wrong=$(run $seed)
	acts=$(($(cat after || echo 0) - $(cat before)))
	if [ -z "$wrong" ]; then ok "$seed"; else bad "$seed" "$wrong"; fi
	[ $acts -le 0 ] || saved=$((saved + 1)) all=$((all + acts))
done
echo "# $saved of $runs runs saved something, $all times in all"
if [ $((saved * 2)) -ge "$runs" ]; then ok 'every second run saves something'; else bad 'every second run saves something' "$saved of $runs"; fi
sed -i 's/СОШ/школа/' org.csv
if python3 replay.py $kinds >out 2>&1 || ! grep -q 'по журналу' out; then bad 'the replay tells another record' "$(cat out)"; else ok 'the replay tells another record'; fi
finish keys
