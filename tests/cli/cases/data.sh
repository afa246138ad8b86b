case_init()
{
	printf '[store]\npath = %s/new/deep/db\n' "$PWD" >stazh.ini
	code 0 init
	out_empty
	err_has "База создана: «$PWD/new/deep/db»"
	code 1 list org
	err_has "организаций пока нет"
	code 3 init
	err_has "уже есть"
	code 1 due
	err_has "Сроков нет"
	out_empty
	code 0 check
}

case_init_from_config()
{
	printf '[centre]\nshort_name = МБУ «ИМЦ»\ndirector = Ёжикова Анна Петровна\n' >>stazh.ini
	code 0 init
	err_has 'methodist =  (методист центра)'
	err_has 'letterhead ='
	code 0 config --check
	err_has '[centre] letterhead: не указано'
	code 0 list org --format json
	json 'length == 1 and .[0].short_name == "МБУ «ИМЦ»" and .[0].org_kind == "методический центр"'
	code 0 list person --format json
	json 'length == 1 and .[0].surname == "Ёжикова" and .[0].name == "Анна" and .[0].patronymic == "Петровна"'
	code 0 show org 1 --format json
	json '.head != null'
}

# The questions of init, answered on a terminal by lines of ./answers.
case_init_on_terminal()
{
	printf '%s\n' 'Управление образования' '' 'Заречный округ' 'Соколовец Павел Петрович' начальник 'Лебедева А.С.' >answers
	python3 - "$STAZH" <<-'ASK' >told || fail "init в терминале: $(cat told)"
		import os, pty, select, sys
		pid, fd = pty.fork()
		if pid == 0:
		    os.execv(sys.argv[1], [sys.argv[1], "init"])
		told = b""
		for line in open("answers"):
		    while b"]: " not in told[told.rfind(b"\n"):]:
		        if not select.select([fd], [], [], 20)[0]:
		            sys.exit("нет вопроса: " + told.decode())
		        told += os.read(fd, 4096)
		    os.write(fd, line.encode())
		    told += b"\n"
		try:
		    while True:
		        told += os.read(fd, 4096)
		except OSError:
		    pass
		sys.stdout.write(told.decode().replace("\r", ""))
		sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
	ASK
	cp told out
	out_has '[Управления образования]:'
	out_has 'short_name = Управление образования'
	out_has 'director_post = начальник'
	out_lacks 'name_genitive ='
	out_has 'letterhead =  ('
	code 0 list person --format json
	json 'length == 2 and any(.[]; .surname == "Соколовец" and .position == "начальник")'
	code 0 show org 1 --format json
	json '.head == 1 and .short_name == "Управление образования" and .org_kind == "орган управления образованием"'
	# nothing of it is in the configuration yet: no paper of the built-in centre
	code 0 add org short_name=Школа full_name=Школа
	code 0 add site org=2 topic=Тема
	code 0 add plandoc site=1 school_year=2022-2023 plandoc_kind=программа
	code 3 print plan "$(cat out)"
	err_has '[centre] director'
}

case_add()
{
	code 0 init
	code 0 add org 'short_name=МБОУ «А»' 'full_name=А'
	out_is 1
	err_has "Организация 1 заведена: МБОУ «А»"
	code 0 add org 'Краткое название=МБОУ «Б»' full_name=Б low_results=да
	out_is 2
	code 0 add site org='МБОУ «Б»' topic=Тема
	code 0 show site 1 --format json
	json '.org == 2 and .state == "черновик" and .kind == "site" and .id == 1'
	code 3 add org short_name=В
	err_has "Полное название"
	out_empty
	code 2 add org
	code 2 add orgg short_name=В
	err_has "может быть, org?"
	code 2 add org short_name=В full_name=В colour=red
	err_has "colour"
	code 2 add org short_name
	err_has "ПОЛЕ=ЗНАЧЕНИЕ"
	code 3 add site org=99 topic=Тема
	code 3 add site org=МБОУ topic=Тема
	err_has "1: МБОУ «А»"
	code 3 add reminder what=Позвонить due=31.02.2022
	err_has "31.02.2022"
	code 3 add term site=1 order=1 from=01.09.2022 to=31.08.2023
	code 0 list org --format json
	json 'length == 2'
}

