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
	python3 "$ODT" "$1.odt" >bound || fail "$1.odt негоден"
	sed 's/\xc2\xa0/ /g' bound >text
	! grep -q $'\xc2\xa0' plain || fail "в тексте $1 неразрывные пробелы: их не найти поиском"
	! grep -q '[{}]' text || fail "в $1.odt остались скобки: $(grep '[{}]' text)"
	words plain | sort >a # the cells of a table are wrapped there
	words text >b
	sort b | cmp -s a - || fail "$1: слова .txt и .odt различаются: $(sort b | diff a - | head)"
}

words() { tr -s ' \t\n|-' '\n' <"$1" | grep .; }
# ~ is a blank at which no line ends; the other ones are not.
bound_has() { grep -qF -e "$(sed 's/~/\xc2\xa0/g' <<<"$1")" bound || fail "в документе не связано «$1»: $(head -c 1500 bound)"; }
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
	# what has room on one line is left as the office typed it
	bound_has 'г. № 37-о'
	bound_has 'пгт. Верх-Чебула'
	bound_has 'Морозову~И.А.,'
	bound_has 'И.Г.~Гусева.'
	odt appendix 37-о; cp b appendix
	bound_has '«~24~»~августа'
	rows 3
	odt regulation 37-о
	tr -d '*' <"$HERE/../data/prikaz-37-o.txt" >paper
	words paper >c
	cat order appendix b | cmp -s - c || fail "слова приказа не те, что на бумаге"
	odt passport 1
	text_has "руководитель (п. 4.1)"
	odt report 1
	odt summary 2021-2022
	rows 4
	text_has "Отчёты ожидаются, срок ещё не вышел:"
	! grep -q "Не сдали" text || fail "срок отчёта ещё не вышел: $(cat text)"
	STAZH_TODAY=2022-06-15 code 0 print summary 2021-2022
	out_lacks "Не сдали"
	STAZH_TODAY=2022-06-16 code 0 print summary 2021-2022
	out_has "Не сдали отчёт в срок:"
	out_has "не сдан, срок 15.06.2022"
	out_lacks "ожида"
	code 2 print summary год
	code 1 print summary 2035-2036
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
	rows 3
	text_has "Смысловое чтение"
	text_has "Всего: 5 академических часов."
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
	code 0 log --limit 1 --format json
	json '[.[] | [.action, .kind, .id]] == [["read", "trainee", 1]]'
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
	code 0 do trainee 1 complete date=30.12.2021
	for id in $(seq 2 22); do code 0 do trainee "$id" complete; done
	code 3 do trainee 1 certify date=01.01.2030
	refused 1.2 do trainee 1 certify date=29.12.2021
	err_has "раньше, чем кончилась стажировка, — 30.12.2021"
	code 0 do trainee 1 certify date=31.12.2021
	code 0 do trainee 2 certify
	refused 1.2 do trainee 3 certify hours=36
	err_has "в справке 36 часов, а к этому дню проведено 0, из них стажёр был на 0"
	code 0 do trainee 3 certify
	[ "$(certificate 1) $(certificate 2) $(certificate 3)" = "1/2021 1/2022 2/2022" ] || fail "номера: $(certificate 1) $(certificate 2) $(certificate 3)"
	refused 1.2 do trainee 3 certify
	# the last number goes back, one in the middle does not
	refused 1.2 do trainee 2 readmit
	code 0 undo
	[ "$(certificate 3)" = null ] || fail "номер не вернулся"
	code 0 do trainee 4 certify
	[ "$(certificate 4)" = 2/2022 ] || fail "после отмены номер $(certificate 4)"
	refused 1.2 delete trainee 4 --with-own
	refused 1.2 do trainee 4 readmit
	err_has "сначала аннулируйте её"
	# a wrong one stays in the register, the next one has the next number
	code 3 do trainee 4 annul
	code 0 do trainee 4 annul 'reason=ошибка в фамилии'
	[ "$(certificate 4)" = null ] || fail "справка не аннулирована"
	code 0 do trainee 4 certify
	[ "$(certificate 4)" = 3/2022 ] || fail "новая после аннулированной: $(certificate 4)"
	code 0 show trainee 4
	out_has "№ 2/2022 от 01.06.2022; аннулирована 01.06.2022: ошибка в фамилии"
	code 0 print register 2022
	out_has "аннулирована"
	out_has "Всего: 3 справки."
	refused 1.2 delete trainee 4 --with-own
	code 0 undo 2
	[ "$(certificate 4)" = 2/2022 ] || fail "возвращённый номер $(certificate 4)"
	# one's own action in the middle of the register, another's certificate after it
	printf '[users]\n%s = methodist\nвторая = methodist\n' "$(id -un)" >>stazh.ini
	code 0 do trainee 5 certify
	code 0 --as вторая do trainee 6 certify
	refused 1.2 undo
	code 0 --as вторая undo
	code 0 undo
	[ "$(certificate 5)$(certificate 6)" = nullnull ] || fail "номера не вернулись"
	# on paper: the next number is taken as it is, one that is there is not, nor one that would leave a hole
	code 0 do trainee 5 readmit
	code 3 do trainee 5 complete certificate=2/2022
	refused 1.2 do trainee 5 complete certificate=7/2022
	err_has "следующий номер — 3/2022"
	code 0 do trainee 5 complete certificate=3/2022
	code 0 do trainee 6 certify
	[ "$(certificate 6)" = 4/2022 ] || fail "после бумажной № 3 номер $(certificate 6)"
	# two at once
	for id in 7 9 11 13 15 17 19 21; do "$STAZH" do trainee $id certify >/dev/null 2>&1; done &
	for id in 8 10 12 14 16 18 20 22; do "$STAZH" do trainee $id certify >/dev/null 2>&1; done
	wait
	code 0 list trainee --where 'certificate=*' --format json
	json '[.[].certificate | select(endswith("/2022")) | split("/")[0] | tonumber] | sort == [range(1; 21)]'
	code 0 print register 2022
	out_has "Всего: 20 справок."
	code 0 check
}

