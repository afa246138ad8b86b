#!/bin/bash
# Screen tests: tests/tui/run.sh PROGRAM [CASE…]      UPDATE=1: writes what is shown now as what is expected, in docs/guide.md too
# A case is a file cases/NAME.case of blocks, done one after another in a folder with a database of their own:
#   == shell   lines for the shell; `stazh` is the program as morozova, methodist; `fresh`, `seed`, `school`, `active` make and fill a database
#   == keys    a script of the screen (include/stazh/tui/script.h), and: «see TEXT», «lacks TEXT»: is it on the screen now?
#              «== keys LOGIN»: as another user than morozova
#              «# count» prints how many keys were pressed beside what was typed and pasted
#   == together   two programs at once on one database: «a key F4», «b see TEXT» — a script line for the screen of morozova (a)
#              or gusev (b), «$ stazh …» — a line for the shell. Each line is carried out before the next begins.
# What the blocks print is compared with cases/NAME.out: pictures of the screen, answers of commands, exit codes but 0.
# Prints «ok NAME» or «not ok NAME» with the difference, and last `tui: N passed, M failed, K skipped`.

if [ $# -lt 1 ] || [ ! -x "$1" ]; then
	echo "usage: $0 PROGRAM [CASE…]" >&2
	exit 2
fi
STAZH=$(realpath "$1")
shift
. "$(dirname "$0")/../suite.sh"
cd "$(dirname "$0")/cases" || exit 2
CASES=$PWD
unset STAZH_CONFIG STAZH_SCRIPT STAZH_SHARE SSH_CONNECTION
export LC_ALL=C.UTF-8 TZ=UTC TERM=xterm-256color STAZH_TODAY=2022-06-01

# ---- what cases use ----

stazh()
{
	"$STAZH" --as morozova "$@" 2>&1 </dev/null
	local rc=$?
	[ $rc -eq 0 ] || echo "код $rc"
	return $rc
}

quietly() { stazh "$@" >quiet || { echo "stazh $*"; cat quiet; }; }

# A new database.
fresh() { rm -rf db; quietly init; }

# The records of order № 37-о.
seed() { fresh; quietly demo --seed-order; }

# ЦИМС (org 1) with its director and methodist (persons 1, 2), a school (org 2) with a teacher who may lead (person 3)
# and a site that lacks nothing for its application (site 1).
school()
{
	fresh
	quietly add org 'short_name=МБУ «ЦИМС»' 'full_name=Центр'
	quietly add person surname=Гусева name=И. patronymic=Г. org=1 position=директор
	quietly add person surname=Морозова name=И. patronymic=А. org=1 position=методист
	quietly add org 'short_name=МБОУ «Школа»' 'full_name=Школа'
	quietly add person surname=Ёлкина name=Анна patronymic=Ивановна org=2 position_kind=учитель category=первая \
		'achievements=победитель конкурса'
	quietly set org 2 head=3
	quietly add site org=2 'topic=Читательская грамотность' initiator_kind=ЦИМС 'experience=опыт есть' \
		directions=сетевое leader=3 methodist=2
}

# Site 1 with a signed order for 2022-2023.
active()
{
	quietly do site 1 submit
	quietly do site 1 approve
	quietly add order 'title=Об организации' 'kind=утверждение перечня' school_year=2022-2023 sites=1 signer=1 \
		controller=1 methodist=2 number=5-о date=01.06.2022
	quietly do order 1 sign
}

# ---- running ----

# Takes «see:» and «lacks:» pictures out of the rest and says what is wrong with them.
look()
{
	awk '
	function finish() { if (want != "" && found != (sign == "see")) print "!! " sign " " want "\n" seen; want = "" }
	/^== / {
		finish()
		if (match($0, /^== (see|lacks):/)) {
			sign = $0 ~ /^== see:/ ? "see" : "lacks"
			want = $0
			sub(/^== (see|lacks):/, "", want)
			sub(/ [0-9]+x[0-9]+ cursor .*$/, "", want)
			found = 0; seen = ""
			next
		}
	}
	want != "" { if (!/^-- /) { seen = seen $0 "\n"; if (index($0, want)) found = 1 } next }
	{ print }
	END { finish() }'
}

# A wrapped sentence is on two rows: «see» has to be given a part of one. The time of an entry is the clock’s.
keys()
{
	sed -E 's/^(see|lacks) (.*)$/shot \1:\2/' keys >script
	STAZH_SCRIPT=script timeout 60 "$STAZH" --as "${1:-morozova}" 2>err >shots
	local rc=$?
	look <shots | sed -E 's/[0-9]{2}\.[0-9]{2}\.20[0-9]{2} [0-9]{2}:[0-9]{2}(:[0-9]{2})?/ДД.ММ.ГГГГ ЧЧ:ММ/'
	[ $rc -eq 0 ] || echo "!! код $rc"
	[ ! -s err ] || sed 's/^/!! /' err
	grep -q '^# count' script && awk '$1 == "key" { n += $3 ? $3 : 1 } END { print "нажатий: " n }' script
}

# One of the two programs: it takes its script from a FIFO, and «shot» tells when it is through with what it was given.
declare -A users=([a]=morozova [b]=gusev) process
steps=0

step() # SESSION LINE
{
	local line=$2 i
	steps=$((steps + 1))
	case $line in
	'see '* | 'lacks '*) line="shot ${line/ /:}" ;;
	esac
	printf '%s\nshot step:%s\n' "$line" $steps >&"$([ "$1" = a ] && echo 8 || echo 9)"
	for i in {1..1000}; do
		grep -q "^== step:$steps " "shots.$1" && return
		kill -0 "${process[$1]}" 2>/dev/null || break
		sleep 0.01
	done
	echo "!! $1: $2: нет ответа"
}

