# Documents as text and as .odt. The office itself reads them in `make check-office`.

ODT=$HERE/../office/odt.py
TEMPLATES=$HERE/../../config/templates

# odt DOCUMENT ID: prints it both ways; both are sound and tell the same words. Text of the .odt in ./text.
odt()
{
	code 0 print "$1" "$2"
	cp out plain
	code 0 print "$1" "$2" -o "$1.odt"
	out_empty
	python3 "$ODT" "$1.odt" >text || fail "$1.odt негоден"
	! grep -q '[{}]' text || fail "в $1.odt остались скобки: $(grep '[{}]' text)"
	words plain >a
	words text >b
	cmp -s a b || fail "$1: слова .txt и .odt различаются: $(diff a b | head)"
}

words() { tr -s ' \t\n|' '\n' <"$1" | grep -v '^-*$'; }
text_has() { grep -qF -e "$1" text || fail "в документе нет «$1»: $(head -c 1500 text)"; }
rows() { [ "$(grep -c ' | ' text)" -eq "$1" ] || fail "строк таблиц $(grep -c ' | ' text), ожидалось $1"; }

case_templates_made()
{
	python3 "$TEMPLATES/src/build.py" --check || fail "шаблоны не те, что делает make templates"
}

case_documents_seed()
{
	code 0 init
	code 0 demo --seed-order
	odt order 37-о; cp b order
	odt appendix 37-о; cp b appendix
	rows 3
	odt regulation 37-о
	tr -d '*' <"$HERE/../data/prikaz-37-o.txt" >paper
	words paper >c
	cat order appendix b | cmp -s - c || fail "слова приказа не те, что на бумаге"
	odt passport 1
	text_has "руководитель (п. 4.1)"
	odt report 1
	odt letter 2
	text_has "Отчёт за 2021-2022 (п. 4.3)"
	code 1 print letter 1
	code 1 print register 2022
}

# A site with all that a document can tell.
full_site()
{
	school
	code 0 set site 1 'goal=освоить приёмы' 'expected=умеют'
	approve
	order
	code 0 do order 1 sign
	code 0 add group site=1 name=Биологи form=групповая school_year=2022-2023 from=01.10.2022 to=31.05.2023
	code 0 do group 1 enrol create=да 'names=Жукова Мария Петровна; МБОУ «Школа»; учитель биологии; первая
Абрамов Олег Ильич; МБОУ «Школа»; учитель химии'
}

plan_of() { run list plandoc --where "plandoc_kind=$1" --format json; jq '.[0].id' out; }

case_documents_site()
{
	full_site
	odt passport 1
	text_has "освоить приёмы"
	text_has "№ 5-о от 25.05.2022"
	odt roster 1
	rows 3
	text_has "Жукова Мария Петровна"
	id=$(plan_of "тематический план")
	code 0 add planline plandoc="$id" 'topic=Смысловое чтение' form=семинар hours=2 month=ноябрь
	code 0 add planline plandoc="$id" 'topic=Карта урока' form=практикум hours=3 month=декабрь
	odt plan "$id"
	rows 4
	text_has "Смысловое чтение"
	text_has " | Всего |  | 5 | "
	id=$(plan_of "программа")
	odt plan "$id"
	text_has "Всего: 5 академических часов."
	code 0 add event sites=1 groups=1 'topic=Смысловое чтение' form=семинар date=12.10.2022 time=14:00 minutes=90 'place=каб. 12'
	id=$(plan_of "график")
	odt plan "$id"
	text_has "12.10.2022 14:00"
	export STAZH_TODAY=2023-06-01
	odt attendance 1
	rows 3
	code 0 do event 1 hold
	code 0 add attendance event=1 trainee=1 mark=был
	code 0 add attendance event=1 trainee=2 'mark=не был'
	odt attendance 1
	text_has "Присутствовало: 1 из 2."
	code 3 print certificate 1
	err_has "certify"
	code 0 do trainee 1 start
	code 0 do trainee 1 complete
	code 0 do trainee 1 certify
	err_has "Справка № 1/2023"
	odt certificate 1
	text_has "Жукова Мария Петровна"
	text_has "№ 1/2023 от 1 июня 2023 г."
	text_has "с 1 октября 2022 г. по 31 мая 2023 г. прошла стажировку"
	text_has "Объём стажировки — 2 академических часа."
	odt register 2023
	rows 2
}

# certificate ID: what stands in the register.
certificate() { code 0 list trainee --format json; jq -r ".[] | select(.id == $1) | .certificate" out; }

# The numbers of a year follow each other, whoever issues them.
case_documents_register()
{
	full_site
	names=$(for i in $(seq 1 20); do echo "Стажёр$(sed 's/0/а/g;s/1/б/g;s/2/в/g;s/3/г/g;s/4/д/g;s/5/е/g;s/6/ж/g;s/7/з/g;s/8/и/g;s/9/к/g' <<<"$i") Имя Отчествович; МБОУ «Школа»"; done)
	code 0 do group 1 enrol create=да "names=$names"
	for id in $(seq 1 22); do code 0 do trainee "$id" complete; done
	code 3 do trainee 1 certify date=01.01.2030
	code 0 do trainee 1 certify date=31.12.2021
	code 0 do trainee 2 certify
	code 0 do trainee 3 certify hours=36
	[ "$(certificate 1) $(certificate 2) $(certificate 3)" = "1/2021 1/2022 2/2022" ] || fail "номера: $(certificate 1) $(certificate 2) $(certificate 3)"
	refused 1.2 do trainee 3 certify
	# the last number goes back, one in the middle does not
	refused 1.2 do trainee 2 readmit
	code 0 undo
	[ "$(certificate 3)" = null ] || fail "номер не вернулся"
	code 0 do trainee 4 certify
	[ "$(certificate 4)" = 2/2022 ] || fail "после отмены номер $(certificate 4)"
	refused 1.2 delete trainee 4 --with-own
	code 0 do trainee 4 readmit
	code 0 undo
	[ "$(certificate 4)" = 2/2022 ] || fail "возвращённый номер $(certificate 4)"
	# one's own action in the middle of the register, another's certificate after it
	printf '[users]\n%s = methodist\nвторая = methodist\n' "$(id -un)" >>stazh.ini
	code 0 do trainee 5 certify
	code 0 --as вторая do trainee 6 certify
	refused 1.2 undo
	code 0 --as вторая undo
	code 0 undo
	[ "$(certificate 5)$(certificate 6)" = nullnull ] || fail "номера не вернулись"
	# on paper: free numbers are taken as they are, one that is there is not
	code 0 do trainee 5 readmit
	code 3 do trainee 5 complete certificate=2/2022
	code 0 do trainee 5 complete certificate=7/2022
	code 0 do trainee 6 certify
	[ "$(certificate 6)" = 8/2022 ] || fail "после бумажной № 7 номер $(certificate 6)"
	# two at once
	for id in 7 9 11 13 15 17 19 21; do "$STAZH" do trainee $id certify >/dev/null 2>&1; done &
	for id in 8 10 12 14 16 18 20 22; do "$STAZH" do trainee $id certify >/dev/null 2>&1; done
	wait
	code 0 list trainee --where 'certificate=*' --format json
	json '[.[].certificate | select(endswith("/2022")) | split("/")[0] | tonumber] | sort == [1,2,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24]'
	code 0 print register 2022
	out_has "Всего: 20 справок."
	code 0 check
}