# ---- a user's own templates ----

EDIT=$HERE/../office/edit.py

# edited NAME WHAT…: the template of a user; a further edit changes what is there.
edited()
{
	local name=$1
	shift
	mkdir -p own
	[ -e own/"$name.odt" ] || cp "$TEMPLATES/$name.odt" own
	python3 "$EDIT" "own/$name.odt" edited.odt "$@" || fail "edit.py $*"
	mv edited.odt "own/$name.odt"
	grep -q '^templates' stazh.ini || printf '[print]\ntemplates = own\n' >>stazh.ini
}

own_text() { code 0 print "$1" "$2" -o own.odt; python3 "$ODT" own.odt >bound || fail "own.odt негоден"; sed 's/\xc2\xa0/ /g' bound >text; }

case_documents_own()
{
	full_site
	own_text roster 1
	cp text delivered
	edited roster split
	own_text roster 1
	cmp -s text delivered || fail "разбитые на части скобки: $(diff text delivered)"
	edited roster sub 'СПИСОК' 'УПРАВЛЕНИЕ ОБРАЗОВАНИЯ</text:p><text:p text:style-name="Heading">Список участников'
	own_text roster 1
	text_has "УПРАВЛЕНИЕ ОБРАЗОВАНИЯ"
	text_has "Список участников"
	rm own/roster.odt
	edited roster column 3
	own_text roster 1
	text_has "1 | Абрамов Олег Ильич | МБОУ «Школа» | 01.10.2022 – 31.05.2023"
	edited roster swap 0 1
	own_text roster 1
	text_has "Абрамов Олег Ильич | 1 | МБОУ «Школа»"
	text_has "Жукова Мария Петровна | 2 | МБОУ «Школа»"
	rows 3
	# the number with its mark is gone: the row does not know that it repeats
	edited roster column 1
	code 2 print roster 1 -o own.odt
	err_has "начните её с {*стажёры}"
	edited roster sub '\{фио\}' '{*СТАЖЁРЫ}{Фио}'
	own_text roster 1
	text_has "Жукова Мария Петровна | МБОУ «Школа»"
	# two rows for each trainee, by hand
	rm own/roster.odt
	edited roster sub '(<table:table-row [^>]*>(?:(?!</table:table-row>).)*\{\*стажёры\}.*?</table:table-row>)' '\1\1'
	own_text roster 1
	rows 5
}

