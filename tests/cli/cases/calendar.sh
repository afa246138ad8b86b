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
