# puts NAME [LOGIN]: what stands on stdin goes to the shelf; the exit code in $rc.
puts() { "$STAZH" --as "${2:-morozova}" put -- "$1" >out 2>err; rc=$?; }

# gets NAME [LOGIN]: the bytes in ./out.
gets() { code 0 --as "${2:-morozova}" get -- "$1"; }

# ssh_as LOGIN COMMAND: as sshd runs it, from ./in when that is there.
ssh_as()
{
	[ -e in ] || : >in
	SSH_CONNECTION='10.0.0.5 50000 10.0.0.1 22' SSH_ORIGINAL_COMMAND=$2 "$STAZH" --config stazh.ini --as "$1" <in >out 2>err
	rc=$?
}

shelf_users()
{
	school
	printf '[users]\n%s = methodist\nmorozova = methodist\nkoroteeva = leader:МБОУ «Школа»\ngost = viewer\n' "$(id -un)" >>stazh.ini
}

case_shelf()
{
	local name before
	shelf_users
	code 1 get
	err_has 'полка пуста'
	head -c 300000 /dev/urandom >file
	puts 'список 1.xlsx' <file
	[ $rc = 0 ] || fail "$(cat err)"
	out_empty
	err_has '«список 1.xlsx», 293 КиБ'
	gets 'список 1.xlsx'
	cmp out file || fail 'не те байты'
	echo второй >file2
	puts 'список 1.xlsx' <file2
	err_has 'вместо прежнего'
	gets 'список 1.xlsx'
	cmp out file2 || fail 'не заменён'
	code 0 --as morozova get --format json
	json 'length == 1 and .[0].name == "список 1.xlsx" and .[0].bytes == 13 and .[0].made == "2022-06-01T12:00:00+0000" and
		.[0].expires == "2022-06-08T12:00:00+0000" and .[0].what == null and .[0].people == 0'
	code 0 --as morozova get --format csv
	[ "$(head -1 out | tr -d '\r')" = name,bytes,made,expires,what,people ] || fail "$(cat out)"
	code 0 --as morozova get
	out_has 'Лежит до'
	err_has 'Занято 13 байт из 20,0 МиБ'
	# it leaves no trace in the database, and is in no copy of it
	code 0 backup copy.mdb
	! grep -qa второй copy.mdb copy.mdb.readings db/data.mdb || fail 'файл в копии'
	grep -qa второй db/shelf/data.mdb || fail 'нет и на полке'
	# another's is not there, and nothing tells that it is
	code 1 --as koroteeva get 'список 1.xlsx'
	cp err err1
	code 1 --as koroteeva get 'список 2.xlsx'
	[ "$(sed s/1.xlsx/2.xlsx/ err1)" = "$(cat err)" ] || fail "$(cat err err1)"
	code 1 --as koroteeva get 'список 1.xlsx' --delete
	code 1 --as koroteeva get
	gets 'список 1.xlsx'
	# who may import nothing brings nothing
	puts a.csv gost <file2
	[ $rc = 3 ] || fail "наблюдатель положил: $rc"
	puts a.csv koroteeva <file2
	[ $rc = 0 ] || fail "$(cat err)"
	gets a.csv koroteeva
	code 0 --as koroteeva get a.csv --delete
	out_empty
	code 1 --as koroteeva get a.csv --delete
	code 2 --as koroteeva get --delete
	code 2 get a b
	code 2 put
	puts пусто </dev/null
	[ $rc = 6 ] || fail "пустой ввод: $rc"
	# names that are more than a label
	before=$(find . | sort)
	for name in ../x /etc/passwd .x -x $'a\nb' $'a\x1b[2J' $'a\u202eb' "$(printf 'я%.0s' {1..300})" 'a;b' "a'b" '$(id)'; do
		puts "$name" <file2
		[ $rc = 2 ] || fail "имя «$name»: $rc"
		! grep -q "$(printf '\033\|\342\200\256')" err || fail 'имя на терминале'
	done
	[ "$(find . | sort)" = "$before" ] || fail "появилось: $(find .)"
	# the end of its days, and of the journal
	STAZH_TODAY=2022-06-08 code 1 --as morozova get 'список 1.xlsx'
	code 0 --as morozova log --limit 20 --format json
	json '[.[] | select(.action | startswith("shelf")) | [.user, .action, .kind, .note]] == [
		["koroteeva", "shelf_drop", null, "принесённый файл .csv, 13 байт"],
		["koroteeva", "shelf_get", null, "принесённый файл .csv, 13 байт"],
		["koroteeva", "shelf_put", null, "принесённый файл .csv, 13 байт"],
		["morozova", "shelf_get", null, "принесённый файл .xlsx, 13 байт"],
		["morozova", "shelf_get", null, "принесённый файл .xlsx, 13 байт"],
		["morozova", "shelf_put", null, "принесённый файл .xlsx, 13 байт"],
		["morozova", "shelf_get", null, "принесённый файл .xlsx, 293 КиБ"],
		["morozova", "shelf_put", null, "принесённый файл .xlsx, 293 КиБ"]]'
	code 0 log --limit 1
	out_has 'убрано с полки'
	[ "$(stat -c %s db/readings/data.mdb)" -lt 200000 ] || fail 'журнал растёт с файлами'
	code 0 undo # of nothing here
	code 0 check
	code 0 compact
	! grep -qa второй db/shelf/data.mdb || fail 'после сжатия ещё лежит'
	LC_ALL=C sed -i 's/draft/daft!/' db/shelf/data.mdb
	code 5 get
	code 0 list org # of the database nothing is wrong
	code 5 check
	err_has 'shelf'
	rm -r db/shelf
	code 0 check
}

