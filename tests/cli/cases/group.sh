case_group()
{
	school
	code 0 add group site=1 name=Первая from=01.10.2022 to=30.04.2023
	code 3 do group 1 enrol 'names=Жук Ян; Лицей'
	err_has "Строка 1: организации «Лицей» в справочнике нет"
	err_has "create=да"
	code 1 list trainee
	code 0 do group 1 enrol 'names=Жук Ян; Лицей; учитель физики; высшая; 05.10.2022;
Ёлкина А.И.' create=да
	err_has "Зачислено: 2 стажёра, новых педагогов 1, новых организаций 1"
	code 3 add trainee group=1 person=Жук
	err_has "5.2"
	code 0 add task trainee=1 what=эссе due=10.10.2022
	code 0 do trainee 1 share
	code 0 list task --format json
	json 'length == 2'
	code 0 due --from 2022-10-01 --format json
	json 'any(.[]; .kind == "task" and (.who | contains("Жук")) and (.who | contains("Ёлкина")))'
	code 0 do task 1 done result=принято
	code 0 do task 2 done
	code 1 due --from 2022-10-01
	code 0 add assessment trainee=1 direction=сетевое kind=входная score=12 out_of=20
	code 0 add assessment trainee=1 direction=сетевое kind=итоговая score=18 out_of=20
	code 3 add assessment trainee=1 direction=сетевое kind=итоговая score=19 out_of=20
	err_has "6.1"
	code 0 show trainee 1
	out_has "входная 12 (60 %), итоговая 18 (90 %): +6 (+30 п. п.)"
	code 0 show group 1
	out_has "n = 1"
	code 0 add assessment trainee=2 direction=сетевое kind=входная score=2 out_of=20
	code 0 show group 1
	out_has "вход 7 (35 %, n = 2)"
	code 0 do trainee 2 expel reason=переезд
	code 0 show group 1
	out_has "вход 12 (60 %, n = 1)"
	out_has "1, в результатах группы их нет"
	code 0 undo
	code 0 undo
	code 0 undo
	code 0 add group site=1 name=Вторая school_year=2022-2023 from=01.02.2023 to=31.12.2023 # over 1 September
	code 0 add trainee group=2 person=1
	code 0 add task trainee=3 what=осенью due=10.10.2023
	out_is 3
	! grep -q "вне" err || fail "$(cat err)"
	code 0 add task trainee=3 what=раньше due=10.01.2023
	err_has "10.01.2023 — вне срока работы группы (01.02.2023–31.12.2023)"
	code 0 check
}

case_doubles()
{
	school
	code 3 add person surname=Елкина name=А. org=1
	err_has "Ёлкина Анна Ивановна (№ 1, МБОУ «Школа»)"
	err_has "--anyway"
	code 0 add person surname=Елкина name=А. org=1 --anyway
	code 2 set person 4 anyway=да
	code 3 merge site 1 1
	code 3 merge person 1 1
	code 1 merge person 1 99
	code 2 merge person 1 x
	code 0 merge person 1 4
	code 1 show person 4
	code 0 log --limit 1 --format json
	json '.[0].action == "merge" and (.[0] | tostring | contains("→"))'
	code 0 undo
	code 0 show person 4
	code 0 check
}

case_trainees_from_file()
{
	school
	code 0 add group site=1 name=Первая
	printf 'ФИО;школа;должность;категория;с;по\nЖук Ян;МБОУ «Школа»;учитель;высшая;;\nЁлкина А.И.;;;;;\n' >list.csv
	code 6 import trainee list.csv
	err_has "нет обязательного столбца «Группа»"
	code 2 import trainee list.csv groop=1
	code 0 import trainee list.csv group=1 --dry-run
	err_has "Проверено, ничего не записано"
	code 1 list trainee
	code 0 import trainee list.csv group=1
	err_has "Новых педагогов: 1"
	code 0 list trainee --format json
	json 'length == 2'
	code 6 import trainee list.csv group=1
	err_has "list.csv, строка 2: п. 5.2: этот человек уже есть в группе"
	code 0 check
}
