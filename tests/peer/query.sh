# What the tests of attache query share; sourced with $attache and $simodem set.
set -u
# shellcheck source=tests/check.sh
. tests/check.sh
sim=
trap 'sim_stop; rm -rf "$dir"' EXIT

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

# ask STATUS query|set ARGS...: the same, of the modem on the pty.
ask() {
	run "$1" "$2" --device "$device" "${@:3}"
}

# json FILTER: out is one JSON object for which the jq filter holds.
json() {
	[ "$(jq -s length "$dir/out" 2>&1)" = 1 ] &&
		jq -e "$1" "$dir/out" >/dev/null 2>"$dir/jq"
}
