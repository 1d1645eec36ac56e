#!/bin/bash
# What Debian's mbimcli and qmicli have said to the simulated modem and logged is
# a modem for attache, which comes online on it as far as they asked. One that is
# asked less does not answer more.
# usage: test_as_modem.sh ATTACHE SIMODEM
attache=$1 simodem=$2
# shellcheck source=tests/peer/query.sh
. tests/peer/query.sh

for tool in mbimcli qmicli jq; do
	if ! command -v $tool >/dev/null; then
		echo "1..0 # SKIP $tool is not installed"
		exit 0
	fi
done

# log FILE TOOL ACTION...: the log of one run of the tool for each action.
log() {
	local action

	for action in "${@:3}"; do
		# shellcheck disable=SC2086
		timeout 30 $2 -d "$device" --verbose-full $action \
			>>"$dir/$1" 2>&1 || return 1
	done
}

asked=(--query-device-services --query-device-caps
	--query-subscriber-ready-status --query-registration-state
	--query-packet-service-state --query-connection-state
	--query-signal-state)
connects=("--connect=apn=internet,ip-type=ipv4v6" --query-ip-configuration)

mbimcli_logs() {
	sim_start
	log part "mbimcli --no-close" "${asked[@]}" &&
		log mbim "mbimcli --no-close" "${asked[@]}" "${connects[@]}"
	local status=$?
	sim_stop
	[ $status -eq 0 ] && [ "$(grep -c RAW: "$dir/mbim")" -gt 30 ]
}

# The modem takes these addresses from the log, and no other.
mbim_comes_online() {
	run 0 replay --as-modem -v "$dir/mbim" &&
		says "the recorded host: online" \
			"attache: online after" "link_up 0 10.64.0.2/30" \
			"connect configuring --configured--> up" \
			"basic_connect.ip_configuration query: answered as recorded" \
			"ms_basic_connect_extensions.version query: not in the recording, refused with status no_device_support"
}

# The host configures what the other one did.
configured_as_the_other_one() {
	run 0 replay --as-modem "$dir/mbim" &&
		! says "asked otherwise than by the recorded host" &&
		run 0 replay --as-modem -a web "$dir/mbim" &&
		says "asked otherwise than by the recorded host" \
			'access_string: "internet" there, "web" here'
}

what_nobody_asked_is_not_made_up() {
	run 0 replay --as-modem "$dir/part" &&
		says "the recorded host: not online" \
			"attache: not online" \
			"basic_connect.connect set: not in the recording, refused" &&
		! says "link_up"
}

json_says_the_same() {
	run 0 replay --as-modem -j "$dir/mbim" &&
		jq -es 'map(select(.kind == "result"))[0] |
			.attache_up and .recorded_up' "$dir/out" &&
		jq -es 'map(select(.kind == "asked" and
			.request == "basic_connect.connect set" and
			.how == "same")) | length == 1' "$dir/out"
}

qmicli_logs() {
	sim_start --profile quectel-eg25g
	log qmi "qmicli --device-open-qmi" --device-open-sync\ --dms-get-ids \
		--uim-get-card-status --nas-get-serving-system \
		--nas-get-system-info --wds-get-packet-service-status \
		"--wds-start-network=apn=internet,ip-type=4 --client-no-release-cid"
	local cid status
	cid=$(sed -n "s/.*CID: '\([0-9]*\)'.*/\1/p" "$dir/qmi")
	log qmi "qmicli --device-open-qmi --client-cid=$cid" \
		"--wds-get-current-settings --client-no-release-cid"
	status=$?
	sim_stop
	[ $status -eq 0 ] && [ "$(grep -c RAW: "$dir/qmi")" -gt 30 ]
}

qmi_comes_online() {
	run 0 replay --as-modem -v "$dir/qmi" &&
		says "the recorded host: online" "attache: online after" \
			"link_up 0 10.64.0.2" \
			"ctl.get_version_info: not in the recording, refused with status not_supported" \
			"wds.get_current_settings: answered as recorded"
}

# A trace that attache import made of the log is the same modem.
imported_log_is_the_same() {
	run 0 import "$dir/mbim" -o "$dir/mbim.pcapng" &&
		run 0 replay --as-modem "$dir/mbim.pcapng" &&
		says "attache: online after" "link_up 0 10.64.0.2/30"
}

echo "1..8"
check mbimcli_logs mbimcli_logs
check log_of_mbimcli_is_a_modem_that_connects mbim_comes_online
check attache_is_configured_as_the_recorded_host configured_as_the_other_one
check what_nobody_asked_is_not_made_up what_nobody_asked_is_not_made_up
check json_says_the_same json_says_the_same
check qmicli_logs qmicli_logs
check log_of_qmicli_is_a_modem_that_connects qmi_comes_online
check imported_log_is_the_same_modem imported_log_is_the_same
exit $bad
