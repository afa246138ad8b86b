#!/bin/bash
# Can the tests fail? tests/selftest.sh BUILD/stazh [short]: what must make `make check` fail does, with a sentence, in a copy of tests/.
# Ends with «selftest: N passed, M failed, K skipped».
set -u
build=$(dirname "$(realpath "$1")")
cd "$(dirname "$0")/.." || exit 2
. tests/suite.sh
root=$dir/root
unset UPDATE FIGURES JOBS LIMIT

# A tree with links to all but the tests, of which there are fewer, and a build that can be changed.
again()
{
	rm -rf "$root"
	mkdir -p "$root/build" "$root/tests" && tar -C tests --exclude=corpus -cf - . | tar -C "$root/tests" -xf - &&
		ln -s "$PWD/src" "$PWD/include" "$PWD/config" "$PWD/docs" "$root" &&
		ln -s "$build"/stazh "$build"/config "$build"/test_* "$build"/crash_* "$root/build" || exit 2
	find "$root"/tests/cli/cases "$root"/tests/tui/cases -type f ! -name usage.sh ! -name due.sh ! -name due.case ! -name due.out \
		! -name two.case ! -name two.out -delete
}
program() { rm "$root/build/stazh"; printf '#!/bin/bash\n%s\n' "$1" >"$root/build/stazh"; chmod +x "$root/build/stazh"; }
row() { printf 'check fake/run 1 3 tests/fake/run.sh\n' >>"$root/tests/suites"; }
suite() { mkdir "$root/tests/fake"; printf '#!/bin/bash\n%s\n' "$1" >"$root/tests/fake/run.sh"; chmod +x "$root/tests/fake/run.sh"; row; }

check() { "$root/tests/check.sh" "$root/build" "$@" >"$dir/out" 2>&1 </dev/null; }
last() { tail -n 1 "$dir/out"; }
passes() # NAME CLOSING-LINE WHAT…
{
	if check "${@:3}" && [ "$(last)" = "$2" ]; then ok "$1"; else bad "$1" "$(cat "$dir/out")"; fi
}
fails() # NAME SENTENCE WHAT…
{
	if check "${@:3}"; then bad "$1" "it passes"
	elif ! grep -q "$2" "$dir/out"; then bad "$1" "no word of «$2»: $(cat "$dir/out")"
	elif ! [[ $(last) =~ ^[0-9]+\ passed,\ [1-9][0-9]*\ failed,\ [0-9]+\ skipped$ ]]; then bad "$1" "$(last)"
	else ok "$1"; fi
}

again
n=$(awk '$2 == "unit/keys" { print $3 }' tests/suites)
passes 'a suite as it is' "$n passed, 0 failed, 0 skipped" unit/keys
suite 'echo ok a; echo "fake: 1 passed, 0 failed, 0 skipped"'
passes 'a suite that was added' '1 passed, 0 failed, 0 skipped' fake/run
suite() { printf '#!/bin/bash\n%s\n' "$1" >"$root/tests/fake/run.sh"; chmod +x "$root/tests/fake/run.sh"; }
suite 'echo "skip a: no disk"; echo "fake: 0 passed, 0 failed, 1 skipped"'
fails 'nothing but skipped cases' 'nothing was run' fake/run
chmod -x "$root/tests/fake/run.sh"
fails 'a suite without a run bit' 'cannot be run' fake/run
rm "$root/tests/fake/run.sh"
fails 'a suite that is not there' 'is not there' fake/run
suite 'echo ok a'
fails 'a suite that does not say its end' 'no word of its end' fake/run
suite 'echo "fake: 1 passed, 0 failed, 0 skipped"; exit 3'
fails 'a suite that ends with another code' 'it ends with 3' fake/run
suite 'echo "not ok a"; echo "fake: 1 passed, 1 failed, 0 skipped"'
fails 'a suite that ends with 0 though cases failed' 'though cases failed' fake/run
suite 'echo "fake: 0 passed, 0 failed, 0 skipped"'
fails 'no cases' 'it tests nothing' fake/run
suite 'echo ok a; echo ok b; echo "fake: 2 passed, 0 failed, 0 skipped"'
fails 'more cases than are told' '2 cases, where' fake/run
suite 'echo "fake: 0 passed, 0 failed, 1 skipped"'
fails 'skipped without a reason' 'of why it skips' fake/run
suite "sleep 300 & echo \$! >'$dir/child'; wait"
fails 'a suite that hangs' 'killed after 3 s' fake/run
if grep -qs 'State:.[^Z]' "/proc/$(cat "$dir/child")/status"; then bad 'what it started is killed too'; else ok 'what it started is killed too'; fi
suite 'kill -SEGV $$'
fails 'a suite that ends by a signal' 'it ends with 139' fake/run
printf '#!/bin/bash\n. "$(dirname "$0")/../suite.sh"\nok a\nfinish other\n' >"$root/tests/fake/other.sh"
fails 'a suite that the table does not have' 'tests/fake/other.sh is not in' fake/run
fails 'a suite that nobody has' 'no such set or suite' fake/none

