case_import()
{
	code 0 init
	{
		printf '\357\273\277Краткое название;Полное название;Низкие результаты\r\n'
		printf 'МБОУ «А»;"А; школа";да\r\nМБОУ «Б»;Б;\r\n'
	} >orgs.csv
	code 0 import org orgs.csv --dry-run
	err_has "ничего не записано"
	code 1 list org
	code 0 import org orgs.csv
	out_empty
	err_has "заведено 2"
	code 0 list org --format json
	json 'length == 2 and any(.[]; .full_name == "А; школа" and .low_results == true)'
	printf 'short_name,full_name\nМБОУ «А»,Новое имя\nМБОУ «В»,В\n' >more.csv
	code 0 import org more.csv --update
	code 0 list org --format json
	json 'length == 3 and any(.[]; .short_name == "МБОУ «А»" and .full_name == "Новое имя")'
	printf 'Краткое название\tПолное название\nМБОУ «Г»\tГ\n' | iconv -t CP1251 >cp.csv
	code 0 import org cp.csv
	code 0 list org --where 'short_name=МБОУ «Г»' --format json
	json 'length == 1'
	code 0 undo
	code 0 list org --format json
	json 'length == 3'
}

case_import_faults()
{
	school
	printf 'what,due\nРаз,10.06.2022\nДва,31.02.2022\n,11.06.2022\n' >bad.csv
	code 6 import reminder bad.csv
	err_has "bad.csv"
	err_has "строка 3"
	err_has "31.02.2022"
	err_has "строка 4"
	code 1 list reminder
	printf 'what,dew\nРаз,10.06.2022\n' >head.csv
	code 6 import reminder head.csv
	err_has "dew"
	code 6 import reminder нет.csv
	err_has "нет.csv"
	: >empty.csv
	code 6 import reminder empty.csv
	code 2 import reminder
	code 2 import remainder bad.csv
}

case_export()
{
	local kind
	school
	approve
	order
	code 0 do order 1 sign
	code 0 add reminder what=Раз due=10.06.2022 'link=site 1'
	for kind in org person site term order report reminder; do
		code 0 export $kind $kind.csv
		out_empty
		code 0 export $kind $kind.json
		jq -e . $kind.json >/dev/null || fail "$kind.json"
		code 0 export $kind - --format json
		jq -e . out >/dev/null || fail "$kind на вывод"
	done
	code 0 export person - --where category=первая
	[ "$(wc -l <out)" -eq 2 ] || fail "CSV: $(cat out)"
	head -c 3 person.csv | od -An -tx1 | grep -q 'ef bb bf' || fail "в CSV нет BOM"
	code 2 export person list.xyz
	code 2 export persom p.csv
	code 5 export person нет/такой/p.csv
	# And in again, elsewhere.
	cp stazh.ini other.ini
	sed -i 's,/db$,/db2,' other.ini
	export STAZH_CONFIG=$PWD/other.ini
	code 0 init
	code 0 import org org.csv
	err_has "заведено 2"
}
