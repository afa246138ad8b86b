#!/bin/bash
# The program behind a real sshd: tests/ssh/run.sh PROGRAM [all]      without «all»: the short form
# sshd runs on 127.0.0.1 with a configuration, keys and a port of its own. Everybody logs in to one account (made for the
# test and removed again when this is run by root, else one's own); who it is says the key file, which `stazh keys` wrote. Three roles use the commands that are meant for them; then everything that
# a hostile client can send is tried: none may get more than its role, nothing may be left behind, and each attempt must
# stand in a log (the journal, or sshd's where the program was never reached). Ends with `ssh: N passed, M failed, K skipped`.

if [ $# -lt 1 ] || [ ! -x "$1" ]; then
	echo "usage: $0 PROGRAM [all]" >&2
	exit 2
fi
STAZH=$(realpath "$1")
ALL=${2:-}
SSHD=$(command -v sshd || echo /usr/sbin/sshd)
ME=$(id -un) account=
unset TMPDIR # the account has to get there, and sshd's files take no blanks
umask 022
. "$(dirname "$0")/../suite.sh"
sshd_pid= listener_pid=
unset SSH_CONNECTION SSH_ORIGINAL_COMMAND SSH_AUTH_SOCK STAZH_CONFIG STAZH_TODAY STAZH_SCRIPT
export LC_ALL=C.UTF-8 TZ=UTC

clean_up()
{
	[ -z "$sshd_pid" ] || kill "$sshd_pid" 2>/dev/null
	[ -z "$listener_pid" ] || { kill "$listener_pid"; rm -f /dev/log; } 2>/dev/null
	wait 2>/dev/null
	[ -z "$account" ] || userdel "$account" 2>/dev/null
	rm -rf "$dir"
}
trap clean_up EXIT
mkdir -m 0755 "$dir/canary" "$dir/keys.d" "$dir/home"
# So has the program, wherever it was built.
program="$dir/наша программа"
mkdir "$program" && cp "$STAZH" "$program/stazh" && cp -RL "$(dirname "$STAZH")/config" "$program/" && chmod -R a+rX "$program" || exit 2
STAZH=$program/stazh
if [ "$(id -u)" = 0 ]; then
	account=stazh-$$
	useradd --system --shell /bin/sh --home-dir "$dir/home" --no-create-home --password '*' $account || exit 2
	ME=$account
fi

wrong() { bad "$@"; sed 's/^/  | /' "$dir/out" "$dir/err" 2>/dev/null | head -8 | cut -c1-200 | cat -v; }

# ---- database, configuration, keys ----

local_stazh() { "$STAZH" --config "$dir/stazh.ini" --as "$@"; }

cat >"$dir/stazh.ini" <<INI
[store]
path = $dir/db
[users]
morozova = methodist:Морозова И.А.
koroteeva = leader:МБОУ «Школа»
guseva = viewer
nokey = viewer
[access]
keys = $dir/keys.d
remote_seconds = 8
remote_upload = 1
[ui]
letters = commands
INI
for name in morozova koroteeva guseva stranger; do
	ssh-keygen -q -t ed25519 -N '' -C "$name" -f "$dir/$name" || exit 2
done
ssh-keygen -q -t ed25519 -N '' -f "$dir/host" || exit 2
cp "$dir"/{morozova,koroteeva,guseva}.pub "$dir/keys.d/"

{
	local_stazh morozova init
	local_stazh morozova add org 'short_name=МБОУ «Школа»' full_name=Школа phone=2-15-30
	local_stazh morozova add person surname=Ёлкина name=Анна patronymic=Ивановна org=1 phone=8-905-111-22-33 \
		email=elkina@example.ru
	local_stazh morozova add site org=1 topic=Чтение
	local_stazh morozova add equipment site=1 name=доска needed=2 by_when=+3
	# another's: site 2 with a group, and one group of her own
	local_stazh morozova add org 'short_name=МБОУ «Чужая»' full_name=Чужая phone=2-15-30
	local_stazh morozova add person surname=Петрова name=Вера patronymic=Олеговна org=2 phone=8-905-111-44-55
	local_stazh morozova add site org=2 topic=Счёт
	for site in 1 2; do
		local_stazh morozova add group site=$site name=Группа school_year=2025-2026 from=01.10.2025 to=31.05.2026
		local_stazh morozova add trainee group=$site person=$site
		local_stazh morozova add assessment trainee=$site direction=сетевое kind=входная date=05.10.2025 score=7 out_of=20
	done
} >"$dir/out" 2>"$dir/err" || { wrong setup "база не создана"; exit 1; }
chmod 0755 "$dir"
printf '[store]\npath = %s/db\n[users]\nguseva = methodist\n' "$dir" >"$dir/canary/evil.ini"
cp "$dir/canary/evil.ini" "$dir/evil.ini"

# The key file; who has no key is named.
if local_stazh morozova keys -o "$dir/authorized" >"$dir/out" 2>"$dir/err" && grep -q nokey "$dir/err" &&
	[ "$(grep -c '^restrict,pty,command=' "$dir/authorized")" = 3 ]; then ok keys; else wrong keys "файл ключей не сделан"; fi
printf 'restrict,pty,command="'"'%s'"' --config %s --as stranger" %s\n' "$STAZH" "$dir/stazh.ini" "$(cat "$dir/stranger.pub")" \
	>>"$dir/authorized"

# A base with everything, for who is let in by keys of its own.
if [ -n "$ALL" ]; then
	year=$(date +%Y)
	printf '[store]\npath = %s/demo\n' "$dir" >"$dir/new.ini"
	"$STAZH" --config "$dir/new.ini" init >/dev/null 2>&1 && "$STAZH" --config "$dir/new.ini" demo --scale 40 >/dev/null 2>&1
	DEMO_ORG=$("$STAZH" --config "$dir/new.ini" list site --format json | jq -r '.[0].org_name')
	for name in morozova koroteeva guseva; do
		ssh-keygen -q -t ed25519 -N '' -f "$dir/demo-$name"
		printf 'restrict,pty,command="'"'%s'"' --config %s --as %s" %s\n' "$STAZH" "$dir/demo.ini" $name "$(cat "$dir/demo-$name.pub")" >>"$dir/authorized"
	done
	[ -z "$account" ] || chown -R "$account" "$dir/demo"
fi

[ -z "$account" ] || chown -R "$account" "$dir/db" "$dir/canary" "$dir/home"

# ---- sshd ----

# More is let in than a sane server would: the program has to clean up by itself.
configure()
{
	cat >"$dir/sshd_config" <<-CONF
	Port $1
	ListenAddress 127.0.0.1
	HostKey $dir/host
	PidFile none
	AuthorizedKeysFile $dir/authorized
	StrictModes no
	UsePAM no
	PermitRootLogin yes
	AuthenticationMethods publickey
	ExposeAuthInfo yes
	AcceptEnv LANG LC_* STAZH_* TERMINFO NCURSES_* HOME EDITOR PAGER
	Subsystem sftp internal-sftp
	LogLevel VERBOSE
	SetEnv ASAN_OPTIONS=$ASAN_OPTIONS UBSAN_OPTIONS=$UBSAN_OPTIONS
	MaxStartups 100
	CONF
}

[ "$(id -u)" != 0 ] || mkdir -p -m 0755 /run/sshd
for try in 1 2 3 4 5; do
	port=$((20000 + RANDOM % 20000))
	configure $port
	"$SSHD" -D -f "$dir/sshd_config" -E "$dir/sshd.log" &
	sshd_pid=$!
	for wait in $(seq 50); do
		grep -q 'Server listening' "$dir/sshd.log" 2>/dev/null && break
		kill -0 $sshd_pid 2>/dev/null || break
		sleep 0.1
	done
	grep -q 'Server listening' "$dir/sshd.log" 2>/dev/null && kill -0 $sshd_pid 2>/dev/null && break
	kill $sshd_pid 2>/dev/null
	sshd_pid=
done
if [ -z "$sshd_pid" ]; then
	bad "sshd не запустился" "$(cat "$dir/sshd.log")"
	finish ssh
	exit 1
fi

# The system's log, where there is none: what the program sends it is caught.
if [ "$(id -u)" = 0 ] && [ ! -e /dev/log ]; then
	python3 - "$dir/syslog" <<-'PY' &
	import os, socket, sys
	s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
	s.bind("/dev/log")
	os.chmod("/dev/log", 0o666)
	with open(sys.argv[1], "ab", 0) as out:
	    while True:
	        out.write(s.recv(65536) + b"\n")
	PY
	listener_pid=$!
	for wait in $(seq 50); do [ -S /dev/log ] && break; sleep 0.1; done
fi

OPTIONS=(-F /dev/null -p "$port" -o IdentitiesOnly=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null
	-o LogLevel=ERROR -o BatchMode=yes -o ConnectTimeout=10 -o ControlPath=none)

# as LOGIN ARG…: over ssh, with the file $input on stdin; output in $dir/out and err, the exit code in $rc.
input=/dev/null
as()
{
	local login=$1
	shift
	timeout 30 ssh "${OPTIONS[@]}" -i "$dir/$login" "$ME@127.0.0.1" "$@" >"$dir/out" 2>"$dir/err" <"$input"
	rc=$?
}

# ---- what is meant for them ----

# good LOGIN TEXT COMMAND…: succeeds, and the output has the text.
good()
{
	local login=$1 text=$2
	shift 2
	as "$login" "$@"
	if [ $rc -eq 0 ] && grep -qF -e "$text" "$dir/out"; then ok "$login: $*"; else wrong "$login: $*" "код $rc, нет «$text»"; fi
}
lacks() { if [ ! -s "$dir/out" ] || grep -qF -e "$1" "$dir/out"; then wrong "$2" "видно «$1»"; else ok "$2: не видно «$1»"; fi; }

for login in morozova koroteeva guseva; do
	good $login доска due
	good $login Ёлкина list person
	good $login Чтение 'show site 1 --format json'
	[ -n "$ALL" ] || continue
	good $login Ёлкина 'find ёлк анна'
	good $login '"surname": "Ёлкина"' "export person - --format json"
	good $login 'id;Фамилия;' export person -
	good $login surname, "export person - --format csv-plain"
	good $login доска "list equipment --where 'name=доска' --format csv"
	good $login 0. version
	good $login 'ПОЛЕ=ЗНАЧЕНИЕ' stazh help list
done
good koroteeva 8-905-111-22-33 show person 1
good guseva Ёлкина show person 1
lacks 8-905 'guseva: show person 1'
good guseva Ёлкина 'export person -'
lacks 8-905 'guseva: export person -'

# What a role writes into a file on the server it gets over the line, byte for byte; what it may not read is in neither.
same_bytes() # LOGIN FORMAT COMMAND: @ stands for the file, and for «-»
{
	local login=$1 format=$2 command=$3
	rm -f "$dir/file.$format"
	# shellcheck disable=SC2086
	local_stazh "$login" ${command//@/$dir/file.$format} --format "$format" >"$dir/told" 2>&1 || { wrong "$login: $command" "$(cat "$dir/told")"; return; }
	as "$login" "${command//@/-} --format $format"
	if [ $rc -eq 0 ] && cmp -s "$dir/out" "$dir/file.$format"; then ok "$login: $command $format"; else wrong "$login: $command $format" "код $rc, не те байты"; fi
}
same_bytes koroteeva odt 'print passport 1 -o @'
same_bytes guseva xlsx 'export person @'
if [ -n "$ALL" ]; then
	for login in morozova koroteeva guseva; do
		same_bytes $login odt 'print roster 1 -o @'
		same_bytes $login json 'export trainee @'
		same_bytes $login csv 'export site @'
		same_bytes $login ics 'export calendar @'
		same_bytes $login zip 'print passport --where org=1 -o @'
	done
	good guseva Ёлкина 'export card person 1 -'
	lacks 8-905 'guseva: export card person 1'
	good koroteeva Петрова 'show person 2'
	lacks 8-905-111-44 'koroteeva: show person 2'
	good koroteeva Петрова 'export person -'
	lacks 8-905-111-44 'koroteeva: export person -'
fi

# A list that is brought: tried first, then taken.
printf 'site;name;needed\n1;экран;1\n' >"$dir/own.csv"
input=$dir/own.csv
as koroteeva 'import equipment - --dry-run'
if [ $rc -eq 0 ] && grep -q 'будет заведено 1' "$dir/err"; then ok 'koroteeva: import --dry-run'; else wrong 'koroteeva: import --dry-run' "код $rc"; fi
as koroteeva 'import equipment -'
if [ $rc -eq 0 ] && grep -q 'заведено 1' "$dir/err"; then ok 'koroteeva: import'; else wrong 'koroteeva: import' "код $rc"; fi
input=/dev/null

# Every document and every list, in every format, from a base that has them all.
if [ -n "$ALL" ]; then
	sed "s|^path = .*|path = $dir/demo|; s|МБОУ «Школа»|$DEMO_ORG|" "$dir/stazh.ini" >"$dir/demo.ini"
	home() { "$STAZH" --config "$dir/demo.ini" --as "$@"; }
	away() # LOGIN OUT COMMAND
	{
		timeout 60 ssh "${OPTIONS[@]}" -i "$dir/demo-$1" "$ME@127.0.0.1" "$3" >"$2" 2>"$dir/err" </dev/null
	}
	mkdir "$dir/made"
	home morozova print нет 1 2>"$dir/err"
	documents=$(sed -n 's/.*; есть //p' "$dir/err" | tr -d ',')
	for login in morozova koroteeva guseva; do
		n=0 why=
		for document in $documents; do
			for id in 1 2 3 4 5 6 7 8 9 10 11 12 "$((year - 1))-$year" "$year-$((year + 1))" "$((year - 1))" "$year"; do
				home $login print $document $id -o "$dir/made/$document.odt" 2>/dev/null && break
			done
			for format in odt text; do
				home $login print $document $id --format $format >"$dir/told" 2>/dev/null
				if away $login "$dir/out" "print $document $id -o - --format $format" && [ -s "$dir/out" ] && cmp -s "$dir/out" "$dir/told"; then n=$((n + 1))
				else why="$why $document.$format"; fi
			done
		done
		if [ -z "$why" ] && [ $n -ge 28 ]; then ok "$login: документы всех видов"; else wrong "$login: документы всех видов" "$n, не сошлись:$why"; fi
	done
	if command -v soffice >/dev/null; then
		(cd "$dir/made" && timeout 600 soffice -env:UserInstallation="file://$dir/profile" --headless --convert-to pdf *.odt >/dev/null 2>&1)
		if [ "$(ls "$dir/made" | grep -c 'odt$')" -ge 14 ] && [ "$(ls "$dir/made" | grep -c 'pdf$')" = "$(ls "$dir/made" | grep -c 'odt$')" ]; then ok 'LibreOffice открыл все'
		else wrong 'LibreOffice открыл все' "$(ls "$dir/made")"; fi
	else
		skip 'LibreOffice открыл все' 'soffice не установлен'
	fi
	kinds=$(home morozova help | sed -n '/^Виды/,$p' | sed 's/^Виды//')
	for login in morozova koroteeva guseva; do
		n=0 why=
		for kind in $kinds; do
			for format in csv csv-plain xlsx json; do
				home $login export $kind - --format $format >"$dir/told" 2>/dev/null
				if away $login "$dir/out" "export $kind - --format $format" && [ -s "$dir/out" ] && cmp -s "$dir/out" "$dir/told"; then n=$((n + 1))
				else why="$why $kind.$format"; fi
			done
		done
		if [ -z "$why" ] && [ $n -ge 60 ]; then ok "$login: списки всех видов"; else wrong "$login: списки всех видов" "$n, не сошлись:$why"; fi
	done
	# a school's list: home, changed there, tried, brought back
	away koroteeva "$dir/list.csv" 'export equipment - --format csv' && sed -i '2s/$/ /' "$dir/list.csv"
	input=$dir/list.csv
	timeout 30 ssh "${OPTIONS[@]}" -i "$dir/demo-morozova" "$ME@127.0.0.1" 'import equipment - --update --dry-run' >"$dir/out" 2>"$dir/err" <"$input"
	rc=$?
	input=/dev/null
	if [ $rc -eq 0 ] && grep -q 'ничего не записано' "$dir/err"; then ok 'morozova: список туда и обратно'; else wrong 'morozova: список туда и обратно' "код $rc"; fi
fi

# The screen, with a terminal; F10 and Enter leave it. What the client's terminal is called and which locale it has may be anything.
leave() { printf '\033[21~'; sleep 0.5; printf '\r'; sleep 0.5; }
screen()
{
	local login=$1 text=$2
	shift 2
	{ sleep 1.5; leave; } |
		timeout 20 env "$@" ssh "${OPTIONS[@]}" -o SendEnv='LC_* STAZH_* TERMINFO NCURSES_* HOME' -tt -i "$dir/$login" \
			"$ME@127.0.0.1" >"$dir/out" 2>"$dir/err"
	rc=${PIPESTATUS[1]}
	if [ "$rc" -eq 0 ] && grep -qF "$text" "$dir/out"; then ok "$login: экран ($*)"; else wrong "$login: экран ($*)" "код $rc, нет «$text»"; fi
}
screen guseva наблюдатель TERM=xterm-256color
screen koroteeva 'koroteeva · руководитель' 'TERM=../../../tmp/evil;rm -rf'
if [ -n "$ALL" ]; then
	screen morozova методист TERM=xterm-256color 'LC_ALL=$(id)' 'LC_X=evil' LC_MESSAGES=../../../../tmp/evil
	screen guseva наблюдатель TERM=xterm-256color STAZH_CONFIG="$dir/evil.ini" STAZH_SCRIPT="$dir/script" STAZH_TODAY=2040-01-01
	screen guseva наблюдатель TERM=evil TERMINFO="$dir/canary" HOME="$dir/canary" NCURSES_NO_SETBUF=1
	screen guseva наблюдатель "TERM=$(printf 'x%.0s' $(seq 500))"
fi

# ---- what is not ----

refusals() { local_stazh morozova log --user "$1" --format json 2>/dev/null | grep -c '"action": "refused"'; }
left_behind() { find "$dir/canary" -mindepth 1 ! -name evil.ini | grep -q . || [ -e "$dir/x.csv" ] || [ -e x.csv ]; }
stolen() { grep -qE 'root:x?:0:0|uid=[0-9]+|8-905-111|elkina@|2-15-30|BEGIN OPENSSH' "$dir/out" "$dir/err"; }
changes() { local_stazh morozova list org --archived --format json && local_stazh morozova list site --format json && local_stazh morozova list equipment --format json && echo all; }
before_all=$(changes)

attempts=0
judge() # NAME LOGIN REFUSALS-BEFORE
{
	attempts=$((attempts + 1))
	if [ $rc -eq 0 ]; then wrong "$2: $1" "код 0"
	elif [ $rc -eq 124 ]; then wrong "$2: $1" "зависло"
	elif [ $rc -gt 6 ]; then wrong "$2: $1" "код $rc"
	elif stolen; then wrong "$2: $1" "получено лишнее"
	elif left_behind; then wrong "$2: $1" "остался файл"
	elif [ "$(refusals "$2")" -le "$3" ]; then wrong "$2: $1" "в журнале ничего нет"
	else ok "$2: $1"; fi
}

# bounded NAME LOGIN COMMAND: with $input; too much of something. It ends by itself, is refused, and nothing came of it.
bounded()
{
	local name=$1 login=$2 began=$SECONDS
	as "$login" "$3"
	attempts=$((attempts + 1))
	if [ $rc -ne 3 ] && [ $rc -ne 6 ]; then wrong "$login: $name" "код $rc"
	elif [ $((SECONDS - began)) -gt 20 ]; then wrong "$login: $name" "$((SECONDS - began)) с"
	elif stolen || left_behind; then wrong "$login: $name" "получено лишнее"
	else ok "$login: $name"; fi
	input=/dev/null
}

# hostile LOGIN COMMAND: one string, as it arrives in SSH_ORIGINAL_COMMAND.
hostile()
{
	local login=$1 before
	before=$(refusals "$login")
	as "$login" " $2" # a blank, or ssh takes «--as» for its own
	judge "$(printf %.60q "$2")" "$login" "$before"
}

short=(
	'sh -c id' 'cat /etc/passwd' 'backup' "export person $dir/canary/x.csv" 'list person --as morozova' '--as morozova list person'
	"list person --config $dir/evil.ini" 'list person; id' 'list $(id)' $'list person\nid' $'find \e]0;evil\a' 'list "person'
	'list person --where phone=8' 'set org 1 phone=1'
	"print passport 1 -o $dir/canary/p.odt" 'import equipment -' "import org $dir/canary/evil.ini"
)
long=(
	'/bin/bash -i' 'exec sh' 'add org short_name=х full_name=х' 'delete org 1' 'do site 1 submit' 'undo' 'merge person 1 2'
	'log' 'config' 'init' 'demo' 'keys' "keys -o $dir/canary/keys" 'restore org 1' 'check'
	"print order 1 -o $dir/canary/o.txt" 'anonymise person 1 --yes' "export card person 1 $dir/canary/card.json"
	'export person ../x.csv' 'export person x.csv' 'export person --format json /dev/stdout' '--as=morozova list person'
	"--config=$dir/evil.ini list person" "list person --config=$dir/evil.ini" 'list person --as=morozova'
	'list person | cat /etc/passwd' 'list person && id' 'list person & id' "list person > $dir/canary/f" 'list person < /etc/passwd'
	'list `id`' 'list ${HOME}' '(list person)' $'list person\rid' 'list person\0id' $'show person \ufffe1' $'find \xff\xfe'
	$'find \xc2\x9b31m' "find 'unclosed" 'list person --sort phone' 'list person --where email=*' 'list person --where phone='
	'export person - --where phone=8' 'LD_PRELOAD=/tmp/x.so list person' 'env' 'stazh' '-h; id' '--version; id' 'due --days $((1+1))'
	"$(printf 'find %s' "$(head -c 20000 /dev/zero | tr '\0' a)")" "$(printf 'list %s' "$(seq -s ' ' 3000)")" '!' ':!sh' '../../bin/sh'
	'list person --columns phone --where email=elkina' 'internal-sftp' '/usr/lib/openssh/sftp-server'
	# streams: names of files, in every place and dress
	'print passport 1 -o ../p.odt' 'print passport 1 -o -x' 'print passport 1 -o -- -x' 'print passport 1 -o /dev/stdout'
	'print passport 1 -o /proc/self/fd/1' 'print passport -o /dev/fd/2 1' '-o - print passport 1' "print passport 1 '-o' 'p q.odt'"
	'print passport 1 -o - --as morozova' "print passport 1 -o - --config $dir/evil.ini" "--config=$dir/evil.ini print passport 1 -o -"
	'print passport 1 -o - --format pdf' 'print passport 1 --format odt -o' "print passport --where org=1 -o $dir/canary/p.zip"
	'print passport --where phone=2-15-30 -o -' 'export person /proc/self/fd/1 --format csv' 'export person -x --format csv'
	'export person - - --format csv' 'export person - --format "xlsx;id"' 'export person - --where phone=8-905-111-22-33 --format xlsx'
	'export card person 1 /dev/stdout' 'export calendar /dev/stdout --format ics' "export report 2025-2026 $dir/canary/r.xlsx"
	'import person /etc/passwd' "import person '/proc/self/environ' --format csv" 'import person - surname=х' 'import site - --update'
	'import person - --dry-run' 'import event - --format ics --zone ../../etc/passwd' 'backup -' 'batch' 'watch' 'keys -o -'
)
for command in "${short[@]}"; do hostile guseva "$command"; done
if [ -n "$ALL" ]; then
	for command in "${long[@]}"; do hostile guseva "$command"; done
	for command in 'sh -c id' 'approve' 'do site 1 approve' 'set equipment 1 needed=9' 'backup' '--as morozova list org' \
		"export org $dir/canary/o.csv" 'list org; id'; do
		hostile koroteeva "$command"
		hostile morozova "$command"
	done
fi

# What is brought: more than is allowed, slowly, for ever, another's.
if [ -n "$ALL" ]; then
	foreign() # NAME COMMAND: with $input, of another's records, as the leader: refused, noted, nothing changed
	{
		local before
		before=$(refusals koroteeva)
		as koroteeva "$2"
		judge "$1" koroteeva "$before"
		input=/dev/null
	}
	printf 'site;name;needed\n2;доска;3\n' >"$dir/in"; input=$dir/in; foreign 'чужая площадка' 'import equipment -'
	printf 'id;score\n2;7\n' >"$dir/in"; input=$dir/in; foreign 'верная догадка о чужом' 'import assessment - --update --dry-run'
	printf 'id;score\n2;9\n' >"$dir/in"; input=$dir/in; foreign 'неверная догадка о чужом' 'import assessment - --update --dry-run'
	printf 'short_name;full_name\nа;б\n' >"$dir/in"; input=$dir/in; foreign 'чужой вид' 'import org -'
	printf 'id;state\n1;действует\n' >"$dir/in"; input=$dir/in; foreign 'статус' 'import site - --update'
	printf 'group;person\n2;1\n' >"$dir/in"; input=$dir/in; foreign 'стажёр в чужую группу' 'import trainee -'
	foreign 'файл справок' "print certificate --where group=2 -o $dir/canary/c.odt"
	head -c 3000000 /dev/zero | tr '\0' a >"$dir/in"
	input=$dir/in bounded 'больше предела' morozova 'import person -'
	python3 - "$dir" <<-'PY'
	import sys, zipfile
	d = sys.argv[1]
	rels = '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s" Target="%s"/></Relationships>'
	book = '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>'
	def bomb(name, sheet, entries=1):
	    with zipfile.ZipFile(f"{d}/{name}", "w", zipfile.ZIP_DEFLATED) as z:
	        z.writestr("_rels/.rels", rels % ("officeDocument", "xl/workbook.xml"))
	        z.writestr("xl/workbook.xml", book)
	        z.writestr("xl/_rels/workbook.xml.rels", rels % ("worksheet", "worksheets/sheet1.xml"))
	        with z.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as f:
	            f.write(b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>')
	            for part in sheet: f.write(part)
	        for i in range(entries - 1): z.writestr(f"x{i}", "")
	bomb("rows.xlsx", (b"<row><c t=\"inlineStr\"><is><t>short_name</t></is></c></row>" if not i else b"<row></row>" * 100000 for i in range(200)))
	bomb("text.xlsx", (b"<row><c t=\"inlineStr\"><is><t>" if not i else b"a" * (1 << 20) for i in range(300)))
	bomb("blanks.xlsx", (b" " * (1 << 20) for i in range(400)))
	bomb("parts.xlsx", (), 20000)
	with zipfile.ZipFile(f"{d}/laugh.xlsx", "w", zipfile.ZIP_DEFLATED) as z:
	    z.writestr("_rels/.rels", '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;">]><x>&c;</x>')
	open(f"{d}/deep.json", "w").write("[" * 900000)
	open(f"{d}/many.json", "w").write("[" + "{}," * 300000 + "{}]")
	open(f"{d}/wide.csv", "w").write("short_name;full_name" + ";x" * 400000 + "\n")
	PY
	for bomb in rows.xlsx text.xlsx blanks.xlsx parts.xlsx laugh.xlsx deep.json many.json wide.csv; do
		input=$dir/$bomb bounded "$bomb" morozova 'import org - --dry-run'
	done
	before=$(refusals morozova)
	began=$SECONDS
	{ printf 'short_name;full_name\n'; sleep 25; } | timeout 30 ssh "${OPTIONS[@]}" -i "$dir/morozova" "$ME@127.0.0.1" 'import org -' >"$dir/out" 2>"$dir/err" &
	slow_pid=$!
	wait $slow_pid
	rc=$?
	attempts=$((attempts + 1))
	if [ $rc -eq 3 ] && [ "$(refusals morozova)" -gt "$before" ]; then ok 'morozova: медленный ввод'; else wrong 'morozova: медленный ввод' "код $rc"; fi
	began=$SECONDS
	yes 'a;b' | timeout 30 ssh "${OPTIONS[@]}" -i "$dir/morozova" "$ME@127.0.0.1" 'import org -' >"$dir/out" 2>"$dir/err"
	rc=${PIPESTATUS[1]}
	attempts=$((attempts + 1))
	if [ $rc -eq 6 ] && [ $((SECONDS - began)) -lt 15 ]; then ok 'morozova: бесконечный ввод'; else wrong 'morozova: бесконечный ввод' "код $rc"; fi
	# who does not read what he asked for
	timeout 30 ssh "${OPTIONS[@]}" -i "$dir/guseva" "$ME@127.0.0.1" 'export person - --format xlsx' 2>"$dir/err" | head -c 1 >"$dir/out"
	attempts=$((attempts + 1))
	if [ "$(wc -c <"$dir/out")" = 1 ]; then ok 'guseva: закрытый вывод'; else wrong 'guseva: закрытый вывод' 'ничего не пришло'; fi
	timeout 30 ssh "${OPTIONS[@]}" -i "$dir/guseva" "$ME@127.0.0.1" 'export person - --format xlsx' >&- 2>"$dir/err"
	attempts=$((attempts + 1))
	ok 'guseva: вывода нет'
	# two at once
	pids=()
	for i in 1 2 3 4; do
		timeout 30 ssh "${OPTIONS[@]}" -i "$dir/guseva" "$ME@127.0.0.1" 'export person - --format xlsx' >"$dir/out.$i" 2>"$dir/err.$i" </dev/null &
		pids+=($!)
	done
	lost=0
	for pid in "${pids[@]}"; do wait "$pid" || lost=$((lost + 1)); done
	attempts=$((attempts + 1))
	if [ $lost = 0 ] && cmp -s "$dir/out.1" "$dir/out.4"; then ok 'guseva: сразу четыре'; else wrong 'guseva: сразу четыре' "не вышло: $lost"; fi
fi

. "$(dirname "$0")/shelf.sh"

# Other ways in: files, forwarding.
around() # NAME LOGIN COMMAND…: must fail, and the refusal be in the journal or in sshd's log; or with TOLD, where neither
         # notes it, that must be what the client is told
{
	local name=$1 login=$2 before lines
	shift 2
	before=$(refusals "$login")
	lines=$(wc -l <"$dir/sshd.log")
	timeout 30 "$@" >"$dir/out" 2>"$dir/err" </dev/null
	rc=$?
	sleep 0.2
	attempts=$((attempts + 1))
	if [ $rc -eq 0 ] || [ $rc -eq 124 ]; then wrong "$login: $name" "код $rc"
	elif stolen || left_behind; then wrong "$login: $name" "получено лишнее"
	elif [ "$(refusals "$login")" -gt "$before" ] || { [ -n "${TOLD:-}" ] && grep -q "$TOLD" "$dir/err"; } ||
		tail -n +$((lines + 1)) "$dir/sshd.log" | grep -qiE 'refused|prohibit|disabled|not (permitted|allowed)|denied'; then ok "$login: $name"
	else wrong "$login: $name" "ни в одном журнале ничего нет"; fi
}
SCP=(-F /dev/null -P "$port" -i "$dir/guseva" -o IdentitiesOnly=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null
	-o LogLevel=ERROR -o BatchMode=yes)
around 'scp сюда' guseva scp "${SCP[@]}" "$ME@127.0.0.1:/etc/passwd" "$dir/canary/passwd"
around 'ssh -W' guseva ssh "${OPTIONS[@]}" -i "$dir/guseva" -W "127.0.0.1:$port" "$ME@127.0.0.1"
if [ -n "$ALL" ]; then
	echo evil >"$dir/evil"
	around 'scp туда' guseva scp "${SCP[@]}" "$dir/evil" "$ME@127.0.0.1:$dir/canary/evil"
	around 'scp -O' guseva scp -O "${SCP[@]}" "$ME@127.0.0.1:/etc/passwd" "$dir/canary/passwd"
	around sftp guseva sftp "${SCP[@]}" -b <(echo 'get /etc/passwd') "$ME@127.0.0.1"
	around 'sftp -s' guseva sftp "${SCP[@]}" -s /usr/lib/openssh/sftp-server -b <(echo ls) "$ME@127.0.0.1"
	TOLD='remote port forwarding failed' around 'ssh -R' guseva ssh "${OPTIONS[@]}" -i "$dir/guseva" -o ExitOnForwardFailure=yes -N -R 127.0.0.1:0:127.0.0.1:22 "$ME@127.0.0.1"
	around 'ssh -L' guseva bash -c '
		ssh "$@" -N -L 127.0.0.1:'$((port + 1))':127.0.0.1:'$port' '"$ME"'@127.0.0.1 & p=$!
		for i in $(seq 50); do exec 3<>/dev/tcp/127.0.0.1/'$((port + 1))' && break; sleep 0.1; done 2>/dev/null
		read -r -t 5 line <&3; kill $p; [ -n "$line" ]' - "${OPTIONS[@]}" -i "$dir/guseva"
	# an agent and X11 are not there, though asked for
	SSH_AUTH_SOCK=/nowhere around 'ssh -A' guseva ssh "${OPTIONS[@]}" -A -i "$dir/guseva" "$ME@127.0.0.1" 'ssh-add -l'
	# whose key is in the file but who is no user
	as stranger list org
	attempts=$((attempts + 1))
	if [ $rc -eq 3 ] && ! [ -s "$dir/out" ]; then ok 'stranger: list org'; else wrong 'stranger: list org' "код $rc"; fi
	# a key that is not there
	ssh-keygen -q -t ed25519 -N '' -f "$dir/unknown"
	as unknown list org
	attempts=$((attempts + 1))
	if [ $rc -eq 255 ] && grep -q 'Permission denied' "$dir/err" && ! [ -s "$dir/out" ]; then ok 'unknown: list org'; else wrong 'unknown: list org' "код $rc"; fi
fi

# What the client's environment says has no effect: the day, the configuration, a script instead of keys, a library.
sent() # VAR=VALUE TEXT: prints what $command says, which has the text, and a code but 0
{
	timeout 30 env "$@" ssh "${OPTIONS[@]}" -o SendEnv='LC_* STAZH_* LD_PRELOAD HOME EDITOR PAGER' -i "$dir/guseva" "$ME@127.0.0.1" "$command" 2>"$dir/err"
	rc=$?
	[ $rc -eq 0 ] || echo "код $rc"
}
command='list person --format json'
plain=$(sent A=1)
[[ $plain == *Ёлкина* && $plain != *код* ]] || { wrong A=1 "$plain"; plain='список людей'; }
for var in STAZH_CONFIG="$dir/evil.ini" STAZH_TODAY=2040-01-01 LD_PRELOAD=/nowhere.so 'LC_ALL=$(id)' HOME="$dir/canary" EDITOR=sh; do
	attempts=$((attempts + 1))
	if [ "$(sent "$var")" = "$plain" ]; then ok "$var"; else wrong "$var" "действует"; fi
	[ -n "$ALL" ] || [ "${var%%=*}" != STAZH_TODAY ] || break
done
command='due --days 3 --format json'
plain=$(sent A=1)
if [[ $plain == *доска* && $plain != *код* ]] && [ "$(sent STAZH_TODAY=2040-01-01)" = "$plain" ]; then ok STAZH_TODAY; else wrong STAZH_TODAY "день сменился"; fi
printf 'size 80 24\nkey F10\n' >"$dir/script"
timeout 30 env STAZH_SCRIPT="$dir/script" ssh "${OPTIONS[@]}" -o SendEnv='STAZH_*' -T -i "$dir/guseva" "$ME@127.0.0.1" \
	>"$dir/out" 2>"$dir/err" </dev/null
if [ $? -eq 2 ] && grep -q 'нужен терминал' "$dir/err" && ! [ -s "$dir/out" ]; then ok STAZH_SCRIPT; else wrong STAZH_SCRIPT "действует"; fi

# ---- and afterwards ----

if [[ $before_all == *Чтение*all ]] && [ "$(changes)" = "$before_all" ]; then ok данные; else wrong данные "изменились"; fi
if local_stazh morozova check >"$dir/out" 2>"$dir/err" && grep -q 'в порядке' "$dir/err"; then ok check; else wrong check "база не в порядке"; fi
local_stazh morozova log --user guseva --format json >"$dir/out" 2>"$dir/err"
fingerprint=$(ssh-keygen -lf "$dir/guseva.pub" | cut -d' ' -f2)
if grep -qF "\"from\": \"127.0.0.1 $fingerprint\"" "$dir/out"; then ok журнал; else wrong журнал "нет адреса и ключа входа"; fi
if grep -q '"action": "read"' "$dir/out" && grep -q '"action": "list"' "$dir/out" && grep -q '"action": "export"' "$dir/out"; then ok журнал
else wrong журнал "нет чтения карточки, списка или выгрузки"; fi
if [ -s "$dir/out" ] && ! LC_ALL=C grep -qaP '\x1b|\xc2\x9b|\xe2\x80\xae' "$dir/out"; then ok журнал; else wrong журнал "управляющие символы"; fi
if [ -n "$listener_pid" ]; then
	if grep -q 'user=guseva .*action=refused' "$dir/syslog" && grep -q "user=guseva .*$fingerprint.*action=read kind=person id=1" "$dir/syslog" &&
		! grep -q 'Ёлкина' "$dir/syslog"; then ok syslog; else cp "$dir/syslog" "$dir/out"; wrong syslog "нет записей или есть имена"; fi
	if [ -z "$ALL" ] || grep -q 'user=stranger .*action=stranger' "$dir/syslog"; then ok syslog; else wrong syslog "чужой не назван"; fi
else
	skip syslog "the machine's own log cannot be read here" 2
fi
[ -z "$ALL" ] || echo "# попыток: $attempts"
[ -z "$ALL" ] || [ $attempts -ge 30 ] || wrong попытки "их только $attempts"
finish ssh
