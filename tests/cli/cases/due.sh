case_due()
{
	school
	code 0 add reminder what=Позвонить due=05.06.2022 who=Морозова
	code 0 add reminder what=Съездить due=20.05.2022
	code 0 add reminder what=Потом due=01.08.2022
	code 0 due
	[ "$(wc -l <out)" -eq 2 ] || fail "строк $(wc -l <out): $(cat out)"
	head -1 out | grep -q '20.05.2022.*просрочено 12 дней.*Съездить' || fail "первая: $(head -1 out)"
	tail -1 out | grep -q '05.06.2022.*через 4 дня.*Позвонить.*Морозова' || fail "вторая: $(tail -1 out)"
	code 0 due --all --format json
	json 'length == 3 and map(.days) == [-12, 4, 61] and .[0].record == "reminder 2" and .[0].due == "2022-05-20"
		and .[0].kind == "reminder" and (.[0] | has("what") and has("who"))'
	code 0 due --days 0 --format json
	json 'length == 1'
	code 0 due --days 61 --format csv
	[ "$(wc -l <out)" -eq 4 ] || fail "CSV: $(cat out)"
	head -1 out | grep -q '^kind,due,days,what,who,record' || fail "CSV: $(head -1 out)"
	code 0 due --who морозова --format json
	json 'length == 1'
	code 1 due --who никто
	err_has "Сроков нет"
	out_empty
	code 1 due --who никто --format json
	json '. == []'
	code 0 due --from 30.07.2022 --format json
	json 'map(.what) == ["Съездить", "Потом"]'
	code 1 due --site 1
	code 1 due --site нетакой
	code 2 due --all --days 3
	code 2 due --days семь
	code 2 due --from когда-нибудь
	code 0 set reminder 2 done_on=сегодня
	code 0 due --format json
	json 'length == 1'
	code 0 set reminder 1 due=08.06.2022
	code 0 due
	grep -q '^○  08.06.2022' out || fail "через неделю: $(cat out)"
}

# Of two methodists each has the own sites' deadlines, a leader those of the organisation.
case_due_mine()
{
	school
	code 0 add person surname=Быкова name=О. org=2 position=методист
	code 0 add org short_name=Лицей full_name=Лицей
	code 0 add site org=1 topic=Первая methodist=3
	code 0 add site org=3 topic=Вторая methodist=4
	code 0 add equipment site=2 name=доска needed=1 by_when=05.06.2022
	code 0 add equipment site=3 name=экран needed=1 by_when=06.06.2022
	printf '[users]\nм = methodist:Морозова И.А.\nб = methodist:Быкова О.\nр = leader:Лицей\n' >>stazh.ini
	code 0 --as м due --format json
	json 'length == 2'
	code 0 --as м due --mine --format json
	json 'map(.site) == [2]'
	code 0 --as б due --mine --format json
	json 'map(.site) == [3]'
	code 0 --as р due --mine --format json
	json 'map(.site) == [3]'
}

# alarms DAY EXPECTED: those that `due --all` shows on that day, «code record days», parted by commas
alarms()
{
	local got
	got=$(STAZH_TODAY=$1 "$STAZH" due --all --format json 2>/dev/null |
		jq -r '.[] | select(.kind | test("^(absences|hours|marks_late|task_late)$")) | "\(.kind) \(.record) \(.days)"' | sort | paste -sd,)
	[ "$got" = "$2" ] || fail "тревоги на $1: «$got», ожидались «$2»"
}

