#!/bin/sh
# One fuzz target for a fixed number of inputs, the same in each run; without a
# target, build them all. Prints TAP.
# Usage: run.sh [TARGET]
set -u

export ATTACHE_FUZZ="${ATTACHE_FUZZ:-$ATTACHE_BUILD/fuzz}"
target=${1:-}
name=fuzz_${target:-build}
out=$(mktemp -d) || exit 1
trap 'rm -rf "$out"' EXIT

echo 1..1
missing=$(tools/fuzz --missing)
if [ -n "$missing" ]; then
	echo "ok 1 - $name # SKIP $missing"
	exit 0
fi
if [ -n "$target" ]; then
	mkdir "$out/corpus"
	tools/fuzz --once "$target" "$out/corpus" >"$out/log" 2>&1
else
	tools/fuzz --build >"$out/log" 2>&1
fi
status=$?
if [ "$status" -eq 0 ]; then
	sed -n 's/^stat::number_of_executed_units: */# inputs: /p' "$out/log"
	echo "ok 1 - $name"
else
	{
		grep -a 'broken claim' "$out/log"
		tail -60 "$out/log"
		sed -n 's/.*Test unit written to //p' "$out/log" |
			while read -r input; do
				echo "the input, in base64:"
				base64 "$input"
			done
	} | sed 's/^/# /'
	echo "not ok 1 - $name"
fi
exit "$status"
