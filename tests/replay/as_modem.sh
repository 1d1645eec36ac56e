#!/bin/bash
# attache replay --as-modem as people use it: traces of attache, and captures of
# real modems whose hosts fail, with the reason that it finds.
set -u
attache=$ATTACHE_BUILD/tools/attache/attache
record=$ATTACHE_BUILD/tests/replay/record
captures=$PWD/tests/captures
# shellcheck source=tests/check.sh
. tests/check.sh

# --- traces of attache -----------------------------------------------------

same_way() {
	"$record" "$dir/t.pcapng" "$@" &&
		run 0 replay --as-modem "$dir/t.pcapng" &&
		says "the recorded host: online" "attache: online after" \
			"link_up 0 10.64.0.2/30" &&
		grep -qE '^transitions: [0-9]+, each as in the run' \
			"$dir/out" &&
		! says "asked otherwise" &&
		! says "not in the recording"
}

fragments() {
	same_way fragments &&
		"$attache" decode "$dir/t.pcapng" 2>&1 | grep -q fragments
}

names_what_differs() {
	"$record" "$dir/t.pcapng" clear &&
		run 0 replay --as-modem -a web "$dir/t.pcapng" &&
		says "asked otherwise than by the recorded host" \
			"basic_connect.connect set: answered as recorded (packet" \
			'    access_string: "internet" there, "web" here'
}

# A PIN of another value: the recorded modem's answer is to that one.
wrong_pin() {
	"$record" "$dir/t.pcapng" clear &&
		run 0 replay --as-modem --pin 4711 "$dir/t.pcapng" &&
		says 'pin: another one here ("****")' &&
		! grep -e 4711 -e 7351 "$dir/out"
}

several_files() {
	"$record" "$dir/t.pcapng" && cp "$dir/t.pcapng" "$dir/u.pcapng" &&
		run 1 replay --as-modem "$dir/t.pcapng" "$dir/none" \
			"$dir/u.pcapng" &&
		[ "$(grep -c '^attache: online' "$dir/out")" -eq 2 ] &&
		moans "none: error: No such file"
}

json() {
	"$record" "$dir/t.pcapng" &&
		run 0 replay --as-modem --json "$dir/t.pcapng" &&
		says '{"kind":"result"' '"attache_up":true' \
			'{"kind":"transitions","same":' \
			'"request":"basic_connect.connect set","how":"same"' &&
		! grep -vE '^\{"kind":"[a-z_]+"[,}].*\}$' "$dir/out"
}

# --- hosts that fail -------------------------------------------------------

as_modem() {
	run 0 replay --as-modem "${@:2}" "$captures/$1"
}

# D-Link DWM-156 and umbim: OPEN for 1024 bytes, where the modem has 512.
open_too_large() {
	as_modem mbim/dlink-dwm-156-open-too-large.log &&
		says "the recorded host: not online" \
			"open (line 7): error max_transfer (line 11)" \
			"wMaxControlMessage of its descriptor is the limit" \
			"max_control_transfer: 1024 there, 512 here" &&
		as_modem mbim/dlink-dwm-156-open-too-large.log \
			--max-control 512 &&
		says "max_control_transfer: 1024 there, 512 here"
}

# ZTE MF823 and umbim: a PIN before the SIM is ready.
pin_too_early() {
	as_modem mbim/zte-mf823-pin-too-early.log &&
		says "basic_connect.pin set (line 16): status not_initialized (line 24)" \
			"The SIM is not ready yet: subscriber_ready_status tells" \
			"attache does not ask this." &&
		grep -qE 'attache asks before it: .*basic_connect.subscriber_ready_status query' \
			"$dir/out"
}

# Fibocom L850-GL and mbimcli: it waits for the answer to its last OPEN, and the
# modem answers the first.
late_open_done() {
	as_modem mbim/fibocom-l850-gl-late-open-done.log -v &&
		says "open (line 12): after 25.0 s (line 180), when the host had asked 5 times more" \
			"The answer to any of them opens the channel" \
			"opening --open_done-->" "control open"
}