# What editors make of a template: Skrol29/opentbs#23, sandrods/odf-report#69, sheltermanager/asm3#1422, bizhuka/xtt#6,
# thombergs/docx-stamper#2.
case_documents_editors()
{
	full_site
	own_text roster 1
	cp text delivered
	local nbsp=$'\u00a0' shy=$'\u00ad' zero=$'\u200b'
	while IFS= read -r gap; do
		rm -f own/roster.odt
		edited roster sub '\{тема\}' "$gap"
		own_text roster 1
		diff text delivered >differ || fail "«$gap»: $(cat differ)"
	done <<-END
	{<text:s/>тема<text:s text:c="3"/>}
	{${nbsp}тема$nbsp}
	{<text:tab/>тема<text:line-break/>}
	{те${shy}ма$zero}
	{те<text:bookmark text:name="b"/><text:soft-page-break/>ма}
	{те<text:bookmark-start text:name="b"/>ма<text:bookmark-end text:name="b"/>}
	{<text:span>т</text:span><text:span><text:span>ем</text:span></text:span>а}
	<text:span>{</text:span>тема<text:span>}</text:span>
	{те<text:change-start text:change-id="c1"/>ма<text:change-end text:change-id="c1"/>}
	{те<text:change text:change-id="c1"/>ма}
	{те<office:annotation><text:p>{это} примечание</text:p></office:annotation>ма<office:annotation-end/>}
	<text:a>{те</text:a>ма}
	{<text:meta>тем</text:meta>а}
	<text:meta-field>{тема}</text:meta-field>
	<loext:content-control xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0">{тема}</loext:content-control>
	<text:ruby><text:ruby-base>{тема}</text:ruby-base></text:ruby>
	<text:user-defined>{тема}</text:user-defined>
	END
	# marks of a row
	rm -f own/roster.odt
	edited roster sub '\{\*стажёры\}' "$zero{<text:span> *$shy</text:span>${nbsp}ста<text:s/>жёры}"
	code 2 print roster 1 -o own.odt
	err_has '{стажёры}'
	rm -f own/roster.odt
	edited roster sub '\{\*стажёры\}' "$zero{<text:span> *$shy</text:span>${nbsp}стажёры<text:s/>}"
	own_text roster 1
	diff text delivered >differ || fail "повтор: $(cat differ)"
}

# Templates saved as something else are named, with what to do; what can be read is read.
case_documents_formats()
{
	full_site
	own_text roster 1
	cp text delivered
	edited roster split
	rm own/roster.odt
	for ending in docx doc rtf ott fodt; do
		: >own/roster.$ending
		code 2 print roster 1 -o own.odt
		err_has "own/roster.$ending: шаблоны читаются только из .odt"
		err_has 'roster.odt (или уберите его отсюда)'
		code 0 print roster 1
		rm own/roster.$ending
	done
	code 0 print roster 1 -o own.odt
	printf '<?xml version="1.0"?><office:document/>' >own/roster.odt
	broken 'это XML одним файлом (.fodt)'
	printf '{\\rtf1 ...}' >own/roster.odt
	broken 'это документ .rtf'
	printf '\320\317\021\340\241\261\032\341' >own/roster.odt
	broken 'это документ Word 97–2003 (.doc)'
	edited roster part word/document.xml '<w/>'
	broken 'это документ Word (.docx); откройте его в LibreOffice или Word и сохраните'
	edited roster part mimetype application/vnd.oasis.opendocument.spreadsheet
	broken 'это файл OpenDocument, но не текст'
	edited roster part META-INF/manifest.xml '<manifest:manifest><manifest:encryption-data/></manifest:manifest>'
	broken 'документ закрыт паролем'
	# a pattern becomes a document, a signature does not go over to what is filled
	edited roster part mimetype application/vnd.oasis.opendocument.text-template
	edited roster part META-INF/documentsignatures.xml '<a/>'
	edited roster sub 'СПИСОК' 'СПИСОК '
	unzip -p own/roster.odt META-INF/manifest.xml | sed 's/opendocument\.text"/opendocument.text-template"/' >manifest
	grep -q text-template manifest || fail "в описи нет вида документа"
	edited roster part META-INF/manifest.xml "$(cat manifest)"
	code 0 print roster 1 -o own.odt
	unzip -p own.odt META-INF/manifest.xml | grep -q 'opendocument.text"' || fail "опись: $(unzip -p own.odt META-INF/manifest.xml)"
	[ "$(unzip -p own.odt mimetype)" = application/vnd.oasis.opendocument.text ] || fail "не документ"
	unzip -l own.odt | grep -q signatures && fail "подпись осталась"
	# a declared encoding of old programs
	rm own/roster.odt
	for encoding in windows-1251 koi8-r cp866; do
		edited roster recode $encoding
		own_text roster 1
		diff text delivered >differ || fail "$encoding: $(cat differ)"
		rm own/roster.odt
	done
	edited roster recode koi8-u
	broken 'в кодировке, которой программа не знает'
	# a text of Notepad
	printf '\357\273\277# пояснение\r\n{тема}\r\n' >own/roster.txt
	code 0 print roster 1
	out_lacks пояснение
}

