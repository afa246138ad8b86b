# Own deadlines that repeat; roadmaps.

# due_is DAY TEXT: what is open of reminder 1 (in TODAY), as due tells it.
due_is()
{
	STAZH_TODAY=$TODAY code 0 due --all --format json
	json --arg due "$1" --arg what "$2" '[.[] | select(.record == "reminder 1")] | length == 1 and .[0].due == $due and .[0].what == $what'
}
at() { STAZH_TODAY=$TODAY code "$@"; }

case_reminder_repeat()
{
	school
	TODAY=2022-06-01
	at 0 add reminder what=Табель due=1.06.2022 'repeat=каждый месяц 5-го, если выходной — на следующий рабочий день'
	err_has 'Повторяется каждый месяц 5-го, если выходной — на следующий рабочий день: 06.06.2022, 05.07.2022, 05.08.2022 и дальше'
	due_is 2022-06-06 Табель
	at 0 show reminder 1
	out_has '05.07.2022, 05.08.2022, 05.09.2022'
	# done: the next one; the journal tells which it was
	TODAY=2022-06-03
	at 0 do reminder 1 done
	err_has 'Сделано за 06.06.2022; следующий срок — 05.07.2022'
	due_is 2022-07-05 Табель
	at 0 log --kind reminder --id 1 --limit 1
	out_has 'Срок: 06.06.2022 → 05.07.2022'
	out_has 'Прошлый срок: — → 06.06.2022, сделан 03.06.2022'
	# what was missed is told and not done several times
	TODAY=2022-10-01
	due_is 2022-07-05 'Табель · пропущено 3 раза'
	at 0 due --all --format json
	json 'length == 1'
	at 0 do reminder 1 done
	err_has 'Пропущено: 05.08.2022, 05.09.2022'
	due_is 2022-10-05 Табель
	at 0 undo
	due_is 2022-07-05 'Табель · пропущено 3 раза'
	at 0 redo
	# another day for this one alone; to put it off; to lift it
	at 0 set reminder 1 due=04.10.2022
	at 0 do reminder 1 defer until=10.10.2022 reason=отпуск
	due_is 2022-10-10 Табель
	at 0 do reminder 1 waive reason=болезнь
	err_has 'Следующий срок — 05.11.2022'
	due_is 2022-11-05 Табель
	at 0 show reminder 1
	out_has '04.10.2022, снят: болезнь'
	at 0 do reminder 1 reopen
	due_is 2022-10-04 Табель
	# it ends
	at 0 do reminder 1 stop
	err_has 'Срок 04.10.2022 остаётся последним'
	at 3 do reminder 1 stop
	err_has 'не повторяется'
	at 0 do reminder 1 done
	at 1 due --all
	at 0 add reminder what=Сводка due=01.10.2022 'repeat=последний рабочий день квартала до 31.12.2022'
	err_has 'Повторяется каждый квартал в последний рабочий день до 31.12.2022, если выходной — на предыдущий рабочий день: 30.12.2022'
	at 0 do reminder 2 done
	err_has 'Сделано за 30.12.2022; это был последний раз'
	at 1 due --all
	# refused at the place
	at 3 add reminder what=дело due=01.10.2022 'repeat=каждый месяц 5-го, если дождь'
	err_has 'непонятно «если дождь»'
	at 3 add reminder what=дело due=01.10.2022 'repeat=по вс' day_off=пропустить
	err_has 'все его дни — нерабочие'
	# in tables and back
	at 0 add reminder what=Почта due=03.10.2022 'repeat=по рабочим дням'
	at 0 export reminder all.csv
	at 0 export reminder all.json
	at 0 list reminder --format json
	cp out before
	at 0 import reminder all.csv --update
	at 0 list reminder --format json
	cmp -s out before || fail "из CSV: $(diff before out)"
	at 0 check --deep
}

case_reminder_whose()
{
	school
	local me
	me=$(id -un)
	printf '[users]\n%s = methodist\nelkina = leader:МБОУ «Школа»\nguest = viewer\n' "$me" >>stazh.ini
	code 0 add reminder what=Программа due=10.06.2022 'link=site 1' who=руководитель
	code 0 add reminder what=Проверить due=11.06.2022 'link=site 1' who=методист
	code 0 add reminder what=Своё due=12.06.2022 'link=site 1' who='Морозова И.А.'
	code 0 due --format json
	json '[.[] | [.kind, .who]] == [["step", "Ёлкина А.И."], ["reminder", "Морозова И.А."], ["reminder", "Морозова И.А."]]'
	# whoever it is by then
	code 0 set site 1 leader=2
	code 0 due --who Гусева
	out_has Программа
	# the leader's are hers to do, the others not
	code 3 --as elkina do reminder 2 done
	err_has 'Нет права: это делает методист'
	code 3 --as guest do reminder 1 done
	code 0 --as elkina do reminder 1 done
	code 0 --as elkina undo
	code 3 --as elkina set reminder 1 what=иначе
	code 0 --as elkina do reminder 1 defer until=20.06.2022 reason=ждём
	code 0 check --deep
}
