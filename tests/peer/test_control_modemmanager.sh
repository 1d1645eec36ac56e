#!/bin/bash
# Debian's ModemManager beside `attache run`, at the same control channel: it finds
# attache where the proxy of libmbim or libqmi would be. A pty of simodem's looks
# like the kernel's device to both. usage: test_control_modemmanager.sh mbim|qmi
speaks=$1
attache=$ATTACHE_BUILD/tools/attache/attache
simodem=$ATTACHE_BUILD/tools/simodem/simodem
tree=$ATTACHE_BUILD/modemmanager
case $speaks in
mbim) device=/dev/cdc-wdm0 driver=cdc_mbim
	modem=(--profile qualcomm-5g --profile tests/vm/modemmanager.yaml) ;;
qmi) device=qmi:/dev/cdc-wdm0 modem=(--profile generic) driver=qmi_wwan ;;
esac

skip_all() {
	echo "1..1"
	echo "ok 1 - $(basename "$0" .sh)_$speaks # SKIP $*"
	exit 77
}

if [ -z "${ATTACHE_WORLD:-}" ]; then
	for need in dbus-daemon unshare; do
		command -v $need >/dev/null ||
			skip_all "no $need (tools/setup test)"
	done
	[ ! -f "$tree/skip" ] || skip_all "$(cat "$tree/skip")"
	[ -d "$tree/root" ] || skip_all "modemmanager_tree.sh was not run"
	unshare --mount --net --pid --fork ip tuntap add wwan0 mode tun ||
		skip_all "no namespaces and TUN here"
	world=$(mktemp -d)
	trap '[ -z "$pid" ] || kill "$pid"; rm -rf "$world"' EXIT
	pid=
	"$simodem" "${modem[@]}" --usbfs -- \
		cat /sys/bus/usb/devices/1-1/descriptors >"$world/descriptors" ||
		skip_all "no simulated USB here"
	mkfifo "$world/commands"
	"$simodem" "${modem[@]}" --commands "$world/commands" \
		--pty "$world/pty" >"$world/modem" &
	pid=$!
	. tests/wait.sh
	until_ok 10 test -e "$world/pty"
	ATTACHE_WORLD=$world ROOM_DRIVER=$driver tests/bench/room.sh "$world" \
		"$world/pty" "$world/descriptors" bash "$0" "$speaks"
	exit
fi
world=$ATTACHE_WORLD
# shellcheck source=tests/check.sh
. tests/check.sh

root=$tree/root
mount --bind "$root/lib/udev" /lib/udev
control=$world/control
cat >"$world/attache.yaml" <<END
device: $device
control: $control
proxy: yes
trace: $world/trace.pcapng
sms: false
sessions:
  - apn: internet
END
chmod 600 "$world/attache.yaml"
for port in net,name=wwan0 usbmisc,name=cdc-wdm0; do
	echo "action=add,uid=modem,subsystem=$port"
done >"$world/ports"
export DBUS_SESSION_BUS_ADDRESS=unix:path=$world/bus
# mmcli knows the system's bus only.
export DBUS_SYSTEM_BUS_ADDRESS=$DBUS_SESSION_BUS_ADDRESS
dbus-daemon --session --fork --address="$DBUS_SESSION_BUS_ADDRESS"

unpacked() {
	LD_LIBRARY_PATH=$root/usr/lib/x86_64-linux-gnu exec "$@"
}

start_modemmanager() {
	beside "$dir/manager" unpacked "$root/usr/sbin/ModemManager" --debug \
		--test-session --test-no-udev --no-auto-scan \
		--test-plugin-dir="$root/usr/lib/x86_64-linux-gnu/ModemManager" \
		--initial-kernel-events="$world/ports"
	mm=$!
}

mm() {
	(unpacked timeout 90 "$root/usr/bin/mmcli" "$@") >"$dir/out" 2>"$dir/err"
}

# tells TEXT ARGS...: mmcli says it, sooner or later.
tells() {
	until_ok 60 mm_says "$@"
}

mm_says() {
	mm "${@:2}" && says "$1"
}

# What the session went through since the test began.
stays_up() {
	"$attache" status --json --control "$control" >"$dir/out" &&
		says '"connect_state":"up"' &&
		[ "$(grep -c "link wwan0 up" "$dir/run")" = 1 ] &&
		! grep -e problem: -e restarted "$dir/run"
}