again
rm "$root"/tests/cli/cases/*
fails 'an empty folder of cases' 'it tests nothing' cli/run
again
rm "$root/tests/cli/cases/usage.sh"
fails 'a file of cases less' 'cases, where' cli/run
again
rm "$root"/tests/tui/cases/*
fails 'an empty folder of screens' 'it tests nothing' tui/run

again
rm "$root/build/test_keys"
fails 'a unit that is not built' 'unit/keys: .* is not there' unit/keys
ln -s /bin/true "$root/build/test_keys"
fails 'a unit that ends at once' 'it tests nothing' unit/keys
sed -i '/unit\/keys/d' "$root/tests/suites"
fails 'a unit that the table does not have' 'unit/keys is not in' unit/text

again
mkdir "$dir/tools" && ln -s /usr/sbin/sshd /usr/bin/* "$dir/tools" 2>/dev/null
[ /bin -ef /usr/bin ] || ln -s /bin/* "$dir/tools" 2>/dev/null
for tool in jq tmux python3; do
	mv "$dir/tools/$tool" "$dir/gone"
	PATH=$dir/tools fails "no $tool" "$tool is missing" unit/keys
	mv "$dir/gone" "$dir/tools/$tool"
done

if [ "${2:-}" = short ]; then
	finish selftest
	exit
fi
printf '#include <stdlib.h>\nint main(void) { char *volatile p = malloc(9); free(p); return p[3] == 77; }\n' >"$dir/bug.c"
if ${CC:-cc} -g -fsanitize=address -o "$dir/bug" "$dir/bug.c" 2>"$dir/out"; then
	for suite in cli/run tui/run sheets/run recur/compare; do
		again
		program "'$dir/bug'; exec '$build/stazh' \"\$@\""
		rm "$root/build/test_recur" && printf '#!/bin/bash\n%s\n' "'$dir/bug'; exec '$build/test_recur' \"\$@\"" >"$root/build/test_recur" && chmod +x "$root/build/test_recur"
		fails "$suite: a report of a sanitizer in a program that ends well" 'report of a sanitizer' $suite
	done
	ln -sf "$dir/bug" "$root/build/test_keys"
	printf '#!/bin/bash\n%s\n' "'$dir/bug'; exec '$build/test_text'" >"$dir/unit" && chmod +x "$dir/unit" && ln -sf "$dir/unit" "$root/build/test_text"
	fails 'a unit: a report of a sanitizer' 'AddressSanitizer' unit/keys
	fails 'a unit: a report of a sanitizer in one that ends well' 'report of a sanitizer' unit/text
else
	skip 'a report of a sanitizer' 'no libasan for this compiler' 6
fi
again
program "'$build/stazh' \"\$@\"; kill -SEGV \$\$"
fails 'a signal at the end of a command' 'failed' cli/run
fails 'a signal at the end of a screen' 'код 139' tui/run
finish selftest
