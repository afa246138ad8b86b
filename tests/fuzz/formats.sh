#!/bin/bash
# formats.sh FUZZER SECONDS [FORMAT…]: libFuzzer over each reader, beginning with tests/fuzz/corpus; RUNS=100000 for each instead
# of seconds. KEEP=1: what reaches new places is added to the corpus, as little of it as reaches them all. A finding is left
# in the folder that is told.
# formats.sh BUILD/stazh: each file of the corpus once, a suite.
cd "$(dirname "$0")/../.." || exit 2
corpus=tests/fuzz/corpus

if [ "${1##*/}" = stazh ]; then
	replay=${1%/*}/fuzz_replay
	. tests/suite.sh
	for folder in $corpus/*; do
		name=${folder##*/}
		if said=$(STAZH_FUZZ_FORMAT=$name "$replay" $folder/* 2>&1) && [ "$said" = "$(ls $folder | wc -l)" ]; then
			ok "$name: $said files"
		else
			bad "$name" "$(tail -3 <<<"$said")"
		fi
	done
	finish fuzz
	exit
fi

fuzzer=$(realpath "$1") seconds=$2
shift 2
[ $# -gt 0 ] || set -- $(ls $corpus)
left=$(mktemp -d) failed=0 runs=0
# One run after another reuses its memory: with more in quarantine most of the time goes into fresh pages.
export ASAN_OPTIONS=detect_leaks=1:allocator_may_return_null=1:quarantine_size_mb=16:malloc_context_size=8

one()
{
	mkdir "$left/$1"
	STAZH_FUZZ_FORMAT=$1 "$fuzzer" ${RUNS:+-runs=$RUNS} $([ -n "${RUNS:-}" ] || echo -max_total_time=$seconds) -timeout=20 \
		-rss_limit_mb=2048 -max_len=65536 -artifact_prefix="$left/$1-" -print_final_stats=1 \
		"$left/$1" $corpus/$1 >"$left/$1.log" 2>&1
	echo $? >"$left/$1.code"
}

for format; do
	one $format &
	[ "$(jobs -rp | wc -l)" -lt "$(nproc)" ] || wait -n
done
wait
for format; do
	n=$(sed -n 's/^stat::number_of_executed_units: //p' "$left/$format.log")
	runs=$((runs + ${n:-0}))
	if [ "$(cat "$left/$format.code")" = 0 ]; then
		echo "ok $format: ${n:-?} runs"
	else
		echo "not ok $format: $left/$format.log"
		failed=$((failed + 1))
	fi
	[ -z "${KEEP:-}" ] || STAZH_FUZZ_FORMAT=$format "$fuzzer" -merge=1 -use_counters=0 $corpus/$format "$left/$format" >/dev/null 2>&1
done
echo "fuzz: $runs runs of $# readers, $failed failed"
[ $failed -gt 0 ] || rm -rf "$left"
[ $failed -eq 0 ]
