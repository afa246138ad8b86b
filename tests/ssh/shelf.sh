# The shelf over ssh, both ways, and what may not be: a part of run.sh.

sed -i '/^\[access\]/a host = stazh@server' "$dir/stazh.ini"
printf '[shelf]\nquota = 3\nfile = 2\n' >>"$dir/stazh.ini"

# over LOGIN FILE COMMAND…: with the file on stdin.
over()
{
	local login=$1 in=$2
	shift 2
	timeout 60 ssh "${OPTIONS[@]}" -i "$dir/$login" "$ME@127.0.0.1" "$@" >"$dir/out" 2>"$dir/err" <"$in"
	rc=$?
}
shelf_ok() { if eval "$2"; then ok "$1"; else wrong "$1" "код $rc"; fi; }

# keys LOGIN KEY…: typed on the screen, slowly; then it is left.
keys()
{
	local login=$1
	shift
	{ sleep 1.5; for key in "$@"; do printf "$key"; sleep 0.7; done; printf 1; sleep 0.3; leave; } |
		timeout 30 env TERM=xterm-256color ssh "${OPTIONS[@]}" -tt -i "$dir/$login" "$ME@127.0.0.1" >"$dir/out" 2>"$dir/err"
	rc=${PIPESTATUS[1]}
}

# A list and a document are taken on the screen, the lines that it shows fetch them.
before=$(ls -A "$dir/home" "$dir/canary" 2>/dev/null)
keys morozova 2 e '\r' '\033[21~' 2 '\004' '\033[B\r' '\033[21~'
shelf_ok 'morozova: взять на экране' '[ $rc = 0 ] && grep -q "наберите у себя" "$dir/out" &&
	grep -q "ssh stazh@server get ploshchadki.xlsx" "$dir/out" && ! grep -q Записан "$dir/out"'
over morozova /dev/null get --format json
shelf_ok 'morozova: get' 'jq -e "[.[].name] | sort == [\"pasport-ploshchadki.odt\", \"ploshchadki.xlsx\"]" "$dir/out" >/dev/null'
for name in pasport-ploshchadki.odt ploshchadki.xlsx; do
	over morozova /dev/null get $name
	shelf_ok "morozova: get $name" '[ $rc = 0 ] && python3 -c "import sys, zipfile; sys.exit(zipfile.ZipFile(sys.argv[1]).testzip() is not None)" "$dir/out"'
done
if [ "$(ls -A "$dir/home" "$dir/canary" 2>/dev/null)" = "$before" ]; then ok 'файлы сервера'; else wrong 'файлы сервера' 'что-то записано'; fi

# A list is brought and taken in on the screen.
printf 'Краткое название;Полное название\nМБОУ «Новая»;Новая школа\n' >"$dir/new.csv"
over morozova "$dir/new.csv" "put 'новые школы.csv'"
shelf_ok 'morozova: put' '[ $rc = 0 ] && grep -q "новые школы.csv" "$dir/err"'
keys morozova 7 '\r' i '\r' '\033OQ'
over morozova /dev/null list org
shelf_ok 'morozova: загрузить с полки' 'grep -q "МБОУ «Новая»" "$dir/out"'
local_stazh morozova undo >"$dir/out" 2>"$dir/err" # what others compare is as it was

# Whose it is not does not even see that it is there.
over koroteeva /dev/null "get 'новые школы.csv'"
shelf_ok 'koroteeva: чужая полка' '[ $rc = 1 ] && [ ! -s "$dir/out" ]'
over koroteeva /dev/null get
shelf_ok 'koroteeva: get' '[ $rc = 1 ] && ! grep -q школы "$dir/out" "$dir/err"'

head -c 1500000 /dev/urandom >"$dir/large"
over koroteeva "$dir/large" put large
shelf_ok 'koroteeva: put' '[ $rc = 0 ]'
over koroteeva /dev/null get large
shelf_ok 'koroteeva: туда и обратно' 'cmp -s "$dir/out" "$dir/large"'

shelf_short=('get ../../../etc/passwd' 'put x' 'get large > f')
shelf_long=("put $dir/canary/x" "get $dir/stazh.ini" 'put /etc/cron.d/x' 'put ../x' 'get .' 'get ..' 'get -' "get ''" 'put -- -x' 'get --config=x a'
	'get large --as koroteeva' '--as koroteeva get large' 'get a b' 'put' 'put a b' 'get --delete' 'get large --format xlsx' 'get $(id)'
	'get `id`' 'put a < /etc/passwd' 'get large | id' $'get a\e[2J' $'put a\xe2\x80\xaegpj.exe' "get $(printf 'a%.0s' {1..300})"
	$'get a\xff' "get 'large" 'get "a*"' 'put con:' 'get -o x large' 'put .ssh' 'put authorized_keys --force')
