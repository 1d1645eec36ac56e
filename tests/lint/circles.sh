#!/bin/bash
# No circle between the source files of a layer but those of circles.txt.
# usage: circles.sh [--known] [LIST [BUILD [LEAST]]]
#   --known  print today's circles as lines for the list
#   LEAST    so many files must have been looked at
# Run from the top of the tree.
set -u
known=0
if [ "${1:-}" = --known ]; then
	known=1
	shift
fi
here=$(dirname "$0")
list=${1:-$here/circles.txt}
build=${2:-$ATTACHE_BUILD}
least=${3:-50}

. "$here/objects.sh"
symbols "$build" src drivers gen | grep -v ^generated/ |
	awk -v known=$known -v least="$least" -f "$here/circles.awk" \
		list=1 "$list" list=0 -
status=$?
[ $known = 1 ] || echo "1..3"
exit $status
