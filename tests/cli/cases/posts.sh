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
