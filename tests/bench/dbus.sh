# Topic: NetworkManager's connection by attache-dbus and by ModemManager

# Debian's NetworkManager and what it needs, in a copy of ModemManager's tree.
unpack_networkmanager() {
	local p tree
	unpack_modemmanager && tree=$(realpath "$work/root") &&
		rm "$work/root" && cp -a "$tree" "$work/root" &&
		mkdir -p $build/deb || return
	for p in network-manager libnm0 libndp0 libteamdctl0 libbluetooth3 \
		libjansson4; do
		ls $build/deb/${p}_*.deb >/dev/null 2>&1 ||
			(cd $build/deb && apt-get -qq download $p) || return
		dpkg-deb -x $build/deb/${p}_*.deb "$work/root"
	done
}

# by WHO DELAY: "MEDIAN WORST KB"
by() {
	start_modem --delay-ms "$2"
	in_room tests/bench/dbus_inside.sh "$work" "$1" "$build" >"$work/by" || {
		stop_modem
		return 1
	}
	stop_modem
	echo "$(sed '/kB/d; 1d' "$work/by" | median)" \
		"$(sed '/kB/d; 1d' "$work/by" | sort -n | tail -n 1)" \
		"$(sed -n 's/kB //p' "$work/by")"
}

dbus() {
	local delay who ms worst kb ours=-
	echo "== nmcli connection up, the modem registered; the median of 5"
	[ -x "$build/tools/dbus/attache-dbus" ] || {
		echo "not measured: attache-dbus is not built (libsystemd-dev)"
		return 0
	}
	unpack_networkmanager 2>/dev/null || {
		echo "not measured: Debian's packages cannot be downloaded"
		return 0
	}
	for delay in 0 20; do
		echo "$delay ms a command:"
		for who in attache modemmanager; do
			read -r ms worst kb <<<"$(by $who $delay)"
			[ -n "$kb" ] || return 1
			echo "  $who: $ms ms (worst $worst), RSS $kb kB"
			[ $who = modemmanager ] || ours=$ms/$kb
			[ $delay = 0 ] && [ $who = modemmanager ] || continue
			figure "nmcli connection up, instant modem, ms" $ms - \
				${ours%/*} "<= 50"
			figure "RSS on D-Bus, kB" $kb - ${ours#*/} "<= 3000"
		done
	done
	echo "not covered: a network that takes its time, roaming, and what a bus" \
		"with a policy and polkit costs"
}

dbus
