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
	code 3 import site orgs.csv state=действует
	err_has "меняется только действиями"
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

# What openpyxl finds in a workbook, as JSON: rows of [type, value, format].
workbook()
{
	/usr/bin/python3 - "$@" >out <<'PY'
import datetime, json, sys, openpyxl
book = openpyxl.load_workbook(sys.argv[1])
sheet = book.worksheets[0]
plain = lambda v: v.isoformat() if isinstance(v, (datetime.date, datetime.time)) else v
print(json.dumps({"sheets": book.sheetnames, "frozen": sheet.freeze_panes, "filter": sheet.auto_filter.ref,
    "bold": sheet["A1"].font.b, "rows": [[[c.data_type, plain(c.value), c.number_format] for c in r] for r in sheet]},
    ensure_ascii=False))
PY
}

case_export_xlsx()
{
	school
	code 0 add reminder what='=cmd|calc!A1' due=10.06.2022 'link=site 1'
	code 0 add org 'short_name=<&]]>_x0041_😀' 'full_name=По' low_results=да
	code 0 export reminder r.xlsx
	out_empty
	err_has "записана 1 запись"
	workbook r.xlsx
	json '.sheets == ["Свои сроки"] and .frozen == "A2" and .bold and (.filter | startswith("A1:"))'
	json '.rows[1][0] == ["n", 1, "General"]'
	json '.rows[1] | any(.[]; . == ["s", "=cmd|calc!A1", "@"])'
	json '.rows[1] | any(.[]; .[0] == "d" and .[1] == "2022-06-10T00:00:00" and .[2] == "dd.mm.yyyy")'
	code 0 export org o.xlsx --sort full_name
	workbook o.xlsx
	json '.rows | length == 4'
	json '.rows | any(.[]; .[1][1] == "<&]]>_x005F_x0041_😀" and any(.[]; .[1] == "да"))'
	code 0 export event e.xlsx
	workbook e.xlsx
	json '.rows | length == 1'
	[ -z "$(ls | grep -v -e '^[a-z]*\.xlsx$' -e '^db$' -e '^out$' -e '^err$' -e ini$)" ] || fail "остались файлы: $(ls)"
	code 5 export org нет/такой/o.xlsx
	mkdir папка.xlsx
	code 2 export org папка.xlsx
}

# One table for people, wherever it goes; the programs' dialect only when asked for.
case_transfer_one_table()
{
	code 0 init
	code 0 demo --scale 20
	code 0 set person 1 'achievements==HYPERLINK("http://x")'
	for kind in org person site event trainee; do
		code 0 export $kind $kind.csv
		code 0 export $kind - --format csv
		cmp -s $kind.csv out || fail "export $kind - — другая таблица"
		code 0 export $kind -
		cmp -s $kind.csv out || fail "export $kind - без --format — другая таблица"
	done
	head -c 3 person.csv | od -An -tx1 | grep -q 'ef bb bf' || fail "нет BOM"
	grep -q "'=HYPERLINK" person.csv || fail "формула не обезврежена"
	code 0 export person - --format csv-plain
	out_has 'id,surname,name,'
	out_has '=HYPERLINK'
	out_lacks "'=HYPERLINK"
	code 2 list person --format csv-plain
	code 0 import person person.csv --update
	err_has 'без изменений'
	code 0 export report 2021-2022 year.csv
	code 0 export report 2021-2022 -
	cmp -s year.csv out || fail "export report - — другая таблица"
	SSH_CONNECTION='10.0.0.9 50000 10.0.0.1 22' SSH_ORIGINAL_COMMAND='export person -' STAZH_CONFIG= "$STAZH" --config "$PWD/stazh.ini" \
		--as "$(id -un)" >out 2>err </dev/null
	cmp -s person.csv out || fail "по SSH — другая таблица: $(cat err)"
}

# «№» of a list is the number of its row.
case_transfer_row_numbers()
{
	local heading
	code 0 init
	code 0 add org 'short_name=МБОУ «Лесная СОШ»' 'full_name=Лесная'
	printf 'Фамилия;Имя;Отчество;Организация\nИванова;Анна;Петровна;1\nПетрова;Ольга;Ивановна;1\n' >first.csv
	code 0 import person first.csv
	for heading in '№' '№ п/п' 'N' '№п/п' 'No.' 'п/п' '#'; do
		printf '%s;Фамилия;Имя;Отчество;Организация\n1;Петрова;Ольга;Ивановна;1\n' "$heading" >n.csv
		code 0 import person n.csv --update
	done
	printf '№;Фамилия;Имя;Отчество;Организация\n1;Кузнецова;Ольга;Ивановна;1\n' >n.csv
	code 0 import person n.csv --update
	code 0 list person --format csv
	out_has 'Иванова,Анна'
	out_has 'Петрова,Ольга'
	out_has 'Кузнецова,Ольга'
	printf 'id;Фамилия;Имя;Отчество;Организация\n1;Лебедева;Мария;Олеговна;1\n' >n.csv
	code 6 import person n.csv --update
	err_has 'под номером 1 в базе Иванова'
	printf 'id;Фамилия;Имя;Отчество;Организация\n1;Ивановская;Анна;Петровна;1\n' >n.csv
	code 0 import person n.csv --update
	code 0 show person 1
	out_has 'Ивановская'
}
