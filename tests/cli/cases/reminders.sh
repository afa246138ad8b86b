# Own deadlines that repeat; roadmaps.

# due_is DAY TEXT: what is open of reminder 1 (in TODAY), as due tells it.
due_is()
{
	STAZH_TODAY=$TODAY code 0 due --all --format json
	json --arg due "$1" --arg what "$2" '[.[] | select(.record == "reminder 1")] | length == 1 and .[0].due == $due and .[0].what == $what'
}
at() { STAZH_TODAY=$TODAY code "$@"; }

# The fields of steps and of the rule's own days are not told of what has none.
case_reminder_fields()
{
	code 0 init
	code 0 add reminder what=Сверка due=03.06.2022
	code 0 show reminder 1
	out_has 'Кто'
	out_lacks 'Дорожная карта'
	out_lacks 'Считается от'
	code 0 set reminder 1 'repeat=каждый месяц 3-го' 'day_off=на следующий рабочий день'
	grep -qx 'Свой срок 1: изменено: Повтор, Если выходной' err || fail "$(cat err)"
	code 0 do reminder 1 done
	code 0 log --kind reminder --id 1 --format json
	json '[.[].changes[].field] | index("turn")'
	code 0 log --kind reminder --id 1
	out_lacks 'по правилу'
	out_lacks 'записано'
	out_has 'Срок: '
}

# A number that a rule cannot have: what it may be.
case_repeat_numbers()
{
	code 0 init
	for said in 'каждые 0 дней:через сколько дней — от 1 до' 'каждые 5000 недель:через сколько недель — от 1 до' \
		'каждый день, 0 раз:сколько раз — от 1 до 5000' 'каждый день, 9999 раз:сколько раз — от 1 до 5000' \
		'0 раз в неделю:сколько раз — от 1 до'; do
		code 3 add reminder what=Сверка due=02.06.2022 "repeat=${said%:*}"
		err_has "«${said%:*}»: ${said#*:}"
	done
	code 1 list reminder
}

