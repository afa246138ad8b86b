# list: several sorts, columns and groups by paths.
case_list_groups()
{
	export STAZH_TODAY=2026-11-28
	code 0 init
	code 0 demo --scale 60

	code 0 list trainee --columns 'person,person.org.short_name,"Группа"."Площадка".org' --format csv
	head -1 out | grep -qx 'id,person,person.org.short_name,group.site.org.\?' || fail "$(head -1 out)"
	code 0 list event --where 'count(attendance) > 0' --columns id,groups.site.topic --format json
	json 'all(.["groups.site.topic"] | type == "array")'

	code 0 list person --sort org.short_name,-surname,id --columns org.short_name,surname --format json
	json '[.[]["org.short_name"]] | (unique | length) == ([., .[1:] + [null]] | transpose | map(select(.[0] != .[1])) | length)'
	json '[.[] | select(.["org.short_name"] | contains("Ивановская СОШ")) | .surname] | . == (sort | reverse) and length > 3'

	code 0 list trainee --group group.site.org --columns person,certified_hours --sort person.surname
	out_has ' — '
	grep -q ' · часов в справке [0-9]*, в среднем [0-9]' out || fail "нет суммы: $(head -3 out)"
	grep -q "^Всего — $("$STAZH" list trainee --format json | jq length) " out || fail "нет итога: $(tail -2 out)"
	code 0 list trainee --group group.site.org --columns person,certified_hours --format json
	json 'map(.n) == map(.records | length) and length > 1'
	json 'all(.sums.certified_hours.sum == ([.records[].certified_hours] | add))'
	json 'all(.[0].records[0]; has("person") and has("kind"))'
	# the sum is of the cells: hours that follow from the minutes are in neither
	code 0 list event --group date --columns topic,hours --format json
	json 'all(.sums.hours.sum == ([.records[].hours] | add))'
	json '[.[].records[] | select(.hours == null)] | length > 0'
	code 0 list trainee --group group.site.org --format json
	json '.[0].records[0] | has("person_name")'
	code 0 list person --group category --format csv
	head -1 out | grep -q '^group,id,surname,' || fail "$(head -1 out)"
	code 1 list person --group category --where 'id=1000000' --format json
	out_is '[]'

	# the first of several comes first, backwards too; those alike stay in the order of the kind
	code 0 list site --sort state --columns id,state --format json
	cp out up
	code 0 list site --sort=-state --columns id,state --format json
	json --slurpfile up up '(map(.id) | sort) == ($up[0] | map(.id) | sort) and .[0].state == $up[0][-1].state'

	code 2 list person --sort bogus
	err_has '--sort: у педагога нет поля «bogus»' 'stazh help person'
	code 2 list person --sort surname,bogus
	code 2 list trainee --sort persn.org
	err_has 'может быть, person?'
	code 2 list person --group org.bogus
	err_has '--group: у организации нет поля «bogus»'
	code 2 list person --columns surname.x
	err_has 'ни на что не ссылается'
	code 2 list person --sort id,id,id,id,id,id,id,id,id
	err_has 'предел — 8'
	code 2 list person --sort ,
}

