# shellcheck shell=bash
# attache beside other programs on a simulated USB modem: what the tests of its
# control socket share; sourced at the top of the tree with $attache and $simodem
# set, $tool, which has to be there, $modem, simodem's options, and $device. If
# $profile is set, the modem is that, and what happens to it $scenario. What stands behind runs in the modem's
# namespaces, with $world, a folder that simodem has as well, and $control.
for need in $tool unshare; do
	command -v "$need" >/dev/null || {
		echo "1..1"
		echo "ok 1 - $(basename "$0" .sh) # SKIP no $need (tools/setup test)"
		exit 77
	}
done
if [ -z "${ATTACHE_WORLD:-}" ]; then
	world=$(mktemp -d)
	trap 'rm -rf "$world"' EXIT
	mkfifo "$world/commands"
	if [ -n "${profile:-}" ]; then
		echo "$profile" >"$world/profile.yaml"
		modem+=(--profile "$world/profile.yaml")
	fi
	if [ -n "${scenario:-}" ]; then
		echo "$scenario" >"$world/scenario.yaml"
		modem+=(--scenario "$world/scenario.yaml")
	fi
	ATTACHE_WORLD=$world "$simodem" "${modem[@]}" \
		--commands "$world/commands" --usbfs -- \
		bash "$0" "$@" >"$world/said"
	status=$?
	# What simodem says of its clients comes between the lines of the test.
	grep -v "^[0-9].* clients" "$world/said"
	[ $status = 0 ] || [ $status = 1 ] || {
		echo "1..1"
		echo "ok 1 - $(basename "$0" .sh) # SKIP no simulated USB here"
		exit 77
	}
	exit $status
fi
world=$ATTACHE_WORLD
# shellcheck source=tests/check.sh
. tests/check.sh

control=$dir/control
cat >"$dir/attache.yaml" <<EOF
device: $device
control: $control
proxy: yes
trace: $dir/trace.pcapng
sessions:
  - apn: internet
EOF
chmod 600 "$dir/attache.yaml"

online() {
	for _ in $(seq 200); do
		"$attache" status --json --control "$control" 2>/dev/null |
			grep -q '"connect_state":"up"' && return 0
		sleep 0.1
	done
	return 1
}

comes_online() {
	beside "$dir/run" "$attache" run --config "$dir/attache.yaml"
	pid=$!
	online
}

# Debian's clients at the control socket.
mbim() { # mbim STATUS OPTION...
	timeout 60 mbimcli -p -d /dev/null "${@:2}" >"$dir/out" 2>"$dir/err"
	[ $? = "$1" ]
}

qmi() {
	timeout 60 qmicli -p --device-open-qmi -d /dev/null "$@" \
		>"$dir/qmi" 2>"$dir/err"
}

# As that of check.sh, but in out alone.
says() {
	for text; do
		grep -qF -- "$text" "$dir/out" || return 1
	done
}

# The clients that the modem has given out, as simodem counts them.
counted() {
	local before
	before=$(wc -l <"$world/said")
	echo count >"$world/commands"
	for _ in $(seq 100); do
		[ "$(wc -l <"$world/said")" -gt "$before" ] && break
		sleep 0.05
	done
	tail -n 1 "$world/said" | grep -o "[0-9]* clients"
}
