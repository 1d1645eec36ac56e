# shellcheck shell=bash
# A simulated modem on $dir/pty that mbimcli (or $client) drives, to be sourced
# with $simodem set: tests/check.sh, in a network namespace of its own (libmbim's
# proxy), `modem` and `stop`. Without the client all is skipped.
[ "${ATTACHE_NETNS:-}" != yes ] && unshare -n true 2>/dev/null &&
	ATTACHE_NETNS=yes exec unshare -n "$0" "$@"
# shellcheck source=tests/check.sh
. tests/check.sh
pid=
trap '[ -z "$pid" ] || kill $pid; rm -rf "$dir"' EXIT

client=${client:-mbimcli}
if ! command -v $client >/dev/null; then
	echo "1..0 # SKIP $client (lib${client%cli}-utils) is not installed"
	exit 0
fi

# modem ARGS...: simodem on $dir/pty.
modem() {
	rm -f "$dir/pty"
	"$simodem" "$@" --pty "$dir/pty" >"$dir/ready" 2>"$dir/moans" &
	pid=$!
	until [ -e "$dir/pty" ] || ! kill -0 $pid 2>/dev/null; do
		sleep 0.05
	done
}

# stop: it ends, and has said nothing.
stop() {
	kill $pid
	wait $pid
	pid=
	! grep . "$dir/moans"
}
