# Posts and categories as a paper has them: what they are taken for, whom 4.1 lets lead and as of which day.

case_posts()
{
	school
	code 0 add person surname=Жукова name=Ольга patronymic=Ильинична org=1 'position=зам. директора по ВР' category=нет
	code 0 show person 4
	out_has 'заместитель директора'
	out_has 'без категории'
	code 0 set person 4 'position=педагог доп. образования' 'forms=муж.'
	code 0 list person --where surname=Жукова --format json
	json '.[0].position_kind == "педагог дополнительного образования"'
	code 3 set person 4 forms=Жуковой
	err_has 'род. Коваля; дат. Ковалю'
	printf '[store]\npath = %s/db\n[lists]\nposition_kinds = "учитель;психолог;завуч"\n[rules]\nleader_positions = "завуч;психолог;педагог"\n' \
		"$dir" >stazh.ini
	code 0 config --check
	code 0 add person surname=Ким name=Ян org=1 'position=педагог-психолог'
	code 0 list person --where surname=Ким --format json
	json '.[0].position_kind == "психолог"'
	sed -i 's/завуч;психолог;педагог/завуч;дворник/' stazh.ini
	code 2 config --check
	err_has 'дворник'
}

# Words of an earlier list are read as today's.
case_old_words()
{
	school
	printf '[store]\npath = %s/db\n[lists]\ncategories = "высшая;первая;нет"\nposition_kinds = "учитель;психолог"\n' "$dir" >stazh.ini
	code 0 add person surname=Ким name=Ян org=1 position_kind=психолог category=нет
	code 0 show person 4
	out_has 'нет'
	printf '[store]\npath = %s/db\n' "$dir" >stazh.ini
	code 0 show person 4
	out_has 'без категории'
	out_has 'педагог-психолог'
	for word in нет 'без категории'; do
		code 0 list person --where "category=$word" --format json
		json 'length == 1 and .[0].category == "без категории"'
	done
	code 0 list person --where position_kind=психолог
	out_has 'Ким'
	code 0 list person --where category=первая
	out_has 'Ёлкина'
	code 0 set person 4 position=психолог
	code 0 check
}

# The day that is asked about is that of the decision, not today's; who is named later is asked about as of then.
case_category_day()
{
	export STAZH_TODAY=2026-09-10
	school
	code 0 set person 1 category_on=15.03.2020
	code 0 do site 1 submit date=01.03.2025
	refused 4.1 do site 1 approve
	err_has 'категория «первая» действовала по 15.03.2025, а день согласования 10.09.2026'
	code 0 do site 1 approve date=15.03.2025
	code 0 show site 1
	out_lacks 'право руководить площадкой'
	code 0 add person surname=Жук name=Ян org=1 position=учитель category=высшая category_on=01.09.2025 achievements=есть
	code 0 set site 1 leader=4
	code 0 show site 1
	out_lacks 'право руководить площадкой'
	code 0 set person 4 category_on=01.09.2027
	code 0 show site 1
	out_has 'право руководить площадкой'
}

# An internship of one day: the report says who took part in the words of the paper.
case_participants()
{
	local i list=
	export STAZH_TODAY=2022-05-20
	school
	approve
	order
	code 0 do order 1 sign
	export STAZH_TODAY=2022-10-15
	code 0 add group site=1 name=Стажировка from=15.10.2022 to=15.10.2022
	local posts=(учитель 'учитель физики' 'Учитель начальных классов' 'учитель географии' 'учитель русского языка и литературы'
		'учитель музыки' 'учитель истории, обществознания' 'учитель' 'учитель химии' психолог 'соц. педагог'
		'педагог дополнительного образования' 'Педагог доп. образования' ПДО 'педагог дополнительного образования (хореограф)'
		'педагог дополнительного образования' 'педагог дополнительного образования' 'педагог дополнительного образования'
		'зам. директора по УВР' 'заместитель директора')
	local names=(Абрамова Белова Волкова Громова Дёмина Ершова Жукова Зимина Исаева Козлова Лапина Маслова Носова Орлова Панина
		Рябова Сизова Титова Ульянова Фомина)
	for i in "${!posts[@]}"; do list+="${names[i]} Анна Ивановна; МБОУ «Школа»; ${posts[i]}"$'\n'; done
	code 0 do group 1 enrol create=да "names=$list"
	code 0 print report 1
	tr '\n' ' ' <out >line && mv line out
	out_has 'Участники стажировки: 9 учителей, педагог-психолог, социальный педагог, 7 педагогов дополнительного образования, 2 заместителя директора.'
	code 0 add trainee group=1 person=1
	code 0 add person surname=Ким name=Ян org=1
	code 0 add trainee group=1 person=24
	code 0 add person surname=Цой name=Ян org=1 position=лаборант
	code 0 add trainee group=1 person=25
	code 0 print report 1
	tr '\n' ' ' <out >line && mv line out
	out_has ': 10 учителей, педагог-психолог, социальный педагог, 7 педагогов дополнительного образования, 2 заместителя директора, лаборант, 1 человек, чья должность не указана.'
}

