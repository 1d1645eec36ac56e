# TAP for shell tests of a program that is asked one thing after the other, to
# be sourced from the top of the tree with $attache set. Gives a scratch folder
# $dir, `check`, `skip`, `run`, `says`, `moans`, `until_in`, and $bad for the exit
# status.
# shellcheck source=tests/wait.sh
. tests/wait.sh
dir=$(mktemp -d) || exit 1
# Not of a child that is ended before it has become its program.
trap '[ $BASHPID != $$ ] || rm -rf "$dir"' EXIT
n=0
bad=0

# check NAME COMMAND...: passes if the command succeeds; else shows what it and
# attache have said.
check() {
	n=$((n + 1))
	: >"$dir/out"
	: >"$dir/err"
	if "${@:2}" >"$dir/said" 2>&1; then
		echo "ok $n - $1"
	else
		echo "not ok $n - $1"
		bad=1
		cat "$dir/run" "$dir/out" "$dir/err" "$dir/said" 2>/dev/null |
			sed 's/^/# /' | tail -40
	fi
}

skip() {
	n=$((n + 1))
	echo "ok $n - $1 # SKIP $2"
}

# run STATUS ARGS...: attache ends with STATUS; what it says is in out and err.
run() {
	timeout 60 "$attache" "${@:2}" >"$dir/out" 2>"$dir/err"
	[ $? -eq "$1" ]
}

# says TEXT..., moans TEXT...: each is in out or err, or in err.
says() {
	for text; do
		grep -qF -- "$text" "$dir/out" "$dir/err" || return 1
	done
}

moans() {
	for text; do
		grep -qF -- "$text" "$dir/err" || return 1
	done
}

