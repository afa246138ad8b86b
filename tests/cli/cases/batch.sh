# batch: many commands as one; watch: what happens, a line for each act.

# batch N LINE…: runs the lines as a batch, expects the exit code N.
batch()
{
	local want=$1
	shift
	printf '%s\n' "$@" | "$STAZH" batch $FLAGS >out 2>err
	rc=$?
	[ $rc -eq "$want" ] || fail "batch: код $rc, ожидался $want: $(head -c 600 err)"
}

# refused_batch N LINE WORD LINE…: the code, the number of the line, a word of why; nothing is written.
refused_batch()
{
	local want=$1 line=$2 word=$3 before
	shift 3
	before=$("$STAZH" log --format json)
	batch "$want" "$@"
	[ "$(wc -l <out)" = 1 ] || fail "batch: ответов $(wc -l <out): $(head -c 600 out)"
	json --argjson line "$line" --argjson code "$want" '.ok == false and .line == $line and .code == $code'
	json --arg word "$word" '.error | contains($word)'
	err_has "ничего не записано: строка $line"
	err_has "$word"
	[ "$before" = "$("$STAZH" log --format json)" ] || fail "batch: отказано, но что-то записано"
}

case_batch()
{
	school
	batch 0 '{"run": ["add", "reminder", "what=первое", "due=31.12.2022"], "as": "a"}' \
		'{"run": ["add", "reminder", "what=второе", "due=01.12.2022"]}' \
		'{"run": ["set", "reminder", "@a", "what=первое дело"]}' \
		'{"run": ["do", "site", 1, "submit"]}' \
		'{"run": ["delete", "reminder", "2"]}' \
		'{"run": ["restore", "reminder", "2"]}'
	[ "$(jq -c 'del(.notice)' out | tr '\n' ' ')" = '{"ok":true,"id":1} {"ok":true,"id":2} {"ok":true,"id":1} {"ok":true,"id":1} {"ok":true,"id":2} {"ok":true,"id":2} ' ] ||
		fail "ответы: $(cat out)"
	err_has 'Проведено вместе: 6 команд'
	code 0 list reminder --format json
	json '[.[].what] | sort == ["второе", "первое дело"]'
	code 0 log --limit 7 --format json
	json '[.[].act] | unique | length == 1'
	json '.[-1] | .action == "batch" and .note == "6 команд"'
	code 0 log --limit 1
	out_has 'возвращён'
	code 0 undo
	err_has 'Взято назад: проведено вместе: 6 команд'
	code 1 list reminder
	code 0 show site 1 --format json
	json '.state != "рассмотрение"'
	code 0 redo
	code 0 list reminder --format json
	json 'length == 2'
	code 0 check --deep
	# references by name, several values, what an action tells besides
	refused_batch 2 1 '«as»' '{"as": "школа", "run": ["add", "org", "short_name=Вторая", "full_name=Вторая школа"]}'
	batch 0 '{"as": "o", "run": ["add", "org", "short_name=Вторая", "full_name=Вторая школа"]}' \
		'{"as": "p", "run": ["add", "person", "surname=Новая", "name=Ольга", "org=@o", "position_kind=учитель"]}' \
		'{"run": ["set", "org", "@o", "head=@p", "address=@o и @p"]}'
	code 0 show org 3 --format json
	json '.head == 4 and .address == "@o и @p"'
	batch 0 '{"run": ["add", "order", "title=О площадках", "school_year=2022-2023", "sites=1"], "as": "x"}' \
		'{"run": ["set", "order", "@x", "title=@y"]}'
	code 0 show order 1 --format json
	json '.title == "@y"'
}

