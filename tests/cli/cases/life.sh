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
	STAZH_TODAY=2023-06-01 code 0 do order 2 sign
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
