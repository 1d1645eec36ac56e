# TAP for shell tests, to be sourced from the top of the tree. Gives a scratch
# folder $out (a failure shows what $out/said holds), `result`, `skip_without`,
# and $failed for the exit status.
out=$(mktemp -d) || exit 1
trap 'rm -rf "$out"' EXIT
n=0
failed=0

# result NAME STATUS
result() {
	n=$((n + 1))
	if [ "$2" -eq 0 ]; then
		echo "ok $n - $1"
	else
		echo "not ok $n - $1"
		failed=1
		[ ! -f "$out/said" ] || sed 's/^/# /' "$out/said"
	fi
}

# skip NAME REASON
skip() {
	n=$((n + 1))
	echo "ok $n - $1 # SKIP $2"
}

# skip_without TOOL NAME PACKAGE: true, and the test skipped, if there is none.
skip_without() {
	command -v "$1" >/dev/null && return 1
	skip "$2" "no $1, it is in the package $3"
}

# skip_all REASON NAME...: none of these tests can be made here, and that is all.
skip_all() {
	local reason=$1 name
	shift
	for name; do
		skip "$name" "$reason"
	done
	exit 77
}
