#!/bin/sh
# Every chart in bad_charts is refused with exactly the message in its first
# line, and leaves no file behind.
set -u

tool=$ATTACHE_BUILD/gen/mbim-gen-chart
dir=tests/gen/bad_charts
out=$(mktemp -d) || exit 1
trap 'rm -rf "$out"' EXIT
n=0
failed=0

set -- "$dir"/*.rl
echo "1..$#"
for chart; do
	n=$((n + 1))
	name=$(basename "$chart" .rl)
	expected=$chart:$(sed -n '1s/^# //p' "$chart")
	got=$("$tool" "$chart" "$out" 2>&1)
	status=$?
	left=$(ls -A "$out")
	if [ "$status" -eq 1 ] && [ "$got" = "$expected" ] && [ -z "$left" ]
	then
		echo "ok $n - lint_refuses_$name"
	else
		echo "not ok $n - lint_refuses_$name"
		failed=1
		echo "# expected: $expected"
		printf '%s\n' "$got" | sed 's/^/# got:      /'
		echo "# exit $status, files left: $left"
	fi
done
exit $failed
