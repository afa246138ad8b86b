case_do_list()
{
	school
	code 0 do site 1
	out_has "submit"
	out_has "можно"
	out_has "нельзя: п. 7.1"
	code 0 do site 1 --format json
	json 'any(.[]; .action == "submit" and .allowed == true and .why == null)'
	json 'any(.[]; .action == "terminate" and .allowed == false and (.why | length) > 0 and .clause == "7.1")'
	code 2 do site 1 submitt
	err_has "нет действия"
	code 2 do site 1 submit дата
	code 2 do site 1 submit qqq=1
	code 1 do site 9 submit
	code 3 do org 1 archive
	err_has "confirm=да"
	code 0 do org 1 archive confirm=да
	code 0 do org 1
}

case_refusals()
{
	school
	code 0 add site org=1 'topic=Без опыта' initiator_kind=ЦИМС directions=сетевое
	refused 3.1 do site 2 submit
	code 0 set site 2 experience=есть
	code 0 do site 2 submit
	refused 3.2 set site 2 experience=
	err_has "Сначала верните: действие «Вернуть» (return)"
	refused 3.2 delete site 2
	code 0 do site 2 approve
	code 0 set site 2 goal=цель # what a paper does not tell
	refused 3.2 set site 2 goal=другая
	code 0 do site 2 return reason=передумали
	code 0 set site 2 goal=другая
	code 0 set person 1 category=нет
	code 0 do site 1 submit
	refused 4.1 do site 1 approve
	code 0 set person 1 category=высшая
	code 0 do site 1 approve
	code 0 add order 'title=На четыре года' 'kind=утверждение перечня' school_year=2022-2023 sites=1 signer=2 \
		number=6-о date=25.05.2022 from=01.09.2022 to=31.08.2025
	refused 3.3 set order 1 to=31.08.2026
	code 0 do order 1 sign
	refused 7.1 do site 1 terminate date=10.10.2022 'document=письмо'
	refused 7.1 do site 1 complete
}

case_life()
{
	school
	approve
	err_has "согласована"
	order
	code 0 do order 1 sign
	code 0 show site 1 --format json
	json '.state == "действует" and (.belongs.term | length) == 1 and (.belongs.report | length) == 1
		and .belongs.report[0].due == "2023-06-15"'
	code 0 due --all --format json
	json 'any(.[]; .kind == "report" and .due == "2023-06-15")'
	code 0 due --all --mine --site 'Читательская грамотность' --who Ёлкина --format json
	json 'any(.[]; .kind == "report" and .site == 1)'
	code 0 add org 'short_name=Другая' full_name=Другая
	code 0 add site org=Другая 'topic=Другая тема'
	code 1 due --all --site 2
	code 0 add order 'title=О продлении' kind=продление school_year=2023-2024 sites=1 signer=2 number=7-о \
		date=01.06.2023
	err_lacks "прежний срок"
	code 0 set order 2 from=01.02.2024 to=31.08.2024
	err_has "МБОУ «Школа»: прежний срок статуса кончается 31.08.2023, новый начинается 01.02.2024; между ними"
	STAZH_TODAY=2023-06-01 code 0 do order 2 sign
	err_has "прежний срок статуса кончается 31.08.2023, новый начинается 01.02.2024"
	code 0 undo
	code 0 set order 2 from=01.09.2023
	err_lacks "прежний срок"
	STAZH_TODAY=2023-06-01 code 0 do order 2 sign
	err_lacks "прежний срок"
	code 0 show site 1 --format json
	json '(.belongs.term | length) == 2'
	export STAZH_TODAY=2023-06-10
	code 3 do report 1 submit
	err_has "  соответствие целям (п. 6.1) — stazh set report 1 conformity=…"
	err_has "  динамика результатов (п. 6.1) — stazh set report 1 dynamics=…"
	code 0 set report 1 conformity=да dynamics=есть
	code 0 do report 1 submit
	code 0 due --all --format json
	json 'any(.[]; .kind == "report_review")'
	code 0 do report 1 accept
	export STAZH_TODAY=2024-06-20
	code 0 do site 1 complete 'ground=окончание реализации программы' date=20.06.2024 'document=Итоговый отчёт' \
		obligations=оставить
	code 0 show site 1 --format json
	json '.state == "завершена" and .ended_on == "2024-06-20"'
	code 0 undo
	code 0 show site 1 --format json
	json '.state == "действует"'
	code 0 check
}

