#!/bin/bash
# The screen in a real terminal (tmux): tests/tui/smoke.sh PROGRAM
# Prints «ok …» or «not ok …» for each check and last `smoke: N passed, M failed, K skipped`.

if [ $# -lt 1 ] || [ ! -x "$1" ]; then
	echo "usage: $0 PROGRAM" >&2
	exit 2
fi
stazh=$(realpath "$1")
unset STAZH_CONFIG STAZH_SCRIPT STAZH_SHARE SSH_CONNECTION TMUX
export LC_ALL=C.UTF-8 TZ=UTC STAZH_TODAY=2022-06-01
. "$(dirname "$0")/../suite.sh"
server=0 missed=0 # with ten misses, of five seconds each, the rest would be no news
t() { tmux -S "$dir/socket$server" "$@" 2>/dev/null; }
# The program may still be writing while it is being closed.
trap 't kill-server; rm -rf "$dir" 2>/dev/null || { sleep 1; rm -rf "$dir"; }' EXIT
cd "$dir" || exit 2
export HOME=$dir STAZH_CONFIG=$dir/stazh.ini
printf '[store]\npath = db\n' >stazh.ini
for command in init 'demo --seed-order' check; do
	"$stazh" $command >out 2>&1 || { bad "$command" "$(cat out)"; finish smoke; exit; }
done

screen() { t capture-pane -p -t s; }
keys() { t send-keys -t s "$@"; }

not_ok() { bad "$1"; screen; missed=$((missed + 1)); [ $missed -lt 10 ] || { finish smoke; exit 1; }; }

# see NAME TEXT: the screen shows it within five seconds; lacks NAME TEXT: it is gone by then.
see() { for _ in $(seq 50); do screen | grep -qF -e "$2" && { ok "$1"; return; }; sleep 0.1; done; not_ok "$1: нет «$2»"; }
lacks() { for _ in $(seq 50); do screen | grep -qF -e "$2" || { ok "$1"; return; }; sleep 0.1; done; not_ok "$1: осталось «$2»"; }

# begin [ENVIRONMENT…]: a shell in a new terminal with the program started in it
begin()
{
	t kill-server
	server=$((server + 1))
	t -f /dev/null new-session -d -s s -x 80 -y 24 "env PS1='готово> ' bash --norc --noprofile"
	t set-option -g status off
	t resize-window -t s -x 80 -y 24
	see 'оболочка' 'готово>'
	keys "$(printf '%q ' env "$@" "$stazh"); echo \"=\$?=\"" Enter
}

program() # its process
{
	local shell
	shell=$(t list-panes -t s -F '#{pane_pid}')
	set -- $(cat "/proc/$shell/task/$shell/children")
	echo "$@"
}
is() { if [ "$2" = "$3" ]; then ok "$1"; else not_ok "$1: $2, ожидалось $3"; fi; }

# the program has ended with 0 and the terminal is as it was: no other screen, echo and lines again
given_back()
{
	see "$1: оболочка вернулась" '=0='
	is "$1: основной экран" "$(t display-message -p -t s '#{alternate_on}')" 0
	keys 'stty -a | grep -ow -e "-\?echo" -e "-\?icanon" -e "-\?opost" | tr "\n" "_"' Enter
	see "$1: строки и эхо" 'icanon_'
	lacks "$1: эхо включено" '_-echo_'
}

begin TERM=tmux-256color
see 'начало' 'Просрочено 0'
is 'другой экран' "$(t display-message -p -t s '#{alternate_on}')" 1
keys 2
see 'раздел цифрой' 'Верх-Чебулинск'
keys Escape 7
see 'Esc и цифра: F7' 'новая запись'
keys Tab
keys -l 'Ёжики читают'
see 'русские буквы' 'Ёжики читают'
t resize-window -t s -x 60 -y 16
see '60×16' 'Ёжики читают'
t resize-window -t s -x 10 -y 3
lacks '10×3' 'Ёжики'
t resize-window -t s -x 200 -y 50
see '200×50' 'Ёжики читают'
t resize-window -t s -x 80 -y 24
keys Escape
see 'Esc: спрашивает' 'Сохранить изменения?'
keys р
lacks 'стереть набранное' 'Ёжики'
keys Escape 1
lacks 'Esc-1: F1' '1 Сроки'
keys Escape
see 'Esc: назад' '1 Сроки'
keys 2
see 'снова раздел' 'Верх-Чебулинск'
keys -l 'йqгuдd'
see 'буквы ищут и не уводят' 'Найдено по «йqгuдd»'
keys Escape
lacks 'Esc: весь список' 'Найдено по'
keys F10
see 'F10: первый экран' 'Просрочено 0'
keys F10
see 'F10: спрашивает' 'Закрыть программу?'
keys Escape
lacks 'Esc: остаться' 'Закрыть программу?'
keys F10 Enter
given_back 'выход'

# a terminal that goes away in the middle of a form: the draft is there
for signal in HUP TERM; do
	begin TERM=xterm-256color
	see "$signal: начало" 'Просрочено 0'
	keys 7 Enter
	see "$signal: список" 'Усть-Чебули'
	keys F7
	see "$signal: форма" 'новая запись'
	keys -l "Школа $signal"
	see "$signal: набрано" "Школа $signal"
	kill -$signal "$(program)"
	given_back "$signal"
	begin TERM=xterm-256color
	see "$signal: снова" 'Вы не дописали и не сохранили'
	keys Escape
	see "$signal: потом" 'Черновики подождут'
	keys 7 Enter
	see "$signal: список снова" 'Усть-Чебули'
	keys F7
	see "$signal: черновик вернулся" "Школа $signal"
	keys Escape р
	lacks "$signal: форма закрыта" 'новая запись'
	is "$signal: одна программа" "$(program | wc -w)" 1
done

# what another process saves is seen without a key, and an idle screen does not wake
begin TERM=xterm-256color
see 'живой экран: начало' 'Просрочено 0'
sleep 1
woken() { grep ctxt_switches "/proc/$(program)/status"; }
before=$(woken)
sleep 3
is 'живой экран: стоит и не просыпается' "$(woken)" "${before:-что-нибудь}"
"$stazh" add reminder 'what=от другого' due=2022-06-02 >/dev/null 2>&1
see 'живой экран: появилось само' 'От другого'
keys F10 Enter

# killed: the database is whole
begin TERM=xterm-256color
see 'kill -9: начало' 'Просрочено 0'
kill -9 "$(program)"
see 'kill -9: оболочка вернулась' 'Killed'
if "$stazh" check --deep >out 2>&1 && grep -q 'в порядке' out; then ok 'kill -9: база цела'; else not_ok 'kill -9: база'; fi

# a fault of the program's own: it says so, gives the terminal back and dies by it (a sanitizer has its own say)
if grep -qa __asan_init "$stazh"; then
	skip 'SEGV' 'a sanitizer tells of it by itself' 7
else
	begin TERM=xterm-256color
	see 'SEGV: начало' 'Просрочено 0'
	kill -SEGV "$(program)"
	see 'SEGV: сказано' 'внутренняя ошибка программы'
	see 'SEGV: сигналом' '=139='
	keys 'stty -a | grep -ow -e "-\?echo" -e "-\?icanon" -e "-\?opost" | tr "\n" "_"' Enter
	see 'SEGV: строки и эхо' 'icanon_'
	lacks 'SEGV: эхо включено' '_-echo_'
	is 'SEGV: основной экран' "$(t display-message -p -t s '#{alternate_on}')" 0
fi

# another terminal
begin TERM=vt100
see 'vt100' 'Просрочено 0'
keys Escape 0
see 'vt100: Esc-0 вместо F10' 'Закрыть программу?'
keys Enter
given_back 'vt100: выход'
begin TERM=nosuchterminal
see 'незнакомый терминал' 'Просрочено 0'
keys F10 Enter
given_back 'незнакомый терминал'
begin TERM=dumb
see 'TERM=dumb: отказ' 'не умеет двигать курсор'
keys Enter
see 'TERM=dumb: оболочка' 'готово>'

# other locales
begin LC_ALL=ru_RU.UTF-8 TERM=xterm-256color
see 'ru_RU.UTF-8 не установлена' 'Просрочено 0'
begin LC_ALL= LANG=C TERM=xterm-256color
see 'LANG=C' 'Просрочено 0'

# without a terminal
TERM=xterm "$stazh" </dev/null >out 2>&1
code=$?
if [ $code -eq 2 ] && grep -q терминал out; then ok 'без терминала: отказ'; else not_ok "без терминала: код $code"; fi

finish smoke