case_batch_refused()
{
	school
	refused_batch 3 2 'ссыла' '{"run": ["add", "reminder", "what=первое", "due=31.12.2022"]}' \
		'{"run": ["delete", "person", "3"]}' '{"run": ["add", "reminder", "what=третье", "due=1.1.2023"]}'
	refused_batch 3 3 'нет такой записи' '' '' '{"run": ["set", "org", "77", "address=там"]}'
	refused_batch 3 1 'нет такого дня' '{"run": ["add", "reminder", "what=первое", "due=31.02.2022"]}'
	refused_batch 2 2 'нет поля' '{"run": ["add", "reminder", "what=первое", "due=31.12.2022"]}' '{"run": ["add", "reminder", "wat=1"]}'
	refused_batch 2 1 'нет команды «addd»' '{"run": ["addd", "org"]}' '{"run": ["list", "org"]}'
	for command in list undo redo print import export batch anonymise check compact demo init help; do
		refused_batch 2 1 'не для пакета' "{\"run\": [\"$command\", \"org\"]}"
	done
	refused_batch 2 1 'возвращают записи' '{"run": ["restore", "/etc/passwd"]}'
	refused_batch 2 1 'нужно действие' '{"run": ["do", "site", "1"]}'
	refused_batch 2 1 'не действует' '{"run": ["add", "--as", "koroteeva", "reminder", "what=1"]}'
	refused_batch 2 1 'не действует' '{"run": ["add", "--format=json", "reminder", "what=1"]}'
	refused_batch 2 1 'ожидается команда' '{"run": ["add", "--help"]}'
	refused_batch 3 2 'не хватает' '{"run": ["add", "site", "org=1", "topic=Пустая"], "as": "s"}' '{"run": ["do", "site", "@s", "submit"]}'
	code 1 list reminder
}

case_batch_input()
{
	code 0 init
	refused_batch 2 1 'знак' '{"run": ["add"'
	refused_batch 2 1 'не объект' '["add", "reminder"]'
	refused_batch 2 1 'нет «run»' '{}'
	refused_batch 2 1 'нет слов' '{"run": []}'
	refused_batch 2 1 'нет слов' '{"run": "add"}'
	refused_batch 2 1 'слово 2' '{"run": ["add", null]}'
	refused_batch 2 1 'слово 2' '{"run": ["add", 1.5]}'
	refused_batch 2 1 'лишнее «rnu»' '{"rnu": ["add"]}'
	refused_batch 2 1 'дважды' '{"run": ["add"], "run": ["add"]}'
	refused_batch 2 1 '«as»' '{"run": ["add", "reminder", "what=1", "due=завтра"], "as": "@a"}'
	refused_batch 2 2 'уже дано' '{"run": ["add", "reminder", "what=1", "due=завтра"], "as": "a"}' \
		'{"run": ["add", "reminder", "what=2", "due=завтра"], "as": "a"}'
	refused_batch 2 1 'нулевой знак' '{"run": ["add", "reminder", "what=а\u0000б", "due=завтра"]}'
	refused_batch 2 1 'скобок' "$(printf '[%.0s' $(seq 5000))"
	refused_batch 6 2 'UTF-8' '' "$(printf '{"run": ["add", "reminder", "what=\xff"]}')"
	refused_batch 6 1 'длиннее' "{\"run\": [\"add\", \"reminder\", \"what=$(head -c 1100000 /dev/zero | tr '\0' x)\"]}"
	code 1 list reminder
	batch 1 '' '   ' ''
	out_empty
	err_has 'ни одной команды'
	"$STAZH" batch >out 2>err <&- && fail "закрытый ввод принят"
	"$STAZH" batch >out 2>err </ && fail "папка принята"
	err_has 'не прочесть'
	head -c 70000000 /dev/zero | tr '\0' '\n' | "$STAZH" batch >out 2>err && fail "ввод без конца принят"
	err_has '64 МБ'
	printf '\357\273\277{"run": ["add", "reminder", "what=с меткой", "due=завтра"]}\r\n\r\n{"run": ["add", "reminder", "what=без конца строки", "due=завтра"]}' |
		"$STAZH" batch >out 2>err || fail "метка и CRLF: $(cat err)"
	[ "$(wc -l <out)" = 2 ] || fail "ответов $(wc -l <out)"
	FLAGS=--dry-run batch 0 '{"run": ["add", "reminder", "what=проба", "due=завтра"]}'
	json '.ok == true and .id == 3'
	err_has 'ничего не записано'
	FLAGS=--dry-run batch 2 '{"run": ["add", "reminder", "wat=проба"]}'
	code 0 list reminder --format json
	json 'length == 2'
	# whoever reads the answers is gone: it is stored all the same, and said
	printf '{"run": ["add", "reminder", "what=ещё", "due=завтра"]}\n' | "$STAZH" batch 2>err >/dev/full
	[ $? -eq 5 ] || fail 'вывод не записан, а код не 5'
	err_has 'изменение уже записано'
}

