#!/bin/bash
# [PAGES=FOLDER] tests/office/run.sh BUILD/stazh: LibreOffice opens every kind of document and makes a PDF of it, whose text has to be
# that of the printed text, letter by letter, whose words have to stand within the margins, whose tables have to have their
# rows. Templates that LibreOffice itself saved anew have to give the same. PAGES: a folder for a small picture of the first page
# of each kind. Ends with «office: N passed, M failed, K skipped».
set -u
STAZH=$(realpath "$1")
PAGES=${PAGES:+$(realpath "$PAGES")}
HERE=$(cd "$(dirname "$0")" && pwd)
export LC_ALL=C.UTF-8 TZ=UTC STAZH_TODAY=2022-06-01
unset SSH_CONNECTION
. "$HERE/../suite.sh"
cd "$dir" || exit 2
mkdir home templates
export HOME=$dir/home STAZH_CONFIG=$dir/stazh.ini
printf '[store]\npath = %s/db\n' "$dir" >stazh.ini

test_that() { local name=$1; shift; if why=$("$@" 2>&1); then ok "$name"; else bad "$name" "$why"; fi; }
q() { "$STAZH" "$@" >/dev/null 2>err || { echo "stazh $*: $(cat err)"; exit 2; }; }
office() { timeout 300 soffice -env:UserInstallation="file://$dir/profile" --headless "$@" >office.log 2>&1; }

# ---- the records: order № 37-о, and one of its sites with all that it can have ----

q init
q demo --seed-order
q set org 2 'address=652270, Кемеровская область, пгт. Верх-Чебула, ул. Советская, д. 40' 'phone=8 (38444) 2-15-33' \
	email=school@example.ru
q add person surname=Ёлкина name=Анна patronymic=Ивановна org=2 'position=учитель русского языка и литературы' \
	category=высшая 'achievements=победитель муниципального конкурса'
leader=$("$STAZH" list person --where surname=Ёлкина --format json | jq '.[0].id')
q set site 1 leader="$leader" 'directions=новые педагогические; сетевое' \
	'goal=Освоить приёмы смыслового чтения и научиться проектировать задания, которые развивают функциональную грамотность.' \
	'expected=Каждый стажёр проводит открытый урок и сдаёт технологическую карту.
Разработки собраны в банк методических материалов округа.' \
	initiator_kind=ЦИМС 'initiator=МБУ «ЦИМС»' 'experience=Школа — участник регионального проекта 2019–2021 годов.' applied_on=10.06.2021
for kind in программа 'тематический план' график; do q add plandoc site=1 school_year=2021-2022 "plandoc_kind=$kind"; done
topics=('Что такое функциональная грамотность' 'Смысловое чтение на уроках биологии' 'Задания с опорой на карту и диаграмму'
	'Проектирование учебного занятия' 'Технологическая карта урока' 'Открытый урок' 'Обмен опытом: что получилось')
forms=(лекция семинар практикум 'проектирование учебного занятия' 'разработка технологической карты урока, занятия'
	'открытый урок, занятие' 'круглый стол')
months=(октябрь ноябрь ноябрь декабрь февраль март апрель)
plan=$("$STAZH" list plandoc --where 'plandoc_kind=тематический план' --format json | jq '.[0].id')
q add group site=1 'name=Учителя-предметники' form=групповая school_year=2021-2022 from=01.10.2021 to=31.05.2022
q do group 1 enrol create=да 'names=Абрамова Алла Игоревна; МБОУ «Верх-Чебулинская СОШ»; учитель биологии; первая
Белов Борис Петрович; МБОУ «Верх-Чебулинская СОШ»; учитель физики; высшая
Жукова-Преображенская Александра Константиновна; МБОУ «Верх-Чебулинская СОШ»; учитель английского языка; первая
Иванова Мария Сергеевна; МБОУ «Усть-Чебулинская ООШ»; учитель начальных классов; первая
Щербаков Юрий Юрьевич; МБОУ «Усть-Чебулинская ООШ»; учитель технологии'
for i in 0 1 2 3 4 5 6; do
	q add planline plandoc="$plan" "topic=${topics[i]}" "form=${forms[i]}" hours=$((2 + i % 3)) "month=${months[i]}"
	q add event sites=1 groups=1 "topic=${topics[i]}" "form=${forms[i]}" date=$((10 + i)).0$((i % 5 + 1)).2022 time=14:00 hours=6 \
		'place=кабинет 12' speakers="$leader" mode=очно
