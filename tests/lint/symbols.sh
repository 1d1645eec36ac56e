#!/bin/bash
# The freestanding archives need nothing but each other, memcpy, memmove and
# memset: no allocation, no clock, no stdio. (assert and the sanitizers are
# what a debug build adds.)
# Usage: symbols.sh ARCHIVE...
set -u
allowed='^(memcpy|memmove|memset|__assert_fail|__(asan|ubsan)_.*|_GLOBAL_OFFSET_TABLE_)$'
defined=$(nm --defined-only "$@" 2>/dev/null | awk 'NF == 3 { print $3 }' | sort -u)
n=0
bad=0
echo "1..$(($# + 1))"
for archive; do
	n=$((n + 1))
	name=$(basename "$archive" .a)
	extra=$(nm --undefined-only "$archive" 2>/dev/null |
		awk '$1 == "U" { print $2 }' | sort -u |
		comm -23 - <(echo "$defined") | grep -Ev "$allowed")
	if [ -n "$extra" ]; then
		echo "not ok $n - ${name}_needs_no_system"
		printf '# %s\n' $extra
		bad=1
	else
		echo "ok $n - ${name}_needs_no_system"
	fi
done
# A lint that looks at nothing must fail.
n=$((n + 1))
if [ "$(echo "$defined" | wc -l)" -gt 100 ]; then
	echo "ok $n - archives_hold_code"
else
	echo "not ok $n - archives_hold_code"
	bad=1
fi
exit $bad
