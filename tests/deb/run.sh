#!/bin/bash
# What is delivered: tests/deb/run.sh PROGRAM [all]
# The files of `make install`, the units, the scripts and fields of the package, completion, the commands of docs/deploy.md as
# far as they can be tried here. `all`, as root: build/stazh_*.deb of both architectures (make deb) with lintian, then each on a
# bare Debian (tests/deb/walk.sh): installed by apt, docs/deploy.md word by word, removed, purged.
# Ends with `deb: N passed, M failed, K skipped`.

if [ $# -lt 1 ] || [ ! -x "$1" ]; then
	echo "usage: $0 PROGRAM [all]" >&2
	exit 2
fi
cd "$(dirname "$0")/../.." || exit 2
. tests/bare.sh
[ "${2:-}" != all ] || bare_begin "$@" || bare=no
STAZH=$(realpath "$1") build=$(dirname "$(realpath "$1")")
. tests/suite.sh
export LC_ALL=C.UTF-8 TZ=UTC
unset STAZH_CONFIG STAZH_TODAY MAKEFLAGS MFLAGS MAKELEVEL

# case NAME COMMAND…: what the command prints is why it failed
try()
{
	local name=$1 why
	shift
	why=$("$@" 2>&1) && ok "$name" || bad "$name" "$(head -c 1000 <<<"$why")"
}

# ---- files ----

installed=$dir/installed/usr
place() { make -s B="$build" PREFIX=/usr DESTDIR="$dir/installed" install-files; }
listed()
{
	diff <(cd "$dir/installed" && find . -type f ! -path '*/templates/*' | sed 's/^\.//' | LC_ALL=C sort) tests/deb/files &&
		diff <(cd "$installed/share/stazh/templates" && ls) <(cd config/templates && ls -p | grep -v /)
}
placed()
{
	! grep -rn /usr/local/ "$installed/lib" "$installed/share/man" "$installed/share/stazh/examples" | grep -v PATH= &&
		grep -q /usr/bin/stazh "$installed/lib/systemd/system/stazh-backup.service" &&
		grep -q /usr/share/stazh "$installed/share/man/man1/stazh.1"
}
try 'make install' place
try 'its files' listed
try 'they name their own place' placed

# ---- fields ----

one_version()
{
	local version
	version=$(sed -n 's/^VERSION := //p' Makefile)
	[ -n "$version" ] && grep -q "^stazh ($version) " config/debian/changelog && grep -q "\"stazh $version\"" docs/stazh.1 &&
		[ "$("$STAZH" version | head -1)" = "stazh $version" ]
}
same_libraries()
{
	diff <(sed -n '/^PACKAGES_BUILD/,/[^\\]$/p' Makefile | grep -oE '\blib[a-z0-9.+-]*-dev' | grep -v libc6 | sort) \
		<(sed -n '/^Build-Depends/,/^S/p' config/debian/control | grep -oE '\blib[a-z0-9.+-]*-dev' | sort)
}
try 'one version everywhere' one_version
try 'Build-Depends are what make installs' same_libraries

# ---- scripts, units ----

sound() { for f in config/debian/postinst config/debian/postrm; do sh -n $f && grep -qx '#DEBHELPER#' $f || { echo $f; return 1; }; done; }
try 'maintainer scripts' sound

# Every command line of a unit or of cron is one that the program takes.
known_words()
{
	local line command flag help
	while read -r line; do
		read -r command _ <<<"$line"
		help=$("$STAZH" help "$command") || return 1
		for flag in $(grep -oE ' --[a-z-]+' <<<"$line"); do
			grep -qF -e "  $flag " <<<"$help" || { echo "stazh $line: $flag"; return 1; }
		done
	done < <(grep -ohE '/usr/local/bin/stazh --config /etc/stazh\.ini [a-z][^>&"'\'']*' config/systemd/* config/examples/* | sed 's/.*stazh\.ini //')
}
units()
{
	local service
	for service in config/systemd/*.service; do
		[ -f "${service%.service}.timer" ] || { echo "$service has no timer"; return 1; }
		grep -q '^User=stazh$' "$service" && grep -q '^ProtectSystem=' "$service" || { echo "$service"; return 1; }
		grep -q "$(basename "${service%.service}")\b" config/debian/rules || { echo "$service is not in rules"; return 1; }
	done
}
cron()
{
	grep -E '^[0-9*]' config/examples/stazh.cron | while read -r minute hour day month weekday who command; do
		[ "$who" = stazh ] && sh -n -c "$command" && ! grep -q % <<<"$command" || { echo "$command"; exit 1; }
	done
}
try 'units and cron say what the program knows' known_words
try 'units' units
try 'cron' cron

ssh_config()
{
	ssh-keygen -q -t ed25519 -N '' -f "$dir/host" && mkdir -p "$dir/sshd" &&
		printf 'HostKey %s\nPort 2222\n' "$dir/host" | cat - config/examples/sshd.conf >"$dir/sshd/config" &&
		PATH=$PATH:/usr/sbin && { [ -d /run/sshd ] || [ "$(id -u)" != 0 ] || mkdir -m 0755 /run/sshd; } &&
		"$(command -v sshd)" -T -f "$dir/sshd/config" -C user=stazh,host=x,addr=127.0.0.1 >"$dir/sshd/out" &&
		grep -qx 'authorizedkeysfile /etc/ssh/stazh_keys' "$dir/sshd/out" && grep -qx 'disableforwarding yes' "$dir/sshd/out"
}
try 'sshd takes its file' ssh_config

# ---- docs/deploy.md ----

# The blocks of shell commands, one after another; or of those the one with a word.
blocks() { awk '/^```sh/ { on = 1; next } /^```/ { if (on) print "#"; on = 0 } on' docs/deploy.md; }
block() { awk -v word="$1" '/^```sh/ { on = 1; text = ""; next } /^```/ { if (on && index(text, word)) printf "%s", text; on = 0 } on { text = text $0 "\n" }' docs/deploy.md; }
pasted()
{
	cp config/stazh.ini "$dir/stazh.ini"
	block 'tee -a /etc/stazh.ini' | sed "s|/etc/stazh.ini|$dir/stazh.ini|" >"$dir/paste"
	sudo() { "$@"; }
	. "$dir/paste" && "$STAZH" --config "$dir/stazh.ini" config --check || return 1
	"$STAZH" --config "$dir/stazh.ini" config | grep -q '/var/lib/stazh/db' || return 1
	. "$dir/paste"
	"$STAZH" --config "$dir/stazh.ini" config --check 2>&1 | grep -q 'раздел \[users\] повторяется'
}
try 'the commands of the page can be read' bash -n <(blocks)
try 'its settings, pasted, are sound; twice is told' pasted

# ---- completion ----

# completed WANT WORD…: as bash calls it, «=» a word of its own
. config/stazh.completion
compopt() { :; }
completed()
{
	local want=$1 got
	shift
	COMP_WORDS=("$STAZH" "$@") COMP_CWORD=$# COMPREPLY=()
	_stazh "$STAZH"
	got=$(echo "${COMPREPLY[@]}")
	[ "$got" = "$want" ] && ok "completion: $*" || bad "completion: $*" "$got"
}
completed 'check' che
completed '--deep --derived --quick --repair --config --as --linear --format' check -
completed 'table csv json' list org --format ''
completed 'site' show si
completed 'category= category_on= category_until=' add person cat
completed 'высшая первая педагог-методист педагог-наставник соответствие\ занимаемой\ должности без\ категории' add person category =
completed 'высшая' add person category = вы
completed 'submit' do site 1 sub
completed 'number=' do order 1 sign num
completed 'surname=' list person --where surn
completed 'surname,name' list person --columns surname,na
completed 'order' print ord
completed 'state=' print certificate --where st
completed 'config/debian' print order 1 -o config/deb
completed 'config/debian' backup config/deb
completed 'scope=this scope=following scope=all' delete event 1 sc
completed 'person' help perso
completed '' nosuch ''
everything() # that help lists; it has room for no more
{
	diff <("$STAZH" help --complete -- '' | grep -vxE 'redo|compact|version|help' | sort) <("$STAZH" help | awk '/^Ещё/ { for (i = 2; i <= NF && $i != "·"; i++) print $i; next }
		/^Виды/ { exit } NR > 1 { print /^ / ? $1 : $2 }' | sort)
}
try 'completion: every command' everything

[ "${2:-}" != all ] || if [ "${bare:-}" = no ]; then skip packages "$why" 2; else . tests/deb/walk.sh; fi
finish deb