# The same modem and host: nothing but what an earlier program was owed.
stale_channel() {
	as_modem mbim/fibocom-l850-gl-stale-channel.log &&
		says "never, and the host asked 5 times more" \
			"7 messages of the recorded modem answer nothing that its host asked" \
			"it has the device reset"
}

# Sierra EM7345: OPEN is answered with CLOSE_DONE; attache gets on.
open_while_open() {
	as_modem mbim/sierra-em7345-open-while-open.log -v &&
		says "opening --open_done-->" "control open"
}

# Quectel EM20-G: as far as the host asked, and clients for what it did not.
qmi_as_far_as_it_goes() {
	as_modem qmi/quectel-em20-g-searching.log -v &&
		says "attach registration" \
			"ctl.allocate_cid: not in the recording" \
			"answered as any modem does" \
			"nas.get_serving_system: answered as recorded" \
			"nas.get_system_info: not in the recording, refused with status not_supported" \
			"ctl.get_version_info (line 28): never, and the host asked 19 times more" \
			"asked by the recorded host, not by attache:" \
			"wms.list_messages (line"
}

cut_answers() {
	as_modem mbim/fibocom-fm101-gl-device-services.log &&
		says "8 messages are cut" \
			"basic_connect.device_services query: the recording has cut the answer (line 28), refused with status no_device_support"
}

# Every capture in the tree is a modem, or is said not to be one.
every_capture() {
	local capture

	for capture in "$captures"/mbim/*.hex "$captures"/*/*.log; do
		case $capture in
		*-ntb32-*)
			run 1 replay --as-modem "$capture" &&
				moans "there is no message of a modem in it"
			;;
		*)
			run 0 replay --as-modem "$capture" &&
				says "attache: "
			;;
		esac || {
			echo "$capture"
			return 1
		}
	done
}

# --- what is wrong ---------------------------------------------------------

says_what_is_wrong() {
	echo nothing >"$dir/words"
	run 1 replay --as-modem "$dir/words" && moans "words: error: there is no message of a modem in it" &&
		run 2 replay --as-modem && moans "no file" &&
		run 2 replay --apn web x && moans "only --as-modem" &&
		run 2 replay --as-modem --max-control 12 x &&
		moans 'must be a number from 64 to 65535, not "12"' &&
		run 1 replay --as-modem --config "$dir/none.yaml" \
			"$captures/mbim/tcl-ik512-addresses.hex" &&
		moans "none.yaml"
}

# Of a pipe there is one look: it is the run of some host.
pipe() {
	"$record" "$dir/t.pcapng" &&
		"$attache" replay --as-modem - <"$dir/t.pcapng" \
			>"$dir/out" 2>"$dir/err" &&
		says "attache: online after" && ! says "transitions:"
}

echo "1..18"
check masked_run_comes_online_by_the_same_transitions same_way
check clear_run_comes_online_by_the_same_transitions same_way clear
check fragmented_run_comes_online_by_the_same_transitions fragments
check request_that_differs_is_shown_field_by_field names_what_differs
check secret_that_differs_is_said_and_not_shown wrong_pin
check each_of_several_files_is_a_modem several_files
check json_has_the_same json
check open_for_too_long_messages_is_explained open_too_large
check pin_that_came_too_early_is_explained pin_too_early
check late_answer_to_an_earlier_open_is_explained late_open_done
check answers_of_an_earlier_program_are_named stale_channel
check close_done_to_an_open_does_not_stop_attache open_while_open
check qmi_goes_as_far_as_the_host_asked qmi_as_far_as_it_goes
check answer_that_is_cut_is_not_made_up cut_answers
check every_capture_in_the_tree_is_a_modem every_capture
check what_is_wrong_is_said says_what_is_wrong
check trace_from_a_pipe_is_a_modem pipe
check help_names_the_options run 0 replay --help
exit $bad
