#!/bin/bash
# All tests of a build: tests/check.sh BUILD. Ends with «N passed, M failed»; exit 1 when any failed.
set -u
cd "$(dirname "$0")/.."
b=$1
passed=0 failed=0
unset STAZH_CONFIG STAZH_TODAY STAZH_SCRIPT STAZH_SHARE SSH_CONNECTION SSH_ORIGINAL_COMMAND
export LC_ALL=C.UTF-8

count() { # name, passed, failed
	passed=$((passed + $2)) failed=$((failed + $3))
	printf '%-28s %5d passed, %d failed\n' "$1" "$2" "$3"
}

if out=$(tests/layers.sh); then count layers 1 0; else echo "$out"; count layers 0 1; fi

for t in "$b"/test_*; do
	[ -x "$t" ] && [ ! -d "$t" ] || continue
	case $t in *.d) continue ;; esac
	out=$("$t" 2>&1) && status=0 || status=$?
	ok=$(grep -c '^\[       OK \]' <<<"$out")
	bad=$(grep -c '^\[  FAILED  \] test_[a-z_]*$' <<<"$out")
	[ $status -ne 0 ] && [ "$bad" -eq 0 ] && bad=1
	if [ $status -ne 0 ]; then tail -40 <<<"$out"; fi
	bad=$((bad > 1 ? bad / 2 : bad)) # cmocka names each twice
	count "$(basename "$t")" "$ok" "$bad"
done

suites=(
	tests/recur/run.sh
	tests/figures/recount.py
	tests/cli/run.sh
	tests/ssh/run.sh
	tests/load/sessions.py
	tests/tui/run.sh
	tests/sheets/run.sh
	tests/crash/run.sh
	tests/crash/draft.py
	tests/fuzz/keys.sh
	tests/tui/smoke.sh
)
for suite in "${suites[@]}"; do
	[ -x "$suite" ] || continue
	out=$("$suite" "$b/stazh" 2>&1) && status=0 || status=$?
	line=$(tail -1 <<<"$out")
	ok=$(sed -n 's/.*[^0-9]\([0-9]*\) passed.*/\1/p' <<<" $line")
	bad=$(sed -n 's/.* \([0-9]*\) failed.*/\1/p' <<<"$line")
	if [ $status -ne 0 ] || [ -z "$ok" ]; then
		grep -vE '^ok ' <<<"$out" | tail -60
		[ "${bad:-0}" -gt 0 ] || bad=1
	fi
	count "$(basename "$(dirname "$suite")")/$(basename "${suite%.*}")" "${ok:-0}" "${bad:-0}"
done
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
