#!/bin/bash
# The daemon has as many descriptors after a modem was unplugged and plugged in
# again many times as after the first few times.
# usage: test_descriptors.sh SIMODEM ATTACHE
simodem=$1 attache=$2
. tests/tap.sh

echo "1..2"
if [ ! -r /dev/fuse ] || ! unshare -mn true 2>/dev/null; then
	skip_all "needs /dev/fuse and new namespaces" \
		modem_comes_back_each_time descriptors_stay_as_many
fi
cat >"$out/scenario.yaml" <<'END'
events:
  - {at_ms: 1500, every_ms: 1500, do: unplug}
  - {at_ms: 1700, every_ms: 1500, do: plug}
END
cat >"$out/run.sh" <<'END'
attache=$1 out=$2
"$attache" run --control none -a internet >"$out/log" 2>&1 &
daemon=$!
# up N: the link is up for the Nth time; print how many descriptors there are.
up() {
	tries=0
	until [ "$(grep -c '^[^ ]* link .* up ' "$out/log")" -ge "$1" ]; do
		tries=$((tries + 1))
		[ "$tries" -lt 1200 ] && kill -0 "$daemon" || return 1
		sleep 0.05
	done
	ls "/proc/$daemon/fd" | wc -l
}
up 3 >"$out/early" && up 15 >"$out/late"
status=$?
kill "$daemon"
wait "$daemon"
exit "$status"
END
"$simodem" --scenario "$out/scenario.yaml" --usbfs -- \
	sh "$out/run.sh" "$attache" "$out" >"$out/said" 2>&1
status=$?
tail -20 "$out/log" >>"$out/said"
result modem_comes_back_each_time $status
echo "# descriptors: $(cat "$out/early"), then $(cat "$out/late")"
[ -s "$out/late" ] && [ "$(cat "$out/late")" -le $(($(cat "$out/early") + 1)) ]
result descriptors_stay_as_many $?
exit $failed
