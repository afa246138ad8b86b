# Calendar files: out, in, and out again.

events()
{
	code 0 init
	code 0 demo --seed-order
	code 0 add event topic='Чтение: раз, два; три' form=семинар date=2022-06-10 time=14:00 minutes=90 place='каб. 5' sites=1
	code 0 add event topic='Весь день' form='круглый стол' date=2022-06-12
	code 0 add event topic='Отменят' form=лекция date=2022-06-13 time=09:00
	code 0 do event 3 cancel
}

case_calendar_out()
{
	events
	code 0 export calendar a.ics
	out_empty
	err_has "3 занятия, 6 сроков"
	code 0 list event --format json --columns date,time,topic
	cp out events.json
	/usr/bin/python3 "$HERE/../peers/ics.py" a.ics events.json UTC >said 2>&1 || fail "$(tail -2 said)"
	code 0 export calendar -
	cmp -s out a.ics || fail "на выводе не то, что в файле"
	code 0 export calendar b.ics --no-deadlines --site 1
	err_has "1 занятие, 0 сроков"
	code 0 export calendar b.ics --from 2022-06-12 --days 1 --no-deadlines
	err_has "2 занятия"
	code 2 export calendar b.ics --where form=лекция
	code 2 export event b.csv --mine
	code 1 export calendar b.ics --site 77
	code 5 export calendar нет/b.ics
	code 0 undo
}

# What UID $1 of file $2 says of property $3.
said()
{
	awk -v uid="UID:$1@" -v name="$3:" '/^BEGIN:/ { on = 0 } index($0, uid) == 1 { on = 1 }
		on && index($0, name) == 1 { sub(/\r$/, ""); print substr($0, length(name) + 1); exit }' "$2"
}

case_calendar_gone()
{
	events
	code 0 add reminder what=Позвонить due=2022-06-01
	code 0 export calendar a.ics
	! grep -q 'больше нет' err || fail "ещё ничего не ушло"
	code 0 delete event 1
	code 0 do reminder 1 done
	code 0 export calendar b.ics
	err_has "2 занятия"
	err_has "И 2 записи о том, чего больше нет"
	for uid in event-1 due-reminder-1; do
		[ "$(said $uid b.ics STATUS)" = CANCELLED ] || fail "$uid не снято"
		[ "$(said $uid b.ics SEQUENCE)" -gt "$(said $uid a.ics SEQUENCE)" ] || fail "$uid: SEQUENCE не вырос"
		[ "$(grep -c "^UID:$uid@" b.ics)" = 1 ] || fail "$uid дважды"
	done
	[ "$(said event-1 b.ics DTSTART)" = "$(said event-1 a.ics DTSTART)" ] || fail "снятое стоит не там"
	code 0 export calendar c.ics
	cmp -s b.ics c.ics || fail "то же самое, а файл другой"
	code 0 export calendar c.ics --no-deadlines --site 1
	! grep -q '^UID:due' c.ics || fail "сроки не просили"
	[ "$(said event-1 c.ics STATUS)" = CANCELLED ] || fail "снятое занятие площадки"
	code 0 export calendar c.ics --site 2
	! grep -q '^UID:event-1@' c.ics || fail "снятое занятие чужой площадки"
	code 0 export calendar c.ics --todo
	[ "$(said due-reminder-1 c.ics STATUS)" = COMPLETED ] || fail "задача не отмечена"
	[ "$(grep -c '^BEGIN:VTODO' c.ics)" = 7 ] || fail "сроки не задачами"
	[ "$(grep -c '^TRIGGER;RELATED=END:' c.ics)" = 12 ] || fail "задаче напоминают от её конца"
	# What was taken back is there again, later than what told of its end.
	code 0 undo
	code 0 undo
	code 0 export calendar d.ics
	for uid in event-1 due-reminder-1; do
		[ "$(said $uid d.ics STATUS)" = CONFIRMED ] || fail "$uid снова есть"
		[ "$(grep -c "^UID:$uid@" d.ics)" = 1 ] || fail "$uid и есть, и снято"
		[ "$(said $uid d.ics SEQUENCE)" -gt "$(said $uid b.ics SEQUENCE)" ] || fail "$uid: SEQUENCE прежний"
	done
	code 0 delete event 1
	code 0 restore event 1
	code 0 export calendar e.ics
	[ "$(grep -c "^UID:event-1@" e.ics)" = 1 ] || fail "возвращённое и есть, и снято"
	[ "$(said event-1 e.ics SEQUENCE)" -gt "$(said event-1 d.ics SEQUENCE)" ] || fail "возвращённое из корзины"
	# A year later nobody needs to be told; another base has none of it.
	code 0 delete event 1
	code 0 export calendar b.ics
	STAZH_TODAY=2023-09-01 code 0 export calendar c.ics
	! grep -q '^UID:event-1@' c.ics || fail "год прошёл"
	code 0 import event b.ics
	err_has "заведено 0, изменено 0"
	code 1 show event 1
}

