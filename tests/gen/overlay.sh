#!/bin/bash
# A maker's services in files of their own (overlay/) are in the tables, on the
# pages, on the command line and in the simulated modem; the spec has not changed.
# What cannot be added is refused with both places.
# Usage: overlay.sh FOLDER-OF-OUTPUTS ATTACHE SIMODEM
set -u
folder=$1
attache=$2
simodem=$3
gen=$ATTACHE_BUILD/gen
acme=tests/gen/overlay
# shellcheck source=tests/check.sh
. tests/check.sh
sim=
trap 'kill $sim 2>/dev/null; rm -rf "$dir"' EXIT

# Only rows of Acme are new, none is gone: the tables of others that the spec is
# compared with need not know of them.
only_adds() {
	"$gen/$1-gen-spec" --fields "$2" >"$dir/base" &&
		"$gen/$1-gen-spec" --fields --spec-add "$acme/acme_$1.yaml" "$2" |
		diff "$dir/base" - >"$dir/diff"
	! grep '^<' "$dir/diff" && [ "$(grep -c '^>' "$dir/diff")" -ge 10 ] &&
		! grep '^>' "$dir/diff" | grep -v acme
}

pages() {
	grep -q 'id="acme.sensors"' "$folder/mbim_cids.html" &&
		grep -q 'id="quectel.acme_uptime"' "$folder/mbim_cids.html" &&
		grep -q 'mbim_cids.yaml and acme_mbim.yaml' \
			"$folder/mbim_cids.html" "$folder/mbim_cids.7" &&
		grep -q 'id="acme.get_fan"' "$folder/qmi_messages.html" &&
		grep -q 'Off and on again takes 2 s' "$folder/qmi_messages.7"
}

command_line() {
	run 0 set acme.fan --help && says "one of off (0), on (1). Off and on" \
		"Its fan." &&
		run 0 set --dry-run acme.fan fan_state=on &&
		says "fan_state: on" &&
		run 2 set --dry-run acme.fan fan_state=onn &&
		moans 'did you mean "on"?' &&
		run 0 complete query acme. && says "acme.sensors" "acme.fan"
}

# start ARGS...: simodem at $dir/pty
start() {
	rm -f "$dir/pty"
	beside "$dir/run" "$simodem" --pty "$dir/pty" "$@"
	sim=$!
	for _ in $(seq 200); do
		[ -e "$dir/pty" ] && return 0
		sleep 0.1
	done
	return 1
}

stop() {
	kill $sim && wait $sim
	sim=
	return 0
}

asked_mbim() {
	cat >"$dir/s.yaml" <<-'END'
		answers:
		  - cid: acme.sensors
		    fields: {"sensors[0].id": 7, "sensors[0].temperature": -35,
		      "sensors[1].id": 8, "sensors[1].temperature": unknown}
		  - {cid: quectel.acme_uptime, fields: {uptime: 86400}}
	END
	start --scenario "$dir/s.yaml" && run 0 query -d "$dir/pty" acme.sensors &&
		says "temperature: -35" "temperature: unknown" &&
		run 0 query -d "$dir/pty" --json quectel.acme_uptime &&
		says '"uptime":86400' && stop
}

# refused SPEC OVERLAY... TEXT: by the generator of MBIM; nothing is written.
refused() {
	local words=()
	for file in "${@:1:$#-1}"; do words+=(--spec-add "$file"); done
	mkdir -p "$dir/none"
	"$gen/mbim-gen-spec" "${words[@]}" spec/mbim_cids.yaml "$dir/none" \
		2>"$dir/err"
	[ $? -eq 1 ] && [ -z "$(ls "$dir/none")" ] &&
		[ "$(cat "$dir/err")" = "${*: -1}" ]
}

# line WORD: where the base spec has this key.
line() {
	grep -n "^  $1:" spec/mbim_cids.yaml | sed -n '1s/:.*//p'
}