online() {
	"$attache" status --json --control "$control" 2>/dev/null |
		grep -q '"connect_state":"up"'
}

comes_online() {
	# What was freed is used again, as without a sanitizer.
	ASAN_OPTIONS=$ASAN_OPTIONS:quarantine_size_mb=0:thread_local_quarantine_size_kb=0 \
		beside "$dir/run" "$attache" run --config "$world/attache.yaml"
	pid=$!
	until_ok 20 online
}

is_found() {
	start_modemmanager
	tells "/Modem/" -L && stays_up
}

is_read() {
	tells "disabled" -m any && says "imei: 000000000000000" &&
		says "drivers: $driver" && mm -i any &&
		says "iccid: 8900000000000000000" "imsi: 001010000000000" &&
		says "operator id: 00101"
}

is_enabled() {
	mm -m any --enable && tells registered -m any &&
		says "access tech: " "operator name: Simulated" &&
		tells "signal quality: " -m any && stays_up
}

is_watched() {
	mm -m any --signal-setup=2 && tells "rssi: -" -m any --signal-get &&
		mm -m any --location-enable-3gpp &&
		tells "tracking area code: 000001" -m any --location-get &&
		stays_up
}

is_scanned() {
	mm -m any --3gpp-scan --timeout=60 && says "00102 - Forbidden" &&
		mm -m any --3gpp-register-home && stays_up
}

sms() {
	grep -o '/org.*SMS/[0-9]*' "$dir/out"
}

writes() {
	echo "sms 00101 hello" >"$world/commands"
	tells "(received)" -m any --messaging-list-sms &&
		mm -s "$(sms)" && says "text: hello" || return 1
	mm -m any --messaging-create-sms=text=answer,number=00101 &&
		mm -s "$(sms)" --send &&
		mm -m any --3gpp-ussd-initiate='*100#' &&
		says "Balance: 10.00" && stays_up
}

# refused ARGS...: in the words of the protocol.
refused() {
	! mm -m any "$@" && moans "$word"
}

may_not_break() {
	local word=AccessDenied
	[ $speaks = qmi ] || word=OperationNotAllowed
	refused --simple-connect=apn=internet,ip-type=ipv4v6 && stays_up &&
		mm -m any --disable && tells disabled -m any &&
		refused --set-power-state-low && stays_up &&
		mm -m any --enable && tells registered -m any || return 1
	[ $speaks = qmi ] ||
		refused --3gpp-set-packet-service-state=detached && stays_up
}

# What the daemon has allocated, and what the modem has given out.
held() {
	grep -e VmData -e VmStk "/proc/$pid/status"
	[ $speaks = mbim ] || counted
}

counted() {
	local before
	before=$(wc -l <"$world/modem")
	echo count >"$world/commands"
	until_ok 5 is_longer "$before"
	tail -n 1 "$world/modem" | grep -o "[0-9]* clients"
}

is_longer() {
	[ "$(wc -l <"$world/modem")" -gt "$1" ]
}

holds() {
	[ "$(held)" = "$1" ]
}

# ends SIGNAL: what attache holds is as before ModemManager came.
ends() {
	kill "$1" "$mm"
	wait "$mm"
	until_ok 10 holds "$own" || {
		echo "$own; now"
		held
		return 1
	}
	stays_up
}

# Killed ever later: at the first message, while it reads, enabled.
is_killed_and_started() {
	local when
	for when in "sent message" "port is .*-capable" \
		"device identifier built" "(unknown -> disabled" \
		"(enabling -> enabled"; do
		start_modemmanager
		[[ $when != *enabling* ]] || {
			tells disabled -m any && mm -m any --enable
		}
		until_in "$dir/manager" "$when" && ends -KILL || {
			echo "at: $when"
			return 1
		}
	done
}

# The lists of indications that the modem was asked for, a line for each.
lists() {
	"$attache" trace show -v "$world/trace.pcapng" | awk '
		/^ / { if (list) printf "%s", $0; next }
		list { print "" }
		{ list = /-> command .*subscribe_list set/ }'
}