# Views: kept, listed, shared, deleted, narrowed; they follow what is renamed, and are refused when something is gone.
case_views()
{
	export STAZH_TODAY=2026-11-28
	code 0 init
	code 0 demo --scale 60
	code 1 view
	err_has 'видов пока нет'
	code 1 list --view Должники
	err_has 'нет вида «Должники»'

	code 0 list trainee --where 'state=проходит и to < сегодня+400' --year год --columns person.org --format json
	org=$(jq '.[0]["person.org"]' out)
	code 0 view save Должники trainee --where "person.org=$org и state=проходит" --where 'to < сегодня+400' --year год \
		--columns person,person.org,to --sort=-person.surname,to --group group.site.org
	err_has 'Сохранён' "list --view 'Должники'"
	code 0 list trainee --where "person.org=$org и state=проходит и to < сегодня+400" --year 2026-2027 --columns person,person.org,to \
		--sort=-person.surname,to --group group.site.org --format json
	cp out want
	code 0 list --view должники --format json
	cmp -s out want || fail "вид показал другое: $(head -c 300 out)"
	code 0 list trainee --view Должники --columns id --format csv
	head -1 out | grep -qx 'group_\?b\?y\?,id.\?' || fail "$(head -1 out)"
	code 1 list --view Должники --where 'id=1000000'
	code 2 list person --view Должники
	err_has 'Стажёры, а не Педагоги'

	# the record that it names goes by another name now, so does the view
	code 0 set org "$org" 'short_name=МБОУ «Лицей»'
	code 0 view list --format json
	json '.[0] | .name == "Должники" and .kind == "trainee" and .shared == false and .year and .error == null'
	json ".[0].where == \"person.org = $org and state = проходит and to < сегодня+400\""
	json '.[0].columns == "person,person.org,to" and .[0].sort == "-person.surname,to" and .[0].group == "group.site.org"'
	code 0 view list стажёр
	out_has 'Педагог.Организация = МБОУ «Лицей» и' 'Педагог: Фамилия по убыванию'
	code 0 list --view Должники --format json
	cmp -s out want || fail "вид показал другое после переименования"

	# saved again it takes the place of the first; case does not matter
	code 0 view save ДОЛЖНИКИ person --where 'category пусто'
	err_has Заменён
	code 0 view --format json
	json 'length == 1 and .[0].name == "ДОЛЖНИКИ" and .[0].kind == "person"'

	# in a file and as documents
	code 0 view save лето event --where 'date=год и form=семинар'
	code 0 view list
	out_has 'Дата = год и Форма = семинар'
	code 0 view delete лето
	code 0 view save справки trainee --where 'state=завершил' --columns person,certified_hours --group person.org
	code 0 export trainee x.csv --view справки
	head -1 x.csv | grep -q 'Педагог: Организация;id;Педагог;Часов в справке' || fail "$(head -1 x.csv)"
	code 0 export trainee x.json --view справки
	jq -e 'length > 3 and all(has("group_by") and has("certified_hours"))' x.json >out || fail "$(head -c 300 x.json)"
	code 0 print certificate --view справки -o x.zip
	code 2 print certificate 1 --view справки

	# for all of them something is done
	code 0 do trainee --view справки archive confirm=да --dry-run --format json
	json '(.able | length) > 3'
	code 2 do person --view справки archive --dry-run
	code 0 set person --view ДОЛЖНИКИ subject=химия --where 'id < 50'
	code 0 list person --where 'subject=химия и id > 49 и category пусто' --format json
	code 0 undo

	# what it names goes: which view, and why
	code 0 add org short_name=Временная full_name=Временная
	code 0 view save школа person --where org=Временная
	code 0 delete org Временная
	code 3 list --view школа
	err_has 'Вид «школа» не показать' 'Организация'
	code 3 export person x.csv --view школа
	code 0 view list --format json
	json '.[] | select(.name == "школа") | .error | contains("не показать")'

	# no undo knows views: what was replaced or deleted is told as the command that brings it back
	code 0 view save "ш'3" person --where 'category = первая' --where 'id < 1000' --columns surname,org.settlement \
		--sort category,-surname --group org --year год --archived
	code 0 view list --format json
	cp out want
	for what in "save ш'3 site" "delete ш'3"; do
		# shellcheck disable=SC2086
		code 0 view $what
		sed -n 's/^Прежний вернёт: stazh //p' err >again
		code 0 view list --format json
		! cmp -s out want || fail "ничего не изменилось: view $what"
		eval "code 0 $(cat again)"
		code 0 view list --format json
		cmp -s out want || fail "вид вернулся другим: $(cat again)"
	done
	code 0 view share "ш'3"
	err_lacks 'Прежний'
	code 0 view delete "ш'3"
	err_has "Прежний вернёт: " " && stazh view share 'ш'"
	code 0 view delete школа
	err_has 'Удалён свой вид «школа»'
	err_lacks 'Прежний'
	code 1 view delete школа
	code 2 view save ' x' person
	code 2 view save "$(printf 'а%.0s' {1..61})" person
	code 2 view save x
	code 2 view save x нету
	code 2 view save x person --where bogus=1
	code 2 view save x person --columns bogus
	code 2 view save x person --sort bogus
	code 2 view save x person --year 2026-2027
	code 2 view bogus
	code 2 view list --sort id
	code 2 list
	code 0 check
}

