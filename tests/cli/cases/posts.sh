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