case_calendar_zone()
{
	printf '[calendar]\nzone = Asia/Novokuznetsk\n' >>stazh.ini
	events
	code 0 export calendar a.ics
	grep -q '^DTSTART:20220610T070000Z' a.ics || fail "время не по поясу округа"
	code 0 list event --format json --columns date,time,topic
	cp out events.json
	/usr/bin/python3 "$HERE/../peers/ics.py" a.ics events.json Asia/Novokuznetsk >said 2>&1 || fail "$(tail -2 said)"
	sed -i 's/Novokuznetsk/Novokuzneck/' stazh.ini
	code 2 list event
	err_has "часовой пояс"
}

case_calendar_in()
{
	events
	code 0 export calendar a.ics
	code 0 import event a.ics
	err_has "заведено 0, изменено 0, без изменений 3"
	err_has "6 сроков не загружаем"
	sed -i 's/^DTSTART:20220610T14/DTSTART:20220611T10/; s/^DTEND:20220610T15/DTEND:20220611T11/' a.ics
	code 0 import event a.ics --dry-run
	err_has "изменится 1"
	code 0 import event a.ics
	err_has "изменено 1"
	code 0 show event 1 --format json
	json '.date == "2022-06-11" and .time == "10:00" and .state == "перенесено" and (.history | contains("10.06.2022 14:00"))'
	code 0 undo
	code 0 show event 1 --format json
	json '.date == "2022-06-10"'
	printf 'BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART:20220701\nSUMMARY:Чужое\nEND:VEVENT\nEND:VCALENDAR\n' >b.ics
	code 6 import event b.ics
	err_has "b.ics, строка 2: не сказано, какой формы занятие"
	code 0 import event b.ics form=консультация
	code 0 import event b.ics form=консультация
	err_has "без изменений 1"
	code 0 list event --format json
	json 'length == 4'
	code 2 import event b.ics фарма=консультация
	printf 'BEGIN:VCALENDAR\nBEGIN:VEVENT\n' >c.ics
	code 6 import event c.ics
	err_has "начато в строке 2 (VEVENT), не закончено"
	code 6 import event нет.ics
}

# Beyond what a time_t of 32 bits holds.
case_after_2038()
{
	export STAZH_TODAY=2060-03-01
	code 0 init
	code 0 add reminder what=Позвонить due=01.01.2061
	code 0 log --since 01.02.2060
	out_has '01.03.2060 12:00'
	code 1 log --since 02.03.2060
	code 0 due --days 400
	out_has 01.01.2061
	code 0 export calendar a.ics
	grep -q '^DTSTAMP:20600301T120000Z' a.ics || fail "$(cat a.ics)"
	cat >b.ics <<-'ICS'
		BEGIN:VCALENDAR
		BEGIN:VEVENT
		UID:1@x
		DTSTART;TZID=Europe/Moscow:20600310T100000
		DURATION:PT45M
		SUMMARY:По Москве
		END:VEVENT
		BEGIN:VEVENT
		UID:2@x
		DTSTART:20600310T120000Z
		SUMMARY:По Гринвичу
		RRULE:FREQ=DAILY;UNTIL=20600312T120000Z
		END:VEVENT
		END:VCALENDAR
	ICS
	touch -d 2060-01-01 b.ics
	code 0 import event b.ics form=консультация
	code 0 list event --format json
	json 'map([.date, .time]) == [["2060-03-10", "07:00"], ["2060-03-10", "12:00"], ["2060-03-11", "12:00"], ["2060-03-12", "12:00"]]'
}

