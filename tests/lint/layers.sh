#!/bin/bash
# What each layer may include and call: layers.txt.
# usage: layers.sh [--known] [LIST [BUILD [LEAST]]]
#   --known  print what breaks the rules as lines for the list
#   LEAST    so many files and objects must have been looked at
# Run from the top of the tree.
set -u
known=0
if [ "${1:-}" = --known ]; then
	known=1
	shift
fi
here=$(dirname "$0")
list=${1:-$here/layers.txt}
build=${2:-$ATTACHE_BUILD}
least=${3:-50}
. "$here/objects.sh"

{
	find src drivers gen -name '*.[ch]' | sort | xargs grep -oHE \
		'^#include "[a-z_0-9]+/[^"]+"' /dev/null |
		sed 's/^\([^:]*\):#include "\(.*\)"/include \1 \2/'
	symbols "$build" src drivers gen | sed 's/^/symbol /'
} | awk -v known=$known -v least="$least" -f "$here/layers.awk" \
	list=1 "$list" list=0 -
status=$?
[ $known = 1 ] || echo "1..4"
exit $status
