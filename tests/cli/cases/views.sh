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
