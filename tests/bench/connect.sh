# Topic: from exec to online, beside mbimcli and ModemManager (T1, T2)

# attache_us BUILD
attache_us() {
	in_room $build/tests/bench/bench_until ' up ' \
		"$1/tools/attache/attache" run --device /dev/cdc-wdm0 \
		--control none --apn internet
}

# Ours and the earlier one's in turn, into $work/ours and $work/was.
attaches() {
	local r
	rm -f "$work/ours" "$work/was"
	for ((r = 0; r < 21; r++)); do
		attache_us $build >>"$work/ours"
		[ -z "$before" ] || attache_us "$before" >>"$work/was"
	done
}

# What a script around mbimcli does, with the channel kept open. It speaks
# MBIMEx 1 and needs a modem to which nobody has spoken a higher one.
mbimcli_us() {
	local id=1 sum=0 us step
	start_modem --delay-ms "$1"
	for step in --query-device-caps --query-radio-state \
		--query-subscriber-ready-status --query-registration-state \
		--attach-packet-service --connect=access-string=internet \
		--query-ip-configuration; do
		us=$(in_room $build/tests/bench/bench_until "" mbimcli -d \
			/dev/cdc-wdm0 $step --no-close \
			$([ $id = 1 ] || echo --no-open=$((id * 10)))) || return
		sum=$((sum + us))
		id=$((id + 1))
	done
	stop_modem
	echo $sum
}

# times_base FILE: the best in it, to `base`.
times_base() {
	echo "$(echo "scale=3; $(best <"$1") / $base" | bc)x"
}

# T1: ratios to attache; T2: to the time that the modem itself takes between
# the first command of attache's sequence and its last answer.
connect() {
	local program=$build/tests/bench/bench_connect delay ours own sent us rss pss
	echo "== exec to online, the modem registered already (T1, T2);" \
		"the best of 21, of 5, ModemManager's only run"
	for delay in 0 20; do
		start_modem --delay-ms $delay
		attaches
		ours=$(best <"$work/ours")
		base=$ours
		echo "$delay ms a command:"
		if [ $delay != 0 ]; then
			read -r own sent <<<"$($program 1 $delay 16)"
			base=${own}000
			row "the modem itself" "$base" "$((own / delay)) \
answers one after the other, of $sent"
		else
			us=$(for ((r = 0; r < 21; r++)); do
				in_room $build/tests/bench/bench_until "" true
			done | best)
			row "exec of true" "$us" "what no program is below"
		fi
		stop_modem
		row attache "$ours" "$($program 2000) us of it computing"
		[ -z "$before" ] ||
			row "attache before" "$(best <"$work/was")" "--before"
		us=$(for ((r = 0; r < 5; r++)); do mbimcli_us $delay; done |
			best)
		row "mbimcli's sequence" "$us" "8 commands, 7 processes"
		read -r us sent rss pss <<<"$(modemmanager --delay-ms $delay)"
		[ -n "$us" ] || continue
		row ModemManager "$us" "$sent commands, as shipped;\
 $rss kB (PSS $pss) with its proxy"
	done
	figure "online, 20 ms a command" "the modem itself $((base / 1000)) ms" \
		"$([ -z "$before" ] && echo - || times_base "$work/was")" \
		"$(times_base "$work/ours"), $((own / 20)) round trips" -
	read -r own sent <<<"$($program 1 20 1)"
	echo "a modem that takes one command at a time: $own ms, $sent commands"
	echo "umbim is not in Debian: mbimcli's sequence stands for such scripts"
	echo "not covered: NetworkManager, which sets what ModemManager has" \
		"found out; attache has set it"
}

connect