# broken NAME SENTENCE EXIT: print says so, and what stood in its place stays.
broken()
{
	echo прежнее >own.odt
	code 2 print roster 1 -o own.odt
	out_empty
	err_has "roster.odt"
	err_has "$1"
	[ "$(cat own.odt)" = прежнее ] || fail "прежний файл испорчен"
	[ "$(ls -A | grep -c '\.new-')" = 0 ] || fail "остался временный файл"
	rm own/roster.odt
}

case_documents_broken()
{
	full_site
	edited roster split
	echo "это не архив" >own/roster.odt
	broken "это не документ .odt"
	: >own/roster.odt
	broken "это не документ .odt"
	edited roster truncate 2000
	broken "это не документ .odt"
	edited roster part content.xml
	broken "нет content.xml"
	edited roster part content.xml '<a><b></a>'
	broken "content.xml внутри него испорчен (строка 1)"
	edited roster part content.xml '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
	broken "DTD"
	edited roster part styles.xml '<office:document-styles'
	broken "styles.xml внутри него испорчен"
	edited roster sub '\{тема\}' '{тма}'
	broken "абзац 3: такого сведения нет (может быть, {тема}): «тма»"
	edited roster sub '\{школа\}' '{шкала}'
	broken "таблица 1, строка 2, ячейка 3: такого сведения нет (может быть, {школа}): «шкала»"
	edited roster sub '\{тема\}' '{тема'
	broken "абзац 3: скобка без пары"
	edited roster sub '\{тема\}' 'тема}'
	broken "абзац 3: скобка без пары"
	edited roster sub 'Всего: ' '{фио} '
	broken "абзац 9: такое сведение бывает только в строке, которая повторяется; начните её с {*стажёры}"
	edited roster sub 'Всего: ' 'Всего {*стажёры}: '
	broken "абзац 9: это пишется только в самом начале"
	edited roster sub '\{\*стажёры\}' '{*стажеоры}'
	broken "таблица 1, строка 2: такого сведения нет (может быть, {стажёры})"
	edited roster sub '\{фио\}' '{*стажёры}{фио}'
	broken "таблица 1, строка 2, ячейка 2: повтор внутри повтора не бывает"
	edited roster sub '\{тема\}' '{&gt;}{тема}'
	broken "это пишется только в самом начале"
	edited roster sub '(<text:p[^>]*>)рабочей' '\1{^}рабочей'
	broken "бывают только в .txt"
	mkdir own/roster.odt
	code 2 print roster 1 -o own.odt
	err_has "roster.odt: это не документ .odt"
	rmdir own/roster.odt
	code 0 print roster 1 -o own.odt # what is not in one's own folder is the delivered one
	sed -i 's/^templates = own/templates = чужая/' stazh.ini
	code 2 print roster 1 -o own.odt
	err_has "roster.odt: такого файла нет"
	sed -i 's/^templates = чужая/templates = own/' stazh.ini
	code 2 print roster 1 -o own
	err_has "папка"
	code 2 print roster 1 -o own.docx
	code 5 print roster 1 -o нет/такой/папки.odt
}

