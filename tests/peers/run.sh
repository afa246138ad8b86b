#!/bin/bash
# Independent readers of our calendar files: tests/peers/run.sh BUILD/stazh. Needs khal, calcurse, python3-icalendar.
# khal and calcurse import what `export calendar` writes and have to list the same events on the same days; after changes
# khal imports the next file, and nothing may be there twice.
set -u
stazh=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
unset STAZH_CONFIG STAZH_SCRIPT SSH_CONNECTION
zone=Asia/Novokuznetsk
export LC_ALL=C.UTF-8 TZ=$zone STAZH_TODAY=2026-09-01
. "$here/../suite.sh"
cd "$dir" || exit 2
export HOME=$dir XDG_DATA_HOME=$dir/share XDG_CACHE_HOME=$dir/cache STAZH_CONFIG=$dir/stazh.ini
printf '[store]\npath = db\n' >stazh.ini

check() { # name, what is expected, what is there
	if [ "$2" = "$3" ] && [ -n "$2" ]; then
		ok "$1"
	else
		bad "$1"
		diff <(echo "$2") <(echo "$3") | head -20
	fi
}

st() { "$stazh" "$@" >/dev/null 2>err || { cat err; exit 1; }; }

# Day, time and title of every event and deadline, as the program has them.
ours()
{
	{
		"$stazh" list event --format json | jq -r '.[] | "\(.date) \(.time // "") \(if .state == "отменено" then "Отменено: " else "" end)\(.topic)"'
		"$stazh" due --all --format json | jq -r '.[] | select(.kind != "event") | "\(.due)  \(.what)\(if .where == "" then "" else ": " + .where end)"'
	} 2>/dev/null | sort
}

mkdir cal
cat >khal.conf <<CONF
[calendars]
[[stazh]]
path = $dir/cal
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
local_timezone = $zone
default_timezone = $zone
[default]
default_calendar = stazh
[sqlite]
path = $dir/khal.db
CONF
khal_has()
{
	khal -c khal.conf import --batch -a stazh "$1" >khal.log 2>&1 || tail -3 khal.log
	khal -c khal.conf list --day-format '' --format '{start-date} {start-time} {title}' 2022-01-01 2500d 2>/dev/null | sort
}
calcurse_has()
{
	rm -rf cc && mkdir cc
	calcurse -q -D cc -i "$1" >calcurse.log 2>&1
	printf 'format.outputdate=%%Y-%%m-%%d\n' >cc/conf
	calcurse -D cc -Q --from 01/01/2022 --days 2500 --format-apt '%(start:%H:%M) %m\n' --format-event ' %m\n' 2>/dev/null |
		awk '/^[0-9-]+:$/ { day = substr($0, 1, 10); next } NF { print day, $0 }' | sort
}

st init
st demo --seed-order
st add event topic='Чтение: приёмы, которые работают; часть 1' form=семинар date=2026-09-10 time=14:00 minutes=90 place='каб. 5'
st add event topic='На весь день' form='круглый стол' date=2026-10-01
st add event topic='Рано утром' form=лекция date=2026-12-31 time=06:30 minutes=45
st add event topic='В последний день зимы' form=практикум date=2028-02-29 time=22:30 minutes=60
for day in 2026-09-03 2026-09-17 2026-10-01 2026-10-15; do
	st add event topic="Каждые две недели" form=консультация date=$day time=16:00 minutes=45
done
st export calendar 1.ics
ours >want
check "khal lists the same events on the same days" "$(cat want)" "$(khal_has 1.ics)"
check "calcurse lists the same events on the same days" "$(cat want)" "$(calcurse_has 1.ics)"
"$stazh" list event --format json >events.json
said=$(/usr/bin/python3 "$here/ics.py" 1.ics events.json $zone 2>&1 | tail -1)
check "the file obeys RFC 5545 and tells the same ($said)" "8 events" "${said%%,*}"
check "python3-icalendar reads every event" "$(grep -c BEGIN:VEVENT 1.ics)" \
	"$(/usr/bin/python3 -c "import icalendar; print(len([e for e in icalendar.Calendar.from_ical(open('1.ics', 'rb').read()).walk('VEVENT') if e['UID'] and e.decoded('DTSTART')]))" 2>&1 | tail -1)"
