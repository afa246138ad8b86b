# hooks: what the administrator wants run after an act.

# hook NAME TEXT: a program of one's own
hook() { printf '#!/bin/sh\n%s\n' "$2" >"$1"; chmod 755 "$1"; }

case_hooks()
{
	school
	hook told 'echo "$* $STAZH_HOOK" >>'"$PWD"'/seen; cat >>'"$PWD"'/acts; env | sort >'"$PWD"'/env'
	hook fails 'echo "нет сети"; exit 3'
	hook slow 'sleep 60 & sleep 60'
	hook again "STAZH_CONFIG=$PWD/stazh.ini $STAZH add reminder what=ещё due=завтра >>$PWD/seen 2>&1"
	printf '[hooks]\nseconds = 1\nafter_submit = %s one "two words"\nafter_site_approve = %s\nafter_org_approve = %s wrong\n' \
		"$PWD/told" "$PWD/told" "$PWD/told" >>"$STAZH_CONFIG"
	chmod 644 "$STAZH_CONFIG"
	code 0 do site 1 submit
	[ "$(cat seen)" = "one two words submit site 1 8 after_submit" ] || fail "слова: $(cat seen)"
	jq -e '.act == 8 and .action == "submit" and .records[0].kind == "site" and .records[0].id == 1' acts >/dev/null || fail "$(cat acts)"
	! grep -q 'Читательская' env seen || fail 'значения в словах или окружении'
	code 0 do site 1 approve
	[ "$(wc -l <seen)" = 2 ] && [ "$(wc -l <acts)" = 2 ] || fail "согласование: $(cat seen)"
	tail -1 seen >out
	out_is 'approve site 1 9 after_site_approve'
	code 3 do site 1 approve # refused: nothing is run
	[ "$(wc -l <seen)" = 2 ] || fail 'отказ вызвал обработчик'
	code 0 config
	out_has "after_site_approve"
	# what fails is told and written down, and the act stays
	sed -i '/^after_/d' "$STAZH_CONFIG"
	printf 'after_add = %s\n' "$PWD/fails" >>"$STAZH_CONFIG"
	code 0 add reminder what=дело due=завтра
	err_has 'Обработчик after_add: код 3: нет сети. Само действие проведено'
	code 0 show reminder 1
	code 0 log --limit 1 --format json
	json '.[0].action == "hook" and .[0].note == "after_add: код 3"'
	sed -i "s|^after_add.*|after_add = $PWD/slow|" "$STAZH_CONFIG"
	code 0 add reminder what=долго due=завтра
	err_has 'не кончил за 1 с и остановлен'
	sed -i "s|^after_add.*|after_add = $PWD/none|" "$STAZH_CONFIG"
	code 0 add reminder what=нет due=завтра
	err_has 'такой программы нет'
	code 2 config --check
	err_has 'такой программы нет'
	code 0 undo
	code 1 find нет
	# what a hook does calls none
	sed -i "s|^after_add.*|after_add = $PWD/again|" "$STAZH_CONFIG"
	code 0 list reminder --format json
	n=$(jq length out)
	code 0 add reminder what=раз due=завтра
	code 0 list reminder --format json
	json --argjson n "$n" 'length == $n + 2'
	# many as one: once, with the first record that is meant
	sed -i "s|^after_add.*|after_reminder_add = $PWD/told|" "$STAZH_CONFIG"
	rm -f seen acts
	lines 5 | "$STAZH" batch >/dev/null 2>&1
	[ "$(wc -l <seen)" = 1 ] && jq -e '.entries == 5' acts >/dev/null || fail "пакет: $(cat seen)"
}

case_hooks_guarded()
{
	school
	hook told 'echo "$*" >>'"$PWD"'/seen'
	printf '[hooks]\nafter_add = %s\n' "$PWD/told" >>"$STAZH_CONFIG"
	chmod 664 "$STAZH_CONFIG"
	code 0 add reminder what=раз due=завтра
	err_has 'файл настроек могут изменить другие'
	[ ! -e seen ] || fail 'запущено по чужому файлу'
	code 2 config --check
	err_has 'файл настроек могут изменить другие'
	chmod 644 "$STAZH_CONFIG"
	chmod 777 told
	code 0 add reminder what=два due=завтра
	err_has 'программу могут изменить другие'
	chmod 644 told
	code 0 add reminder what=два due=завтра
	err_has 'программу нельзя запустить'
	chmod 755 told
	[ ! -e seen ] || fail 'запущена чужая программа'
	# never in a remote session, with a command or without one
	SSH_ORIGINAL_COMMAND='due' code 0 add reminder what=три due=завтра
	[ ! -e seen ] || fail 'запущено по ssh'
	printf 'key F7\ntype Дело\nkey Tab\ntype завтра\nkey F2\nquit\n' >script
	SSH_CONNECTION='10.0.0.5 1 10.0.0.1 22' STAZH_SCRIPT=script "$STAZH" --as "$(id -un)" >out 2>err
	[ ! -e seen ] || fail 'запущено с чужого экрана'
	STAZH_SCRIPT=script "$STAZH" >out 2>err || fail "экран: $(cat err)"
	[ "$(wc -l <seen)" = 1 ] || fail 'с экрана не запущено'
	# not somebody who only has the right to the base
	if [ "$(id -u)" = 0 ]; then
		chown nobody "$PWD/db"
		code 0 add reminder what=четыре due=завтра
		[ "$(wc -l <seen)" = 1 ] || fail 'запущено не владельцем'
		chown root "$PWD/db"
	fi
	# a mistake in the file
	printf 'after_sign = echo\nafter_ = /bin/true\nafter_add2 = /bin/true "x\n' >>"$STAZH_CONFIG"
	code 2 config --check
	err_has 'after_sign: ожидается полный путь'
	err_has 'after_: ожидается'
	sed -i '/^after_/d' "$STAZH_CONFIG"
	printf 'after_sing = /bin/true\n' >>"$STAZH_CONFIG"
	code 2 config --check
	err_has 'нет действия «sing»'
	code 0 add reminder what=пять due=завтра
}