case_set()
{
	school
	code 0 set org 1 'note=первая строка' phone=123
	out_empty
	err_has "изменено: Телефон, Примечание"
	code 0 set org 1 phone=123
	err_has "ничего не изменилось"
	code 0 set org 'МБОУ «Школа»' phone=
	code 0 show org 1 --format json
	json '.phone == null and .note == "первая строка"'
	code 1 set org 7 note=x
	code 3 set site 1 state=действует
	code 3 set person 1 category=третья
	err_has "высшая; первая"
	code 3 set org 1 short_name=
	code 2 set org 1
	code 2 set org 1 note
}

case_delete_restore()
{
	school
	code 3 delete org 1
	err_has "ссылаются"
	code 0 add reminder what=Позвонить due=10.06.2022
	code 0 delete reminder 1
	err_has "stazh restore reminder 1"
	code 1 show reminder 1
	code 1 list reminder
	code 0 restore reminder 1
	err_has "снова на месте"
	code 0 show reminder 1
	code 1 restore reminder 9
	code 2 restore reminder x
	code 1 restore reminder 4294967295
	code 2 restore reminder 4294967296
	err_has 'от 1 до 4294967295'
	code 1 delete reminder 9
}

case_list()
{
	school
	code 0 list person
	out_has Ёлкина
	[ "$(grep -c . out)" -ge 3 ] || fail "строк мало"
	code 0 list person --format json
	json 'length == 3 and all(.[]; .id > 0 and .kind == "person")'
	json 'map(.surname) == ["Гусева", "Ёлкина", "Морозова"]'
	code 0 list person --sort -surname --format json
	json 'map(.surname) == ["Морозова", "Ёлкина", "Гусева"]'
	code 0 list person --columns surname,category --format csv
	[ "$(head -1 out | tr -d '\r')" = id,surname,category ] || fail "заголовок: $(head -1 out)"
	code 0 list person --where category=первая --format json
	json 'length == 1 and .[0].surname == "Ёлкина"'
	code 0 list person --where category= --where org=ЦИМС --format json
	json 'length == 2'
	code 1 list person --where surname=Сидорова
	err_has "таких педагогов нет"
	out_empty
	code 1 list person --where surname=Сидорова --format json
	json '. == []'
	code 2 list person --where surnam=x
	err_has "может быть, surname?"
	code 2 list person --where x
	code 2 list person --where category=третья # what was asked is wrong, nothing is refused
	code 2 list person --columns surname,qqq
	code 2 list person --year 2022-2024
	code 2 list persom
	err_has "может быть, person?"
	code 0 do person 2 archive
	code 0 list person --format json
	json 'length == 2'
	code 0 list person --archived --format json
	json 'length == 3'
}

case_show()
{
	school
	code 0 show site 1
	out_has "Площадка 1: "
	out_has "Читательская грамотность"
	out_has "Ёлкина"
	out_has "цель (п. 2.1)"
	code 0 show site 1 --format json
	cp out first
	json '.missing | length > 0'
	json '.belongs == {}'
	code 0 show site 1 --format json
	cmp -s out first || fail "два показа различаются"
	code 0 add equipment site=1 name=Ноутбуки needed=15
	code 0 show site 1 --format json
	json '.belongs.equipment | length == 1 and .[0].needed == 15'
	code 0 show site 1
	out_has "Ноутбуки"
	code 0 show site 1 --format csv
	[ "$(head -1 out | cut -d, -f1)" = id ] || fail "CSV: $(head -1 out)"
	code 0 show org 1
	out_has "Ссылаются:"
	code 1 show site 9
	code 2 show stie 1
}

case_find()
{
	school
	code 0 find елкин
	out_has Ёлкина
	code 0 find грамот чит --format json
	json 'any(.[]; .kind == "site" and .id == 1)'
	code 0 find "ГРАМОТНОСТЬ читательская" --format csv
	out_has site,1,
	code 1 find нетакого
	err_has "ничего не найдено"
	code 0 add reminder 'what=позвонить раз' due=10.06.2022
	code 0 add reminder 'what=позвонить два' due=09.06.2022
	code 0 find позвонить --format json
	json 'map(.id) == [2, 1]' # the newest first
	code 2 find
}

