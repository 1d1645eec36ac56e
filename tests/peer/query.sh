# What the tests of attache query share; sourced with $attache and $simodem set.
set -u
dir=$(mktemp -d) || exit 1
n=0
bad=0
sim=
trap 'sim_stop; rm -rf "$dir"' EXIT

# check NAME COMMAND...: passes if the command succeeds.
check() {
	n=$((n + 1))
	if "${@:2}"; then
		echo "ok $n - $1"
	else
		echo "not ok $n - $1"
		bad=1
		sed 's/^/# /' "$dir/out" "$dir/err" 2>/dev/null | tail -40
	fi
}

skip() {
	n=$((n + 1))
	echo "ok $n - $1 # SKIP $2"
}

# sim_at OPTIONS...: a modem, at a place ($device) that it tells.
sim_at() {
	sim_stop
	mkfifo "$dir/ready"
	"$simodem" "$@" >"$dir/ready" 2>"$dir/sim" &
	sim=$!
	device=$(timeout 60 head -n 1 "$dir/ready")
	rm "$dir/ready"
}

# sim_start OPTIONS...: a modem on a pty.
sim_start() {
	sim_at "$@" --pty "$dir/modem"
}

sim_stop() {
	[ -n "$sim" ] && kill "$sim" 2>/dev/null && wait "$sim"
	sim=
}

# run STATUS ARGS...: attache ends with STATUS; what it says is in out and err.
run() {
	timeout 60 "$attache" "${@:2}" >"$dir/out" 2>"$dir/err"
	[ $? -eq "$1" ]
}

# ask STATUS query|set ARGS...: the same, of the modem on the pty.
ask() {
	run "$1" "$2" --device "$device" "${@:3}"
}

# says TEXT..., moans TEXT...: each is in out, or in err.
says() {
	for text; do
		grep -qF -- "$text" "$dir/out" || return 1
	done
}

moans() {
	for text; do
		grep -qF -- "$text" "$dir/err" || return 1
	done
}

# json FILTER: out is one JSON object for which the jq filter holds.
json() {
	[ "$(jq -s length "$dir/out" 2>&1)" = 1 ] &&
		jq -e "$1" "$dir/out" >/dev/null 2>"$dir/jq"
}
