# do, set, delete, restore with --where: all or none, one step of undo, what cannot be is told before.
case_many()
{
	export STAZH_TODAY=2026-11-28
	code 0 init
	code 0 demo --scale 60
	all() { for kind in trainee task person event paper; do "$STAZH" export $kind - --format json; done 2>/dev/null; }
	all >before

	# what cannot be, with the reasons; nothing is done
	code 3 do trainee --where 'state=проходит' complete
	err_has 'Остаётся открытым' 'Закрыть или оставить? Укажите' 'Ничего не сделано: ни с одной записью нельзя'
	err_lacks '--possible'
	all | cmp -s - before || fail "что-то сделано"
	code 0 do trainee --where 'state=проходит' complete obligations=закрыть --dry-run --format json
	json '(.able | length) > 20 and (.refused | all(.name != "" and .why != ""))'
	able=$(jq '.able | length' out)
	refused=$(jq '.refused | length' out)
	code 0 list trainee --where state=проходит --format json
	json "length == $((able + refused))"
	all | cmp -s - before || fail "проверка что-то записала"

	# those with whom it can be done, in one act; one undo takes all back
	code 0 do trainee --where 'state=проходит' complete obligations=закрыть --possible
	err_has "«Завершить" "$able стажёр"
	code 0 list trainee --where state=завершил --where 'state.since = сегодня' --format json
	json "length >= $able"
	code 0 undo
	all | cmp -s - before || fail "undo вернул не всё"

	# a reason that many have is told once, and whom it stops by the first of them; in JSON each has it
	code 0 set trainee --where 'certified_hours пусто' certified_hours=5 --dry-run --format json
	refused=$(jq '.refused | length' out)
	[ "$refused" -gt 20 ] || fail "отказано: $refused"
	json '.refused | map(.why) | unique | length == 1'
	code 0 set trainee --where 'certified_hours пусто' certified_hours=5 --dry-run
	[ "$(wc -l <err)" -eq 2 ] || fail "причин не одна: $(head -c 900 err)"
	err_has " ($refused): " "и ещё $((refused - 3))" 'ни с одной записью'

	# fields, the trash and back
	code 0 list person --where 'org=5' --format json
	n=$(jq length out)
	[ "$n" -gt 2 ] || fail "в школе 5 людей: $n"
	code 0 set person --where 'org=5' subject=химия
	err_has "«Изменить»: $n "
	code 0 list person --where 'org=5 и subject=химия' --format json
	json "length == $n"
	code 0 undo
	code 3 delete person --where 'org=5'
	err_has 'Ничего не сделано: «Удалить» нельзя с ' 'с ключом --possible'
	code 0 delete person --where 'org=5' --possible
	gone=$("$STAZH" list person --trash --where 'org=5' --format json 2>/dev/null | jq length)
	code 0 list person --where 'org=5' --format json
	json "length == $n - $gone and $gone > 0"
	code 0 restore person --where 'org=5'
	all | cmp -s - before || fail "из корзины вернулось не всё"
	code 0 check

	# mistakes
	code 1 do trainee --where 'person.org=1 и state=отчислен и id=1' complete
	code 2 do trainee --where 'state=проходит'
	code 2 do trainee --where 'state=проходит' bogus
	code 2 do trainee --where 'bogus=1' complete
	code 2 set person --where 'org=5'
	code 2 set person --where 'org=5' bogus=1
	code 3 set person --where 'org=5' consent_on=бред
	err_has 'бред'
	code 2 delete person
}

case_many_rights()
{
	printf '[users]\n%s = methodist\nvera = leader:%s\ngost = viewer\n' "$(id -un)" 'МБОУ «Усть-Чебулинская ООШ»' >>stazh.ini
	code 0 init
	code 0 demo --seed-order
	code 3 --as gost set org --where 'id>0' note=1 --possible
	code 3 --as vera set org --where 'id>0' note=1 --possible
	err_has 'Нет права'
	code 0 log --format json
	json 'all(.[]; .user == "'"$(id -un)"'" or .action == "refused" or .before == .after)'
	echo '{"run": ["set", "org", "--where", "id>0", "address=Там"]}' | "$STAZH" batch >out 2>err || fail "batch: $(cat err)"
	code 1 list org --where 'address != Там'
	code 0 undo
	code 1 list org --where 'address = Там'
}

# The end of the year of 150 trainees in six groups, but for twelve: in three commands, each taken back by one.
case_many_year_end()
{
	local but='person.surname = Барелев;Васиков;Горомов;Дубунов;Жарыкин;Зубехин;Каротов;Лисагин;Макосин;Никанов;Остелев;Паников'
	school
	approve
	order
	six_groups 1 4 | "$STAZH" batch >out 2>err || fail "база не заведена: $(tail -1 err)"
	export STAZH_TODAY=2023-06-01
	states() { "$STAZH" list trainee --columns state --format json | jq -c '[.[].state] | group_by(.) | map({(.[0]): length}) | add'; }
	"$STAZH" export trainee - --format json >before 2>/dev/null
	code 0 do trainee --where 'group.school_year = 2022-2023' --where "не ($but)" complete obligations=закрыть
	err_has '138 стажёров'
	[ "$(states)" = '{"завершил":138,"зачислен":12}' ] || fail "состояния: $(states)"
	code 0 do trainee --where 'state = завершил и certificate пусто' certify
	code 0 print certificate --where 'certificate не пусто' -o all.odt
	[ "$(unzip -p all.odt content.xml | grep -o СПРАВКА | wc -l)" -eq 138 ] || fail "справок в документе не 138"
	code 0 undo
	[ "$(jq length before)" -eq 150 ] && [ "$(states)" = '{"завершил":138,"зачислен":12}' ] || fail "взято назад не то"
	code 0 undo
	"$STAZH" export trainee - --format json 2>/dev/null | cmp -s - before || fail "возвращено не всё"
	code 0 check
}

# The same for a group at once: an action of its own, with exceptions.
case_group_complete()
{
	school
	approve
	order
	six_groups 1 4 | "$STAZH" batch >out 2>err || fail "база не заведена: $(tail -1 err)"
	export STAZH_TODAY=2023-06-01
	code 3 do group 1 complete 'except=Барагин; Нетаков' obligations=оставить
	err_has 'Нетаков'
	code 3 do group 1 complete
	err_has 'obligations'
	code 0 do group 1 complete except=Барагин obligations=оставить
	code 0 list trainee --where 'group=1 и state=завершил' --format json
	json 'length == 24'
	code 0 do group --where 'school_year=2022-2023' complete obligations=закрыть
	code 0 list trainee --where 'state=завершил' --format json
	json 'length == 150'
	code 0 undo
	code 3 do group 1 complete --as nobody
	code 0 do group 1 certify except=Баранов
	code 0 undo
	err_has 'справка выдана (23 стажёра): '
	code 0 redo
	code 3 do group 2 certify
	err_has 'нет стажёров, которые завершили'
}
