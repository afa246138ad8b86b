#!/bin/bash
# `make check` on bare machines: tests/machines.sh [ARCH/WHO/CC…]        all of them, or those that are named
#   ARCH  amd64, i386: a Debian of debootstrap's, with nothing but make; all else is installed by `make check` itself
#   WHO   root: from a folder in /root (mode 0700); user: without sudo, umask 077, blanks and Cyrillic in the path
#   CC    gcc, clang
# The sources are those of the working tree. `root/clang` builds outside the tree; `user/clang` has neither HOME nor
# /dev/shm, and blanks in TMPDIR. Besides: what a user is told where packages are missing, and the database of one
# architecture on the other one.
# MACHINES, SUITE: tests/bare.sh. Ends with `machines: N passed, M failed, K skipped`, exit 1 unless all passed.
set -u
cd "$(dirname "$0")/.." || exit 2
. tests/bare.sh
folder='/home/uchitel/мои программы/стаж 1'
passed=0 failed=0 skipped=0

ok() { passed=$((passed + 1)); echo "ok $1"; }
bad() { failed=$((failed + 1)); echo "not ok $1"; }
skip() { skipped=$((skipped + ${3:-1})); echo "skip $1: $2${3:+ ($3 runs)}"; }
finish()
{
	echo "machines: $passed passed, $failed failed, $skipped skipped"
	[ $failed -eq 0 ] && [ $skipped -eq 0 ] && [ $passed -gt 0 ]
	exit
}

