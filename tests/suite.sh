# Sourced by the suites in shell: counting, and what a sanitizer has to say.
#   ok NAME, bad NAME [WHY], skip NAME REASON [CASES]   one case each, or so many
#   finish SUITE                                the closing line; fails when a case failed
# $dir is a folder of the suite's own, gone when it ends. A report of a sanitizer has a code that the program never has and goes
# into $dir/reports; one that is there in the end is a failure, whatever the code of the program was taken for.
passed=0 failed=0 skipped=0
dir=$(mktemp -d) || exit 2
trap 'rm -rf "$dir"' EXIT
mkdir -m 1777 "$dir/reports"
ASAN_OPTIONS=detect_leaks=1:exitcode=99:log_path=$dir/reports/asan
UBSAN_OPTIONS=halt_on_error=1:exitcode=99:print_stacktrace=1:log_path=$dir/reports/ubsan
export HOME=$dir ASAN_OPTIONS UBSAN_OPTIONS

ok() { passed=$((passed + 1)); echo "ok $1"; }
bad() { failed=$((failed + 1)); echo "not ok $1${2:+: $2}"; }
skip() { skipped=$((skipped + ${3:-1})); echo "skip $1: $2${3:+ ($3 cases)}"; }

finish()
{
	local report
	for report in "$dir"/reports/*; do
		[ -e "$report" ] || continue
		bad "a report of a sanitizer"
		head -40 "$report"
	done
	echo "$1: $passed passed, $failed failed, $skipped skipped"
	[ $failed -eq 0 ]
}
