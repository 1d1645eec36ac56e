#!/bin/bash
# Each rung of the ladder on a real bus: the simulated modem loses data until the
# host does what heals it, and attache is allowed that one rung.
# usage: test_recovery.sh SIMODEM ATTACHE
# shellcheck disable=SC2016 # expanded inside
simodem=$1 attache=$2
if [ ! -r /dev/fuse ] || [ ! -c /dev/net/tun ] ||
	! unshare -mn true 2>/dev/null; then
	echo "1..0 # SKIP needs /dev/fuse, /dev/net/tun and new namespaces"
	exit 0
fi
. tests/tap.sh

# recovers NAME RUNG HEALED-BY STATE: what was said is in $out/NAME.said
recovers() {
	dir=$out/$1
	mkdir "$dir"
	cat >"$dir/config" <<-END
		sessions: [{name: wwan0, apn: internet}]
		recovery: {rungs: [$2], ask: 2, stall: 2}
	END
	export dir attache heals=$3 state=$4
	timeout 120 "$simodem" --commands "$dir/commands" --usbfs -- bash -c '
		reaches() {
			for _ in $(seq 60); do
				ping -q -c 1 -W 1 -I wwan0 10.64.0.1 && return
				sleep 0.5
			done
			return 1
		}
		climbs() {
			for _ in $(seq 60); do
				grep -q "^+[0-9.]* recovery .*--> $state " \
					"$dir/log" && return
				ping -q -c 1 -W 1 -I wwan0 10.64.0.1
			done
			return 1
		}
		timeout 110 "$attache" run --control none -c "$dir/config" \
			>"$dir/log" 2>&1 &
		reaches && echo "fail no_data $heals" >"$dir/commands" &&
		climbs && reaches
		status=$?
		kill %1
		wait
		exit $status' >"$dir/ping" 2>&1
}

# Together: what they do most is to wait.
while read -r name rung heals state; do
	recovers "$name" "$rung" "$heals" "$state" &
	eval "${name}_pid=$!"
	names+=" $name"
done <<'END'
session session session renewed
radio radio radio cycled
channel reopen reopen reopened
function reset function reset
bus reenumerate reenumerate reenumerated
END

echo "1..5"
for name in $names; do
	pid=${name}_pid
	wait "${!pid}"
	status=$?
	cp "$out/$name/log" "$out/said"
	result "recovers_by_$name" $status
done
exit "$failed"
