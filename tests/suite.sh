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

# For `stazh batch`: six groups of 25 trainees on site 1 in 2022-2023, people of organisation ORG with a surname each of their own,
# who get the numbers from FIRST on; those of the first group have not done their plan.
six_groups() # ORG FIRST
{
	awk -v org="$1" -v first="$2" '
	BEGIN {
		split("Бар Вас Гор Дуб Жар Зуб Кар Лис Мак Ник Ост Пан Рад Сав Тум", a, " ")
		split("анов елев иков омов унов ыкин ехин отов агин осин", b, " ")
		for (i = 1; i <= 6; i++)
			printf "{\"run\": [\"add\", \"group\", \"site=1\", \"name=Группа %d\", \"school_year=2022-2023\", \"from=01.09.2022\", \"to=31.05.2023\"]}\n", i
		for (i = 0; i < 150; i++) {
			printf "{\"run\": [\"add\", \"person\", \"surname=%s%s\", \"name=Пётр\", \"patronymic=Ильич\", \"org=%d\", \"position_kind=учитель\"]}\n", a[i % 15 + 1], b[int(i / 15) + 1], org
			printf "{\"run\": [\"add\", \"trainee\", \"person=%d\", \"group=%d\"]}\n", first + i, i % 6 + 1
			if (i % 6 == 0)
				printf "{\"run\": [\"add\", \"task\", \"trainee=%d\", \"what=посетить урок\", \"due=01.05.2023\"]}\n", i + 1
		}
	}'
}

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
