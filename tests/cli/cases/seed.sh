case_seed_order()
{
	code 0 init
	code 0 demo --seed-order
	code 0 list order --format json
	json 'length == 1 and .[0].number == "37-о" and .[0].state == "подписан" and .[0].date == "2021-08-24"'
	code 0 list site --format json
	json 'length == 2 and all(.[]; .state == "действует")'
	code 0 list org --format json
	json 'length == 3 and any(.[]; .short_name == "МБОУ «Усть-Чебулинская ООШ»")'
	code 0 list person --format json
	json 'map(.surname) | sort == ["Гусева", "Данильченко", "Коротеева", "Морозова"]'
	code 0 list report --format json
	json 'length == 2 and all(.[]; .due == "2022-06-15")'

	code 0 due
	err_empty
	[ "$(wc -l <out)" -eq 2 ] || fail "сроков $(wc -l <out)"
	[ "$(grep -c '15.06.2022' out)" -eq 2 ] || fail "не 15.06.2022: $(cat out)"
	STAZH_TODAY=2022-06-20 code 0 due
	[ "$(head -2 out | grep -c 'просрочено 5 дней')" -eq 2 ] || fail "не просрочено: $(cat out)"
	STAZH_TODAY=2022-06-20 code 0 due --format json
	json 'length >= 2 and .[0].days == -5 and .[1].days == -5
		and (.[0] | .kind == "report" and .due == "2022-06-15" and (.record | test("^report [0-9]+$")))'
	STAZH_TODAY=2022-06-20 code 0 due --format csv
	[ "$(head -1 out | tr -d '\r')" = kind,due,days,what,who,record,where,site ] || fail "CSV: $(head -1 out)"

	code 0 show order 37-о
	out_has "Об организации муниципальных"
	code 0 due --site 1 --format json
	json 'length == 1'
	code 3 demo
	code 3 demo --scale 3
	code 0 check
	code 0 check --deep
	# what one stands on is not taken back
	code 1 undo
	code 0 add reminder what=Позвонить due=10.06.2022
	code 0 undo
	code 1 undo
	code 0 show order 37-о
}

case_scale()
{
	code 0 init
	code 0 demo --scale 5
	err_empty_bar
	code 0 list org --format json
	json 'length >= 5'
	code 0 due --all
	code 0 check
	code 2 demo --scale 0
	code 2 demo --scale много
	code 2 demo --scale 3 --seed-order
}

# A bar would begin lines anew.
err_empty_bar() { ! grep -q "$(printf '\r')" err || fail "полоса хода не на терминале"; }

case_print()
{
	code 0 init
	code 0 demo
	code 0 print order 37-о
	out_has "ПРИКАЗЫВАЮ"
	tr -s " \n" " " <out >flat; mv flat out
	out_has "МБОУ «Верх-Чебулинская СОШ» (Данильченко В.В.)"
	code 0 print appendix 37-о
	out_has "грамотность как"
	code 0 print regulation 1
	out_has "Положение"
	code 0 print order 1 -o приказ.txt
	out_empty
	code 0 print order 1
	cmp -s out приказ.txt || fail "файл и вывод различаются"
	code 1 print order 99-о
	code 2 print orderr 1
	code 2 print order
	code 2 print order 1 -o приказ.docx
	code 5 print order 1 -o нет/такой/папки.txt
	code 0 add order title=Черновик kind=иной school_year=2022-2023
	code 3 print order 2
}

# A generated district has namesakes: nobody is asked about them, and the base is sound.
case_district()
{
	code 0 init
	code 0 demo --scale 300
	code 0 list trainee --format csv
	out_has ,
	code 0 check
	err_has 'в порядке'
}
