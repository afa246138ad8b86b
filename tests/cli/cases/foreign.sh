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
