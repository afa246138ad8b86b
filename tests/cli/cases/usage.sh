# Who comes from elsewhere to a server that is not ready is told whom to turn to, and no path.
case_not_ready()
{
	local own
	own=$(getent passwd "$(id -un)" | cut -d: -f6)/.local/share/stazh # where the account's own base is, or is not
	touch before
	export SSH_CONNECTION="10.0.0.7 50000 10.0.0.1 22"
	rm -rf db
	printf '[store]\npath = db\n[users]\ngost = viewer\n' >stazh.ini
	for command in "" due "list site"; do
		SSH_ORIGINAL_COMMAND=$command code 5 --config stazh.ini --as gost
		[ "$(cat err)" = "На сервере ещё нет базы. Скажите об этом администратору" ] || fail "«$command»: $(cat err)"
		[ ! -s out ] || fail "вывод: $(cat out)"
	done
	echo x >>stazh.ini
	code 2 --config stazh.ini --as gost
	[ "$(cat err)" = "Настройки сервера с ошибкой, или их нет. Скажите об этом администратору" ] || fail "$(cat err)"
	code 2 --config none.ini --as gost
	err_lacks none
	[ -z "$(find "$own" -newer before 2>/dev/null)" ] || fail "отказ записан в базу, которой никто не называл: $own"
	unset SSH_CONNECTION
	code 2 --config none.ini --as gost
	err_has "нет такого файла"
}

# The first start killed at any moment: the second one goes on from where it was, and all is there.
case_first_killed()
{
	unset STAZH_CONFIG
	cat >whole <<-'END'
		key Enter
		type Центр
		key Tab
		type Центр
		key Tab
		type Место
		key Tab
		type Округ
		key F2
		type Орлова Н.В.
		key Tab 2
		type Иванова А.А.
		key F2 3
		shot
	END
	printf 'key Enter\nshot\n' >half
	echo shot >none
	for ms in $(seq 4 6 80); do
		export HOME=$PWD/home$ms
		mkdir "$HOME"
		{ STAZH_SCRIPT=whole timeout -s KILL "$(printf 0.%03d "$ms")" "$STAZH" </dev/null; } >out 2>&1
		rest=whole
		[ -e "$HOME/.config/stazh/stazh.ini" ] && rest=half
		[ -e "$HOME/.local/share/stazh/data.mdb" ] && rest=none
		STAZH_SCRIPT=$rest code 0
		grep -q 'База готова\|С чего начать' out || fail "$ms мс, $rest: $(cat out)"
		code 0 list person --columns surname
		[ "$(grep -c 'Орлова\|Иванова' out)" = 2 ] || fail "$ms мс, $rest: $(cat out)"
		code 0 config --check
		code 0 check --deep
		rm -r "$HOME"
	done
}

case_help()
{
	code 0 help
	[ "$(wc -l <out)" -le 24 ] || fail "справка не помещается на экран: $(wc -l <out) строк"
	[ "$(wc -L <out)" -le 80 ] || fail "справка шире 80"
	for command in due list show find log add set delete restore do undo import export print init demo backup \
		check config; do
		grep -qE "^(..........|[^ ]+ +)$command +[^ ]" out || fail "в справке нет $command"
		code 0 help $command
		out_has "stazh $command"
		code 0 $command --help
		out_has "stazh $command"
		code 0 help
	done
	code 0 --help
	out_has Смотреть
	code 0 help version
	for kind in $("$STAZH" help | sed -n '/^Виды/,/^$/p' | sed 's/^Виды//'); do
		code 0 help $kind
		out_has "обязательно"
	done
	[ "$kind" = roadmap ] || fail "последний вид справки — «$kind»"
	code 0 help site
	out_has "Действия"
	out_has "terminate"
	out_has "(п. 7.1)"
	code 0 help площадка
	code 2 help sitee
	err_has "может быть, site?"
}

case_version()
{
	code 0 version
	grep -qE '^stazh [0-9]+\.[0-9]+\.[0-9]+$' out || fail "версия: $(cat out)"
	code 0 --version
}

case_unknown()
{
	code 2 duu
	err_has "может быть, due?"
	out_empty
	code 2 remember
	err_has "нет команды «remember»"
	code 2 due --dayz 3
	err_has "может быть, --days?"
	err_has "Как писать: stazh due"
	code 2 due лишнее
	err_has "лишнее слово"
	code 2 due --days
	err_has "ожидается N"
	code 2 due --days 3 --days 4
	err_has "указан дважды"
	code 2 due --mine=yes
	err_has "нет значения"
	code 2 due --format xml
	err_has "table, csv и json"
	code 2 show site
	err_has "указано не всё"
	code 2 --days 3 due
}

