#!/bin/bash
# Command tests: tests/cli/run.sh BUILD/stazh [CASE…]
# Each file in cases/ defines functions case_*; each case runs in a subshell with a folder, database and configuration
# of its own. Prints «ok NAME» or «not ok NAME» with what was wrong, and last `cli: N passed, M failed, K skipped`.

if [ $# -lt 1 ] || [ ! -x "$1" ]; then
	echo "usage: $0 PROGRAM [CASE…]" >&2
	exit 2
fi
STAZH=$(realpath "$1")
shift
HERE=$(cd "$(dirname "$0")" && pwd)
. "$HERE/../suite.sh"
unset STAZH_CONFIG SSH_CONNECTION
export LC_ALL=C.UTF-8 TZ=UTC STAZH_TODAY=2022-06-01 HERE

# ---- what cases use ----

SKIPPED=77
fail() { echo "  $*"; exit 1; }
leave() { echo "$*"; exit $SKIPPED; } # REASON: the case cannot be tried here

# Runs the program: its output in ./out and ./err, its exit code in $rc.
run()
{
	"$STAZH" "$@" >out 2>err </dev/null
	rc=$?
	[ $rc -le 6 ] || fail "stazh $*: код $rc: $(cat err)"
	return 0
}

# code N ARG…: runs and expects this exit code, and a word with it or the file that it was to write.
code()
{
	local want=$1
	shift
	run "$@"
	[ $rc -eq "$want" ] || fail "stazh $*: код $rc, ожидался $want: $(head -c 600 err)"
	[ -s out ] || [ -s err ] || [ -s "${*: -1}" ] || fail "stazh $*: ни слова"
}

out_is() { [ "$(cat out)" = "$1" ] || fail "на выводе «$(head -c 600 out)», ожидалось «$1»"; }
out_has() { local t; for t; do grep -qF -e "$t" out || fail "на выводе нет «$t»: $(head -c 600 out)"; done; }
out_lacks() { [ -s out ] && ! grep -qF -e "$1" out || fail "на выводе лишнее «$1»"; }
out_empty() { [ ! -s out ] || fail "на выводе лишнее: $(head -c 600 out)"; }
err_has() { local t; for t; do grep -qF -e "$t" err || fail "в сообщении нет «$t»: $(head -c 600 err)"; done; }
err_lacks() { ! grep -qF -e "$1" err || fail "в сообщении лишнее «$1»"; }
err_empty() { [ ! -s err ] || fail "лишнее сообщение: $(head -c 600 err)"; }
json() { [ -s out ] && jq -e "$@" out >/dev/null || fail "не выполнено: jq $*: $(head -c 600 out)"; }

# refused CLAUSE ARG…: exit code 3, the clause in the message, nothing written.
refused()
{
	local clause=$1 before
	shift
	before=$("$STAZH" log --format json 2>/dev/null) && [ -n "$before" ] || fail "журнала нет"
	code 3 "$@"
	err_has "п. $clause"
	[ "$("$STAZH" log --format json 2>&1)" = "$before" ] || fail "stazh $*: отказано, но что-то записано"
}

# A school, its teacher with the first category and a site with everything that an application needs: org 1, person 1,
# site 1, in ЦИМС org 2 with person 2 (director) and person 3 (methodist).
school()
{
	code 0 init
	code 0 add org 'short_name=МБОУ «Школа»' 'full_name=Школа'
	code 0 add org 'short_name=МБУ «ЦИМС»' 'full_name=ЦИМС'
	code 0 add person surname=Ёлкина name=Анна patronymic=Ивановна org=1 position_kind=учитель \
		category=первая 'achievements=победитель конкурса'
	code 0 add person surname=Гусева name=И. patronymic=Г. org=2 position=директор
	code 0 add person surname=Морозова name=И. patronymic=А. org=2 position=методист
	code 0 set org 1 head=1
	code 0 add site org=1 'topic=Читательская грамотность' initiator_kind=ЦИМС 'experience=опыт есть' \
		directions=сетевое leader=1 methodist=3
}

# A signed order for site 1, which has to be approved.
approve() { code 0 do site 1 submit; code 0 do site 1 approve; }
order() { code 0 add order 'title=Об организации' "kind=утверждение перечня" school_year=2022-2023 sites=1 signer=2 \
	controller=2 methodist=3 number=5-о date=25.05.2022 "$@"; }

# ---- running ----

run_case()
{
	local log=$dir/log result
	(
		dir=$dir/case
		mkdir "$dir" && cd "$dir" || exit 2
		printf '[store]\npath = %s/db\n' "$dir" >stazh.ini
		export HOME=$dir STAZH_CONFIG=$dir/stazh.ini
		"$1"
	) >"$log" 2>&1
	result=$?
	if [ $result -eq 0 ]; then
		ok "${1#case_}"
	elif [ $result -eq $SKIPPED ]; then
		skip "${1#case_}" "$(cat "$log")"
	else
		bad "${1#case_}"
		cat "$log"
	fi
	rm -rf "$dir/case"
}

for file in "$HERE"/cases/*.sh; do
	. "$file"
done
if [ $# -gt 0 ]; then
	for name in "$@"; do run_case "case_$name"; done
else
	for name in $(compgen -A function case_); do run_case "$name"; done
fi
finish cli