# What tries to break out of a document stays text, or is refused when it is typed.
case_documents_text()
{
	full_site
	hard='<b>&amp; ]]> "кавычки" </text:p> {номер} 🙂 é   три пробела'
	code 0 set group 1 "name=$hard"
	code 0 set person 4 "position=$hard"
	own_text roster 1
	text_has "рабочей группы «$hard»"
	[ "$(grep -cF "$hard" text)" -eq 2 ] || fail "в таблице не то: $(cat text)"
	long=$(printf 'ж%.0s' $(seq 1 9900))
	code 3 set trainee 1 "goal=$long$long$long$long"
	code 0 set site 1 "goal=$long
вторая	строка"
	own_text passport 1
	text_has "$long"
	text_has "вторая строка"
	code 0 set group 1 "name=$(printf 'Чтен\302\255ие\342\200\256\001\357\273\277')"
	own_text roster 1
	text_has "рабочей группы «Чтение»"
	code 3 set group 1 "name=$(printf 'a\033b')"
	code 3 set group 1 "name=две
строки"
	code 3 set group 1 "name=$(printf 'a\377b')"
	own_text roster 1
}

# An internship of one day has one date.
case_documents_day()
{
	full_site
	code 0 add group site=1 'name=День физика' school_year=2022-2023 from=15.10.2022 to=15.10.2022
	code 0 do group 2 enrol create=да 'names=Ель Инна Юрьевна; МБОУ «Школа»; учитель'
	export STAZH_TODAY=2022-10-20
	code 0 do trainee 3 complete
	code 0 do trainee 3 certify
	odt certificate 3
	text_has "15 октября 2022 г. прошла стажировку"
	! grep -q "с 15 октября\|по 15 октября" text || fail "один день дважды: $(cat text)"
	bound_has '15~октября 2022~г.'
	odt roster 2
	text_has "Ель Инна Юрьевна | МБОУ «Школа» | учитель | 15.10.2022"
	! grep -q "15.10.2022 – " text || fail "один день дважды: $(cat text)"
}

