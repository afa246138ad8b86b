#!/bin/bash
# Suites against programs that are not the program: tests/impostors.sh BUILD/stazh [SUITE…]      (`make impostors`)
# In the place of the program stand: one that does nothing and ends with 0, 1, 5, 99 or by a signal, and the program itself whose
# end is another: 5, 99 or a signal. Of the cases of each suite of `make check` at most one in ten may pass, and the suite fails.
# It also fails when only what is done after the database was made ends by a signal or with 99.
# Ends with «impostors: N passed, M failed, K skipped».
set -u
build=$(dirname "$(realpath "$1")")
shift
cd "$(dirname "$0")/.." || exit 2
. tests/suite.sh
[ $# -gt 0 ] || set -- $(awk '$1 ~ /^(.*,)?check(,.*)?$/ && $2 !~ /^(unit|layers|selftest)/ { print $2 }' tests/suites)

declare -A ends=(["0"]='exit 0' ["1"]='exit 1' ["5"]='exit 5' ["99"]='exit 99' ["signal"]='kill -SEGV $$')
impostor() # NAME LINES: a build with such a program
{
	local b=$dir/$1
	mkdir "$b"
	ln -s "$build"/* "$b"
	rm -f "$b/stazh" "$b/test_recur"
	printf '#!/bin/bash\n%s\n' "$2" >"$b/stazh"
	printf '#!/bin/bash\n%s\n' "${2//$build\/stazh/$build\/test_recur}" >"$b/test_recur"
	chmod +x "$b/stazh" "$b/test_recur"
}
for end in "${!ends[@]}"; do
	impostor "nothing-$end" "${ends[$end]}"
	right="'$build/stazh' \"\$@\"
${ends[$end]}"
	case $end in 5 | 99 | signal) impostor "right-$end" "$right" ;; esac
	case $end in 99 | signal) impostor "later-$end" "case \" \$* \" in *' init '* | *' demo '* | *' add '* | *' import '* | *' keys '*) exec '$build/stazh' \"\$@\" ;; esac
$right" ;; esac
done

for suite in "$@"; do
	read -r _ _ cases limit script arguments <<<"$(grep -E "^[^ #]+ +$suite " tests/suites)"
	for b in "$dir"/nothing-* "$dir"/right-* "$dir"/later-*; do
		out=$(timeout -k 5 "$limit" "$script" "$b/stazh" $arguments 2>&1 </dev/null)
		status=$?
		good=$(sed -n '$s/^[a-z]*: \([0-9]*\) passed, .*/\1/p' <<<"$out")
		: "${good:=0}"
		what="$suite, ${b##*/}: $good of $cases pass"
		if [ $status -ne 0 ] && [ $status -ne 124 ] && { [[ $b == */later-* ]] || [ $((good * 10)) -le "$cases" ]; }; then
			ok "$what"
		else
			bad "$what" "it ends with $status"
			grep '^ok' <<<"$out" | head -${SHOW:-10}
		fi
	done
done
finish impostors
