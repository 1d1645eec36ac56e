#!/bin/bash
# QMI inside MBIM: attache speaks QMI through the MBIM function of the simulated
# modem, where no indication comes: online with ping and TCP over its bulk
# endpoints, a session that ends unheard is noticed, a modem that vanishes in the
# middle of a transfer is online again when it is back, and who was killed leaves
# nothing: the next one gives its clients back, and none of a modem that was
# plugged in anew meanwhile.
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
	sms: {spool: $out/sms}
END

export attache out
timeout 150 "$simodem" --profile "$out/profile.yaml" --commands "$out/commands" \
	--usbfs -- bash -c '
	exec >"$out/said" 2>&1
	run() {
		"$attache" run --control "$out/control" \
			--trace "$out/trace.$1" -c "$out/config" \
			>"$out/log.$1" 2>&1 &
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
	# ups N: it has been online so often
	ups() {
		for _ in $(seq 100); do
			[ "$(grep -c "link .* up" "$out/log.1")" = "$1" ] &&
				return
			sleep 0.2
		done
		return 1
	}
	# What simodem says is all that there is in $out/told.
	clients() {
		lines=$(wc -l <"$out/told")
		echo count >"$out/commands"
		for _ in $(seq 100); do
			[ "$(wc -l <"$out/told")" -gt "$lines" ] && break
			sleep 0.1
		done
		tail -n 1 "$out/told" | grep -o "[0-9]* clients"
	}
	as_many() {
		now=$(clients)
		echo "clients: $1, now $now"
		[ -n "$now" ] && [ "$now" = "$1" ]
	}
	sent() {
		cat /sys/class/net/wwan0/statistics/tx_bytes
	}
	# In the middle of a transfer that has no end
	unplug() {
		local before=$(sent)
		cat /dev/zero 2>&1 >/dev/tcp/10.64.0.1/9 &
		for _ in $(seq 100); do
			[ "$(sent)" -gt $((before + 1000000)) ] && break
			sleep 0.1
		done
		[ "$(sent)" -gt $((before + 1000000)) ] || return 1
		echo unplug >"$out/commands"
		for _ in $(seq 100); do
			grep -q "gone--> absent" "$out/log.1" && return
			sleep 0.1
		done
		return 1
	}
	run 1
	reaches && echo reached
	echoes && echo echoed
	echo sms 4477 Hello >"$out/commands"
	for _ in $(seq 100); do
		"$attache" sms list --control "$out/control" |
			grep -q "4477.*Hello" && echo kept && break
		sleep 0.1
	done
	"$attache" sms send --control "$out/control" +15550101 Hi && echo sent
	echo disconnect 0 >"$out/commands"
	ups 2 && reaches && echo back
	before=$(clients)
	unplug && echo absent
	echo plug >"$out/commands"
	ups 3 && reaches && echo online
	echoes && echo echoed_again
	as_many "$before" && echo as_many
	# follow N: after the one that was killed
	follow() {
		kill -KILL $daemon
		wait $daemon
		run "$1"
		reaches && echo "again $1"
		as_many "$before" && echo "no_more $1"
	}
	follow 2
	follow 3
	follow 4
	[ -s "$out/left-1-1" ] && echo remembered
	kill -KILL $daemon
	wait $daemon
	echo unplug >"$out/commands"
	clients
	echo plug >"$out/commands"
	as_many "0 clients" && echo void
	run 5
	reaches && as_many "$before" && echo anew
	kill -TERM $daemon
	wait $daemon && echo ended
	as_many "0 clients" && echo given_back
	[ ! -e "$out/left-1-1" ] && echo forgotten' >"$out/told" 2>"$out/err"
cat "$out"/log.* >>"$out/said" 2>/dev/null

# says NAME WORD
says() {
	grep -qx "$2" "$out/said"
	result "$1" $?
}
# released N: how many clients the run gives back before it asks for one
released() {
	"$attache" trace show "$out/trace.$1" |
		awk '/ -> .* ctl\.allocate_cid / { exit }
			/ -> .* ctl\.release_cid / { n++ }
			END { print n + 0 }'
}
held=$(sed -n "s/^clients: \([0-9]*\) clients.*/\1/p" "$out/said" | head -n 1)
says attache_is_online_by_qmi_inside_mbim reached
says tcp_passes_both_ways echoed
says message_that_nothing_tells_of_is_kept kept
says message_is_sent sent
says session_that_ends_unheard_is_noticed back
says modem_that_vanishes_in_a_transfer_is_absent absent
says it_is_online_again_when_it_is_back online
says tcp_passes_both_ways_again echoed_again
says it_has_as_many_clients_as_before as_many
for i in 2 3 4; do
	says "who_was_killed_is_followed_by_another_$i" "again $i"
	says "its_clients_are_given_back_$i" "no_more $i"
	[ "$(released "$i")" = "$held" ]
	result "each_is_released_before_the_first_is_asked_for_$i" $?
done
says what_would_be_left_is_remembered remembered
says modem_that_was_plugged_in_anew_has_no_clients void
says it_is_online_all_the_same anew
[ "$(released 5)" = 0 ]
result nothing_is_released_that_is_void $?
says it_closes_the_function ended
says it_gives_its_own_clients_back given_back
says what_would_be_left_is_forgotten forgotten
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
