# Tables that others made.

# Rows with errors are left out by choice, and what they would have brought along; the rest is one step of undo.
case_foreign_skip_bad()
{
	school
	printf 'what,due\nРаз,10.06.2022\nДва,31.02.2022\n,11.06.2022\nТри,12.06.2022\nЧетыре,12.06.2022,лишнее\n' >r.csv
	code 6 import reminder r.csv
	code 1 list reminder
	code 0 import reminder r.csv --skip-bad --dry-run
	err_has 'не будет взято 3'
	code 1 list reminder
	code 0 import reminder r.csv --skip-bad
	for said in 'строка 3, столбец «due»' '31.02.2022' 'строка 4' 'строка 6' 'Принято строк 5: заведено 2' 'не взято 3'; do
		err_has "$said"
	done
	[ "$(grep -c 'строка 3' err)" = 1 ] || fail "об одной строке дважды: $(cat err)"
	code 0 list reminder --format json
	json 'map(.what) | sort == ["Раз", "Три"]'
	code 0 undo
	code 1 list reminder

	# what is wrong with the whole is no row's fault, and nothing but bad rows is nothing
	printf 'what,dew\nРаз,10.06.2022\n' >r.csv
	code 6 import reminder r.csv --skip-bad
	printf 'what,due\nРаз,10.06.2022\nДва,"11.06.2022\nТри,12.06.2022\n' >r.csv
	code 6 import reminder r.csv --skip-bad
	err_has 'нигде не закрыта'
	printf 'what,due\nРаз,10.06.20222\n' >r.csv
	code 6 import reminder r.csv --skip-bad
	err_has 'ничего не загружено'
	code 1 list reminder

	# a row that needs one that is left out; its number is another record's here
	code 0 add reminder what=Чужой due=10.06.2022
	printf 'id,what,due,link\n1,Раз,31.02.2022,\n2,Два,10.06.2022,reminder 1\n3,Три,10.06.2022,reminder 2\n4,Ещё,10.06.2022,\n' >r.csv
	code 0 import reminder r.csv --skip-bad
	err_has 'строка 3, столбец «link»: «reminder 1» — указывает на строку 2, которая не взята'
	err_has 'строка 4, столбец «link»: «reminder 2» — указывает на строку 3, которая не взята'
	err_has 'заведено 1'

	# nobody is made for a row that is not taken
	printf 'short_name,full_name\nМБОУ «Лесная»,Лесная\n' >o.csv
	code 0 import org o.csv
	code 0 add group site=1 name=Первая school_year=2022-2023
	printf 'ФИО;Школа;с\nЖукова Анна Ивановна;МБОУ «Лесная»;31.02.2023\nПанова Вера Ивановна;МБОУ «Лесная»;10.09.2022\n' >t.csv
	code 0 import trainee t.csv group=1 --skip-bad
	err_has 'Новых педагогов: 1'
	code 1 list person --where surname=Жукова
	code 0 list person --where surname=Панова
	code 0 check
}

# Days and times as other programs write them; what may be two days is not guessed.
case_foreign_days()
{
	local n
	school
	printf '%s\n' 'Что сделать;Срок' 'а;1 сентября 2022 г.' 'б;01.09.2022г.' 'в;01.09.2022 0:00:00' \
		'г;2022-09-01T00:00:00' 'д;44805' 'е;44805,0' 'ж;9/13/2022' 'з;13/09/2022' 'и;чт, 1 сентября 2022' \
		'к;01-сен-22' >d.csv
	code 0 import reminder d.csv
	code 0 list reminder --format json
	json 'map(.due) | unique == ["2022-09-01", "2022-09-13"]'
	json '[.[] | select(.due == "2022-09-13") | .what] | sort == ["ж", "з"]'
	for n in 05/06/2022 05-06-2022; do
		printf 'Что сделать;Срок\nа;%s\n' $n >d.csv
		code 6 import reminder d.csv
		err_has "столбец «Срок»: «$n» — день впереди или месяц?"
	done
	printf 'Что сделать;Срок\nа;с 1 по 3 декабря 2022 г.\nб;44805,5\nв;28.08.2022 17:00:00\nг;2022\n' >d.csv
	code 6 import reminder d.csv
	err_has 'несколько дней'
	err_has '«44805,5»'
	err_has 'кроме дня время'
	err_has '«2022»'
	# of 1C: no day; a clock behind the first day of all
	printf 'Форма;Тема;Дата;Время;Площадки\nлекция;А;01.09.2022;01.01.0001 14:30:00;1\nлекция;Б;01.09.2022;0,604166666666667;1\nлекция;В;01.09.2022;14:30:00;1\n' >e.csv
	code 0 import event e.csv
	code 0 list event --format json
	json 'map(.time) | unique == ["14:30"]'
	printf 'Фамилия;Имя;Организация;Категория по\nЖукова;Анна;1;01.01.0001 0:00:00\n' >p.csv
	code 0 import person p.csv
	code 0 list person --where surname=Жукова --format json
	json '.[0].category_until == null'
	code 0 add reminder what=Слова 'due=28 ноября 2022 г.'
	code 0 list reminder --where what=Слова --format json
	json '.[0].due == "2022-11-28"'
}