# One group of two, a lesson every Thursday: what is told on which day, written down from the rules.
case_alarms()
{
	local day id=0
	school
	code 0 add person surname=Жуков name=Пётр patronymic=И. org=1 position_kind=учитель
	code 0 add group site=1 name=Первая school_year=2021-2022 from=01.09.2021 to=31.05.2022
	code 0 add trainee group=1 person=1
	code 0 add trainee group=1 person=4
	for day in 03.02.2022 10.02.2022 17.02.2022 24.02.2022 03.03.2022 10.03.2022; do
		code 0 add event sites=1 groups=1 topic="Занятие $((id += 1))" form=семинар date=$day time=14:00
	done
	# nobody marks: nothing is told before the week is over
	alarms 2022-02-09 ''
	alarms 2022-02-10 'marks_late event 1 0'
	alarms 2022-02-20 'marks_late event 1 -10,marks_late event 2 -3'
	code 0 do event 1 attend absent=Жуков # marks 1, 2
	alarms 2022-02-20 'marks_late event 2 -3'
	code 0 do event 2 attend absent=Жуков # 3, 4: two in a row
	alarms 2022-02-10 'absences attendance 4 0'
	alarms 2022-02-20 'absences attendance 4 -10'
	STAZH_TODAY=2022-02-20 run due
	out_has '2 пропуска подряд: Жуков П.И.'
	code 0 do event 3 attend absent=Жуков # 5, 6
	alarms 2022-02-20 'absences attendance 4 -10'
	STAZH_TODAY=2022-02-20 run due
	out_has '3 пропуска подряд: Жуков П.И.'
	# it ends when a mark is put right, the last one or one before it
	code 0 do event 3 attend excused=Жуков
	alarms 2022-02-20 ''
	code 0 undo
	alarms 2022-02-20 'absences attendance 4 -10'
	code 0 do event 2 attend present=Жуков
	alarms 2022-02-20 ''
	code 0 undo
	# when he is there again; a new row is another alarm
	code 0 do event 4 attend
	alarms 2022-03-10 'marks_late event 5 0'
	alarms 2022-03-20 'marks_late event 5 -10,marks_late event 6 -3'
	code 0 do event 6 attend absent=Жуков # 9, 10: out of their order
	alarms 2022-03-20 'marks_late event 5 -10'
	code 0 do event 5 attend absent=Жуков # 11, 12
	alarms 2022-03-20 'absences attendance 10 -10'
	# with the lesson, with the internship, and by a decision about this row
	code 0 do event 6 reopen
	alarms 2022-03-12 ''
	code 0 undo
	code 0 do trainee 2 expel reason=переезд date=15.03.2022 obligations=оставить
	alarms 2022-03-20 ''
	code 0 undo
	alarms 2022-03-20 'absences attendance 10 -10'
	code 0 do attendance 10 waive reason=болеет
	alarms 2022-03-20 ''
	# an item of the plan, two weeks after its day, as that is put off, until it is done
	code 0 add task trainee=1 what=Карта due=01.03.2022
	alarms 2022-03-14 ''
	alarms 2022-03-15 'task_late task 1 0'
	STAZH_TODAY=2022-03-14 code 0 do task 1 defer until=20.03.2022 reason=каникулы
	alarms 2022-04-02 ''
	alarms 2022-04-03 'task_late task 1 0'
	STAZH_TODAY=2022-04-04 code 0 do task 1 waive 'reason=не нужно'
	alarms 2022-05-04 ''
	code 0 undo
	code 0 do task 1 done
	alarms 2022-05-04 ''
	code 0 undo
	alarms 2022-04-10 'task_late task 1 -7'
	code 0 check --deep
	# other numbers
	printf '[rules]\nalarm_absences = 3\nalarm_marks_days = 1\nalarm_task_days = 40\n' >>stazh.ini
	alarms 2022-03-20 ''
	alarms 2022-05-01 'task_late task 1 -2'
	printf '[rules]\nalarm_absences = 0\nalarm_marks_days = 0\nalarm_task_days = 0\n' >other
	sed -i '/^\[rules\]/,$d' stazh.ini
	cat other >>stazh.ini
	alarms 2022-05-20 ''
	code 0 check --deep
}

# Six lessons of two hours, three quarters of them wanted.
case_alarms_hours()
{
	local day id=0
	school
	printf '[rules]\nalarm_absences = 0\nalarm_marks_days = 0\nalarm_hours_percent = 75\n' >>stazh.ini
	code 0 add group site=1 name=Первая school_year=2021-2022 from=01.09.2021 to=31.05.2022
	code 0 add trainee group=1 person=1
	for day in 03.02.2022 10.02.2022 17.02.2022 24.02.2022 03.03.2022 10.03.2022; do
		code 0 add event sites=1 groups=1 topic="Занятие $((id += 1))" form=семинар date=$day hours=2
	done
	# of twelve hours nine are wanted: one lesson may be missed, with the second it is over
	code 0 do event 1 attend excused=Ёлкина
	alarms 2022-03-20 ''
	code 0 do event 3 attend
	alarms 2022-03-20 ''
	code 0 do event 4 attend absent=Ёлкина # mark 3
	alarms 2022-02-24 'hours attendance 3 0'
	STAZH_TODAY=2022-03-20 run due
	out_has 'Не набрать 75 % часов плана (12): Ёлкина А.И.'
	code 0 do event 2 attend absent=Ёлкина # mark 4, on an earlier day: then it was over already
	alarms 2022-03-20 'hours attendance 4 -38'
	code 0 undo
	# more lessons, or a plan of more hours: they can be reached again
	code 0 add event sites=1 groups=1 topic=Ещё form=семинар date=17.03.2022 hours=4
	alarms 2022-03-20 ''
	code 0 undo
	alarms 2022-03-20 'hours attendance 3 -24'
	code 0 add plandoc site=1 'kind=тематический план' school_year=2021-2022
	id=$(cat out)
	code 0 add planline plandoc=$id topic=Тема form=семинар hours=16 month=февраль
	alarms 2022-03-20 ''
	code 0 undo 2
	alarms 2022-03-20 'hours attendance 3 -24'
	code 0 do event 4 attend present=Ёлкина
	alarms 2022-03-20 ''
	code 0 undo
	code 0 do trainee 1 expel reason=переезд date=15.03.2022 obligations=оставить
	alarms 2022-03-20 ''
	code 0 check --deep
}