# A zone is a name or a rule, no file of one's own.
case_zone()
{
	code 0 init
	code 0 add org short_name=А full_name=А
	python3 -c 'import sys
h = b"TZif2" + bytes(15) + (0).to_bytes(4, "big") * 4 + (1).to_bytes(4, "big") + (4).to_bytes(4, "big")
sys.stdout.buffer.write((h + (18000).to_bytes(4, "big") + b"\0\0XXX\0") * 2 + b"\nXXX-5\n")' >zone
	[ "$(TZ=$PWD/zone date +%z)" = +0500 ] || fail "сам файл зоны не годится"
	TZ=XXX-5 code 0 log --format json
	json 'length > 0 and all(.[]; .time | endswith("+0500"))'
	for zone in "$PWD/zone" ":$PWD/zone" "../../../../../../$PWD/zone"; do
		TZ=$zone code 0 log --format json
		json 'length > 0 and all(.[]; .time | endswith("+0000"))'
	done
}

case_odd_arguments()
{
	local long
	long=$(head -c 50000 /dev/zero | tr '\0' x)
	school
	code 2 "$long"
	code 2 "$(printf 'a\033[31m\377b')"
	! grep -q "$(printf '\033')" err || fail "управляющий знак в сообщении"
	code 2 list "$long"
	code 2 due "--$long"
	code 2 list org --where "$long=1"
	code 2 list org --columns "$long"
	code 2 list org --sort "$long"
	code 2 list org --year "$long"
	code 1 show org "$long"
	code 3 add org "short_name=$long" full_name=x
	code 3 set org 1 "short_name=$(printf 'a\033b')"
	code 3 set org 1 "short_name=$(printf '\377')"
	code 2 set org 1 "$long=x"
	code 1 find "$long"
	code 1 find "$(printf '\377\033')"
	code 2 due --days 999999999999999999999
	code 2 due --days -1
	code 1 due --days 36600
	code 2 due --days 36601
	err_has "от 0 до 36600"
	code 2 due --days 1 --days 2
	err_has "указан дважды"
	code 2 due --from 31.02.2022
	code 1 show org 99999999999999999999
	code 1 show org ''
	code 2 do org 1 "$long"
	code 2 ''
}

case_closed_output()
{
	school
	"$STAZH" list person | true
	rc=${PIPESTATUS[0]}
	[ "$rc" -eq 0 ] || [ "$rc" -eq 141 ] || fail "закрытый канал: код $rc"
	(trap '' PIPE; "$STAZH" help 2>err | true)
	! [ -s err ] || fail "закрытый канал: $(cat err)"
	"$STAZH" list person >/dev/full 2>err
	[ $? -eq 5 ] || fail "/dev/full: код $?"
	err_has "вывод не записан"
	for command in version config 'add reminder what=Раз due=завтра' 'log --verify'; do
		"$STAZH" $command >/dev/full 2>err
		[ $? -eq 5 ] || fail "$command, /dev/full: код $?"
		err_has "вывод не записан"
	done
	"$STAZH" list person >&- 2>err
	[ $? -eq 5 ] || fail "закрытый вывод: код $?"
	code 0 list person
	code 0 check
}

case_screen_without_terminal()
{
	code 0 init
	code 2
	out_empty
	[ -s err ] || fail "без терминала и команды — молчание"
}

case_no_database()
{
	code 5 due
	err_has "stazh init"
	code 5 check
	code 2 --config "$PWD/none.ini" due
	err_has "нет такого файла"
	STAZH_TODAY=2022-02-30 code 2 due
}

case_global_options()
{
	school
	code 0 --format json list org
	json 'length == 2'
	code 0 list --format=json org
	json 'length == 2'
	code 0 list org --config stazh.ini --format csv
	code 0 find -- школа
	code 1 find -- --format
}

# Nothing in the tables behind the help has a hole: every command, every kind with every field of it.
case_help_of_everything()
{
	local name kind
	for name in due remind list show find log add set delete restore do undo redo import export print form init demo backup check config \
		merge compact anonymise keys version help view watch batch form get put remind year; do
		code 0 help $name
		grep -qE "(^\\.BR? |\\\\fB)$name\\b" "$HERE/../../docs/stazh.1" || fail "stazh.1 не говорит о команде $name"
		[ "$(wc -l <out)" -gt 5 ] || fail "help $name: $(cat out)"
		out_lacks '(null)'
	done
	code 0 help
	[ "$(sed -n '/^Виды/,$p' out | wc -w)" -ge 21 ] || fail "видов меньше двадцати: $(tail -3 out)"
	for kind in $(sed -n '/^Виды/,$p' out | sed 's/^Виды//'); do
		code 0 help $kind
		sed -n '/^Виды:/,/^Поля вида/p' "$HERE/../../docs/stazh.1" | grep -qw "$kind" || fail "stazh.1 не говорит о виде $kind"
		out_has 'Поля:'
		out_lacks '(null)'
		awk '/^  [a-z_]+ / { n++; if ($0 !~ /: [^ ]/) exit 1 } END { exit !n }' out || fail "help $kind: поле без слов о том, что это: $(cat out)"
	done
}