# One event at 10:00 of each zone; all but the last ones are understood.
zones()
{
	printf 'BEGIN:VCALENDAR\n'
	while IFS='|' read -r _ zone; do
		printf 'BEGIN:VEVENT\nUID:%s\nSUMMARY:%s\nDTSTART;TZID="%s":20260915T100000\nEND:VEVENT\n' "$((n += 1))" "$zone" "$zone"
	done
	printf 'END:VCALENDAR\n'
}

# What Outlook, Exchange, Google, Apple, Thunderbird, phones and people call a zone.
case_calendar_zone_names()
{
	export TZ=Asia/Novokuznetsk STAZH_TODAY=2026-09-01
	code 0 init
	cat >names <<-'NAMES'
		14:00|Russian Standard Time
		10:00|N. Central Asia Standard Time
		10:00|North Asia Standard Time
		13:00|Russia Time Zone 3
		05:00|Russia Time Zone 11
		15:00|Kaliningrad Standard Time
		15:00|W. Europe Standard Time
		21:00|Eastern Standard Time
		17:00|UTC
		10:00|UTC+7
		10:00|GMT+07:00
		14:00|+0300
		17:00|tzone://Microsoft/Utc
		10:00|(UTC+07:00) Красноярск
		10:00|(UTC+07:00) Барнаул, Горно-Алтайск
		14:00|(UTC+03:00) Москва, Санкт-Петербург, Волгоград (RTZ 2)
		14:00|(GMT+03.00) Moscow/St. Petersburg/Volgograd
		15:00|(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna
		13:00|(UTC+04:00) Ижевск, Самара
		10:00|(UTC+07:00)
		14:00|RTZ 2 (зима)
		14:00|MSK
		14:00|Russian Daylight Time
		14:00|Москва, стандартное время
		14:00|Europe/Moscow (MSK)
		14:00|(UTC+03:00) Europe/Moscow
		14:00|GMT+0300 (Moscow Standard Time)
		10:00|Красноярск, стандартное время
		14:00|/freeassociation.sourceforge.net/Europe/Moscow
		14:00|/freeassociation.sourceforge.net/Tzfile/Europe/Moscow
		14:00|/mozilla.org/20050126_1/Europe/Moscow
		14:00|/citadel.org/20190914_1/Europe/Moscow
		14:00|europe/moscow
		21:00|America/New York
		10:00|Asia/Novokuznetsk
		10:00|Новокузнецк
		10:00|Кемерово
	NAMES
	zones <names >a.ics
	code 0 import event a.ics form=лекция
	code 0 list event --format json
	jq -r '.[] | "\(.time)|\(.topic)"' out | sort >got
	sort names | cmp -s - got || fail "$(sort names | diff - got)"
	# another place of that offset, one of two places, no place at all, a file that is no zone: nobody knows
	for zone in '(UTC+06:00) Новосибирск' 'RTZ 5' 'CST' 'Customized Time Zone' '../../etc/passwd' 'zone.tab' 'Europe/Moscow/x' 'Местное'; do
		echo "|$zone" | zones >b.ics
		code 6 import event b.ics form=лекция
		err_has "часовой пояс «$zone» неизвестен, и в файле он не описан; скажите, какой это: --zone"
	done
	code 0 import event b.ics form=лекция --zone Владивосток
	code 0 list event --where topic=Местное --format json
	json '.[0].time == "07:00"'
	code 2 import event b.ics form=лекция --zone Луна
	err_has 'часовой пояс «Луна» неизвестен; пишут так: Europe/Moscow, Москва, UTC+3'
	echo 'Тема' >c.csv
	code 2 import event c.csv --zone Москва
	err_has '--zone — только у файлов календаря'
}

# Times without a zone are of the calendar's, of what is told, or ours; what is told of a zone and what the system knows may differ.
case_calendar_zone_floating()
{
	export TZ=Asia/Novokuznetsk STAZH_TODAY=2026-09-01
	code 0 init
	cat >a.ics <<-'ICS'
		BEGIN:VCALENDAR
		BEGIN:VEVENT
		UID:1
		SUMMARY:Плавает
		DTSTART:20260915T100000
		RRULE:FREQ=DAILY;COUNT=2
		EXDATE:20260916T100000
		END:VEVENT
		X-WR-TIMEZONE:Europe/Moscow
		END:VCALENDAR
		BEGIN:VCALENDAR
		BEGIN:VTIMEZONE
		TZID:Asia/Omsk
		BEGIN:STANDARD
		DTSTART:19700101T000000
		TZOFFSETFROM:+0700
		TZOFFSETTO:+0700
		END:STANDARD
		END:VTIMEZONE
		BEGIN:VTIMEZONE
		TZID:Moscow DST
		BEGIN:STANDARD
		DTSTART:16011028T030000
		RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
		TZOFFSETFROM:+0400
		TZOFFSETTO:+0300
		END:STANDARD
		BEGIN:DAYLIGHT
		DTSTART:16010325T020000
		RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
		TZOFFSETFROM:+0300
		TZOFFSETTO:+0400
		END:DAYLIGHT
		END:VTIMEZONE
		BEGIN:VTIMEZONE
		TZID:Местами
		X-LIC-LOCATION:Asia/Vladivostok
		BEGIN:STANDARD
		DTSTART:19700101T000000
		TZOFFSETFROM:+1000
		TZOFFSETTO:+1000
		END:STANDARD
		END:VTIMEZONE
		BEGIN:VEVENT
		UID:2
		SUMMARY:Наше
		DTSTART:20260915T100000
		END:VEVENT
		BEGIN:VEVENT
		UID:3
		SUMMARY:Омск
		DTSTART;TZID=Asia/Omsk:20260915T100000
		END:VEVENT
		BEGIN:VEVENT
		UID:4
		SUMMARY:Через зиму
		DTSTART;TZID=Moscow DST:20261024T100000
		RRULE:FREQ=DAILY;COUNT=2
		END:VEVENT
		BEGIN:VEVENT
		UID:5
		SUMMARY:Место
		DTSTART;TZID=Местами:20260915T100000
		END:VEVENT
		END:VCALENDAR
	ICS
	code 0 import event a.ics form=лекция
	err_has 'часовой пояс «Asia/Omsk» в файле описан как UTC+7, а там UTC+6; время принято по второму'
	code 0 list event --format json --sort date
	json 'map("\(.date) \(.time) \(.topic)") | sort == ["2026-09-15 07:00 Место", "2026-09-15 10:00 Наше", "2026-09-15 11:00 Омск",
		"2026-09-15 14:00 Плавает", "2026-10-24 13:00 Через зиму", "2026-10-25 14:00 Через зиму"]'
	code 0 undo
	code 0 import event a.ics form=лекция --zone Asia/Tokyo
	code 0 list event --format json
	json '(map(select(.topic == "Плавает" or .topic == "Наше").time)) == ["08:00", "08:00"]'
}