case_batch_rights()
{
	two_schools
	for who in guseva nobody; do
		printf '{"run": ["add", "reminder", "what=1", "due=завтра"]}\n' | "$STAZH" --as $who batch >out 2>err
		[ $? -eq 3 ] || fail "$who: не отказано"
	done
	printf '%s\n' '{"run": ["set", "group", "1", "name=Своя"]}' '{"run": ["set", "group", "2", "name=Чужая"]}' |
		"$STAZH" --as koroteeva batch >out 2>err
	[ $? -eq 3 ] || fail "чужая группа: не отказано"
	json '.line == 2'
	err_has 'Нет права'
	code 0 --as morozova show group 1 --format json
	json '.name == "Первая"'
	export SSH_CONNECTION='10.0.0.5 1 10.0.0.1 22' SSH_ORIGINAL_COMMAND=batch
	printf '{"run": ["add", "reminder", "what=1", "due=завтра"]}\n' | "$STAZH" --config stazh.ini --as morozova >out 2>err
	[ $? -eq 3 ] || fail "по ssh: не отказано"
}

# lines N: reminders, one a line
lines() { for i in $(seq "$1"); do printf '{"run": ["add", "reminder", "what=дело %d", "due=%d.12.2022"]}\n' $i $((i % 28 + 1)); done; }

case_batch_many()
{
	local n killed=0 done=0 delay
	code 0 init
	lines 10000 >lines
	"$STAZH" batch <lines >out 2>err || fail "10000: $(cat err)"
	[ "$(grep -c '"ok": true' out)" = 10000 ] || fail "ответов $(wc -l <out)"
	code 0 list reminder --format json
	json 'length == 10000'
	code 0 log --format json
	json '[.[].act] | unique | length == 1'
	code 0 undo
	code 1 list reminder
	code 0 redo
	code 0 undo
	# killed in the midst: none; what was answered is there
	for delay in 0.02 0.04 0.05 0.06 0.07 0.08 0.1 0.15 0.2 0.3 0.5 1 2 5 20; do
		"$STAZH" batch <lines >answers 2>err &
		sleep $delay
		kill -9 $! 2>/dev/null
		wait $! 2>/dev/null && done=1 || killed=$((killed + 1))
		n=$("$STAZH" list reminder --format csv 2>/dev/null)
		n=$(printf %s "$n" | grep -c '^[0-9]')
		[ "$n" = 0 ] || [ "$n" = 10000 ] || fail "после $delay с записано $n из 10000"
		[ "$n" = 10000 ] || [ ! -s answers ] || fail "после $delay с отвечено, но не записано"
		[ $done = 1 ] && break
		[ "$n" = 0 ] || code 0 undo
	done
	[ $done = 1 ] || fail "ни разу не дошло до конца"
	[ $killed -ge 2 ] || fail "убит только $killed раз"
	code 0 check --deep
}

# wait_lines N FILE: until it has so many lines
wait_lines()
{
	local i
	for i in $(seq 200); do
		[ "$(wc -l <"$2")" -ge "$1" ] && return 0
		sleep 0.05
	done
	fail "строк $(wc -l <"$2") из $1: $(head -c 600 "$2")"
}