# An order with eight sites of three types of organisations, and a round table of all of them.
case_eight_sites()
{
	local o name kind s f p post n=0 org person sites= groups=
	export STAZH_TODAY=2022-05-20
	code 0 init
	code 0 add org short_name=ЦИМС full_name=ЦИМС
	code 0 add person surname=Гусева name=Ирина patronymic=Геннадьевна org=1 position=директор
	code 0 add person surname=Морозова name=Ирина patronymic=Александровна org=1 'position=старший методист'
	while IFS=';' read -r name kind s f p post; do
		n=$((n + 1)) org=$((n + 1)) person=$((n + 2))
		code 0 add org "short_name=$name" "full_name=$name" "kind=$kind"
		code 0 add person "surname=$s" "name=$f" "patronymic=$p" org=$org "position=$post" category=высшая achievements=есть
		code 0 set org $org head=$person
		code 0 add site org=$org "topic=Тема номер $n" initiator_kind=ЦИМС experience=есть directions=сетевое leader=$person methodist=2
		code 0 do site $n submit
		code 0 do site $n approve
		code 0 add group site=$n name=Первая school_year=2022-2023
		sites+=";$n" groups+=";$n"
	done <<-'ORGS'
		МБОУ «Ёлкинская СОШ»;общеобразовательная;Королёв;Илья;Петрович;директор
		МБОУ «Лесная ООШ»;общеобразовательная;Мицкевич;Анна;Ивановна;директор
		МБОУ «Горная СОШ»;общеобразовательная;Алиев;Рашид;Вагиф оглы;директор
		МБОУ «Озёрная СОШ»;общеобразовательная;Ткаченко;Ольга;Юрьевна;и.о. директора
		МБДОУ «Детский сад «Солнышко»»;дошкольная;Черных;Мария;Львовна;заведующий
		МБДОУ «Детский сад «Теремок»»;дошкольная;Петрова-Водкина;Дарья;Ильинична;заведующая
		МБУ ДО «Дом детского творчества»;дополнительного образования;Дюма;Александр;Павлович;директор
		МБУ ДО «Спортивная школа»;дополнительного образования;Кравец;Лев;Фомич;директор
	ORGS
	code 0 add order number=38-о date=25.05.2022 'title=Об организации' 'kind=утверждение перечня' school_year=2022-2023 \
		"sites=${sites#;}" signer=1 controller=1 methodist=2
	code 0 do order 1 sign
	code 0 print order 1
	tr '\n' ' ' <out >line && mv line out
	out_has 'МБДОУ «Детский сад «Солнышко»» (Черных М.Л.), МБДОУ «Детский сад «Теремок»» (Петрова-Водкина Д.И.), МБОУ «Горная СОШ» (Алиев Р.В.), '
	out_has 'МБУ ДО «Дом детского творчества» (Дюма А.П.), МБУ ДО «Спортивная школа» (Кравец Л.Ф.) обеспечить работу стажировочных площадок.'
	out_has 'Возложить на Морозову И.А., старшего методиста ЦИМС'
	code 0 print appendix 1
	[ "$(grep -c '^| [1-8] ' out)" = 8 ] || fail "строк не восемь: $(cat out)"
	code 0 list term --format json
	json 'length == 8'
	code 0 add event "sites=${sites#;}" "groups=${groups#;}" 'topic=Общий стол' 'form=круглый стол' date=15.10.2022 time=10:00
	code 0 do group 3 enrol create=да 'names=Абрамова Анна Ивановна; МБОУ «Горная СОШ»; учитель'
	code 0 print attendance 1
	cp out sheet
	tr '\n' ' ' <sheet >out
	out_has 'муниципальные стажировочные площадки МБОУ «Ёлкинская СОШ»'
	out_has 'Группы: Первая, 2022-2023  |'
	out_has 'Абрамова Анна Ивановна'
	[ "$(grep -c '^Руководитель площадки М' sheet)" = 8 ] || fail "подписывают не восемь: $(cat sheet)"
	for name in 'Р.В. Алиев' 'Д.И. Петрова-Водкина' 'А.П. Дюма'; do out_has "$name"; done
	code 0 list plandoc --where plandoc_kind=график --where site=6 --year 2022-2023 --format json
	code 0 print plan "$(jq '.[0].id' out)" -o plan.odt
	python3 "$HERE/../office/odt.py" plan.odt >out
	out_has 'Общий стол (общее занятие 8 площадок)'
}
