#!/bin/bash
# Functions and files stay short: the numbers, and a failure beyond the limits.
# Run from the top of the tree.
set -u
here=$(dirname "$0")

# short NAME FIRST FOLDER...
short() {
	local name=$1 first=$2
	shift 2
	find "$@" -type f \( -name '*.[ch]' -o -name '*.cc' \) \
		-not -path 'tests/gen/golden*' | sort | xargs awk \
		-v of="$name" -v first="$first" -v median=12 -v p90=25 \
		-v most=60 -v file_most=600 -f "$here/functions.awk"
}

failed=0
short programs 1 src gen drivers tools genode || failed=1
short tests 5 tests || failed=1
echo "1..8"
exit $failed