# The last list that the modem got is attache's own again.
asks_for_no_more() {
	lists >"$dir/lists"
	[ "$(sort -u "$dir/lists" | wc -l)" -gt 1 ] &&
		[ "$(head -n 1 "$dir/lists")" = "$(tail -n 1 "$dir/lists")" ]
}

# --- attache-dbus beside it, on a bus of its own

# What is another thing there by its nature: names of attache's own, that the
# session is attache's, how a percentage is made; and what MBIM, which attache-dbus
# asks in, does not have: the maker, the revision of the hardware, bands, modes
# that are preferred, the attempts for codes that are not asked for. And what
# ModemManager does not ask this modem: of what kind the SIM is.
others="device device-identifier drivers plugin ports primary-port state
	signal-quality.value manufacturer hardware-revision supported-bands
	current-bands supported-modes unlock-retries carrier-configuration
	carrier-configuration-revision sim.properties.sim-type"
# Of 5G ModemManager tells that LTE is there as well, and of this modem that it may
# use 2G; an APN that nobody has set is empty.
[ $speaks = qmi ] || others="$others access-technologies current-modes
	modem.3gpp.eps.initial-bearer.settings.apn"

differences() { # differences FILE FILE: of mmcli's JSON
	python3 - "$1" "$2" $others <<-'END'
		import json, sys

		def flat(tree, path=""):
		    for key, value in tree.items():
		        if isinstance(value, dict):
		            yield from flat(value, path + key + ".")
		        else:
		            yield path + key, value

		one, two = (dict(flat(json.load(open(name)))) for name in sys.argv[1:3])
		for key in sorted(one.keys() | two.keys()):
		    name = key.removeprefix("modem.generic.")
		    if one.get(key) != two.get(key) and name not in sys.argv[3:]:
		        print(key, one.get(key), two.get(key))
	END
}

of_bridge() { # of_bridge COMMAND...: mmcli asks attache-dbus
	DBUS_SYSTEM_BUS_ADDRESS=unix:path=$world/other "$@"
}

tells_the_same() {
	local bus bridge of
	bus=$(dbus-daemon --session --fork --print-pid \
		--address="unix:path=$world/other")
	start_modemmanager
	DBUS_SESSION_BUS_ADDRESS=unix:path=$world/other beside "$dir/bridge" \
		"$ATTACHE_BUILD/tools/dbus/attache-dbus" --session \
		--control "$control"
	bridge=$!
	tells disabled -m any && mm -m any --enable && tells registered -m any &&
		tells "signal quality: " -m any &&
		of_bridge tells connected -m any &&
		of_bridge tells "operator id: 00101" -i any &&
		of_bridge tells "initial bearer path" -m any
	for of in -m -i; do
		mm $of any -J && cp "$dir/out" "$dir/manager$of"
		of_bridge mm $of any -J && cp "$dir/out" "$dir/bridge$of"
		differences "$dir/bridge$of" "$dir/manager$of"
	done >"$dir/differences"
	kill "$bridge" "$mm" "$bus"
	wait "$bridge" "$mm"
	cat "$dir/differences" "$dir/bridge"
	[ ! -s "$dir/differences" ] && [ -s "$dir/bridge-i" ] &&
		[ -s "$dir/manager-m" ]
}

ends_and_replays() {
	kill -TERM "$pid" && wait "$pid" &&
		"$attache" replay "$world/trace.pcapng" >"$dir/out" &&
		says identical || return 1
	if [ $speaks = mbim ]; then
		asks_for_no_more
	else
		[ "$(counted)" = "0 clients" ]
	fi
}

check manager_comes_online comes_online
sleep 1
own=$(held)
check modemmanager_finds_the_modem is_found
check modemmanager_reads_what_it_is is_read
check modemmanager_enables_it is_enabled
check modemmanager_shows_signal_and_place is_watched
check modemmanager_scans is_scanned
check modemmanager_has_messages_and_codes writes
check who_would_break_the_session_is_refused may_not_break
check modemmanager_leaves_nothing ends -TERM
check modemmanager_killed_leaves_nothing is_killed_and_started
if [ -x "$ATTACHE_BUILD/tools/dbus/attache-dbus" ]; then
	check attache_dbus_tells_the_same tells_the_same
else
	skip attache_dbus_tells_the_same "it is not built"
fi
check run_ends_and_replays_with_all_that ends_and_replays
echo "1..$n"
exit $bad