# «Сроки проведения» in words are the term that is stored, or are asked about; an order's own days are on its paper (3.3).
case_term_words()
{
	school
	approve
	code 0 set site 1 'term_text=октябрь — март'
	err_has 'Сроки проведения: 01.10.2022–31.03.2023'
	order title=О school_year=2023-2024
	code 0 set site 1 'term_text=I полугодие' # the order that waits for it tells the year
	err_has 'Сроки проведения: 01.09.2023–31.12.2023'
	refused 3.3 set site 1 term_text=бессрочно
	code 0 set site 1 'term_text=осенью'
	err_has 'сроки проведения «осенью» непонятны'
	code 3 do order 1 sign
	err_has 'сроки проведения «осенью» непонятны'
	code 1 list term --format json
	code 0 set site 1 'term_text=с 1 сентября по 31 мая 2024 г.'
	code 0 set person 2 position=директор
	code 0 do order 1 sign
	code 0 list term --format json
	json '.[0].from == "2023-09-01" and .[0].to == "2024-05-31"'
	code 0 print appendix 1 -o a.odt # as text the cells are wrapped
	python3 "$HERE/../office/odt.py" a.odt | sed "s/\xc2\xa0/ /g" >out
	out_has 'с 1 сентября по 31 мая 2024 г.'
	code 0 print order 1
	out_lacks 'Установить срок'
	code 0 add site org=1 'topic=Счёт' initiator_kind=ЦИМС 'experience=опыт есть' directions=сетевое leader=1 methodist=3
	code 0 do site 2 submit
	code 0 do site 2 approve
	code 0 add order 'title=О' "kind=утверждение перечня" school_year=2022-2023 sites=2 signer=2 controller=2 methodist=3 \
		number=6-о date=25.05.2022 from=01.10.2022 to=31.03.2023
	code 0 print order 2
	[ "$(tr '\n' ' ' <out | tr -s ' ' | grep -c 'Установить срок действия статуса муниципальной стажировочной площадки с 1.октября.2022.г. по 31.марта.2023.г.')" = 1 ] ||
		fail "$(cat out)"
	code 0 print appendix 2 -o a.odt
	python3 "$HERE/../office/odt.py" a.odt | sed "s/\xc2\xa0/ /g" >out
	out_has '01.10.2022–31.03.2023'
	code 0 set site 2 'term_text=до 1 февраля'
	code 0 print order 2
	tr '\n' ' ' <out | grep -q 'если в перечне не указано' || fail "$(cat out)"
	code 0 do order 2 sign
	code 0 list term --format json
	json 'any(.[]; .site == 2 and .from == "2022-10-01" and .to == "2023-02-01")'
}

# An order of termination tells the last day, on paper too (7.1).
case_ended_on()
{
	school
	approve
	order school_year=2022-2023 from=01.09.2022 to=31.08.2025
	code 0 do order 1 sign
	code 0 add order 'title=О прекращении' kind=прекращение school_year=2022-2023 sites=1 signer=2 controller=2 number=7-о \
		date=10.02.2023 ended_on=31.01.2023 'grounds=решение образовательной организации'
	code 0 print order 2
	tr '\n' ' ' <out | grep -q 'Прекратить 31.01.2023 деятельность' || fail "$(cat out)"
	export STAZH_TODAY=2023-02-10
	code 3 do order 2 sign
	err_has '3 документа площадки'
	err_has 'obligations=закрыть или obligations=оставить'
	code 0 do order 2 sign obligations=закрыть
	err_has 'отчёт за 2023-2024'
	err_has 'снят'
	err_has 'сдать до 02.03.2023'
	code 0 due --all --format json
	json 'length == 1 and .[0].kind == "report" and .[0].due == "2023-03-02"'
	code 0 list report --format json
	json 'length == 1'
}

# A term that was over before its order is not given in silence.
case_term_of_the_past()
{
	school
	approve
	code 0 set site 1 'term_text=I полугодие 2021-2022'
	order school_year=2021-2022
	code 0 do order 1 sign number=4-о date=25.05.2022
	err_has 'действует 01.09.2021–31.12.2021 — внимание, этот срок кончился раньше, чем подписан приказ'
	code 0 undo
	code 0 set site 1 'term_text=II полугодие 2021-2022'
	code 0 do order 1 sign number=4-о date=25.05.2022
	! grep -q 'кончился раньше' err || fail "о сроке, который идёт: $(cat err)"
}

# What an action and a record are refused for is told all at once.
case_all_refusals()
{
	school
	code 2 do site 1 submit qqq=1 date=никогда
	err_has "qqq"
	err_has "никогда"
	code 3 add person org=1 name=Анна category=высшая category_on=01.09.2021 category_until=01.09.2020
	err_has "Фамилия"
	err_has "кончается раньше"
	code 0 set org 2 head=2
	code 0 add site org=2 'topic=Вторая' initiator_kind=ЦИМС directions=сетевое experience=есть leader=1 methodist=3
	code 0 do site 2 submit
	code 0 do site 2 approve
	approve
	order 'sites=1;2'
	code 0 do order 1 sign
	code 0 add order 'title=О продлении' kind=продление school_year=2022-2023 'sites=1;2' signer=2 methodist=3 \
		number=6-о date=26.05.2022 from=01.10.2022 to=31.08.2024
	code 3 do order 2 sign
	err_has "МБОУ «Школа» — Читательская"
	err_has "Вторая"
}