case_log()
{
	school
	code 0 log
	out_has "Ёлкина"
	code 0 log --kind org --id 1 --format json
	json 'length == 2 and .[0].action == "set" and .[1].action == "add" and .[0].changes[0].field == "head"
		and .[0].changes[0].before == null'
	code 0 log --kind person --format json
	json 'length == 3 and all(.[]; .kind == "person")'
	code 0 log --limit 2 --format json
	json 'length == 2'
	code 0 log --since 01.06.2022 --format json
	json 'length > 2'
	code 1 log --since 02.06.2022 --format json
	json '. == []'
	STAZH_TODAY=2022-06-03 code 0 set org 1 note=потом
	code 0 log --since 03.06.2022 --format json
	json 'length == 1'
	code 1 log --user никто
	code 1 log --kind org --id 1 --user никто # both, not either
	code 2 log --id 1
	code 2 log --since никогда
	code 0 log --format csv
	head -1 out | grep -q '^seq,time,user' || fail "CSV: $(head -1 out)"
}

case_log_together()
{
	code 0 init
	code 0 add org short_name=А full_name=А
	STAZH_TODAY=2022-06-05 code 0 add org short_name=Б full_name=Б
	code 0 set org 1 note=назад # by a clock that was set back
	printf '[users]\nм = methodist\nк = methodist\n' >>stazh.ini
	STAZH_TODAY=2022-06-05 code 0 --as к set org 1 note=вперёд
	STAZH_TODAY=2022-06-05 code 0 --as к set org 2 note=тоже
	code 0 --as м set org 1 note=снова
	code 0 --as м log --since 05.06.2022 --format json
	json '[.[].id] == [2, 1, 2]'
	code 0 --as м log --since 05.06.2022 --user к --kind org --id 1 --format json
	json 'length == 1 and .[0].changes[0].after == "вперёд"'
	code 0 --as м log --kind org --id 1 --user м --limit 1 --format json
	json 'length == 1 and .[0].changes[0].after == "снова"'
	code 1 --as м log --kind site --user к
}

case_log_verify()
{
	code 0 init
	code 0 log --verify
	out_is "0 $(printf '0%.0s' {1..64})"
	code 0 add org short_name=Школа full_name=Школа
	code 0 set org 1 note=Правильно
	code 0 log --verify
	grep -qE '^2 [0-9a-f]{64}$' out || fail "$(cat out)"
	err_has "Журнал цел: 2 записи"
	LC_ALL=C sed -i 's/Правильно/Непрально/' db/data.mdb # as many bytes
	code 1 log --verify
	out_has "журнал: запись № 2 не продолжает предыдущую"
	out_lacks "запись № 1"
	code 1 check
	code 1 backup copy.mdb # as good as the database, and better than none
	err_has "замечания"
	[ -s copy.mdb ] || fail "копии нет"
	code 3 restore copy.mdb
	err_has "--anyway"
	out_has "журнал: запись № 2"
	code 0 restore copy.mdb --anyway
}

case_undo_of_many()
{
	school
	printf '[users]\nм = methodist\nк = methodist\n' >>stazh.ini
	printf 'surname;name;org\nЖуков;Илья;1\nЗуев;Яков;1\n' >people.csv
	code 0 --as м import person people.csv
	code 0 --as м undo
	code 1 --as м list person --where surname=Жуков
	code 0 --as м import person people.csv
	code 0 --as к set person 7 name=Тарас
	code 3 --as м undo
	err_has "после этого изменена (к)"
	code 0 --as м list person --where surname=Жуков # none of it was taken back
	code 0 --as м add reminder what=Раз due=10.06.2022
	code 3 --as м undo 2
	err_has "Взято назад" # the first of them was, and it is told
	err_has "после этого изменена (к)"
	code 1 --as м list reminder
	code 0 --as к undo
	code 0 --as к delete person 6
	code 3 --as м undo
	err_has "«Жуков И.» после этого удалена (к)"
	code 0 --as к undo
	code 0 --as м undo
	code 1 --as м list person --where surname=Зуев
	code 1 --as к undo
	code 0 --as м check --deep
}