# What was issued prints as it was issued, in both forms, also from a changed template; the register knows it.
case_documents_papers()
{
	code 0 init
	code 0 demo --seed-order
	code 0 print order 37-о
	cp out first
	code 0 print order 37-о -o first.odt
	code 0 set person Гусева surname=Новикова position='исполняющий обязанности директора'
	code 0 set org 2 short_name='Другая школа'
	sleep 2.1 # the clock of an archive counts in two seconds
	code 0 print order 37-о
	cmp -s out first || fail "приказ напечатан не таким, каким выпущен"
	code 0 print order 37-о -o later.odt
	cmp -s first.odt later.odt || fail "файл приказа не тот, что был"
	code 0 list paper --year 2021-2022 --columns id # of August: the year before, for the next one
	cp out next
	code 0 list paper --year 2020-2021 --columns id
	cmp -s out next || fail "документы приказа — не в обоих годах"
	code 1 list paper --year 2022-2023
	code 0 list paper --year 2020-2021 --format json
	json 'length == 3 and all(.[]; .number == "37-о" and .state == "действует" and (.sha256 | length) == 64)'
	[ "$(sha256sum <first | cut -d' ' -f1)" = "$(jq -r '.[0].sha256' out)" ] || fail "сумма не от напечатанного"
	cp -r "$TEMPLATES" own
	printf '%s\n' 'Выписка: {номер}, {подпись}, {школы с руководителями}, {чего не было}.' >own/order.txt
	printf '[print]\ntemplates = %s\n' "$PWD/own" >>"$STAZH_CONFIG"
	code 0 print order 37-о
	out_has "Выписка: 37-о, И.Г. Гусева"
	out_lacks "Другая школа"
	code 0 print paper 1
	out_has "Выписка: 37-о, И.Г. Гусева"
	code 0 print papers 2020-2021
	out_has "Всего: 3 документа."
	odt papers 2020-2021
	# a draft says so, and cannot be signed without what its template needs
	code 0 add order number=38-о date=01.09.2021 title=О kind=иной items=Пункт signer=Новикова controller=Новикова
	code 2 print order 38-о
	code 2 do order 38-о sign
	err_has "такого сведения нет"
	cp "$TEMPLATES"/order.* own/
	code 0 print order 38-о
	head -1 out | grep -q ПРОЕКТ || fail "на проекте не сказано, что это проект"
	code 0 print order 38-о -o draft.odt
	python3 "$ODT" draft.odt | head -1 | grep -q ПРОЕКТ || fail "в .odt не сказано, что это проект"
	code 0 do order 38-о sign
	code 0 print order 38-о
	out_lacks ПРОЕКТ
	code 0 add order kind='внесение изменений' changes=38-о number=39-о date=02.09.2021 wording='пункт 1 исключить' signer=Новикова controller=Новикова
	code 3 print appendix 39-о
	err_has 'нет приложения'
	code 0 set order 39-о changes=37-о # its title is of the order that it changes
	code 0 show order 39-о --format json
	json '.title == "О внесении изменений в приказ от 24.08.2021 № 37-о"'
	code 0 set order 39-о changes=38-о
	code 0 show order 39-о --format json
	json '.title == "О внесении изменений в приказ от 01.09.2021 № 38-о"'
	code 0 set order 39-о title='Об изменениях'
	code 0 set order 39-о changes=37-о
	code 0 show order 39-о --format json
	json '.title == "Об изменениях"'
	code 0 undo 2
	code 0 do order 39-о sign
	code 0 list paper
	out_has "изменён № 39-о от 02.09.2021"
	code 3 do order 38-о cancel document=40-о
	err_has "его изменил приказ № 39-о"
	code 0 do order 39-о cancel document='письмо управления'
	code 0 print order 39-о
	err_has 'этот документ больше не действует — отменён: письмо управления'
	code 0 do order 38-о cancel document='письмо управления'
	code 0 list paper
	out_has "отменён: письмо управления"
	code 0 print order 38-о
	out_lacks ПРОЕКТ
	code 0 check
}

# A letter goes to the head by post and name, and asks for what the organisation has to do, not for the methodist's own.
case_letter_to()
{
	export STAZH_TODAY=2023-06-01
	school
	approve
	order
	code 0 do order 1 sign
	code 0 set person 1 position=директор
	code 0 add org 'short_name=МБОУ «Лицей»' 'full_name=Лицей'
	code 0 add site org=3 topic=Проекты initiator_kind=ЦИМС 'experience=есть' directions=сетевое methodist=3
	code 0 add event 'sites=1;2' topic=Общее form=семинар date=10.06.2023
	code 0 add reminder 'what=проверить журнал площадки' due=12.06.2023 who=Морозова 'link=площадка 1'
	code 0 do site 2 submit date=31.05.2023
	code 0 print letter 1
	tr -s ' \n' ' ' <out >flat
	mv flat out
	out_has "Директору МБОУ «Школа» Ёлкиной А.И."
	out_has "Уважаемая Анна Ивановна!"
	out_has "Отчёт за 2022-2023"
	out_has "Общее"
	out_lacks "проверить журнал"
	out_lacks "статуса"
	code 0 print letter 3 # a joint event is of both; the application is the methodist's
	out_has "Общее"
	out_lacks "Рассмотреть"
	out_lacks "Морозова"
	out_lacks "Директору" # it has no head
	code 3 do org 2 letter
	err_has "напоминать не о чем"
	code 0 do org 1 letter number=15
	err_lacks "Такой номер"
	code 0 do org 3 letter number=16
	err_lacks "Такой номер"
	code 0 do org 3 letter number=15
	err_has "Такой номер в этом году уже есть: письмо № 15 от 01.06.2023"
	STAZH_TODAY=2024-01-10 code 0 do org 1 letter number=16
	err_lacks "Такой номер"
	code 0 list paper --format csv
	out_has "письмо,15,2023-06-01"
}