for command in "${shelf_short[@]}"; do hostile guseva "$command"; done
if [ -n "$ALL" ]; then
	for command in "${shelf_long[@]}"; do hostile guseva "$command"; done
	# without an end, more than there is room for, nothing at all
	for in in /dev/zero /dev/urandom; do
		over koroteeva $in put endless
		attempts=$((attempts + 1))
		shelf_ok "koroteeva: put <$in" '[ $rc = 3 ] && grep -q "Ничего не положено" "$dir/err"'
	done
	over koroteeva "$dir/large" put second
	shelf_ok 'koroteeva: put' '[ $rc = 0 ]'
	over koroteeva "$dir/large" put third
	shelf_ok 'koroteeva: сверх места' '[ $rc = 3 ]'
	over koroteeva /dev/null put empty
	shelf_ok 'koroteeva: пустой ввод' '[ $rc = 6 ]'
	over koroteeva /dev/null get second --delete
	{ printf 'a'; sleep 20; } | timeout 30 ssh "${OPTIONS[@]}" -i "$dir/koroteeva" "$ME@127.0.0.1" put slow >"$dir/out" 2>"$dir/err"
	rc=${PIPESTATUS[1]}
	attempts=$((attempts + 1))
	shelf_ok 'koroteeva: медленный ввод' '[ $rc = 3 ]'
	# cut off in the middle: nothing half
	{ head -c 700000 "$dir/large"; sleep 5; } | ssh "${OPTIONS[@]}" -i "$dir/koroteeva" "$ME@127.0.0.1" put half >"$dir/out" 2>"$dir/err" &
	sleep 2
	for pid in $(pgrep -P $$ -f 'put half'); do kill -9 "$pid"; done
	wait $! 2>/dev/null
	sleep 1
	over koroteeva /dev/null get --format json
	shelf_ok 'koroteeva: прервано' 'jq -e "[.[].name] == [\"large\"]" "$dir/out" >/dev/null'
	# two of one file, and one that is replaced meanwhile
	head -c 1400000 /dev/urandom >"$dir/other"
	for i in 1 2 3 4; do
		ssh "${OPTIONS[@]}" -i "$dir/koroteeva" "$ME@127.0.0.1" get large >"$dir/got$i" 2>/dev/null </dev/null &
		getting[i]=$!
		[ $i != 2 ] || over koroteeva "$dir/other" put large
	done
	wait "${getting[@]}"
	whole=0
	for i in 1 2 3 4; do
		if cmp -s "$dir/got$i" "$dir/large" || cmp -s "$dir/got$i" "$dir/other"; then whole=$((whole + 1)); fi
	done
	shelf_ok 'koroteeva: сразу несколько' '[ $whole = 4 ]'
	# in another role what was taken in the first one is gone, what was brought is not
	over morozova /dev/null get ploshchadki.xlsx
	shelf_ok 'morozova: ещё методист' '[ $rc = 0 ]'
	sed -i 's/^morozova = methodist:.*/morozova = viewer/' "$dir/stazh.ini"
	over morozova /dev/null get ploshchadki.xlsx
	shelf_ok 'morozova: уже наблюдатель' '[ $rc = 1 ]'
	over morozova /dev/null "get 'новые школы.csv'"
	shelf_ok 'morozova: своё' '[ $rc = 0 ] && cmp -s "$dir/out" "$dir/new.csv"'
	sed -i 's/^morozova = viewer/morozova = methodist:Морозова И.А./' "$dir/stazh.ini"
fi
local_stazh morozova log --format json >"$dir/log.json" 2>"$dir/err"
shelf_ok 'полка в журнале' 'jq -e "any(.[]; .action == \"shelf_take\" and .kind == \"site\") and any(.[]; .action == \"shelf_get\") and
	any(.[]; .action == \"shelf_put\" and .user == \"koroteeva\") and 
	([.[] | select(.action | startswith(\"shelf\"))] | tostring | contains(\"новые школы\") | not)" "$dir/log.json" >/dev/null'
