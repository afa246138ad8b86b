#!/bin/bash
# Suites of the table tests/suites: tests/check.sh BUILD WHAT… [-- BUILD WHAT…]      (WHAT: a set or the name of a suite; regular expressions)
# They run side by side, JOBS at a time (two for each processor, since many wait more than they compute), each in a process group
# of its own, killed when its time is over; after LIMIT (1800) seconds all are. Their folders are in memory where there is room
# (TMPDIR=/tmp: on the disk): a disk is waited for at every write, and no suite asks it what a power cut leaves. A suite fails
# that cannot be run, says nothing of its end, or has another number of cases than the table tells; UPDATE=1 writes the numbers
# there anew. What was skipped is printed with its reason. FIGURES=1 prints the «# …» lines of the suites. The last line is
# «N passed, M failed, K skipped»; exit 1 when anything failed.
set -u
cd "$(dirname "$0")/.." || exit 2
table=tests/suites
unset STAZH_CONFIG STAZH_TODAY STAZH_SCRIPT STAZH_SHARE SSH_CONNECTION SSH_ORIGINAL_COMMAND
export LC_ALL=C.UTF-8
passed=0 failed=0 skipped=0

# in_memory: a folder there, from which programs can be started
in_memory()
{
	local at
	[ "$(df --output=avail -k /dev/shm 2>/dev/null | tail -n 1)" -gt 2000000 ] 2>/dev/null && at=$(mktemp -d -p /dev/shm) || return
	printf '#!/bin/sh\n' >"$at/program" && chmod 755 "$at" "$at/program" && "$at/program" && echo "$at" || rm -rf "$at"
}
memory=
[ -n "${TMPDIR:-}" ] || memory=$(in_memory)
[ -z "$memory" ] || export TMPDIR=$memory
jobs=$(($(nproc) * 2 + ($(nproc) == 1)))

work=$(mktemp -d) || exit 2
declare -A name cases limit job row # by process
running=0 started=0
trap 'for p in "${!job[@]}"; do kill -KILL -- -"$p" 2>/dev/null; done; rm -rf "$work" ${memory:+"$memory"}' EXIT
trap 'exit 130' INT TERM HUP

wrong() { failed=$((failed + 1)); echo "not ok $*"; }

# ---- what stands in the table ----

# change AWK-ARGUMENT…: the table anew; row() prints a line of it.
change()
{
	awk "${@:1:$# - 1}" 'function row(sets, name, cases, limit, rest) {
		printf "%-10s %-15s %4d %5d%s\n", sets, name, cases, limit, rest == "" ? "" : "  " rest } '"${*: -1}" $table >"$work/table" &&
		cat "$work/table" >$table
}
suites() { sed -E '/^(#|$)/d' $table; }

for tool in jq tmux python3 ssh sshd ssh-keygen infocmp timeout setsid; do
	PATH=$PATH:/usr/sbin command -v $tool >/dev/null || wrong "$tool is missing: make packages-check installs it"
