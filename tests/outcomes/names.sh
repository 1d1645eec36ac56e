#!/bin/bash
# The names of all tests of the build, a line each with a word behind it.
# Usage: ATTACHE_BUILD=DIR names.sh WORD
ctest --test-dir "${ATTACHE_BUILD:?}" -N |
	awk -v word="$1" '/^ *Test +#[0-9]+: / {
		sub(/^[^:]*: */, "")
		print $1, word
		n++
	}
	END { exit !n }'
