# Names that differ in what is not seen, or only look the same.

# Automattic/harper#806, leon-mbs/zstore#1041: pointed out, asked about, found.
case_names_doubts()
{
	code 0 init
	code 0 add org 'short_name=МБОУ «Лесная СОШ»' 'full_name=Школа в Лесном'
	code 3 add org 'short_name=МБОУ "Лесная СОШ"' full_name=х
	err_has "Похоже, эта организация уже есть: МБОУ «Лесная СОШ» (№ 1)"
	code 3 add org "short_name=$(printf 'МБОУ «Лесная\302\240СОШ»')" full_name=х
	err_has "уже есть: МБОУ «Лесная СОШ»"
	code 3 add org 'short_name=МБОУ Лесная COШ' full_name=х
	code 0 add person "surname=$(printf '\342\200\213Пет\302\255рова')" name=Анна org='мбоу лесная  COШ'
	code 0 list person --format json
	json '.[0].surname == "Петрова"'
	printf 'Фамилия;Имя;Организация\nCидорова;Ольга;МБОУ «Лесная СОШ»\n' >p.csv
	printf 'Сидорова;Ольга;МБОУ "Лесная СОШ"\n3ахаров;Пётр;МБОУ «Лесная СОШ»\n' >>p.csv
	code 0 import person p.csv
	err_has "p.csv, строка 2: Фамилия: в слове «Cидорова» буква «C» латинская"
	err_has "строка 3: Сидорова О. — новая запись; похоже, этот человек уже есть: Cидорова Ольга"
	err_has "строка 4: Фамилия: в слове «3ахаров» цифра «3» вместо буквы «З»"
	code 0 find сидорова
	[ "$(wc -l <out)" -eq 2 ] || fail "не обе: $(cat out)"
	code 0 find захаров
	code 0 set person 1 surname=Пeтрова
	err_has "буква «e» латинская"
}

# Two called alike are told apart by their schools.
case_names_schools()
{
	code 0 init
	code 0 add org 'short_name=Школа № 1' 'full_name=Школа № 1'
	code 0 add org 'short_name=Школа № 2' 'full_name=Школа № 2'
	code 0 add person surname=Иванова name=Анна patronymic=Петровна org=1 subject=физика
	code 0 add person surname=Иванова name=Анна patronymic=Петровна org=2 subject=химия
	code 0 export person p.csv
	printf 'ФИО;Организация;Предмет\nИванова Анна Петровна;Школа № 2;биология\nАнна Петровна Иванова;Школа № 1;физика\n' >p.csv
	code 0 import person p.csv --update
	err_has "без изменений 1"
	code 0 show person 1 --format json
	json '.subject == "физика"'
	code 0 show person 2 --format json
	json '.subject == "биология" and .org == 2'
	printf 'ФИО;Предмет\nИванова А.П.;биология\n' >q.csv
	code 6 import person q.csv --update
	err_has "2 записи с таким именем: Иванова Анна Петровна (№ 1, Школа № 1); Иванова Анна Петровна (№ 2, Школа № 2)"
	# another who only has the same initials is a new one
	printf 'ФИО;Организация\nИванова Алла Павловна;Школа № 1\n' >r.csv
	code 0 import person r.csv --update --dry-run
	err_has "будет заведено 1"
	code 3 set org 1 'head=Иванова А.П.'
	err_has "Иванова Анна Петровна (№ 2, Школа № 2)"
	code 0 set org 1 'head=Иванова А.П. (Школа № 2)'
	code 0 show org 1 --format json
	json '.head == 2'
}
