#!/bin/bash
# Captures of real modems that somebody has published (tests/captures): each is
# shown as in the text beside it, says where it comes from, and has no number of
# a person in it. With ATTACHE_UPDATE=1 the texts are written anew. The single
# messages of QMI are for test_wire_qmi_captures.
set -u
attache=$ATTACHE_BUILD/tools/attache/attache
lint=$PWD/tests/replay/captures_numbers.awk
# shellcheck source=tests/check.sh
. tests/check.sh
cd tests/captures || exit 1

captures=(mbim/*.hex mbim/*.log qmi/*.log)

# What attache says of a capture, what it says beside that, and how it ends.
shown() {
	(
		cd "$(dirname "$1")" || exit
		"$attache" decode --personal "$(basename "$1")" \
			2>"$dir/beside"
		echo "exit $?"
		sed 's/^/beside: /' "$dir/beside"
	)
}

decodes() {
	[ -z "${ATTACHE_UPDATE:-}" ] || shown "$1" >"${1%.*}.txt"
	shown "$1" | diff "${1%.*}.txt" -
}

# What the publisher's own tool says of the messages ("# says:").
says_the_same() {
	local line

	sed -n 's/^# says: //p' "$1" >"$dir/says"
	while IFS= read -r line; do
		grep -qF -- "$line" "${1%.*}.txt" || {
			echo "$line"
			return 1
		}
	done <"$dir/says"
}

is_named() {
	grep -q '^# device: ' "$1" && grep -qE '^# source: .*[a-z]' "$1"
}

# No IMEI, IMSI, ICCID or subscriber but the test ones: in digits, and in the
# bytes as ASCII, as UTF-16 and as swapped nibbles.
is_nobodys() {
	awk -f "$lint" "$1" "${1%.*}.txt"
}

finds() {
	printf '%s\n' "$2" >"$dir/numbers"
	! awk -f "$lint" "$dir/numbers" >"$dir/found" && grep -F -- "$3" "$dir/found"
}

# Every way in which a number may stand in a file is seen by the lint.
lint_sees() {
	finds digits 'device_id: "490154203237518"' 490154203237518 &&
		finds ascii '34 39 30 31 35 34 32 30 33 32 33 37 35 31 38' \
			490154203237518 &&
		finds utf16 '34:00:39:00:30:00:31:00:35:00:34:00:32:00:30:00:33:00:32:00:33:00:37:00:35:00:31:00:38:00' \
			490154203237518 &&
		finds swapped '02 98 44 10 32 54 76 98 10 32 f4 00' \
			8944012345678901234 &&
		echo 'imei: "350000000000006" 001010000000000' \
			>"$dir/numbers" && awk -f "$lint" "$dir/numbers"
}

single_messages_are_nobodys() {
	awk -f "$lint" qmi/[0-9]*.hex qmi/[0-9]*.txt
}

echo "1..$((4 * ${#captures[@]} + 2))"
check number_of_a_person_is_found lint_sees
check single_messages_have_no_number_of_a_person single_messages_are_nobodys
for capture in "${captures[@]}"; do
	name=$(basename "${capture%.*}")
	check "capture_is_shown_as_expected $name" decodes "$capture"
	check "capture_says_what_its_publisher_says $name" \
		says_the_same "$capture"
	check "capture_names_device_and_source $name" is_named "$capture"
	check "capture_has_no_number_of_a_person $name" is_nobodys "$capture"
done
exit $bad
