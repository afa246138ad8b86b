# Words that the district adds to the lists of the configuration.

case_words_of_lists()
{
	code 0 init
	code 0 add org short_name=Школа full_name=Школа
	code 3 add person surname=Иванов org=1 category=старшая
	# by the name of the list, or as the file of the configuration calls it
	code 0 --as morozova add word list=categories text=старшая
	code 3 --as morozova add word list=categories 'text=Старшая'
	err_has 'уже есть в списке «квалификационные категории»'
	code 3 --as morozova add word 'list=квалификационные категории' 'text=одна;две'
	err_has 'В слове списка не бывает'
	code 0 add person surname=Иванов org=1 category=стар
	code 0 show person 1
	out_has 'старшая'
	# the configuration shows it; without a database too
	code 0 config
	out_has 'база данных'
	out_has '+ старшая'
	# told in the journal, taken back, and then the list is as it was; the record keeps its word
	code 0 log --kind word
	out_has 'квалификационные категории: старшая'
	code 0 --as morozova undo
	code 0 config
	out_lacks '+ старшая'
	code 3 add person surname=Петров org=1 category=старшая
	code 0 show person 1
	out_has 'старшая'
	# in the archive it is no longer offered
	code 0 --as morozova add word list=categories text=старшая
	code 0 --as morozova do word 2 archive
	code 3 add person surname=Петров org=1 category=старшая
	code 0 --as morozova do word 2 unarchive
	code 0 add person surname=Петров org=1 category=старшая
	code 0 check
}

case_import_names()
{
	code 0 init
	code 0 add org 'short_name=МБОУ «Первая»' full_name=Первая
	code 0 add org 'short_name=МБОУ «Вторая»' full_name=Вторая
	code 0 add person surname=Иванова name=Анна org=1 position_kind=учитель category=первая achievements=есть
	code 0 add person surname=Иванова name=Анна org=2
	code 0 add site org=1 topic=Тема leader=1
	code 0 add group site=1 name=Группа school_year=2021-2022
	# whom a row means that does not tell the school: said once, then remembered
	printf 'ФИО;с\nИванова Анна;01.02.2022\n' >t.csv
	code 6 import trainee t.csv group=1
	err_has 'несколько'
	code 0 import trainee t.csv group=1 --match 'person:Иванова Анна=2'
	code 0 list trainee --format json
	json '.[0].person == 2'
	code 0 undo
	code 0 import trainee t.csv group=1
	err_has 'как в прошлый раз'
	err_lacks '— 2, как'
	# a row that tells the school goes by that
	printf 'ФИО;Организация\nИванова Анна;МБОУ «Первая»\n' >s.csv
	code 0 import trainee s.csv group=1
	code 0 list trainee --format json
	json 'map(.person) | sort == [1, 2]'
	# the school of people that rows describe, too
	printf 'ФИО;Организация\nПетрова Ольга;СОШ-2\n' >o.csv
	code 6 import trainee o.csv group=1
	code 0 import trainee o.csv group=1 --match 'org:СОШ-2=МБОУ «Вторая»'
	code 0 show person 3
	out_has 'Вторая'
	# a word of their lists
	printf 'ФИО;Организация;Категория\nСидорова Ольга;СОШ-2;старшая\n' >c.csv
	code 6 import trainee c.csv group=1
	code 0 import trainee c.csv group=1 --match старшая=+
	err_has 'добавлено в список'
}

# What may stand twice is told by the check as advice: the database is sound.
case_check_doubles()
{
	local unseen=$'\u200b' nbsp=$'\u00a0'
	code 0 init
	code 0 add org 'short_name=МБОУ «Лесная СОШ»' full_name=Лесная
	code 0 check
	err_lacks 'не одно ли'
	code 0 add person surname=Сёмина name=Анна org=1
	code 0 add person surname=Семина name=А. org=1 anyway=yes
	code 0 add person surname=Cидорова name=Инна org=1 # the first letter is Latin
	code 0 add person surname=Сидорова name=И. org=1 anyway=yes
	code 0 add person "surname=Пан${unseen}ова" name=Ольга org=1
	code 0 add person surname=Панова name=Олег org=1 anyway=yes # quite another one
	code 0 add org "short_name=МБОУ${nbsp}\"Лесная${nbsp}СОШ\"" full_name=Другая anyway=yes
	code 0 check
	err_has 'Посмотрите, не одно ли это и то же'
	err_has 'Семина А.'
	err_has 'Сидорова И.'
	err_has 'Организация № 2'
	err_has 'База в порядке'
	code 0 check --derived
	err_lacks 'не одно ли'
}

# Namesakes of two schools in every table that names people or trainees: read again it means whom it meant.
case_namesakes_again()
{
	local kind
	code 0 init
	code 0 add org 'short_name=МБОУ «Первая»' full_name=Первая
	code 0 add org 'short_name=МБОУ «Вторая»' full_name=Вторая
	code 0 add person surname=Иванова name=Анна org=1 position_kind=учитель category=первая achievements=есть
	code 0 add person surname=Иванова name=Анна org=2
	code 0 add site org=1 topic=Тема leader=1
	code 0 add group site=1 name=Группа school_year=2021-2022 from=01.09.2021
	code 0 add trainee group=1 person=1
	code 0 add trainee group=1 person=2
	code 0 add event sites=1 groups=1 topic=Занятие form=семинар date=01.03.2022 speakers=2
	code 0 add task trainee=1 what=урок due=01.06.2022
	code 0 add task trainee=2 what=урок due=01.06.2022
	code 0 add assessment trainee=1 direction=сетевое kind=входная date=01.02.2022 score=5 out_of=10
	code 0 add assessment trainee=2 direction=сетевое kind=входная date=01.02.2022 score=7 out_of=10
	code 0 add attendance event=1 trainee=1 mark=был
	code 0 add attendance event=1 trainee=2 mark='не был'
	for kind in person trainee event task assessment attendance group site; do
		code 0 export $kind $kind.csv
		code 0 export $kind $kind.xlsx
		code 0 list $kind --format json
		mv out $kind.before
	done
	for kind in person trainee event task assessment attendance group site; do
		code 0 import $kind $kind.csv --update
		code 0 import $kind $kind.xlsx --update
		code 0 list $kind --format json
		cmp -s out $kind.before || fail "$kind: $(diff out $kind.before | head -5)"
	done
}