together()
{
	local s line
	for s in a b; do
		rm -f "fifo.$s"
		mkfifo "fifo.$s"
		: >"shots.$s" # it may be looked for before the program has it
		STAZH_SCRIPT=fifo.$s timeout 240 "$STAZH" --as "${users[$s]}" 2>"err.$s" >"shots.$s" &
		process[$s]=$!
	done
	exec 8<>fifo.a 9<>fifo.b # with both ends, as a program that is not there opens none
	while IFS= read -r line; do
		case $line in
		'a '* | 'b '*) step "${line%% *}" "${line#* }" ;;
		'$ '*) eval "${line#??}" ;;
		esac
	done <together
	exec 8>&- 9>&-
	for s in a b; do
		wait "${process[$s]}" || echo "!! $s: код $?"
		awk '/^== step:/ { drop = 1; next } /^== / { drop = 0 } !drop' "shots.$s" | look | sed "s/^== /== $s /"
		[ ! -s "err.$s" ] || sed 's/^/!! /' "err.$s"
	done
}

run_blocks()
{
	local kind= line
	while IFS= read -r line || [ -n "$line" ]; do
		case $line in
		'== '*) block "$kind"; kind=${line#== } ;;
		*) printf '%s\n' "$line" >>block ;;
		esac
	done <"$1"
	block "$kind"
}

block()
{
	touch block
	case $1 in
	shell) . ./block ;;
	keys*) mv block keys; keys ${1#keys} ;;
	together) mv block together; together ;;
	esac
	rm -f block
}

run_case()
{
	local name=$1 dir=$dir/case
	mkdir "$dir" || exit 2
	printf '[store]\npath = db\n[users]\nmorozova = methodist:Морозова И.А.\ngusev = methodist\n''koroteeva = leader:МБОУ «Школа»\nguseva = viewer\n' >"$dir/stazh.ini"
	(
		cd "$dir" || exit 2
		export HOME=$dir STAZH_CONFIG=$dir/stazh.ini
		run_blocks "$CASES/$name.case"
	) >"$dir.out" 2>&1
	[ -z "${UPDATE:-}" ] || grep -v '^!! ' "$dir.out" >"$name.out"
	if diff -Nu "$name.out" "$dir.out" >"$dir.diff" 2>&1; then
		ok "$name"
	else
		bad "$name"
		head -${DIFF:-80} "$dir.diff"
	fi
	rm -rf "$dir" "$dir.out" "$dir.diff"
}

[ $# -gt 0 ] || set -- $(ls | sed -n 's/\.case$//p')
for name in "$@"; do run_case "$name"; done
[ -z "${UPDATE:-}" ] || ../guide.py >/dev/null || bad "the guide's pictures"
finish tui