case_reminder_repeat()
{
	school
	TODAY=2022-06-01
	at 0 add reminder what=Табель due=1.06.2022 'repeat=каждый месяц 5-го, если выходной — на следующий рабочий день'
	err_has 'Повторяется каждый месяц 5-го, если выходной — на следующий рабочий день: 06.06.2022, 05.07.2022, 05.08.2022 и дальше'
	due_is 2022-06-06 Табель
	at 0 show reminder 1
	out_has '05.07.2022, 05.08.2022, 05.09.2022'
	# a slip of the year
	at 3 do reminder 1 done date=03.06.1922
	err_has 'Сделано: 03.06.1922 — больше чем за пять лет до срока, 06.06.2022; проверьте год'
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
	at 0 do reminder 1 waive reason=поздно
	at 1 due --all
	at 0 undo
	at 0 do reminder 1 done
	at 1 due --all
	# done after its end: that one is open again, not the one before it
	at 0 add reminder what=Журнал due=05.10.2022 'repeat=каждый месяц 5-го'
	at 0 do reminder 2 waive reason=болезнь
	at 0 do reminder 2 stop
	at 0 do reminder 2 done
	at 0 do reminder 2 reopen
	at 0 due --all
	out_has 05.11.2022
	at 0 delete reminder 2
	at 0 add reminder what=Сводка due=01.10.2022 'repeat=последний рабочий день квартала до 31.12.2022'
	err_has 'Повторяется каждый квартал в последний рабочий день до 31.12.2022, если выходной — на предыдущий рабочий день: 30.12.2022'
	at 0 do reminder 3 done
	err_has 'Сделано за 30.12.2022; это был последний раз'
	at 1 due --all
	code 0 add group site=1 name=Первая school_year=2022-2023
	at 0 add reminder what=Список due=03.10.2022 'link=группа 1'
	at 0 undo
	at 0 add reminder what=Другое due=01.06.2022
	at 3 do reminder Другое done date=01.01.1900
	at 3 set reminder Другое done_on=01.01.1900
	err_has '01.01.1900 — больше чем за пять лет до срока'
	at 0 do reminder Другое done date=02.06.2021
	at 0 set reminder Другое what=Иное
	at 0 delete reminder Иное
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

# steps LINE…: of a roadmap, a line each.
steps() { printf 'steps='; printf '%s\n' "$@"; }
# rows_are LINE…: the rows of a list, without the numbers of the records, in any order.
rows_are()
{
	[ "$(tr -d '\r' <out | tail -n +2 | cut -d, -f2- | sort)" = "$(printf '%s\n' "$@" | sort)" ] || fail "строки: $(cat out)"
}
# dues_are JSON: days and texts of what is open of own deadlines.
dues_are()
{
	code "${2:-0}" due --all --format json
	[ "${2:-0}" = 1 ] || json "[.[] | select(.kind == \"step\" or .kind == \"reminder\") | [.due, .what, .who // \"\"]] == $1"
}

case_roadmap()
{
	school
	printf '[users]\n%s = methodist\nelkina = leader:МБОУ «Школа»\nguest = viewer\n' "$(id -un)" >>stazh.ini
	code 0 add event sites=1 topic=Чтение form=семинар date=15.06.2022
	code 0 add event sites=1 topic=Письмо form=семинар date=22.06.2022
	code 0 add event topic=Общее form=лекция date=29.06.2022
	code 3 do event 1 roadmap roadmap=1
	err_has 'дорожной карты ещё не завели'
	code 0 add roadmap 'name=Занятие на площадке' base=занятие forms=семинар \
		"$(steps 'за 10 дней до: программа — руководитель' 'в день: список — методист' 'через 3 дня: анкеты — Гусева И.Г.')"
	code 0 add roadmap name=Год 'base=учебный год' "$(steps '1 сентября: приказы — методист' 'за 2 недели до 15 июня: напомнить об отчётах')"
	code 0 set roadmap --where 'name не пусто' note=Так --dry-run
	err_has ': 2 дорожные карты'
	# a deadline for each step, one act
	code 0 do event 1 roadmap 'roadmap=Занятие на площадке'
	err_has 'Заведено 3 срока: 04.06.2022–18.06.2022'
	dues_are '[["2022-06-04","программа · 15.06 Чтение","Ёлкина А.И."],["2022-06-15","список · 15.06 Чтение","Морозова И.А."],["2022-06-18","анкеты · 15.06 Чтение","Гусева И.Г."]]'
	code 0 show event 1
	out_has 'Свой срок 1: программа — к 04.06.2022, руководитель'
	code 0 undo
	dues_are '[]' 0
	code 0 redo
	# twice: told, and not doubled; what the roadmap has got since comes
	code 3 do event 1 roadmap roadmap=1
	err_has 'сюда уже применена: 3 шага'
	code 0 set roadmap 1 "$(steps 'за 10 дней до: программа — руководитель' 'в день: список — методист' 'через 3 дня: анкеты — Гусева И.Г.' 'накануне: позвонить')"
	code 0 do event 1 roadmap roadmap=1
	err_has 'Заведён 1 срок: '
	err_has '3 шага уже есть'
	# of another form, for something else
	code 3 do event 3 roadmap roadmap=1
	err_has 'дорожной карты ещё не завели'
	code 3 do event 1 roadmap roadmap=2
	err_has 'считается от другого: учебный год'
	code 3 set roadmap 1 'base=учебный год'
	err_has 'уже применена'
	code 3 --as elkina do event 1 roadmap roadmap=1
	err_has 'Нет права'
	code 3 --as guest do event 1 roadmap roadmap=1
	# the event is moved: its open steps with it, but what was done and what has a day of its own
	code 0 do reminder 1 done
	code 0 set reminder 3 due=20.06.2022
	code 0 do event 1 postpone date=16.06.2022
	err_has 'Шагов дорожных карт перенесено: 2'
	err_has 'осталось как есть, их срок меняли отдельно: 1'
	dues_are '[["2022-06-15","позвонить · 16.06 Чтение",""],["2022-06-16","список · 16.06 Чтение","Морозова И.А."],["2022-06-20","анкеты · 16.06 Чтение","Гусева И.Г."]]'
	code 0 undo
	dues_are '[["2022-06-14","позвонить · 15.06 Чтение",""],["2022-06-15","список · 15.06 Чтение","Морозова И.А."],["2022-06-20","анкеты · 15.06 Чтение","Гусева И.Г."]]'
	# it is cancelled, and comes back
	code 0 --as elkina do event 1 cancel reason=болезнь
	err_has 'Шагов дорожных карт снято: 3'
	dues_are '[]'
	code 0 do event 1 reopen
	err_has 'Шагов дорожных карт вернулось: 3'
	code 0 do event 1 cancel
	code 0 undo
	dues_are '[["2022-06-14","позвонить · 15.06 Чтение",""],["2022-06-15","список · 15.06 Чтение","Морозова И.А."],["2022-06-20","анкеты · 15.06 Чтение","Гусева И.Г."]]'
	# it leaves the lists, and comes back; cancelled as well, it has to come back from both
	code 0 do event 1 archive confirm=да
	err_has 'Шагов дорожных карт снято: 3'
	dues_are '[]'
	code 3 do event 1 roadmap roadmap=1
	err_has 'занятие в архиве'
	code 0 do event 1 unarchive
	err_has 'Шагов дорожных карт вернулось: 3'
	code 0 do event 1 archive confirm=да
	code 0 do event 1 cancel
	code 0 do event 1 unarchive
	dues_are '[]'
	code 0 do event 1 reopen
	dues_are '[["2022-06-14","позвонить · 15.06 Чтение",""],["2022-06-15","список · 15.06 Чтение","Морозова И.А."],["2022-06-20","анкеты · 15.06 Чтение","Гусева И.Г."]]'
	# to many: all or nothing, one step of undo
	code 3 do event --where form=семинар roadmap roadmap=1
	err_has 'уже применена'
	code 0 do event --where form=семинар --possible roadmap roadmap=1
	err_has '· 22.06.2022 семинар «Письмо»'
	code 0 due --who Гусева --all
	out_has 25.06.2022
	code 0 undo
	# a school year's, for a site and for the district
	code 0 do site 1 roadmap roadmap=Год year=2022-2023
	code 0 do roadmap 2 apply year=2022-2023
	code 3 do roadmap 2 apply year=2022-2023
	err_has 'уже применена'
	code 0 do roadmap 2 apply year=2023-2024 sites=1
	code 3 do roadmap 1 apply year=2022-2023
	err_has 'её применяют к занятию'
	code 0 list reminder --where 'roadmap=Год' --columns due,link --format csv
	rows_are 2022-09-01, '2022-09-01,site 1' 2023-06-01, '2023-06-01,site 1' '2023-09-01,site 1' '2024-06-01,site 1'
	# what stands on it
	code 3 delete roadmap 1
	code 0 do roadmap 1 archive confirm=да
	code 3 do event 2 roadmap roadmap=1
	code 0 export roadmap all.csv
	code 0 import roadmap all.csv --update --dry-run
	code 0 check --deep
}

case_roadmap_deleted()
{
	school
	printf '[users]\n%s = methodist\nelkina = leader:МБОУ «Школа»\n' "$(id -un)" >>stazh.ini
	code 0 add event sites=1 topic=Чтение form=семинар date=15.06.2022
	code 0 add roadmap name=Занятие base=занятие "$(steps 'за 10 дней до: программа — методист' 'в день: список' 'через 3 дня: анкеты')"
	code 0 do event 1 roadmap roadmap=1
	code 0 do reminder 1 done
	# its steps go with it, done or not, and come back with it
	code 3 delete event 1
	err_has '(--with-own)'
	err_has 'Свой срок: программа'
	code 3 --as elkina delete event 1 --with-own
	err_has 'Нет права'
	code 0 delete event 1 --with-own
	code 1 list reminder
	code 0 undo
	code 0 redo
	code 1 list reminder
	code 0 restore event 1
	code 0 list reminder --columns what,link --format csv
	rows_are 'анкеты,event 1' 'программа,event 1' 'список,event 1'
	code 0 delete event 1 --with-own
	code 0 undo
	err_has 'занятие удалено: 15.06.2022 семинар «Чтение»'
	dues_are '[["2022-06-15","список · 15.06 Чтение",""],["2022-06-18","анкеты · 15.06 Чтение",""]]'
	# what went before it stays there; what one wrote oneself holds it as ever
	code 0 delete reminder 2
	code 0 add reminder what=Позвонить due=14.06.2022 'link=event 1'
	code 3 delete event 1 --with-own
	err_has 'Свой срок 4: Позвонить'
	code 0 delete reminder 4
	code 0 delete event --where topic=Чтение --with-own
	code 0 restore event 1
	code 0 list reminder --columns what --format csv
	rows_are анкеты программа
	code 0 check --deep
}
case_roadmap_term()
{
	school
	approve
	order from=01.09.2022 to=31.08.2023
	code 0 do order 1 sign
	code 0 add roadmap name=Завершение 'base=срок статуса' "$(steps 'за 30 дней до: отчёт о работе — руководитель' 'через неделю после начала: встреча')"
	code 0 do site 1 roadmap roadmap=Завершение
	code 0 do term 1 roadmap roadmap=Завершение
	code 0 list reminder --columns due,link --format csv
	rows_are '2022-09-08,site 1' '2022-09-08,term 1' '2023-08-01,site 1' '2023-08-01,term 1'
	# the status goes on: the steps of the site with it
	code 0 add order 'title=О продлении' kind=продление school_year=2023-2024 sites=1 signer=2 controller=2 methodist=3 number=6-о date=25.05.2022 from=01.09.2023 to=31.08.2024
	code 0 do order 2 sign
	err_has 'Шагов дорожных карт перенесено: 2'
	code 0 list reminder --where 'link=site 1' --columns due --format csv
	rows_are 2023-09-08 2024-08-01
	code 0 undo
	code 0 list reminder --where 'link=site 1' --columns due --format csv
	rows_are 2022-09-08 2023-08-01
	# it ends before its term: what is done afterwards stays, by the new end
	code 0 add roadmap name=Справки 'base=срок статуса' "$(steps 'через неделю после окончания: справки — методист')"
	code 0 do site 1 roadmap roadmap=Справки
	STAZH_TODAY=2023-03-01 code 0 do site 1 complete 'ground=окончание реализации программы' date=28.02.2023 'document=приказ 5' obligations=закрыть
	err_has 'справки: остаётся: это делают после окончания'
	err_has 'Шагов дорожных карт перенесено: 1'
	code 0 list reminder --where 'done_on пусто' --columns what,due --format csv
	rows_are справки,2023-03-07
	code 0 check --deep
}

# Each occurrence is told, none twice; steps go to whoever answers for them by then.
case_reminder_letters()
{
	letters
	code 0 add person surname=Орлова name=Анна patronymic=Петровна org=1 email=o1@school.example consent_on=01.09.2021 \
		position_kind=учитель category=первая 'achievements=победитель конкурса'
	code 0 list person --format json
	orlova=$(jq '.[] | select(.surname == "Орлова") | .id' out)
	code 0 add reminder what=Планёрка due=13.06.2022 'repeat=каждую неделю по пн' 'who=Орлова А.П.'
	code 0 remind
	in_box 1
	letter_says Планёрка
	letter_says '13.06.2022'
	letter_says 'DTSTART;VALUE=DATE:20220613'
	code 0 remind
	in_box 1
	# the next one is another deadline, told when its time has come
	code 0 do reminder 1 done
	code 0 remind
	in_box 1
	STAZH_TODAY=2022-06-13 code 0 remind
	in_box 2
	STAZH_TODAY=2022-06-14 code 0 remind
	in_box 2
	# one that was lifted is told of to nobody, the next one is
	STAZH_TODAY=2022-06-14 code 0 do reminder 1 waive reason=праздник
	STAZH_TODAY=2022-06-20 code 0 remind
	in_box 3
	code 0 remind log --kind reminder --id 1 --format json
	json '[.[].deadlines // .[] | .. | .due? // empty] | unique == ["2022-06-13","2022-06-20","2022-06-27"]'
	# a step goes to the site's leader, whoever that is by then
	code 0 add roadmap name=Год 'base=учебный год' "$(steps 'до 14 июня: список — руководитель')"
	code 0 do site 1 roadmap roadmap=Год year=2021-2022
	code 0 set site 1 leader=$orlova
	code 0 remind --dry-run --who Орлова
	out_has список
}

# What is offered to a real base is what the demonstration has; nothing of it is there by itself.
case_roadmap_examples()
{
	code 0 init
	code 1 list roadmap
	code 0 import roadmap "$HERE/../../config/examples/roadmaps.json"
	code 0 list roadmap --columns name,base,steps --format csv
	mv out offered
	# once more: they are there
	code 6 import roadmap "$HERE/../../config/examples/roadmaps.json"
	err_has 'Дорожная карта «Занятие на площадке» (к чему: занятие) уже есть'
	code 0 import roadmap "$HERE/../../config/examples/roadmaps.json" --update
	code 3 add roadmap 'name=занятие на  площадке' base=занятие 'steps=в день: список'
	code 0 add roadmap 'name=Занятие на площадке' 'base=срок статуса' 'steps=за месяц до конца: список'
	code 3 set roadmap 4 base=занятие
	code 0 set roadmap 4 note=Так
	code 0 list roadmap --columns name
	code 0 check --deep
	code 0 delete roadmap 4
	rm -rf db
	code 0 init
	code 0 demo --scale 3
	code 0 list roadmap --columns name,base,steps --format csv
	cmp -s out offered || fail "$(diff offered out)"
}
