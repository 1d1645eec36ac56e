# Sourced by tests of attache-dbus: it beside attache and a simulated modem, on a bus of
# the test's own, and calls to it. The scenario is $dir/scenario.yaml.
attache=$ATTACHE_BUILD/tools/attache/attache
simodem=$ATTACHE_BUILD/tools/simodem/simodem
bridge=$ATTACHE_BUILD/tools/dbus/attache-dbus
if ! { command -v busctl && command -v gdbus && command -v dbus-run-session; } >/dev/null; then
	echo "1..0 # SKIP no busctl, gdbus or dbus-run-session: packages systemd, libglib2.0-bin, dbus"
	exit 0
fi
[ "${ATTACHE_NETNS:-}" != yes ] && unshare -n true 2>/dev/null &&
	ATTACHE_NETNS=yes exec unshare -n "$0"
# On a bus of its own.
[ "${ATTACHE_BUS:-}" != yes ] && ATTACHE_BUS=yes exec dbus-run-session -- "$0"
# shellcheck source=tests/check.sh
. tests/check.sh
sim='' run='' bus=''
trap 'kill -KILL $sim $run $bus 2>/dev/null; rm -rf "$dir"' EXIT
mm=org.freedesktop.ModemManager1

# Of the modem, its SIM and its bearers; busctl has no JSON for the keys of
# UnlockRetries.
paths() {
	busctl --user call $mm /org/freedesktop/ModemManager1 \
		org.freedesktop.DBus.ObjectManager GetManagedObjects |
		grep -o '/org/freedesktop/ModemManager1/[A-Z][A-Za-z]*/[0-9]*' |
		sort -u
}

a_modem() {
	modem=$(paths 2>/dev/null | grep /Modem/ | head -1)
	[ "$modem" ]
}

# begins OPTION...: a modem with these, attache (with the file $config, if that is set)
# and attache-dbus
begins() {
	beside "$dir/sim" "$simodem" --pty "$dir/pty" \
		--scenario "$dir/scenario.yaml" "$@"
	sim=$!
	until_ok 20 test -e "$dir/pty" || return
	beside "$dir/run" "$attache" run --device "$(readlink "$dir/pty")" \
		${config:+--config "$config"} --control "$dir/control"
	run=$!
	joins
}

# attache-dbus beside a run
joins() {
	beside "$dir/bus" "$bridge" --session --control "$dir/control"
	bus=$!
	until_ok 20 a_modem
}

ends() {
	kill "$bus" "$run" "$sim"
	wait "$bus" "$run" "$sim"
	rm -f "$dir/pty"
} 2>/dev/null

# call OBJECT INTERFACE METHOD ARGS...
call() {
	busctl --user --timeout=60 call $mm "$1" "$mm.$2" "${@:3}" 2>&1
}

# What a refused call says: busctl prints the words, gdbus the name as well.
named() { # OBJECT INTERFACE.METHOD ARGS...
	timeout 60 gdbus call --session --timeout 60 --dest $mm --object-path "$1" \
		--method "$mm.$2" "${@:3}" 2>&1
}

refused() { # NAME OBJECT INTERFACE.METHOD ARGS...
	local said
	said=$(named "${@:2}") && return 1
	echo "$said"
	[[ $said == *"$mm.Error.$1:"* ]]
}

state() {
	busctl --user get-property $mm "$modem" $mm.Modem State
}

connected() {
	[ "$(state)" = "i 11" ]
}
