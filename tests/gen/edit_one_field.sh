#!/bin/sh
# One field renamed and one added in a copy of the spec (edit_spec.sh), and
# nothing else: the pages and the command line follow. The structs, decoder,
# encoder and printer are test_edited's.
# Usage: edit_one_field.sh FOLDER-OF-EDITED EDITED-ATTACHE ATTACHE
set -u

edited=$1
new=$2
old=$3
. tests/tap.sh

# A set of network_idle_hint: edited_state enabled, edited_reason "abc".
cat >"$out/message.hex" <<'HEX'
03000000 44000000 01000000 01000000 00000000
a289cc33 bcbb8b4f b6b0133e c2aae6df 15000000 01000000 14000000
01000000 0c000000 06000000 610062006300 0000
HEX

echo 1..8
diff spec/mbim_cids.yaml "$edited/edited.yaml" >"$out/said"
[ "$(grep -c '^<' "$out/said")" -eq 2 ] &&
	[ "$(grep -c '^>' "$out/said")" -eq 4 ]
result edit_is_of_one_field_in_two_messages $?

{
	grep -c '<tr.*<code>edited_state</code>' "$edited/mbim_cids.html"
	grep -c '<tr class="personal">.*<code>edited_reason</code>.*Added by a test' \
		"$edited/mbim_cids.html"
	grep -c 'edited_state</code>' "$ATTACHE_BUILD/docs/mbim_cids.html"
} >"$out/said"
[ "$(tr '\n' ' ' <"$out/said")" = "2 2 0 " ]
result edited_field_is_on_html_page $?

{
	grep -cx '\.B edited_state' "$edited/mbim_cids.7"
	grep -cx '\.B edited_reason' "$edited/mbim_cids.7"
	grep -c edited "$ATTACHE_BUILD/docs/mbim_cids.7"
} >"$out/said"
[ "$(tr '\n' ' ' <"$out/said")" = "2 2 0 " ]
result edited_field_is_on_man_page $?

"$new" decode "$out/message.hex" >"$out/said" 2>&1 &&
	grep -q 'edited_state: enabled' "$out/said" &&
	grep -q 'edited_reason: "\*\*\*"' "$out/said"
result edited_field_is_decoded_by_attache $?

cid=basic_connect.network_idle_hint
"$new" set $cid --help >"$out/said" 2>&1 &&
	grep -q '^  edited_state  *one of disabled (0), enabled (1)' \
		"$out/said" &&
	grep -q '^  edited_reason  *text, at most 20 characters; personal' \
		"$out/said" && ! grep -q '^  state ' "$out/said"
result edited_field_is_in_the_help_of_attache $?

"$new" set --dry-run $cid edited_state=enabled edited_reason=abc \
	>"$out/said" 2>&1 &&
	grep -q 'edited_state: enabled' "$out/said" &&
	"$new" set --dry-run --json --personal $cid edited_reason=abc \
		>"$out/said" 2>&1 &&
	grep -q '"edited_reason":"abc"' "$out/said" &&
	! "$new" set --dry-run $cid state=enabled >"$out/said" 2>&1
result edited_field_is_taken_on_the_command_line $?

"$new" complete set $cid edited_ >"$out/said" 2>&1 &&
	"$new" complete set $cid edited_state= >>"$out/said" 2>&1
[ "$(tr '\n' ' ' <"$out/said")" = "edited_state= edited_reason= \
edited_state=disabled edited_state=enabled " ]
result edited_field_is_completed $?

"$old" decode "$out/message.hex" >"$out/said" 2>&1 &&
	grep -q ' state: enabled' "$out/said" &&
	! grep -q edited "$out/said"
result edit_is_not_in_the_other_attache $?
exit $failed