# Nothing without an end, nothing beyond the quota; what does not fit leaves what was there.
case_shelf_quota()
{
	local i
	shelf_users
	printf '[shelf]\nquota = 2\nfile = 1\n' >>stazh.ini
	head -c 1048576 /dev/zero >mib
	echo было >was
	puts a <was
	{ timeout 20 yes; } | puts a
	[ "${PIPESTATUS[1]}" = 0 ] || fail 'обрыв'
	yes | head -c 1048577 >more
	for i in more /dev/zero; do
		timeout 20 "$STAZH" --as morozova put a <$i >out 2>err
		[ $? = 3 ] || fail "$i: $(cat err)"
		err_has 'Ничего не положено'
	done
	gets a
	cmp out was || fail 'прежнее пропало'
	puts b <mib
	[ $rc = 0 ] || fail "$(cat err)"
	puts c <mib
	[ $rc = 3 ] || fail "сверх места: $rc"
	puts a <mib # in its place there is room
	[ $rc = 0 ] || fail "$(cat err)"
	puts c <was
	[ $rc = 3 ] || fail "сверх места: $rc"
	err_has 'занято 2,0 МиБ из 2,0 МиБ'
	err_has 'get ИМЯ --delete'
	code 0 --as morozova get b --delete
	puts c <was
	[ $rc = 0 ] || fail "$(cat err)"
	# several at once, and one while it is replaced: each time whole
	for i in 1 2 3 4 5 6; do
		"$STAZH" --as morozova get a >got$i 2>/dev/null &
		"$STAZH" --as morozova put a <$([ $((i % 2)) = 0 ] && echo mib || echo was) 2>/dev/null &
	done
	wait
	for i in 1 2 3 4 5 6; do
		cmp -s got$i mib || cmp -s got$i was || fail "половина: $(stat -c %s got$i)"
	done
	code 0 check
}

# Over ssh: the same, by the words of the command, and nothing of the server is named.
case_shelf_remote()
{
	local words
	shelf_users
	head -c 200000 /dev/urandom >in
	ssh_as morozova 'put "список 1.xlsx"'
	[ $rc = 0 ] || fail "$(cat err)"
	cp in sent
	: >in
	ssh_as morozova "get 'список 1.xlsx'"
	cmp out sent || fail 'не те байты'
	ssh_as morozova get
	[ $rc = 0 ] || fail "$(cat err)"
	out_has 'список 1.xlsx'
	# a connection that breaks off ends stdin too, but then nobody reads the answer: half a file is none
	: >in
	{ head -c 1000 sent; sleep 0.3; } | SSH_CONNECTION='10.0.0.5 50000 10.0.0.1 22' SSH_ORIGINAL_COMMAND='put half' \
		"$STAZH" --config stazh.ini --as morozova 2>err | :
	[ "${PIPESTATUS[1]}" = 6 ] || fail "оборвано: ${PIPESTATUS[*]}"
	err_has 'связь оборвалась'
	ssh_as morozova 'get half'
	[ $rc = 1 ] || fail 'половина на полке'
	{ printf 'Краткое название;Полное название\nА;А\n'; sleep 0.3; } | SSH_CONNECTION='10.0.0.5 50000 10.0.0.1 22' \
		SSH_ORIGINAL_COMMAND='import org - --format csv' "$STAZH" --config stazh.ini --as morozova 2>err | :
	err_has 'связь оборвалась'
	code 1 list org --where short_name=А
	for words in 'get ../x' 'get /etc/passwd' 'put ../x' 'get a > b' 'get $(id)' 'put a b' 'get -o x a' 'get --config x' \
		'get --as gost' 'put --as gost x' 'get a --delete=1' "get 'a"; do
		ssh_as morozova "$words"
		[ $rc = 2 ] || [ $rc = 3 ] || fail "$words: $rc"
		out_empty
		! grep -q "$PWD" err || fail "путь сервера: $(cat err)"
	done
	ssh_as gost "get 'список 1.xlsx'"
	[ $rc = 1 ] || fail "чужая полка: $rc"
	ssh_as gost 'put a.csv'
	[ $rc = 3 ] || fail "наблюдатель: $rc"
	ssh_as nobody get
	[ $rc = 3 ] || fail "без роли: $rc"
	ssh_as morozova "get 'список 1.xlsx' --delete"
	[ $rc = 0 ] || fail "$(cat err)"
	ssh_as morozova get
	[ $rc = 1 ] || fail "ещё лежит: $rc"
}