case_check_other_rules()
{
	school
	approve
	order
	code 0 check
	err_has 'в порядке'
	printf '[rules]\nreport_due = 1.06\n' >>stazh.ini # nobody has opened the base by these yet
	code 0 check
	code 0 backup copy.mdb
	code 0 restore copy.mdb
	code 0 check --deep
}

case_trash()
{
	school
	code 1 list person --trash
	err_has "в корзине таких педагогов нет"
	code 0 add person surname=Лишний name=Яков org=1
	code 0 add person surname=Абрамов name=Лев org=2
	code 0 delete person 4
	code 0 delete person 5
	code 0 list person --trash --columns surname --format csv
	[ "$(tr -d '\r' <out | tr '\n' ' ')" = "id,surname 5,Абрамов 4,Лишний " ] || fail "$(cat out)"
	code 0 list person --trash --where org=1 --format json
	json 'length == 1 and .[0].surname == "Лишний"'
	code 1 list org --trash
	code 0 restore person 4
	code 0 list person --trash --format json
	json 'length == 1'
}

case_restore_base()
{
	code 0 init
	code 0 add org short_name=А full_name=А
	code 0 backup copy.mdb
	out_is copy.mdb
	code 3 backup copy.mdb
	err_has "уже есть"
	code 0 log --limit 1 --format json
	json '.[0].action == "backup" and .[0].note == "copy.mdb"'
	code 0 set org 1 note=после
	code 0 restore copy.mdb
	err_has "База возвращена из копии «copy.mdb»; прежняя отложена: «$PWD/db.20"
	aside=$(cat out)
	[ -s "$aside/data.mdb" ] || fail "нет прежней базы"
	code 0 show org 1 --format json
	json '.note == null'
	code 0 log --limit 1 --format json
	json '.[0].action == "restore-base" and .[0].note == "copy.mdb"'
	code 0 log --verify
	code 0 check --deep
	code 0 restore "$aside"
	code 0 show org 1 --format json
	json '.note == "после"'
	code 5 restore нет.mdb
	code 5 restore stazh.ini
	err_has "База не тронута"
	code 2 restore org
	err_has "номер"
	rm -r db
	code 0 restore copy.mdb
	out_empty
	code 0 list org
	printf '[users]\nк = leader:А\nм = methodist\n' >>stazh.ini
	code 3 --as к restore copy.mdb
	err_has "методист"
	code 3 --as к compact
	code 0 --as м restore copy.mdb
}

case_compact()
{
	code 0 init
	code 0 demo --scale 3
	code 0 compact
	read -r before after <out
	[ "$after" -le "$before" ] && [ "$after" = "$(stat -c %s db/data.mdb)" ] || fail "$(cat out)"
	err_has "База сжата: было"
	code 0 check --deep
	code 0 add org short_name=Ж full_name=Ж
}

case_undo()
{
	school
	code 0 set org 1 note=временно
	code 0 undo
	err_has "Взято назад"
	code 0 show org 1 --format json
	json '.note == null'
	code 0 add reminder what=Раз due=10.06.2022
	code 0 add reminder what=Два due=10.06.2022
	code 0 undo 2
	code 1 list reminder
	code 2 undo 0
	code 2 undo много
	code 0 check
}

# undo DAY ANSWER on a terminal: what it says.
undo_on_terminal()
{
	python3 - "$STAZH" "$@" <<-'END'
	import os, pty, subprocess, sys
	main, side = pty.openpty()
	p = subprocess.Popen([sys.argv[1], "undo"], stdin=side, stderr=side, stdout=side, env=dict(os.environ, STAZH_TODAY=sys.argv[2]))
	os.close(side)
	os.write(main, sys.argv[3].encode() + b"\n")
	said = b""
	try:
	    while piece := os.read(main, 4096):
	        said += piece
	except OSError:
	    pass
	print(said.decode())
	sys.exit(p.wait())
	END
}