done
[ -z "${UPDATE:-}" ] || change '!/^[^#]/ || !seen[$2]++' # two changes of one row that were merged
for f in $(suites | awk '{ print $2 }' | sort | uniq -d); do wrong "$f stands twice in $table (UPDATE=1 leaves one)"; done
known=" $(suites | tr '\n' ' ')"
for f in tests/unit/test_*.c; do
	f=${f#tests/unit/test_} f=unit/${f%.c}
	[[ $known != *" $f "* ]] || continue
	[ -n "${UPDATE:-}" ] || { wrong "$f is not in $table (UPDATE=1 writes it there)"; continue; }
	change -v new="$f" '$2 ~ /^unit\// ? $2 > new : seen { if (new != "") row("check", new, 0, 300, ""); new = "" } $2 ~ /^unit\// { seen = 1 } { print }'
done
for f in $(grep -lE '^\. .*/suite.sh|^import suite|^from place import' tests/*/*.sh tests/*/*.py); do
	[[ $known == *" $f "* ]] || wrong "$f is not in $table"
done

# ---- one suite ----

# Its words in $work/N; the process group that it runs in is that of `timeout`.
start() # BUILD LINE-OF-TABLE
{
	local build=$1 number sets suite count seconds script arguments n=$((started += 1)) left=$((${LIMIT:-1800} - SECONDS))
	read -r number sets suite count seconds script arguments <<<"$2"
	[[ $build != *-asan ]] || seconds=$((seconds * 4)) suite=asan/$suite
	[ $seconds -le $left ] || seconds=$left
	if [ $seconds -le 0 ]; then wrong "$suite: no time is left for it"; return; fi
	local reports=$work/$n.reports
	case $suite in
	*unit/*)
		script=$build/test_${suite##*unit/}
		[ -e "tests/unit/test_${suite##*unit/}.c" ] || { wrong "$suite: tests/unit has no such test"; return; }
		set -- "$script"
		mkdir "$reports"
		;;
	*) set -- "$script" "$build/stazh" $arguments ;;
	esac
	[ -x "$1" ] && [ -f "$1" ] || { wrong "$suite: $1 is not there or cannot be run"; return; }
	ASAN_OPTIONS=detect_leaks=1:exitcode=99:log_path=$reports/asan \
		UBSAN_OPTIONS=halt_on_error=1:exitcode=99:print_stacktrace=1:log_path=$reports/ubsan \
		timeout -k 10 $seconds "$@" >"$work/$n" 2>&1 </dev/null &
	name[$!]=$suite cases[$!]=$count limit[$!]=$seconds job[$!]=$n row[$!]=$number
	running=$((running + 1))
}

# Sets good, bad, skips by what the suite printed.
count()
{
	local out=$1 last
	case $2 in
	*unit/*) # cmocka
		good=$(grep -c '^\[       OK \]' "$out")
		bad=$(grep -oE '^\[  FAILED  \] test_[a-z0-9_]+' "$out" | sort -u | wc -l)
		skips=$(grep -oE '^\[  SKIPPED \] test_[a-z0-9_]+' "$out" | sort -u | wc -l)
		grep -q '^\[==========\] .* run' "$out" || return 1
		;;
	*)
		last=$(tail -n 1 "$out")
		[[ $last =~ ^[a-z]+:\ ([0-9]+)\ passed,\ ([0-9]+)\ failed,\ ([0-9]+)\ skipped$ ]] || return 1
		good=${BASH_REMATCH[1]} bad=${BASH_REMATCH[2]} skips=${BASH_REMATCH[3]}
		;;
	esac
	[ "$skips" -eq 0 ] || grep -q '^skip [^:]*: .' "$out"
}

ended() # PROCESS STATUS
{
	local p=$1 status=$2 out=$work/${job[$1]} good=0 bad=0 skips=0 why=() total
	kill -KILL -- -"$p" 2>/dev/null
	running=$((running - 1))
	count "$out" "${name[$p]}" || why+=("no word of its end, or of why it skips")
	case $status in
	124 | 137) why+=("killed after ${limit[$p]} s") ;;
	0) [ $bad -eq 0 ] || why+=("it ends with 0, though cases failed") ;;
	*) [ $bad -gt 0 ] || why+=("it ends with $status") ;;
	esac
	[ -z "$(ls "$work/${job[$p]}.reports" 2>/dev/null)" ] || why+=("a report of a sanitizer")
	total=$((good + bad + skips))
	[ $total -gt 0 ] || why+=("it tests nothing")
	if [ $bad -eq 0 ] && [ -z "${why[*]-}" ] && [ -n "${UPDATE:-}" ]; then
		change -v number="${row[$p]}" -v total=$total 'NR == number { rest = $0; sub(/^[^ ]+ +[^ ]+ +[0-9]+ +[0-9]+ */, "", rest); row($1, $2, total, $4, rest); next } { print }'
	elif [ $total -ne "${cases[$p]}" ]; then
		why+=("$total cases, where $table tells of ${cases[$p]} (UPDATE=1 writes the number there)")
	fi
	if [ $bad -gt 0 ] || [ -n "${why[*]-}" ]; then
		grep -vE '^(ok |\[ RUN|\[       OK|\[==|\[  PASSED)' "$out" | tail -n 60
		[ ! -d "$work/${job[$p]}.reports" ] || head -q -n 40 "$work/${job[$p]}.reports"/* 2>/dev/null
	fi
	[ -z "${FIGURES:-}" ] || grep '^# ' "$out"
	printf '%-20s %5d passed, %d failed, %d skipped\n' "${name[$p]}" $good $bad $skips
	grep '^skip ' "$out"
	passed=$((passed + good)) failed=$((failed + bad)) skipped=$((skipped + skips))
	for total in "${why[@]}"; do wrong "${name[$p]}: $total"; done
	unset "job[$p]"
}

next()
{
	local p status
	wait -n -p p
	status=$?
	ended "$p" $status
}

# ---- all of them ----

while [ $# -gt 0 ]; do
	build=$1
	shift
	while [ $# -gt 0 ] && [ "$1" != -- ]; do
		found=
		mapfile -t lines <<<"$(grep -nE "^(([^ ]*,)?$1(,[^ ]*)? |[^ #]+ +$1 )" $table | sed 's/:/ /')"
		for line in "${lines[@]}"; do
			[ -n "$line" ] || { wrong "$1: no such set or suite in $table"; continue; }
			[ $running -lt "${JOBS:-$jobs}" ] || next
			start "$build" "$line"
		done
		shift
	done
	[ $# -eq 0 ] || shift
done
while [ $running -gt 0 ]; do next; done
[ $((passed + failed)) -gt 0 ] || wrong "nothing was run"
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed -eq 0 ]