case_watch()
{
	local pid ticks
	school
	"$STAZH" watch --since 0 >seen 2>said &
	pid=$!
	wait_lines 7 seen # what school did
	code 0 add reminder what=раз due=завтра
	wait_lines 8 seen # within its time: nobody looks by the clock
	lines 3 | "$STAZH" batch >/dev/null 2>&1
	code 0 undo
	wait_lines 10 seen
	ticks=$(cut -d' ' -f14,15 /proc/$pid/stat)
	sleep 0.6
	[ "$ticks" = "$(cut -d' ' -f14,15 /proc/$pid/stat)" ] || fail 'ждёт не спя'
	kill -TERM $pid
	wait $pid || fail "после SIGTERM код $?"
	[ ! -s said ] || fail "$(cat said)"
	tail -3 seen >out
	jq -c '[.action, .entries, (.records | length), .user]' out >told
	printf '["add",1,1,"%s"]\n["batch",3,3,"%s"]\n["undo",3,3,"%s"]\n' "$(id -un)" "$(id -un)" "$(id -un)" | cmp -s - told || fail "$(cat told)"
	head -1 out | jq -e '.records[0] | .kind == "reminder" and .id == 1 and .label == "раз" and
		.changes == [{"field": "what", "before": null, "after": "раз"}, {"field": "due", "before": null, "after": "2022-06-02"}]' >/dev/null ||
		fail "$(head -1 out)"
	# the same, taken up where it was left, and by the day; the journal itself agrees
	last=$(sed -n 8p seen | jq .act)
	"$STAZH" watch --since "$last" >again &
	wait_lines 2 again
	kill $!; wait $! 2>/dev/null
	tail -2 seen | cmp -s - again || fail 'с номера — другое'
	"$STAZH" watch --since 01.06.2022 >again &
	wait_lines 10 again
	kill -INT $!; wait $! 2>/dev/null
	cmp -s seen again || fail 'со дня — другое'
	"$STAZH" watch --since 02.06.2022 >again &
	sleep 0.3
	kill $!; wait $! 2>/dev/null
	[ ! -s again ] || fail 'до этого дня ничего не было'
	code 0 log --format json
	[ "$(jq -c '[.[] | .act] | unique' out)" = "$(jq -sc '[.[] | .act]' seen)" ] || fail 'действия не те, что в журнале'
	code 2 watch --since вчерась
	code 2 watch --since 99999999999999999999
	# whoever reads it goes: it ends, without an act to tell
	( "$STAZH" watch; echo "код $?" >ended ) | sleep 0.3
	[ "$(cat ended)" = 'код 0' ] || fail "вывод закрыт: $(cat ended)"
	( "$STAZH" watch --since 0; echo "код $?" >ended ) | head -c 10 >/dev/null
	[ "$(cat ended)" = 'код 0' ] || fail "вывод закрыт посреди строки: $(cat ended)"
	# an act of more records than are told in a line
	lines 1200 | "$STAZH" batch >/dev/null 2>&1
	code 0 log --limit 1 --format json
	last=$(jq '.[0].act' out)
	"$STAZH" watch --since $((last - 1)) >again &
	wait_lines 1 again
	kill $!; wait $! 2>/dev/null
	jq -e '.entries == 1200 and (.records | length) == 1000' again >/dev/null || fail 'предел записей в строке'
}

case_watch_rights()
{
	two_schools
	code 0 --as morozova set person 4 phone=8-905-222
	for who in morozova koroteeva guseva; do
		"$STAZH" --as $who watch --since 0 >$who &
		wait_lines "$(jq -s 'length' <<<"$("$STAZH" --as morozova log --format json | jq '[.[].act] | unique | .[]')")" $who
		kill $!; wait $! 2>/dev/null
	done
	[ "$(wc -l <guseva)" = "$(wc -l <morozova)" ] || fail 'читающему сказано о другом числе действий'
	grep -q 8-905-111 morozova && grep -q 8-905-222 morozova || fail 'методисту не сказано'
	grep -q 8-905-111 koroteeva || fail 'руководителю не сказано о своих'
	! grep -q 8-905-222 koroteeva || fail 'руководителю сказано о чужих'
	jq -e '[.records[] | has("label") or any(.changes[]; has("after") or has("before"))] | any | not' guseva >/dev/null || fail 'читающему — значения'
	! grep -q 'Ёлкина\|8-905' guseva || fail 'читающему — имена'
	code 3 --as nobody watch --since 0
	export SSH_CONNECTION='10.0.0.5 1 10.0.0.1 22' SSH_ORIGINAL_COMMAND='watch --since 0'
	code 3 --as morozova
}
