#!/bin/bash
# Makes a clean tree of Debian and the packages, and has lintian look at these.
# usage: check.sh [SUITE]
set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/package/suite.sh
. "$here/suite.sh" "${1:-}"
mkdir -p "$dir"
echo "1..3"

# stage NAME SCRIPT: ends with its reason to skip.
stage() {
	local said status
	said=$("$here/$2" "$suite")
	status=$?
	if [ $status = 77 ]; then
		echo "ok - $1 # SKIP $said"
		exit 77
	elif [ $status != 0 ]; then
		echo "not ok - $1"
		echo "$said" | sed 's/^/# /'
		exit 1
	fi
	echo "ok - $1"
}

stage a_clean_tree_is_made tree.sh
stage packages_are_built build.sh
command -v lintian >/dev/null || {
	echo "ok - lintian_is_content # SKIP no lintian (tools/setup vm)"
	exit 0
}
said=$(lintian --allow-root --info --pedantic --fail-on error,warning \
	"$dir"/deb/*attache*_*.deb 2>&1)
status=$?
[ $status = 0 ] || echo -n "not "
echo "ok - lintian_is_content"
echo "$said" | sed 's/^/# /' | head -n 60
exit $status