# What is taken back is named with its time; on a terminal what is older than an hour is asked for.
case_undo_old()
{
	school
	export STAZH_TODAY=2022-06-01
	for what in Раз Два Три Четыре; do code 0 add reminder what=$what due=10.07.2022; done
	undo_on_terminal 2022-06-01 нет >out || fail "fresh: $(cat out)"
	out_has "Взято назад: свой срок заведён: Четыре (сделано 01.06.2022 в 12:00)"
	! grep -q '\[да/нет\]' out || fail "спрошено о недавнем"
	undo_on_terminal 2022-06-02 нет >out && fail "нет, а взято"
	out_has "Три (сделано 01.06.2022 в 12:00). Взять назад? [Да/нет]"
	out_has "Ничего не изменено"
	code 0 list reminder --format json
	json 'length == 3'
	undo_on_terminal 2022-06-02 '' >out || fail "$(cat out)"
	out_has "Взято назад: свой срок заведён: Три"
	export STAZH_TODAY=2022-06-02
	code 0 undo 5 </dev/null
	err_has "Два (сделано 01.06.2022 в 12:00)"
	code 1 list reminder
}

case_undo_nothing()
{
	code 0 init
	code 1 undo
}

case_backup()
{
	school
	code 0 backup copy.mdb
	out_is copy.mdb
	[ -s copy.mdb ] || fail "копии нет"
	code 3 backup copy.mdb
	code 0 backup
	out_is stazh-2022-06-01.mdb
	code 5 backup нет/такой/папки.mdb
	mkdir other
	cp copy.mdb other/data.mdb
	printf '[store]\npath = %s/other\n' "$PWD" >other.ini
	code 0 --config other.ini list person --format json
	json 'length == 3'
}

# An old machine: 256 MiB of address space.
case_small_machine()
{
	! grep -q __asan_init "$STAZH" || leave 'the sanitizer alone reserves more'
	ulimit -v 262144
	school
	code 0 list person
	code 0 backup copy.mdb
	code 0 restore copy.mdb
	code 0 compact
	code 0 check --deep
	err_has 'в порядке'
	code 0 export person people.xlsx
	code 0 import person people.xlsx --update
	approve
	order
	code 0 print order 1 -o order.odt
}

case_check()
{
	school
	code 0 check
	out_empty
	err_has "в порядке"
	code 0 check --deep
	printf '[lists]\ncategories = "высшая;нет"\n[rules]\nleader_categories = высшая\n' >>stazh.ini
	code 1 check --deep
	out_has "Педагог 1"
	code 0 check
	tr '\0' '\1' </dev/zero | dd of=db/data.mdb bs=4096 seek=2 conv=notrunc iflag=fullblock \
		count=$(($(stat -c %s db/data.mdb) / 4096 - 2)) 2>/dev/null
	run check
	[ $rc -eq 1 ] || [ $rc -eq 5 ] || fail "повреждение не найдено: код $rc"
}

case_roles()
{
	local me
	me=$(id -un)
	school
	printf '[users]\n%s = viewer\n' "$me" >>stazh.ini
	code 0 list person
	code 3 add org short_name=Н full_name=Н
	code 3 do site 1 submit
	code 3 backup
	code 3 set org 1 note=x
	code 3 --as никто list org
	code 2 --as '' list org
	code 2 --as "$(printf '%070d' 0)" list org
	err_has "имя входа"
	code 2 --as 'a b' list org
	sed -i '/users/,$d' stazh.ini
	printf '[users]\nел = leader:МБОУ «Школа»\nм = methodist\n' >>stazh.ini
	code 3 list org
	code 0 --as м list org
	code 0 --as ел add equipment site=1 name=Ноутбуки needed=15
	code 3 --as ел set site 1 state=действует
	code 0 log --as м --user ел --format json
	json 'length == 1'
	code 3 --as ел do site 1 submit
	code 3 --as ел delete site 1
}

case_check_repair()
{
	code 0 init
	code 0 demo --scale 2
	code 0 check --derived
	err_has 'сходятся с записями'
	code 2 check --derived --deep
	code 2 check --quick --deep
	code 2 check --quick --repair
	code 0 check --repair --deep
	err_has 'уже сходились'
	err_has 'База в порядке'
	code 0 log --format json
	json '.[0].action == "repair"'
}