# Own views are a login's own; shared ones are the methodist's and found by everybody; rights hold inside.
case_views_rights()
{
	export STAZH_TODAY=2026-11-28
	printf '[users]\n%s = methodist\nvera = leader:%s\ngost = viewer\n' "$(id -un)" 'МБОУ «Усть-Чебулинская ООШ»' >>stazh.ini
	code 0 init
	code 0 demo --seed-order
	code 0 set person 1 phone=2-11-05
	code 0 view save общий site --where 'state=действует' --columns topic
	code 0 view save телефоны person --where 'phone не пусто' --columns surname,phone
	code 0 view save порядок person --sort phone
	for v in общий телефоны порядок; do code 0 view share $v; done
	code 0 log --format json
	json 'map(select(.action == "view")) | length == 3 and .[0].user == "'"$(id -un)"'"'
	code 0 --as gost view save мой site --where 'id=1'
	code 0 --as gost list --view мой
	code 1 list --view мой
	code 1 --as vera list --view мой
	code 0 --as vera list --view общий
	code 0 --as gost list --view общий --format json
	cp out shared
	code 0 --as gost view --format json
	json 'map(.name) == ["мой", "общий", "порядок", "телефоны"]'
	code 3 --as gost list --view телефоны
	err_has 'Вид «телефоны» не показать' 'Нет права'
	code 3 --as gost list --view порядок
	code 0 list --view телефоны

	# own before shared
	code 0 --as gost view save общий site --where 'id=1'
	code 0 --as gost list --view общий --format json
	json 'length == 1'
	code 3 --as gost view share общий
	err_has 'Нет права'
	code 0 --as gost view delete общий
	code 0 --as gost list --view общий --format json
	cmp -s out shared || fail "общий вид испорчен"
	code 3 --as gost view delete общий
	err_has 'Нет права'
	code 3 --as vera view delete общий
	code 0 --as vera list --view общий
	code 1 view share общий
	err_has 'нет своего вида'
	code 0 view delete общий
	err_has 'общий вид'
	code 1 --as gost list --view общий

	# over SSH: list --view, and nothing of what changes them
	remote 0 "$(id -un)" 'list --view телефоны'
	[ -s out ] || fail "по SSH вид пуст"
	remote 3 "$(id -un)" 'view delete телефоны'
	remote 3 gost 'list --view телефоны'
	code 0 list --view телефоны
	code 0 undo
	code 0 check
}

# What completes a line offers the names of views where one stands; of the named kind, where one is named.
case_views_completed()
{
	code 0 init
	code 0 view save 'Без отчёта' site --where 'id=1'
	code 0 view save Химики person
	code 0 view save Свои trainee --where 'id > 0'
	for line in 'list --view' 'view delete' 'view share' 'view save'; do
		# shellcheck disable=SC2086
		code 0 help --complete -- $line ''
		out_has 'Без отчёта' Химики Свои
	done
	code 0 help --complete -- list trainee --view ''
	printf 'Свои\n' | cmp -s - out || fail "не то предложено: $(cat out)"
	code 0 help --complete -- print certificate --view ''
	printf 'Свои\n' | cmp -s - out || fail "не то предложено: $(cat out)"
	code 0 help --complete -- list --view Без
	printf 'Без отчёта\n' | cmp -s - out || fail "не то предложено: $(cat out)"
	[ -z "$("$STAZH" --config нет.ini help --complete -- list --view '')" ] || fail 'предложено без базы'
}