# Whatever encoding a table comes in, it is read or named; what is meant can be told.
case_foreign_encodings()
{
	local e s
	code 0 init
	code 0 add org 'short_name=МБОУ «Лесная СОШ»' full_name=Лесная
	printf 'Фамилия;Имя;Отчество;Организация\r\nЩукина;Анна;Юрьевна;МБОУ «Лесная СОШ»\r\nПолякова;Ольга;Ивановна;1\r\nЁжикова;Эльвира;Петровна;1\r\n' >utf8
	for e in CP1251 CP866 KOI8-R MAC-CYRILLIC UTF-16LE UTF-16BE UTF-16; do
		s=p.csv
		sed 's/[«»]/"/g; s/"Лесная СОШ"/1/; s/МБОУ 1/1/' utf8 | iconv -t $e >$s || fail "iconv $e"
		code 0 import person $s
		err_has 'заведено 3'
		code 0 list person --where surname=Щукина --format json
		json 'length == 1 and .[0].patronymic == "Юрьевна"'
		code 0 undo
	done
	iconv -t KOI8-R utf8 2>/dev/null | sed 's/[«»]//g' >/dev/null
	printf 'Фамилия;Имя;Организация\r\nПолякова;Ольга;1\r\n' | iconv -t KOI8-R >p.csv
	code 0 import person p.csv
	err_has 'кодировка — KOI8-R'
	code 0 undo
	# too little to be sure: it is named, and can be told
	printf 'surname;name;org\r\nЕж;Ян;1\r\n' | iconv -t CP866 >p.csv
	code 6 import person p.csv
	err_has 'похоже на CP866'
	code 0 import person p.csv --encoding cp866
	code 0 list person --where surname=Еж --format json
	json 'length == 1'
	code 2 import person p.csv --encoding cp437
	# encoded twice
	printf 'Фамилия;Имя;Организация\r\nИванова;Ольга;1\r\n' | iconv -f CP1252 -t UTF-8 2>/dev/null >p.csv ||
		printf 'surname;name;org\r\n\303\220\313\234\303\220\302\262\303\220\302\260\303\220\302\275;Ivan;1\r\n' >p.csv
	code 6 import person p.csv
	err_has 'перекодирован дважды'
	printf 'surname;name;org\r\nРРІР°РЅРѕРІ;Ivan;1\r\n' >p.csv
	code 6 import person p.csv
	err_has 'перекодирован дважды'
	printf 'Фамилия;Имя\r\n\377' >p.csv
	code 6 import person p.csv
}

# Words of a foreign table are matched once and remembered; what is understood is never replaced.
case_foreign_words()
{
	code 0 init
	code 0 add org 'short_name=МБОУ «Лесная СОШ»' full_name=Лесная
	printf 'Фамилия;Имя;Учреждение;Катег.;Сот.\nЖукова;Анна;Лесная;вк;1\nПанова;Вера;Лесная;первая;2\n' >p.csv
	code 6 import person p.csv --column Учреждение=org --column Катег.=category --column Сот.=
	err_has 'вк'
	err_has 'нет в списке'
	code 6 import person p.csv --column Учреждение=org --column Катег.=category --column Сот.= --match вк=нетакой --match 'Лесная=МБОУ «Лесная СОШ»'
	code 6 import person p.csv
	err_has 'Учреждение' # nothing was stored, nothing is remembered
	code 0 import person p.csv --column Учреждение=org --column Катег.=category --column '#5=' --match 'Вк=высшая' \
		--match 'org:Лесная=МБОУ «Лесная СОШ»' --match первая=высшая
	code 0 list person --format json
	json 'any(.[]; .surname == "Жукова" and .category == "высшая")'
	json 'any(.[]; .surname == "Панова" and .category == "первая")'
	printf 'Фамилия;Имя;Учреждение;Катег.;Сот.\nКотова;Анна;Лесная;вк;1\n' >p.csv
	code 0 import person p.csv
	err_has 'столбец «Учреждение» — org, как в прошлый раз'
	err_has 'столбец «Сот.» — не загружается, как в прошлый раз'
	err_has '«вк» — высшая, как в прошлый раз'
	code 0 import person p.csv --update --match вк=первая
	err_has 'изменено 1'
	printf 'Фамилия;Имя;Учреждение\nСомова;Анна;Лесная\n' >q.csv
	code 0 import person q.csv --match вк=
	code 6 import person p.csv --update
	err_has 'нет в списке'
	code 2 import person p.csv --match вк
}