done
q add equipment site=1 'name=ноутбук для стажёров' needed=15 present=4 by_when=01.07.2022
q add equipment site=1 'name=документ-камера' needed=1 present=1
q do event 1 hold guests=2
for t in 1 2 3 4 5; do q add attendance event=1 trainee=$t "mark=$(sed -n ${t}p <<<'был
был
дистанционно
не был
уважительная')"; done
for e in 2 3 4 5 6 7; do
	q do event $e hold
	for t in 1 2 3 4 5; do q add attendance event=$e trainee=$t mark=был; done
done
q do trainee 1 complete
q do trainee 2 complete
q do trainee 3 complete
q do trainee 1 certify hours=36
q do trainee 2 certify
q do trainee 3 certify hours=21
for t in 1 2 3; do
	q add assessment trainee=$t direction=сетевое kind=входная date=05.10.2021 score=$((8 + t)) out_of=20
	q add assessment trainee=$t direction=сетевое kind=итоговая date=20.05.2022 score=$((14 + t)) out_of=20
done
report=$("$STAZH" list report --where site=1 --format json | jq '.[0].id')
q set report "$report" 'conformity=Занятия шли по плану; цель достигнута.
Проведены все семь занятий, разработаны 12 технологических карт.' \
	'dynamics=Выросли результаты каждого, кто прошёл итоговую диагностику.' 'conclusions=Продолжить работу в следующем году.'
q do report "$report" submit

id_of() { "$STAZH" list plandoc --where site=1 --where "plandoc_kind=$1" --year "${2:-2021-2022}" --format json | jq '.[0].id'; }
documents=("order 1" "appendix 1" "regulation 1" "plan $(id_of программа) programme" "plan $plan" "plan $(id_of график) schedule"
	"report $report" "passport 1" "roster 1" "attendance 1" "certificate 1" "letter 2" "register 2022" "summary 2021-2022"
	"papers 2021-2022")

# print_all FOLDER: every document as .txt and .odt
print_all()
{
	mkdir -p "$1"
	for d in "${documents[@]}"; do
		read -r what id name <<<"$d"
		"$STAZH" print "$what" "$id" >"$1/${name:-$what}.txt" && "$STAZH" print "$what" "$id" -o "$1/${name:-$what}.odt" || return 1
	done
}

# ---- the office opens them ----

sound() { python3 "$HERE/odt.py" "$1" >"${1%.odt}.words" && [ -s "${1%.odt}.words" ]; }
pdf_text()
{
	pdftotext -raw "$1.pdf" "$1.pdf.txt" && python3 "$HERE/compare.py" text "$1.txt" "$1.pdf.txt" &&
		python3 "$HERE/compare.py" signature "$1.pdf.txt"
}
margins() { pdftotext -bbox "$1.pdf" "$1.bbox" && python3 "$HERE/compare.py" margins "$1.bbox"; }
whole_words() { python3 "$HERE/compare.py" words "$1.words" "$1.bbox"; }
rows() # as LibreOffice counts them
{
	[ -s "$1.html" ] || { echo "нет $1.html"; return 1; }
	python3 "$HERE/compare.py" rows "$1.txt" "$1.html"
}

