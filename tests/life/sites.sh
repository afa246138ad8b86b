#!/bin/bash
# The life of six sites over three school years: tests/life/sites.sh BUILD/stazh
# Commands with the date moving; what `stazh due` shows on 24 dates has to be what sites.due says. That file is written by hand from
# the regulation and never by the program: a difference is a fault of one of the two, and is thought through.

if [ $# -lt 1 ] || [ ! -x "$1" ]; then
	echo "usage: $0 PROGRAM" >&2
	exit 2
fi
STAZH=$(realpath "$1")
HERE=$(cd "$(dirname "$0")" && pwd)
. "$HERE/../suite.sh"
unset STAZH_CONFIG SSH_CONNECTION
export LC_ALL=C.UTF-8 TZ=UTC
mkdir -p "$dir/life" && cd "$dir/life" || exit 2
printf '[store]\npath = %s/db\n' "$dir/life" >stazh.ini
export HOME=$dir/life STAZH_CONFIG=$dir/life/stazh.ini

# on DATE: the commands that follow are given on that day.
on() { export STAZH_TODAY=$1; }

# do_it ARG…: has to work.
do_it() { "$STAZH" "$@" >out 2>err </dev/null || { bad "$STAZH_TODAY stazh $*"; cat out err; finish life; exit 1; }; }

# due DATE: what is due then, «date kind ×how many who — where», is what the table says.
due()
{
	on "$1"
	"$STAZH" due --format json >out 2>err </dev/null
	local code=$?
	jq -r '.[] | "\(.due) \(.kind) \(.who) — \(.where)"' out 2>/dev/null | sort | uniq -c |
		sed -E 's/^ *([0-9]+) ([^ ]+) ([^ ]+) /\2 \3 ×\1 /' >is
	sed -E '/^#/d; s/ +#.*//' "$HERE/sites.due" | awk -v day="== $1" '/^==/ { on = $0 == day; next } on && NF' | sort >told
	grep -q "^== $1$" "$HERE/sites.due" || { bad "due $1: not in the table"; return; }
	if [ -s told ] && [ $code -ne 0 ]; then
		bad "due $1: exit $code: $(cat err)"
	elif [ ! -s told ] && [ $code -ne 1 ]; then
		bad "due $1: exit $code where nothing is due"
	elif diff told is >difference; then
		ok "due $1"
	else
		bad "due $1 (< the regulation, > the program)"
		cat difference
	fi
}

# documents ACTION SITE YEAR: all three of the year.
documents()
{
	local doc
	"$STAZH" list plandoc --format json >docs
	for doc in $(jq ".[] | select(.site == $2 and .school_year == \"$3\") | .id" docs); do
		if [ "$1" = submit ] && jq -e ".[] | select(.id == $doc and .plandoc_kind == \"тематический план\")" docs >/dev/null; then
			do_it add planline plandoc=$doc topic=Чтение form=семинар hours=2 month=ноябрь
		fi
		do_it do plandoc $doc "$1"
	done
}

# report ACTION SITE YEAR
report()
{
	local id
	"$STAZH" list report --format json >reports
	id=$(jq ".[] | select(.site == $2 and .school_year == \"$3\") | .id" reports)
	[ "$1" = submit ] && do_it set report "$id" conformity=да dynamics=есть conclusions=есть
	do_it do report "$id" "$1"
}

handed_in() { documents submit $1 $2; documents approve $1 $2; }
reported() { report submit $1 $2; report accept $1 $2; }

apply_for() # SITE: number of the site, its organisation and its leader
{
	do_it add site org=$1 topic=Чтение initiator_kind=ЦИМС 'experience=есть' directions=сетевое goal=цель expected=итог \
		leader=$((2 + $1)) methodist=2
	do_it do site $1 submit
}

# ---- 2021 ----
on 2021-02-01
do_it init
for name in 'Школа А' 'Школа Б' 'Школа В' 'Школа Г' 'Школа Д' 'Школа Е' ЦИМС; do
	do_it add org "short_name=$name" "full_name=$name"
done
do_it add person surname=Гусева name=И. patronymic=Г. org=7 position=директор
do_it add person surname=Морозова name=И. patronymic=А. org=7 position=методист
org=1
for leader in Алова Белова Вилова Гилова Дилова; do
	do_it add person surname=$leader name=Анна org=$org position_kind=учитель category=высшая achievements=конкурс position=учитель
	do_it set org $org head=$((2 + org))
	org=$((org + 1))
done
do_it add person surname=Ученикова name=Анна org=6 position_kind=учитель # 8
apply_for 1
due 2021-02-20
due 2021-03-05
on 2021-03-10
do_it do site 1 approve
due 2021-03-20
on 2021-06-01
do_it add site org=2 topic=Чтение initiator_kind=ЦИМС 'experience=есть' directions=сетевое goal=цель expected=итог leader=4 methodist=2
for site in 3 4 5; do apply_for $site; done
on 2021-06-10
for site in 3 4 5; do do_it do site $site approve; done
do_it set site 5 'term_text=2021-2022 учебный год'
on 2021-06-20
do_it do site 2 submit
due 2021-07-10
on 2021-07-12
do_it do site 2 approve
on 2021-08-24
do_it add order 'title=Об организации' "kind=утверждение перечня" school_year=2021-2022 'sites=1;3;4;5' signer=1 controller=1 methodist=2 \
	number=1-о date=24.08.2021 from=01.09.2021 to=31.08.2024
do_it do order 1 sign
due 2021-09-01
on 2021-09-08
documents submit 1 2021-2022
due 2021-09-10
on 2021-09-14
for site in 3 4 5; do handed_in $site 2021-2022; done
due 2021-09-17
on 2021-09-20
documents approve 1 2021-2022
do_it add order 'title=Об организации' "kind=утверждение перечня" school_year=2021-2022 sites=2 signer=1 controller=1 methodist=2 \
	number=2-о date=20.09.2021 from=01.10.2021 to=31.08.2023
do_it do order 2 sign
on 2021-09-27
handed_in 2 2021-2022
on 2021-10-01
do_it add site org=6 topic=Счёт methodist=2
do_it add order 'title=О старой площадке' "kind=утверждение перечня" school_year=2019-2020 sites=6 number=9-о date=26.08.2019 \
	from=01.09.2019 to=31.08.2022 on_paper=да
do_it do order 3 sign
due 2021-10-10

# ---- 2022 ----
due 2022-06-05
on 2022-06-10
report submit 1 2021-2022
on 2022-06-14
report submit 2 2021-2022
due 2022-06-16
on 2022-06-20
report accept 1 2021-2022
report accept 2 2021-2022
for site in 3 4 5 6; do reported $site 2021-2022; done
due 2022-06-25
due 2022-07-10
on 2022-08-20
do_it add order 'title=О продлении' kind=продление school_year=2022-2023 sites=5 signer=1 controller=1 methodist=2 number=4-о \
	date=20.08.2022 from=01.09.2022 to=31.08.2024
do_it do order 4 sign
due 2022-08-25
due 2022-09-05
on 2022-09-06
do_it do site 6 complete 'ground=окончание реализации программы' date=31.08.2022 'document=приказ № 9-о' obligations=оставить
on 2022-09-12
for site in 1 2 3 5; do handed_in $site 2022-2023; done
due 2022-09-20
on 2022-11-01
do_it add equipment site=4 name=ноутбук needed=10 present=2 by_when=10.12.2022
do_it add group site=3 name=Первая school_year=2022-2023 from=01.10.2022 to=30.04.2023
do_it add trainee group=1 person=8
do_it add task trainee=1 'what=карта урока' due=20.03.2023
do_it add event sites=3 groups=1 topic=Чтение form=семинар date=01.03.2023
on 2022-11-30
do_it do site 4 terminate 'ground=рекомендация ЦИМС' date=30.11.2022 'document=рекомендация № 3' obligations=оставить
due 2022-12-20
on 2022-12-28
reported 4 2022-2023
handed_in 4 2022-2023
do_it do equipment 1 provide

# ---- 2023 and 2024 ----
on 2023-02-10
do_it add order 'title=О прекращении' kind=прекращение school_year=2022-2023 sites=3 signer=1 controller=1 methodist=2 number=5-о \
	date=10.02.2023 ended_on=31.01.2023 'grounds=решение образовательной организации'
do_it do order 5 sign obligations=закрыть
due 2023-02-20
on 2023-02-28
reported 3 2022-2023
due 2023-03-10
due 2023-06-01
on 2023-06-12
for site in 1 2 5; do reported $site 2022-2023; done
due 2023-07-05
on 2023-08-31
do_it do site 2 complete 'ground=окончание реализации программы' date=31.08.2023 'document=отчёт' obligations=оставить
due 2023-09-10
on 2023-09-12
documents submit 1 2023-2024
documents submit 5 2023-2024
due 2023-09-20
on 2023-09-25
documents approve 1 2023-2024
documents approve 5 2023-2024
due 2024-06-10
on 2024-06-12
reported 1 2023-2024
reported 5 2023-2024
due 2024-07-10
do_it check --deep
finish life
