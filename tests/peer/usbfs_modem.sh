# What the tests share in which attache brings up simodem's USB device: the part
# that runs where the device is. Sourced with $attache and $dir set; a failure is
# an exit status.
await() {
	for _ in $(seq 300); do
		"$attache" status --json --control "$dir/control" 2>/dev/null |
			grep -q "$1" && return 0
		kill -0 "$daemon" 2>/dev/null || return 1
		sleep 0.1
	done
	return 1
}

# The kernel asks for a router as soon as the device is up.
routed() {
	for _ in $(seq 100); do
		ip -6 route get 2001:db8:64::1 2>/dev/null | grep -q 'dev lte0' &&
			return 0
		sleep 0.1
	done
	return 1
}

start() {
	"$attache" run --config "$dir/attache.yaml" >>"$dir/run" 2>&1 &
	daemon=$!
}

stop() {
	kill -TERM "$daemon"
	wait "$daemon"
}

# carries: pings of both families, the second where there is one, and TCP
# both ways.
carries() {
	ping -q -c 3 -i 0.2 -W 2 10.64.0.1 >/dev/null || return 13
	if [ -z "${only_ipv4:-}" ]; then
		routed || return 18
		ping -q -c 2 -i 0.2 -W 2 -s 1400 2001:db8:64::1 >/dev/null ||
			return 14
	fi
	head -c 2000000 /dev/zero >/dev/tcp/10.64.0.1/9 || return 15
	[ "$(head -c 2000000 </dev/tcp/10.64.0.1/19 | wc -c)" = 2000000 ] ||
		return 16
}