print_all made || { echo "не напечатано"; exit 2; }
office --convert-to pdf --outdir made made/*.odt
office --convert-to html --outdir made made/*.odt
for odt in made/*.odt; do
	f=${odt%.odt}
	name=$(basename "$f")
	test_that "$name: годный .odt" sound "$odt"
	test_that "$name: в PDF все слова" pdf_text "$f"
	test_that "$name: ничего не обрезано" margins "$f"
	test_that "$name: строки таблиц" rows "$f"
	test_that "$name: слова не разорваны" whole_words "$f"
done

# The paper itself: the order and its appendices, word for word, in its order.
paper()
{
	tr -d '*' <"$HERE/../data/prikaz-37-o.txt" >paper.txt
	cat made/order.pdf.txt made/appendix.pdf.txt made/regulation.pdf.txt >three.txt
	python3 "$HERE/compare.py" text paper.txt three.txt
}
test_that "приказ № 37-о: слова бумаги в её порядке" paper

# ---- templates that an editor has saved ----

# FOLDER holds every delivered template, saved anew by the editor: where one is not, the program prints by the delivered one.
delivered=$HERE/../../config/templates
saved_anew()
{
	local t
	for t in "$delivered"/*.odt; do
		[ -s "$1/$(basename "$t")" ] || { echo "нет $(basename "$t"): $(tail -3 office.log)"; return 1; }
		! cmp -s "$t" "$1/$(basename "$t")" || { echo "$(basename "$t") не сохранён заново"; return 1; }
	done
}
same_text() # an empty paragraph after a table at the end is the editor's
{
	rm -f again.odt
	saved_anew saved/odt && "$STAZH" print "${1%% *}" "${1##* }" -o again.odt && python3 "$HERE/odt.py" again.odt >again.words &&
		diff -B again.words "$2"
}
for how in "odt" "docx odt" "rtf odt"; do
	rm -rf saved
	mkdir saved saved/from
	cp "$delivered"/*.odt saved/from
	from=saved/from
	for to in $how; do
		office --convert-to "$to" --outdir "saved/$to" $from/*
		from=saved/$to
	done
	printf '[store]\npath = %s/db\n[print]\ntemplates = %s/saved/odt\n' "$dir" "$dir" >stazh.ini
	for d in "${documents[@]}"; do
		read -r what id name <<<"$d"
		test_that "${name:-$what}: шаблон, сохранённый как ${how/ / → }" same_text "$what $id" "made/${name:-$what}.words"
	done
done

# ---- districts of 1, 2, 5 and 12 sites: every document of theirs ----

# Name; kind; surname, name, patronymic and post of the head: men, women, foreign names, some that are not declined.
schools=('МБОУ «Ёлкинская средняя общеобразовательная школа имени Героя Советского Союза Константина Константиновича Заболотского-Преображенского»;общеобразовательная;Ткаченко;Ольга;Юрьевна;директор'
	'МБОУ «Лесная ООШ»;общеобразовательная;Мицкевич;Адам;Казимирович;директор'
	'МБДОУ «Детский сад комбинированного вида № 3 «Солнышко»»;дошкольная;Петрова-Водкина;Дарья;Ильинична;заведующая'
	'МБОУ «Горная СОШ»;общеобразовательная;Алиев;Рашид;Вагиф оглы;исполняющий обязанности директора'
	'МБУ ДО «Дом детского творчества»;дополнительного образования;Дюма;Александр;Павлович;директор'
	'МБОУ «СОШ № 6»;общеобразовательная;Черных;Мария;Львовна;директор'
	'МБОУ «СОШ № 10»;общеобразовательная;Кравец;Лев;Фомич;директор'
	'МБДОУ «Детский сад «Теремок»»;дошкольная;Хайруллина;Гульназ;Рашид кызы;заведующий'
	'МКОУ «Специальная (коррекционная) школа-интернат»;коррекционная;Ким;Нелли;Енировна;директор'
	'ГПОУ «Горнотехнический техникум»;профессиональная;Римский-Корсаков;Илья;Ильич;директор'
	'МБУ ДО «Детско-юношеская спортивная школа»;дополнительного образования;Мкртчян;Ануш;Ашотовна;директор'
	'МБОУ «Озёрная ООШ»;общеобразовательная;Волчок;Пётр;Саввич;директор')
themes=('Функциональная грамотность обучающихся как основа качества образовательных результатов: от начальной школы к государственной итоговой аттестации'
	'Смысловое чтение' 'Развитие инженерного мышления дошкольников и младших школьников средствами конструирования и робототехники')

district() # SITES
{
	local n=$1 i org leader sites= groups= name kind s f p post
	printf '[store]\npath = %s/db%s\n' "$dir" "$n" >stazh.ini
	export STAZH_TODAY=2022-05-20
	q init
	q add org 'short_name=МБУ «ЦИМС»' 'full_name=МБУ «Центр информационно-методического сопровождения»' 'kind=методический центр'
	q add person surname=Гусева name=Ирина patronymic=Геннадьевна org=1 position=директор
	q add person surname=Морозова name=Ирина patronymic=Александровна org=1 'position=старший методист'
	for ((i = 1; i <= n; i++)); do
		IFS=';' read -r name kind s f p post <<<"${schools[i - 1]}"
		q add org "short_name=$name" "full_name=$name" "kind=$kind" address='пгт. Верх-Чебула, ул. Советская, д. 40'
		org=$((i + 1))
		q add person "surname=$s" "name=$f" "patronymic=$p" org=$org "position=$post" category=высшая category_on=01.03.2021 \
			'achievements=победитель конкурса «Учитель года»'
		leader=$((i + 2))
		q set org $org head=$leader
		q add site org=$org "topic=${themes[i % 3]}" initiator_kind=ЦИМС 'experience=участник регионального проекта' \
			'directions=сетевое; новые педагогические' 'goal=Освоить приёмы, которые дают результат.' \
			'expected=Банк разработок округа.' leader=$leader methodist=2
		q do site $i submit
		q do site $i approve
		sites+=";$i" groups+=";$i"
	done
	q add order number=38-о date=25.05.2022 'title=Об организации деятельности муниципальных стажировочных площадок' \
		'kind=утверждение перечня' school_year=2022-2023 "sites=${sites#;}" signer=1 controller=1 methodist=2
	q do order 1 sign
	export STAZH_TODAY=2023-05-25
	for ((i = 1; i <= n; i++)); do
		q add group site=$i 'name=Рабочая группа учителей-предметников и педагогов дополнительного образования' form=сетевая \
			school_year=2022-2023 from=01.10.2022 to=31.05.2023
		IFS=';' read -r name _ <<<"${schools[i - 1]}"
		q do group $i enrol create=да "names=Абдурахманова-Преображенская Александра Константиновна; $name; учитель русского языка и литературы; высшая
Нгуен Ван; $name; педагог-психолог; первая
Мамедова Севда Рашид кызы; $name; социальный педагог
Черных Илья Ильич; $name; педагог дополнительного образования
Жук Ян Янович; $name; заместитель директора по учебно-воспитательной работе"
	done
	q add event "sites=${sites#;}" "groups=${groups#;}" 'topic=Круглый стол площадок: что получилось и чему научились' 'form=круглый стол' \
		date=15.10.2022 time=10:00 minutes=90 'place=актовый зал' mode=очно
	q do event 1 hold guests=12
	for ((i = 1; i <= 5 * n; i++)); do q add attendance event=1 trainee=$i mark=был; done
	for i in 1 2 3; do
		q do trainee $i complete date=20.05.2023
		q do trainee $i certify hours=2 date=25.05.2023
		q add assessment trainee=$i direction=сетевое kind=входная date=05.10.2022 score=8 out_of=20
		q add assessment trainee=$i direction=сетевое kind=итоговая date=20.05.2023 score=15 out_of=20
	done
	plan=$(id_of 'тематический план' 2022-2023)
	for i in 1 2 3 4 5 6 7 8 9 10 11 12; do
		q add planline plandoc="$plan" "topic=Тема $i: как построить занятие, на котором каждый думает сам" form=практикум hours=2 month=октябрь
	done
	q add equipment site=1 'name=комплект конструкторов для занятий робототехникой' needed=15 present=4 by_when=01.07.2023
	report=$("$STAZH" list report --where site=1 --format json | jq '.[0].id')
	q set report "$report" 'conformity=Занятия шли по плану; цель достигнута.' 'dynamics=Выросли результаты каждого.' \
		'conclusions=Продолжить работу.'
	q do report "$report" submit
	documents=("order 1" "appendix 1" "regulation 1" "plan $(id_of программа 2022-2023) programme" "plan $plan"
		"plan $(id_of график 2022-2023) schedule" "report $report" "passport 1" "roster 1" "attendance 1" "certificate 1" "letter 2"
		"register 2023" "papers 2022-2023" "summary 2022-2023")
}

sound_and_whole() { sound "$1.odt" && pdf_text "$1" && margins "$1" && whole_words "$1" && rows "$1"; }

for n in 1 2 5 12; do
	district $n
	print_all "of$n" || { echo "не напечатано"; exit 2; }
	office --convert-to pdf --outdir "of$n" "of$n"/*.odt
	office --convert-to html --outdir "of$n" "of$n"/*.odt
	for odt in "of$n"/*.odt; do
		test_that "площадок $n: $(basename "${odt%.odt}")" sound_and_whole "${odt%.odt}"
	done
done

# ---- many in one ----

district 5
q print certificate --where 'certificate=*' -o many-certificate.odt
q print roster --where 'name=*' -o many-roster.odt
q print passport --where 'org=*' -o many-passport.odt
office --convert-to pdf many-*.odt
pages_of() # each record's document begins a page, and its text is there
{
	local what=$1 n
	n=$(pdfinfo "many-$what.pdf" | sed -n 's/^Pages: *//p')
	[ "$n" -ge "$2" ] || { echo "страниц $n, документов $2"; return 1; }
}
for document in certificate:trainee roster:group passport:site; do
	test_that "несколько в одном: ${document%:*}" pages_of "${document%:*}" "$("$STAZH" list "${document#*:}" --format json | jq length)"
done

# ---- pictures ----

if [ -n "$PAGES" ]; then
	for pdf in made/*.pdf; do
		pdftoppm -r 70 -gray -f 1 -l 1 "$pdf" page
		pnmdepth 15 page-*.pgm 2>/dev/null | pnmtopng -compression 9 >"$PAGES/$(basename "${pdf%.pdf}").png" 2>/dev/null
		rm -f page-*.pgm
	done
fi
finish office