files=$(ls cal | wc -l)
check "khal: the same file again doubles nothing" "$(cat want) $files" "$(khal_has 1.ics) $(ls cal | wc -l)"

st do event 1 postpone date=2026-09-11 time=15:00
st set event 2 topic='На весь день, новая тема'
st do event 3 cancel
st add event topic='Добавлено' form=лекция date=2026-11-11
st export calendar 2.ics
ours >want
check "khal: after changes each event is there once, as it is now" "$(cat want) $((files + 1))" "$(khal_has 2.ics) $(ls cal | wc -l)"
check "calcurse: after changes" "$(cat want)" "$(calcurse_has 2.ics)"

# what khal wrote comes back
before=$("$stazh" list event --format json | jq -c 'sort_by(.id)')
{ echo BEGIN:VCALENDAR; echo VERSION:2.0; for f in cal/*.ics; do tr -d '\r' <"$f" | sed -n '/^BEGIN:VTIMEZONE/,/^END:VTIMEZONE/p;/^BEGIN:VEVENT/,/^END:VEVENT/p'; done; echo END:VCALENDAR; } >khal.ics
st import event khal.ics
check "khal's own files, imported, change nothing" "$before" "$("$stazh" list event --format json | jq -c 'sort_by(.id)')"
calcurse -D cc -x >calcurse.ics
check "calcurse's export is read" "$(grep -c BEGIN:VEVENT calcurse.ics)" \
	"$("$stazh" import event calcurse.ics form=консультация --dry-run 2>&1 | sed -n 's/.*занятий в файле \([0-9]*\):.*/\1/p')"

# feeds of a site and of a person; tasks; what went is marked as gone and stands there once
feed_has() # FLAG…: what khal has of it, in a calendar of its own
{
	rm -rf cal khal.db && mkdir cal
	st export calendar feed.ics "$@"
	khal_has feed.ics
}
site_events() { "$stazh" list event --format json | jq -r ".[] | select((.sites // []) | index($1)) | \"\(.date) \(.time // \"\") \(.topic)\""; }
site_due() { "$stazh" due --all --site "$1" --format json | jq -r '.[] | select(.kind != "event") | "\(.due)  \(.what)\(if .where == "" then "" else ": " + .where end)"'; }
site=$("$stazh" list site --format json | jq '.[0].id')
st set event 1 sites="$site"
check "khal: the feed of a site" "$({ site_events "$site"; site_due "$site"; } 2>/dev/null | sort)" "$(feed_has --site "$site")"
who=$("$stazh" list person --format json | jq '.[0].id')
st set event 2 speakers="$who"
check "khal: the feed of a person" "$("$stazh" list event --format json | jq -r '.[] | select(.id == 2) | "\(.date) \(.time // "") \(.topic)"')" \
	"$(feed_has --who "$who" --no-deadlines)"
st add reminder what='Позвонить в школу' due=2026-09-20
"$stazh" due --all --format json | jq -r '.[] | select(.kind != "event") | "\(.what)\(if (.where // "") == "" then "" else ": " + .where end)"' | sort >want
st export calendar todo.ics --todo
rm -rf cc && mkdir cc
calcurse -q -D cc -i todo.ics >calcurse.log 2>&1
check "calcurse: deadlines as tasks" "$(cat want)" "$(calcurse -D cc -t --format-todo '%m\n' --limit 1000 2>/dev/null | sed '/^to do:$/d' | sort)"
before=$(feed_has --no-deadlines | wc -l)
st delete event 5
st do reminder 1 done
st export calendar gone.ics
gone=$(khal_has gone.ics)
check "khal: a deleted event is marked, once" "1 0" "$(grep -c 'Отменено: Каждые две недели' <<<"$gone") $(khal_has gone.ics | sort | uniq -d | wc -l)"
check "khal: a deadline that was met is marked" 1 "$(grep -c 'Закрыто: Позвонить в школу' <<<"$gone")"
st undo
st undo
st export calendar back.ics --no-deadlines
check "khal: brought back, all are there as at first" "$before 0" "$(khal_has back.ics | grep -vc 'Позвонить\|Закрыто') $(khal_has back.ics | grep -c 'Отменено: Каждые')"

finish peers