# One line for a monitor, at once and whatever the size.
case_check_quick()
{
	code 5 check --quick
	err_has 'базы в'
	code 5 check --quick --format json
	json '.ok == false and .state == "storage" and (.error | contains("stazh init"))'
	code 0 init
	code 0 check --quick
	[ "$(wc -l <out)" = 1 ] || fail "не одна строка: $(cat out)"
	out_has 'База в порядке: записей журнала'
	out_has 'копии ещё не было'
	err_empty
	STAZH_TODAY=2022-12-01 code 0 check --quick # nobody asked for copies
	sed -i 's/^\[store\]/&\nbackup_days = 2/' stazh.ini
	code 0 check --quick
	STAZH_TODAY=2022-06-03 code 0 check --quick
	STAZH_TODAY=2022-06-04 code 1 check --quick
	out_is 'Замечания: копии ещё не было, а базе 3 дня ([store] backup_days = 2)'
	STAZH_TODAY=2022-06-03 code 0 backup copy.mdb
	STAZH_TODAY=2022-06-05 code 0 check --quick
	out_has 'последняя копия 03.06.2022'
	STAZH_TODAY=2022-06-06 code 1 check --quick --format json
	json '.ok == false and .state == "found" and .findings == ["последней копии 3 дня ([store] backup_days = 2)"]'
	json '.size > 0 and .free > 0 and .entries > 0 and (.copied | startswith("2022-06-03T")) and (.changed | type == "string")'
	STAZH_TODAY=2022-06-03 code 0 check --deep
	mkdir -p db/readings && echo garbage >db/readings/data.mdb
	STAZH_TODAY=2022-06-05 code 1 check --quick
	out_has 'реестр чтений'
}

# A number that no record has means no record, not the one whose date or phone begins so.
case_number_of_nothing()
{
	school
	approve
	order
	code 0 do order 1 sign number=37-о date=20.05.2022
	code 1 show order 2
	err_has 'нет такой записи: Приказ «2»'
	code 1 do order 20 cancel reason=спутали
	code 1 delete org 20
	code 0 show order 37-о
	code 0 show order 20.05.2022
	code 0 set org 2 phone=37
	code 1 show org 37
}

# What an order lacks begins with what it needs, then of which site: a narrow list cuts the end.
case_order_of_active()
{
	school
	approve
	order
	code 0 do order 1 sign number=37-о date=20.05.2022
	order
	code 3 do order 2 sign number=38-о date=21.05.2022
	err_has '  согласованная заявка: МБОУ «Школа» — Читательская грамотность (сейчас действует)'
}

# What tests/conditions/random.py does not make: states as of their age, names of fields in Russian, words within values.
case_conditions()
{
	code 0 init
	code 0 demo --seed-order
	export STAZH_TODAY=2026-10-01
	code 0 add site org=1 "topic=Чтение и письмо" initiator_kind=ЦИМС
	code 0 list site --where 'state=черновик' --where 'state.since = сегодня' --columns id --format csv
	id=$(tail -1 out | tr -d '\r')
	code 1 list site --where "id=$id и state.since < сегодня"
	export STAZH_TODAY=2026-12-01
	code 0 list site --where "Состояние = черновик и state.since < сегодня-30 и id=$id"
	code 0 list site --where "состояние.с = 2026-10 и id=$id"
	code 0 set site "$id" goal=Цель # changes nothing about the state
	code 0 list site --where "state.since = 01.10.2026 и id=$id"
	code 2 list site --where 'topic=Чтение и письмо'
	err_has 'знак 16 («письмо»)' 'возьмите всё значение в кавычки'
	code 0 list site --where 'topic="Чтение и письмо"'
	code 1 list site --where 'topic=чтение'
	code 0 list site --where 'topic~чтен'
	code 0 list site --where '"Тема"~чтен и Организация не пусто'
	code 0 export site - --where 'count(report) > 0 и count(срок статуса) > 0' --format csv-plain
	code 2 list site --where "topic=$(printf 'а%.0s' {1..2100})"
	err_has 'слишком длинное'
	code 2 list site --where "$(printf '(%.0s' {1..60})id=1$(printf ')%.0s' {1..60})"
	err_has 'слишком много вложенных'
}