# one UID SUMMARY LINE…: an event of a file
one()
{
	printf 'BEGIN:VEVENT\nUID:%s\nSUMMARY:%s\n' "$1" "$1"
	printf '%s\n' "${@:2}"
	printf 'END:VEVENT\n'
}

# Exceptions, days of their own and rules in forms that are not the book's, but are written.
# DTSTART is the first of COUNT, also where the rule does not give it.
case_calendar_rule_forms()
{
	export TZ=Asia/Novokuznetsk STAZH_TODAY=2026-09-01
	local at='DTSTART;TZID=Asia/Novokuznetsk:20260907T100000'
	code 0 init
	{
		echo BEGIN:VCALENDAR
		one midnight "$at" 'RRULE:FREQ=DAILY;COUNT=3' 'EXDATE;TZID=Asia/Novokuznetsk:20260908T000000'
		one hour "$at" 'RRULE:FREQ=DAILY;COUNT=2' 'EXDATE;TZID=Asia/Novokuznetsk:20260908T110000'
		one utc-of-days 'DTSTART;VALUE=DATE:20260907' 'RRULE:FREQ=DAILY;COUNT=4' 'EXDATE:20260908T000000Z,20260908T170000Z'
		one letters "$at" 'RRULE:freq=weekly; byday=mo,we;count=2;X-NONE=1;until=;'
		one two "$at" 'RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=2' 'RRULE:FREQ=MONTHLY;BYMONTHDAY=9;COUNT=2' 'EXRULE:FREQ=DAILY;COUNT=1'
		one hourly "$at" 'RRULE:FREQ=HOURLY;INTERVAL=2;COUNT=3'
		one last "$at" 'RRULE:FREQ=DAILY;BYMONTHDAY=-1;COUNT=3'
		one period "$at" 'RDATE;VALUE=PERIOD:20260910T030000Z/PT1H,20260911T030000Z/PT1H'
		one rdate-of-days 'DTSTART;VALUE=DATE:20260907' 'RDATE:20260909T100000'
		one day-moved 'DTSTART;VALUE=DATE:20260907' 'RRULE:FREQ=DAILY;COUNT=2'
		one day-moved 'RECURRENCE-ID:20260908T000000' 'DTSTART;VALUE=DATE:20260920'
		one first-moved "$at" 'RRULE:FREQ=MONTHLY;BYMONTHDAY=7;COUNT=2' 'RDATE;VALUE=DATE:20260909'
		one first-moved 'RECURRENCE-ID:20260907T030000Z' 'DTSTART;TZID=Asia/Novokuznetsk:20260906T120000'
		one weeks "$at" 'RRULE:FREQ=YEARLY;BYWEEKNO=37,-1;BYDAY=MO;COUNT=3'
		one saturday 'DTSTART:20270510T120000' 'RRULE:FREQ=WEEKLY;INTERVAL=13;BYDAY=MO,SU;WKST=SA;COUNT=3'
		echo END:VCALENDAR
	} >a.ics
	code 0 import event a.ics form=лекция
	err_has 'исключено 08.09.2026 в 11:00, а занятие в этот день в 10:00; оно оставлено'
	code 0 list event --format json
	jq -r 'sort_by(.date, .time // "") | group_by(.topic)[] | "\(.[0].topic) " + (map(.date[5:] + (if .time == "10:00" or .time == null then "" else " " + .time end)) | join(", "))' out >got
	cat >want <<-'WANT'
		day-moved 09-07, 09-20
		first-moved 09-06 12:00, 09-09, 10-07
		hour 09-07, 09-08
		hourly 09-07, 09-07 12:00, 09-07 14:00
		last 09-07, 09-30, 10-31
		letters 09-07, 09-09
		midnight 09-07, 09-09
		period 09-07, 09-10, 09-11
		rdate-of-days 09-07, 09-09
		saturday 05-10 12:00, 08-08 12:00, 08-09 12:00
		two 09-09, 09-14
		utc-of-days 09-07, 09-10
		weeks 09-07, 12-28, 09-13
	WANT
	cmp -s want got || fail "$(diff want got)"
	for rule in FREQ=MINUTELY 'FREQ=MONTHLY;BYDAY=MO;BYHOUR=9,10;BYSETPOS=1' 'FREQ=DAILY;SKIP=OMIT' 'FREQ=DAILY;INTERVAL=0' 'FREQ=WEEKLY;BYDAY=1MO' \
		'FREQ=YEARLY;BYWEEKNO=54' 'FREQ=DAILY;BYMONTHDAY=32' 'BYDAY=MO' 'FREQ=ИНОГДА' 'FREQ=WEEKLY;BYDAY=MO;BYSETPOS=1'; do
		{
			echo BEGIN:VCALENDAR
			one no "$at" "RRULE:$rule"
			echo END:VCALENDAR
		} >b.ics
		code 6 import event b.ics form=лекция
		err_has "строка 6: правило повтора «$rule» не принято: "
	done
}
