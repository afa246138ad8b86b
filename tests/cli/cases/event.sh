# The calendar of events: series, collisions, attendance, what is due of it.

# A site with a group of two.
group_of_two()
{
	school
	code 0 add person surname=Жуков name=Пётр patronymic=Ильич org=1
	code 0 add group site=1 name=Первая school_year=2021-2022
	code 0 add trainee group=1 person=1
	code 0 add trainee group=1 person=4
}

case_event_series()
{
	group_of_two
	code 0 add event groups=1 topic=Семинар form=семинар date=07.04.2022 time=14:00 'repeat=каждую неделю по чт, 4 раза'
	out_is 1
	err_has 'Заведено 4 занятия: каждую неделю по чт, 4 раза, последнее 28.04.2022'
	code 0 list event --format csv --columns date,sites,series,repeat
	out_has '2022-04-28,1,1,FREQ=WEEKLY;BYDAY=TH;COUNT=4'
	code 0 set event 3 time=15:00 scope=following
	err_has 'Вместе с ним изменено ещё 1 занятие ряда'
	code 0 list event --where time=15:00 --format csv --columns id
	[ "$(grep -c . out)" = 3 ] || fail "$(cat out)"
	code 0 do event 2 postpone date=15.04.2022 reason=карантин
	code 0 show event 2
	out_has '14.04.2022 14:00, карантин'
	code 0 do event 1 cancel scope=all
	err_has 'Вместе с ним отменено ещё 2 занятия ряда; 1 осталось как есть'
	code 0 undo
	code 0 delete event 1 scope=following
	code 0 list event --format csv --columns id,state
	out_has '2,перенесено'
	code 0 undo
	code 0 check
	code 2 delete event 1 place=зал
	code 3 set event 1 scope=никакие
	err_has 'following'
	code 3 add event topic=Т form=семинар date=07.04.2022 'repeat=иногда'
	code 3 set event 4 history=вчера
}

# An export comes back as it is: no series is made anew.
case_event_export()
{
	group_of_two
	code 0 add event groups=1 topic=Семинар form=семинар date=07.04.2022 'repeat=каждую неделю по чт, 4 раза'
	code 0 export event a.csv
	code 0 export event a.json
	code 0 import event a.csv --update
	code 0 list event --format csv --columns id
	[ "$(grep -c . out)" = 5 ] || fail "$(cat out)"
	code 0 delete event 1 scope=all
	code 0 import event a.csv
	code 0 list event --format csv --columns id,series
	[ "$(grep -c . out)" = 5 ] || fail "$(cat out)"
	code 0 check
}

case_event_collisions()
{
	export STAZH_TODAY=2022-05-20
	group_of_two
	code 0 add event sites=1 'topic=Круглый стол' 'form=круглый стол' date=26.05.2022 time=14:00 'place=кабинет 12' speakers=4
	err_has 'назначено'
	! grep -q 'Обратите' err || fail "$(cat err)"
	code 0 add event topic=Семинар form=семинар date=26.05.2022 time=14:30 'place=Кабинет 12' sites=1
	out_is 2
	err_has '26.05 в 14:00 заняты кабинет 12, Ёлкина А.И.: «Круглый стол», Жуков П.И.'
	code 0 do event 2 postpone date=29.05.2022
	err_has '29.05.2022 — воскресенье'
	code 0 set event 2 topic=Практикум
	! grep -q 'Обратите' err || fail "$(cat err)"
}

case_event_attendance()
{
	group_of_two
	code 0 add event groups=1 topic=Семинар form=семинар date=26.05.2022 minutes=90
	code 0 due --format json
	json '.[] | select(.kind == "event") | .what | startswith("Отметьте")'
	code 0 do event 1 hold
	code 0 due --site 1 --format json
	json '.[] | select(.kind == "attendance" and .due == "2022-05-26" and .record == "event 1")'
	refused 5.1 do event 1 attend absent=Сидоров
	code 0 do event 1 attend absent=жуков guests=3
	err_has 'Посещение: 1 из 2'
	code 0 show trainee 1
	out_has '2 часа'
	code 0 show event 1
	out_has 'были 1 из 2'
	code 0 show group 1
	out_has 'посещение 50 %; гостей 3'
	out_has '████████████████████ 2 из 2 часов'
	out_has ' ▄ 50 %'
	code 1 due --all
	refused 5.1 add attendance event=1 trainee=1 mark=был
	code 0 set attendance 2 mark=дистанционно
	code 0 undo 2
	code 1 list attendance
}

case_event_merge()
{
	group_of_two
	code 0 add event groups=1 topic=Семинар form=семинар date=26.05.2022 speakers=4
	code 0 do event 1 attend absent=Жуков
	code 3 merge person 1 4
	err_has "В записях стоит разное: «был» и «не был». Что верно?"
	err_has "choose=attendance:1 — верно «был», или choose=attendance:2 — «не был»"
	code 2 merge person 1 4 wrong=1
	code 0 merge person 1 4 choose=attendance:1
	err_has "принято всё от 4"
	err_has "1 стажёр, 1 занятие"
	code 0 list attendance --format csv --columns trainee,mark
	out_has '1,был'
	[ "$(grep -c . out)" = 2 ] || fail "$(cat out)"
	code 0 show event 1
	grep -q 'Ведущие  *Ёлкина А.И.' out || fail "$(cat out)"
	code 0 check
}
