#!/bin/bash
# attache-dbus for an attache that has several modems: two of MBIM that are the same
# but for their numbers, and then one of QMI. Each has objects of its own, whose
# paths are never used again, and a call reaches the modem that it names.
set -u
attache=$ATTACHE_BUILD/tools/attache/attache
simodem=$ATTACHE_BUILD/tools/simodem/simodem
bridge=$ATTACHE_BUILD/tools/dbus/attache-dbus
skips() {
	echo "1..0 # SKIP $1"
	exit 0
}
for tool in busctl gdbus dbus-run-session; do
	command -v $tool >/dev/null ||
		skips "no $tool: packages systemd, libglib2.0-bin, dbus"
done
if [ ! -r /dev/fuse ] || ! unshare -mn true 2>/dev/null; then
	skips "needs /dev/fuse and new namespaces"
fi
[ "${ATTACHE_BUS:-}" != yes ] && ATTACHE_BUS=yes exec dbus-run-session -- "$0"
if [ -z "${ATTACHE_WORLD:-}" ]; then
	ATTACHE_WORLD=$(mktemp -d)
	export ATTACHE_WORLD
	trap 'rm -rf "$ATTACHE_WORLD"' EXIT
	"$simodem" --commands "$ATTACHE_WORLD/commands" --apn one \
		--modem --apn two \
		--modem --id 1209:0002 --apn three \
		--profile tools/simodem/profiles/qmi/generic.yaml \
		--usbfs -- bash "$0"
	exit
fi
# shellcheck source=tests/check.sh
. tests/check.sh
run='' bus='' inhibitor=''
trap 'kill -KILL $run $bus $inhibitor 2>/dev/null; rm -rf "$dir"' EXIT
mm=org.freedesktop.ModemManager1
root=/org/freedesktop/ModemManager1

# --- what the bus has

modems() {
	busctl --user call $mm $root org.freedesktop.DBus.ObjectManager \
		GetManagedObjects 2>/dev/null | grep -o "\"$root/Modem/[0-9]*\"" |
		tr -d '"' | sort -u
}

property() { # OBJECT INTERFACE NAME: its value
	busctl --user get-property $mm "$1" "$mm.$2" "$3" 2>/dev/null |
		sed 's/^[a-z()]* //; s/^"\(.*\)"$/\1/'
}

# path NAME: of the modem that attache calls so.
path() {
	local each
	for each in $(modems); do
		[ "$(property "$each" Modem PrimaryPort)" != "$1" ] ||
			echo "$each"
	done | grep .
}

is() { # WANTED NAME INTERFACE PROPERTY
	[ "$(property "$(path "$2")" "$3" "$4")" = "$1" ]
}

sim_is() { # ICCID NAME
	[ "$(property "$(property "$(path "$2")" Modem Sim)" Sim SimIdentifier)" = "$1" ]
}

call() { # OBJECT INTERFACE.METHOD ARGS...
	timeout 60 gdbus call --session --timeout 60 --dest $mm \
		--object-path "$1" --method "$mm.$2" "${@:3}" 2>&1
}

signalled() { # MEMBER PATH: the object manager has told it
	grep -q "ObjectManager.$1 (objectpath '$2'" "$dir/signals"
}

# --- a daemon of these modems

configuration() { # of: NAME...
	local name
	printf 'control: %s\nsessions: []\nmodems:\n' "$dir/control"
	for name; do
		case $name in
		main) device=serial:000000000000000 ;;
		backup) device=serial:000000000000001 ;;
		third) device=usb:1209:0002 ;;
		esac
		echo "  - {name: $name, device: \"$device\","
		echo "     sms: {spool: $dir/spool-$name}}"
	done
}

reads() { # NAME...: the daemon's modems are these now
	configuration "$@" >"$dir/c.yaml"
	kill -HUP $run
}

