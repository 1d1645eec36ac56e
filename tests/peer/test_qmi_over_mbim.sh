#!/bin/bash
# QMI inside MBIM: attache speaks QMI through the MBIM function of the simulated
# modem, where no indication comes: online with ping and TCP over its bulk
# endpoints, a session that ends unheard is noticed, and who was killed leaves
# nothing that the next one stumbles over.
# usage: test_qmi_over_mbim.sh SIMODEM ATTACHE
# shellcheck disable=SC2016 # expanded inside
simodem=$1 attache=$2
if [ ! -r /dev/fuse ] || [ ! -c /dev/net/tun ] ||
	! unshare -mn true 2>/dev/null; then
	echo "1..0 # SKIP needs /dev/fuse, /dev/net/tun and new namespaces"
	exit 0
fi
. tests/tap.sh
cat >"$out/profile.yaml" <<-END
	id: 1199:9079
	services: {basic_connect: all, qmi: all}
	quirks: [needs_zlp]
END
cat >"$out/config" <<-END
	device: qmi-over-mbim:auto
	sessions: [{name: wwan0, apn: internet}]
	recovery: {ask: 2}
END

export attache out
timeout 150 "$simodem" --profile "$out/profile.yaml" --commands "$out/commands" \
	--usbfs -- bash -c '
	run() {
		"$attache" run --control none -c "$out/config" >"$out/log.$1" 2>&1 &
		daemon=$!
	}
	trap "kill -KILL \$(jobs -pr) 2>/dev/null" EXIT
	reaches() {
		for _ in $(seq 100); do
			ping -q -c 1 -W 1 -I wwan0 10.64.0.1 && return
			sleep 0.2
		done
		return 1
	}
	echoes() {
		exec 3<>/dev/tcp/10.64.0.1/7 || return 1
		head -c 100000 /dev/zero | tr "\\0" x >&3 &
		[ "$(head -c 100000 <&3 | wc -c)" = 100000 ]
		status=$?
		exec 3>&-
		return $status
	}
	run 1
	reaches && echo reached
	echoes && echo echoed
	echo disconnect 0 >"$out/commands"
	for _ in $(seq 100); do
		[ "$(grep -c "link .* up" "$out/log.1")" = 2 ] && break
		sleep 0.2
	done
	reaches && echo back
	kill -KILL $daemon
	wait $daemon
	run 2
	reaches && echo again
	kill -TERM $daemon
	wait $daemon && echo ended' >"$out/said" 2>&1
cat "$out"/log.* >>"$out/said" 2>/dev/null

# says NAME WORD
says() {
	grep -qx "$2" "$out/said"
	result "$1" $?
}
says attache_is_online_by_qmi_inside_mbim reached
says tcp_passes_both_ways echoed
says session_that_ends_unheard_is_noticed back
says who_was_killed_is_followed_by_another again
says it_closes_the_function ended
! grep -q "syncing" "$out/said"
result nothing_is_synchronised $?
timeout 20 "$simodem" --profile "$out/profile.yaml" --pty "$out/pty" \
	>"$out/modem" 2>&1 &
for _ in $(seq 50); do
	[ -e "$out/pty" ] && break
	sleep 0.1
done
timeout 15 "$attache" query -d "qmi-over-mbim:$out/pty" \
	dms.get_operating_mode >"$out/said" 2>&1 &&
	grep -q "mode: online" "$out/said"
result one_question_is_asked_inside_mbim $?
kill %1
echo "1..$n"
exit $failed