{ # read as a whole: the tree may change while this runs

all=()
for arch in amd64 i386; do
	all+=("$arch/root/gcc" "$arch/root/clang" "$arch/user/gcc" "$arch/user/clang")
done
wanted=("$@")
[ $# -gt 0 ] || wanted=("${all[@]}")
for w in "${wanted[@]}"; do
	[[ " ${all[*]} " = *" $w "* ]] || { echo "$w: one of ${all[*]}" >&2; exit 2; }
done

bare_begin "$@" || { skip all "$why" ${#wanted[@]}; finish; }

# The working tree, as a clone would have it, in this folder of the root.
sources() # FOLDER OWNER
{
	mkdir -p "$root$1"
	{
		git ls-files -z --cached --others --exclude-standard 2>/dev/null | grep -z . ||
			find . -mindepth 1 -maxdepth 1 ! -name 'build*' ! -name .git -print0
	} | while IFS= read -r -d '' f; do [ ! -e "$f" ] || printf '%s\0' "$f"; done |
		tar -c --null -T - | tar -C "$root$1" -x --no-same-owner
	enter chown -R "$2" "$1"
}

as_user() { enter su uchitel -s /bin/bash -c "$1"; }

# ---- one run ----

check()
{
	local name=$arch/$1 who=${1%/*} cc=${1#*/} log=$keep/log/$arch-${1/\//-}.log start=$SECONDS last code
	case $1 in
	root/gcc) enter make -C /root/stazh check WERROR=1 ;;
	root/clang) enter make -C /root/stazh check WERROR=1 CC=clang B=/root/built/clang ;;
	user/gcc) as_user "umask 077; cd '$folder' && make check WERROR=1" ;;
	user/clang)
		umount "$root/dev/shm" && rmdir "$root/dev/shm"
		as_user "umask 077; mkdir -p ~/'вре мен'; export TMPDIR=~/'вре мен'; unset HOME; cd '$folder' && make check WERROR=1 CC=clang B=build-clang"
		;;
	esac >"$log" 2>&1
	code=$?
	last=$(grep -E '^[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped$' "$log" | tail -1)
	grep '^skip ' "$log" | sed "s|^|    $name: |"
	if [ $code -eq 0 ] && grep -qE '^[1-9][0-9]* passed, 0 failed,' <<<"$last"; then
		ok "$name: $last ($((SECONDS - start)) s)"
	else
		bad "$name: ${last:-code $code} ($((SECONDS - start)) s; $log)"
		grep -aE '^not ok|\[  FAILED|error:|\*\*\*' "$log" | head -20 | sed 's/^/    /'
	fi
}

# Before anything is installed, by somebody who cannot: which packages, by what command.
told()
{
	local log=$keep/log/$arch-told.log
	if as_user "cd '$folder' && make check" >"$log" 2>&1; then
		bad "$arch: make check without packages"
	elif grep -qE '^ *apt-get install .*liblmdb-dev.*openssh-server' "$log" && ! grep -q 'not found' "$log"; then
		ok "$arch: a user is told what is missing"
	else
		bad "$arch: a user is told what is missing: $(head -3 "$log")"
	fi
}

stazh() # FOLDER COMMAND…
{
	printf '[store]\npath = /root/%s\n' "$1" >"$root/root/base.ini"
	shift
	enter env STAZH_TODAY=2027-01-15 "$(cat "$root/root/program")" --config /root/base.ini "$@"
}

# The database of the other architecture: told for what it is, and carried over by what is told.
foreign() # ARCH OTHER
{
	local other=$2 words out=$keep/log/foreign.log
	arch=$1 root=$work/$1
	words="база $([ "$other" = i386 ] && echo 32 || echo 64)-разрядной программы"
	cp -r "$work/$other/root/base" "$root/root/foreign"
	cp "$work/$other/root/base/data.mdb" "$root/root/copy.mdb"
	for command in due check "restore /root/copy.mdb"; do
		stazh foreign $command >"$out" 2>&1
		if [ $? -ne 5 ] || ! grep -q "$words" "$out"; then
			bad "$arch: a base of $other: $command: $(head -3 "$out")"
			return
		fi
	done
	mkdir "$root/root/loaded"
	cp "$work/$other/root/base.dump" "$root/root/foreign.dump"
	enter mdb_load -f /root/foreign.dump /root/loaded >"$out" 2>&1 || { bad "$arch: mdb_load: $(head -3 "$out")"; return; }
	if stazh loaded check --deep >"$out" 2>&1 && [ "$(stazh loaded log --verify 2>/dev/null)" = "$(cat "$work/$other/root/base.log")" ] &&
		stazh loaded add reminder what=перенесено due=завтра >"$out" 2>&1 && stazh loaded check --deep >"$out" 2>&1; then
		ok "$arch: a base of $other is told, carried over and sound"
	else
		bad "$arch: a base of $other, carried over: $(head -3 "$out")"
	fi
}

base()
{
	local built
	for built in /root/stazh/build /root/built/clang "$folder/build" "$folder/build-clang"; do
		[ ! -x "$root$built/stazh" ] || { echo "$built/stazh" >"$root/root/program"; break; }
	done
	stazh base init && stazh base demo --scale 3 && stazh base delete reminder 1 && stazh base log --verify >"$root/root/base.log" &&
		enter mdb_dump -a /root/base >"$root/root/base.dump"
}

# ---- all ----

made=()
for a in amd64 i386; do
	runs=()
	for w in "${wanted[@]}"; do [ "${w%%/*}" != $a ] || runs+=("${w#*/}"); done
	[ ${#runs[@]} -gt 0 ] || continue
	if ! why=$(bare $a); then
		skip "$a" "$why" ${#runs[@]}
		continue
	fi
	if ! machine $a make lmdb-utils || ! enter useradd --create-home --shell /bin/bash uchitel; then
		skip "$a" "the machine cannot be made or run: $(tail -1 "$keep/log/$a-apt.log" 2>/dev/null)" ${#runs[@]}
		continue
	fi
	sources /root/stazh root
	sources "$folder" uchitel
	enter chown uchitel "${folder%/*}"
	told
	for run in "${runs[@]}"; do
		case $run in
		user/*) enter make -s -C /root/stazh packages-check CC="${run#*/}" >"$keep/log/$a-packages.log" 2>&1 ;;
		esac
		check "$run"
		keep_packages
	done
	if base >"$keep/log/$a-base.log" 2>&1; then made+=($a); else bad "$a: base ($keep/log/$a-base.log)"; fi
done
if [ ${#made[@]} -eq 2 ]; then
	foreign amd64 i386
	foreign i386 amd64
elif [[ "${wanted[*]}" = *amd64*i386* || "${wanted[*]}" = *i386*amd64* ]]; then
	skip "a base of the other architecture" "there is one machine alone" 2
fi
finish
}