begins() {
	configuration main backup >"$dir/c.yaml"
	beside "$dir/run" "$attache" run --config "$dir/c.yaml"
	run=$!
	beside "$dir/bus" "$bridge" --session --control "$dir/control"
	bus=$!
	beside "$dir/signals" gdbus monitor --session --dest $mm
	until_ok 20 path main && until_ok 20 path backup &&
		until_ok 20 is 8 main Modem State &&
		until_ok 20 is 8 backup Modem State &&
		[ "$(modems | wc -l)" = 2 ]
}

own_identity() {
	is 000000000000000 main Modem EquipmentIdentifier &&
		is 000000000000001 backup Modem EquipmentIdentifier &&
		until_ok 5 sim_is 8900000000000000000 main &&
		until_ok 5 sim_is 8900000000000000010 backup
}

# By which a person's configuration tells them apart, though they are the same.
own_names() {
	local device id
	device=$(property "$(path main)" Modem Device)
	id=$(property "$(path main)" Modem DeviceIdentifier)
	[[ $device == */1-1 && $id ]] && ! is "$id" backup Modem DeviceIdentifier &&
		[[ $(property "$(path backup)" Modem Device) == */1-2 ]]
}

# --- calls

connects_one() {
	call "$(path backup)" Modem.Simple.Connect "{'apn': <'two'>}" &&
		until_ok 20 is 11 backup Modem State && is 8 main Modem State &&
		is 0 main Modem Bearers || return
	bearer=$(property "$(path backup)" Modem Bearers)
	bearer=${bearer#* \"} bearer=${bearer%\"*}
	[ "$(property "$bearer" Bearer Interface)" = wwan1 ] &&
		property "$bearer" Bearer Ip4Config | grep -q '10\.65\.'
}

disables_one() {
	call "$(path main)" Modem.Enable false &&
		until_ok 10 is 3 main Modem State && is 11 backup Modem State &&
		call "$(path main)" Modem.Enable true &&
		until_ok 20 is 8 main Modem State
}

# InhibitDevice ends with who has called it: one modem comes again, by a new path.
inhibits_one() {
	local main backup device
	main=$(path main) backup=$(path backup)
	device=$(property "$main" Modem Device)
	call $root InhibitDevice "$device" true &&
		until_ok 10 signalled InterfacesRemoved "$main" &&
		until_ok 20 path main && [ "$(path main)" != "$main" ] &&
		[ "$(path backup)" = "$backup" ] && is 11 backup Modem State &&
		! call $root InhibitDevice nothing true
}

# left_alone NAME: attache keeps its channel, and does nothing with the modem.
left_alone() {
	stands "$1" open idle
}

stands() { # NAME CONTROL ATTACH: the states of attache's
	"$attache" status --control "$dir/control" --modem "$1" --json |
		grep -q "\"control_state\":\"$2\",\"attach_state\":\"$3\""
}

# A client has the modem from here on.
inhibits() {
	beside "$dir/inhibit" "$ATTACHE_BUILD/tests/peer/dbus_inhibit" \
		"$(property "$(path main)" Modem Device)"
	inhibitor=$!
	until_in "$dir/inhibit" inhibited && until_ok 10 left_alone main &&
		until_ok 10 without main
}

without() { # NAME
	! path "$1"
}

daemon_begins_anew() {
	kill $run && wait $run
	until_ok 10 none || return
	beside "$dir/run" "$attache" run --config "$dir/c.yaml"
	run=$!
}

# Of the other one attache makes what it did: so it had the time for this one.
inhibited_again() {
	inhibits && daemon_begins_anew && until_ok 20 path backup &&
		until_ok 20 is 8 backup Modem State &&
		until_ok 10 left_alone main && without main
}

free_again() {
	kill $inhibitor
	until_ok 20 path main && until_ok 20 is 8 main Modem State
}

has_messages() { # NUMBER NAME
	[[ $(property "$(path "$2")" Modem.Messaging Messages) == "$1"* ]]
}

messages_of_one() {
	echo "modem 2 sms +15550002 hello" >"$ATTACHE_WORLD/commands"
	until_ok 20 has_messages 1 backup && has_messages 0 main
}

# The text as root reads it; PATH is the message's.
text_of() { # PATH
	property "$1" Sms Text
}

message_of() { # NAME: the path of its only one
	property "$(path "$1")" Modem.Messaging Messages |
		grep -o "$root/SMS/[0-9]*"
}

# The modem leaves the list and comes again, with another bridge: attache has kept
# the message, which is an object anew.
outlives_the_bridge() {
	local was now
	was=$(message_of backup)
	reads main
	until_ok 10 without backup && ! text_of "$was" | grep hello || return
	reads main backup
	until_ok 20 has_messages 1 backup || return
	now=$(message_of backup)
	[ "$now" != "$was" ] && [ "$(text_of "$now")" = hello ] &&
		! text_of "$was" | grep hello
}

# --- they come and go

unplugged() {
	gone=$(path backup) main=$(path main)
	echo "modem 2 unplug" >"$ATTACHE_WORLD/commands"
	until_ok 10 signalled InterfacesRemoved "$gone" &&
		[ "$(modems)" = "$main" ] && is 8 main Modem State
}

plugged() {
	echo "modem 2 plug" >"$ATTACHE_WORLD/commands"
	until_ok 20 has_messages 1 backup && [ "$(path main)" = "$main" ] &&
		[ "$(text_of "$(message_of backup)")" = hello ] &&
		[ "$(path backup)" != "$gone" ] &&
		signalled InterfacesAdded "$(path backup)"
}

taken_out() {
	gone=$(path main) backup=$(path backup)
	reads backup
	until_ok 10 signalled InterfacesRemoved "$gone" &&
		[ "$(modems)" = "$backup" ] &&
		is 000000000000001 backup Modem EquipmentIdentifier
}

taken_in() {
	reads backup third main
	until_ok 20 path third && until_ok 20 path main &&
		until_ok 20 is 8 third Modem State &&
		[ "$(path backup)" = "$backup" ] && [ "$(modems | wc -l)" = 3 ]
}

# QMI has a number for each, and types that nobody sets.
profile_has_a_number() {
	local profiles=Modem.Modem3gpp.ProfileManager
	is profile-id third $profiles IndexField &&
		call "$(path third)" $profiles.Set \
			"{'profile-id': <1>, 'apn': <'four'>}" |
		grep "'profile-id': <1>, 'apn': <'four'>.*'ip-type'" &&
		call "$(path third)" $profiles.List | grep "'apn': <'four'>" &&
		is apn-type backup $profiles IndexField
}

none() {
	[ ! "$(modems)" ]
}

ends_and_begins() {
	local before
	before=$(modems)
	daemon_begins_anew &&
		until_ok 20 has_messages 1 backup &&
		[ "$(text_of "$(message_of backup)")" = hello ] && until_ok 20 path third &&
		until_ok 20 path main && ! modems | grep -qxF "$before"
}

# Each path was added once; what had gone never came again.
never_again() {
	grep -o "InterfacesAdded (objectpath '[^']*" "$dir/signals" | sort |
		uniq -d >"$dir/twice"
	[ "$(grep -c InterfacesAdded "$dir/signals")" -ge 8 ] &&
		! grep . "$dir/twice"
}

# Who has the modem has it of attache-dbus, so nobody has it when that ends.
ends() {
	inhibits && kill $bus && wait $bus && ! grep . "$dir/bus" &&
		until_ok 20 stands main open attached
}

echo "1..18"
check both_are_on_the_bus begins
check each_has_its_numbers own_identity
check each_has_a_name_that_stays own_names
check one_is_connected connects_one
check one_is_disabled disables_one
check one_is_inhibited inhibits_one
check inhibition_is_said_again_to_a_new_daemon inhibited_again
check it_ends_with_who_has_it free_again
check message_is_of_one messages_of_one
check message_outlives_its_bridge outlives_the_bridge
check one_is_unplugged unplugged
check one_is_plugged_in_anew plugged
check one_is_taken_out_of_the_list taken_out
check others_are_taken_in taken_in
check profile_of_qmi_has_a_number profile_has_a_number
check all_come_again_with_the_daemon ends_and_begins
check no_path_is_used_again never_again
check inhibited_modem_is_at_work_when_all_ends ends
exit $bad