collisions() {
	printf 'protocol: mbim\nenums:\n  pin_type: {values: {a: 1}}\n' \
		>"$dir/e.yaml"
	printf 'protocol: mbim\nservices:\n  sms:\n    uuid: x\n    cids: {}\n' \
		>"$dir/s.yaml"
	printf 'protocol: mbim\nservices:\n  sms:\n    cids:\n      read: {number: 9}\n' \
		>"$dir/c.yaml"
	refused "$dir/e.yaml" "$dir/e.yaml:3:3: error: 'pin_type' stands already\
 in spec/mbim_cids.yaml:$(line pin_type)" &&
		refused "$dir/s.yaml" "$dir/s.yaml:3:3: error: service 'sms'\
 stands already in spec/mbim_cids.yaml:$(line sms); without 'uuid', this adds to\
 it" &&
		refused "$dir/c.yaml" "$dir/c.yaml:5:7: error: 'read' stands\
 already in spec/mbim_cids.yaml:$(
			awk '/^  sms:/ { on = 1 }
				on && /^      read:/ { print NR; exit }' \
				spec/mbim_cids.yaml
		)" &&
		refused "$acme/acme_mbim.yaml" "$acme/acme_mbim.yaml" \
			"$acme/acme_mbim.yaml:5:3: error: 'acme_fan_state' stands\
 already in line 5"
}

# Two things with one number, and a type that there is not.
numbers() {
	sed 's/^    uuid: .*/    uuid: a289cc33-bcbb-8b4f-b6b0-133ec2aae6df/' \
		"$acme/acme_mbim.yaml" >"$dir/u.yaml"
	sed 's/number: 2$/number: 1/' "$acme/acme_mbim.yaml" >"$dir/n.yaml"
	sed 's/type: i32/type: int32/' "$acme/acme_mbim.yaml" >"$dir/t.yaml"
	sed 's/0xc8/3/' "$acme/acme_qmi.yaml" >"$dir/q.yaml"
	refused "$dir/u.yaml" "$dir/u.yaml:18:11: error: this UUID stands already\
 in spec/mbim_cids.yaml:$(grep -n a289cc33 spec/mbim_cids.yaml | cut -d: -f1)" &&
		refused "$dir/n.yaml" "$dir/n.yaml:32:17: error: 'sensors' has\
 already number 1" &&
		refused "$dir/t.yaml" "$dir/t.yaml:14:35: error: unknown type\
 'int32', did you mean \"i32\"?" &&
		"$gen/qmi-gen-spec" --spec-add "$dir/q.yaml" \
			spec/qmi_messages.yaml "$dir/none" 2>"$dir/err"
	[ $? -eq 1 ] && moans "$dir/q.yaml:12:13: error: number 3 is that of 'nas' in\
 spec/qmi_messages.yaml:"
}

heads() {
	sed 1,3d "$acme/acme_mbim.yaml" >"$dir/h.yaml"
	refused "$acme/acme_qmi.yaml" "$acme/acme_qmi.yaml:2:11: error: this spec\
 is of 'mbim', not of 'qmi'" &&
		refused "$dir/h.yaml" \
			"$dir/h.yaml:1:1: error: an overlay has no key 'protocol'" &&
		refused "$dir/none.yaml" \
			"mbim-gen-spec: $dir/none.yaml: No such file or directory"
}

echo "1..8"
check overlay_of_mbim_only_adds only_adds mbim spec/mbim_cids.yaml
check overlay_of_qmi_only_adds only_adds qmi spec/qmi_messages.yaml
check overlay_is_on_the_pages pages
check overlay_is_on_the_command_line command_line
check overlay_of_mbim_is_asked_of_a_modem asked_mbim
check overlay_collisions_are_told_with_both_places collisions
check overlay_mistakes_are_told_in_its_own_lines numbers
check overlay_says_its_protocol heads
exit $bad
