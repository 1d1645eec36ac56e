#!/bin/bash
# The files of the service: what they say is true of the program, and systemd
# takes them.
set -u
attache=$1
# shellcheck source=tests/tap.sh
. tests/tap.sh
service=tools/service

# The example as it is, and with all that it shows; its groups are there once the
# package is installed.
example() {
	sed 's/group: [a-z]*/group: root/' $service/attache.yaml
}

example_is_good_as_it_is() {
	example >"$out/some.yaml" &&
		"$attache" run --check --config "$out/some.yaml"
}

# All but the list of modems, and that list alone: the two do not go together.
example_is_good_when_all_is_uncommented() {
	example | sed -e '/^#modems:/,/^$/d' -e 's/^#\([a-z]\|  \)/\1/' \
		>"$out/all.yaml"
	example | sed '/^#modems:/,/^$/s/^#//' >"$out/modems.yaml"
	chmod 600 "$out/all.yaml"
	[ "$(grep -c '^  - name: wwan0' "$out/all.yaml")" = 1 ] &&
		"$attache" run --check --config "$out/all.yaml" &&
		[ "$(grep -c '^  - name: [mb]a' "$out/modems.yaml")" = 2 ] &&
		"$attache" run --check --config "$out/modems.yaml"
}

# put_unit [DROP-IN]: the unit alone, or with that drop-in.
put_unit() {
	rm -rf "$out/attache.service.d"
	sed "s|/usr/bin/attache|$(realpath "$attache")|" \
		$service/attache.service >"$out/attache.service"
	[ $# = 0 ] || install -D -m 644 -t "$out/attache.service.d" \
		"$service/$1"
}

unit_is_one() {
	put_unit "$@" &&
		systemd-analyze verify --man=no "$out/attache.service"
}

user_is_one() {
	systemd-sysusers --root="$out" --dry-run \
		"$PWD/$service/attache.sysusers" 2>&1 | grep "Creating user 'attache'"
}

# unit_is_confined BOUND [DROP-IN]
# "... exposure level for attache.service: 2.0 OK": 10 is a program of root's.
unit_is_confined() {
	local bound=$1
	shift
	put_unit "$@"
	systemd-analyze security --no-pager --offline=true \
		"$out/attache.service" | tee "$out/security" |
		awk -v bound="$bound" \
			'END { exit !($(NF - 2) <= bound && /exposure level/) }'
}

metrics_are_units() {
	local unit
	for unit in attache-metrics.service attache-metrics-http@.service; do
		sed "s|/usr/bin/attache|$(realpath "$attache")|" \
			"$service/$unit" >"$out/$unit" || return
	done
	cp $service/attache-metrics.timer $service/attache-metrics-http.socket "$out" &&
		systemd-analyze verify --man=no "$out/attache-metrics.service" \
			"$out/attache-metrics.timer" \
			"$out/attache-metrics-http.socket" \
			"$out/attache-metrics-http@1.service" &&
		systemd-analyze security --no-pager --offline=true \
			--threshold=20 "$out/attache-metrics.service" &&
		systemd-analyze security --no-pager --offline=true \
			--threshold=20 "$out/attache-metrics-http@.service"
}

# check_unit WHAT BOUND [DROP-IN]
check_unit() {
	unit_is_one "${@:3}" >"$out/said" 2>&1
	result "$1_is_one_of_systemd" $?
	unit_is_confined "${@:2}" >"$out/said" 2>&1
	result "$1_is_exposed_by_${2/./_}_at_most" $?
	tail -n 1 "$out/security" | sed 's/[^ -~]//g; s/^/# |/'
}

echo 1..10
example_is_good_as_it_is >"$out/said" 2>&1
result example_configuration_is_good_as_it_is $?
example_is_good_when_all_is_uncommented >"$out/said" 2>&1
result example_configuration_is_good_when_all_is_uncommented $?
skip_units() {
	for unit in unit unit_with_dhcp unit_with_qrtr; do
		skip_without systemd-analyze ${unit}_is_one_of_systemd systemd &&
			skip_without systemd-analyze ${unit}_is_exposed systemd ||
			return 1
	done
}
skip_units || {
	check_unit unit 2.0
	check_unit unit_with_dhcp 2.3 attache-dhcp.conf
	check_unit unit_with_qrtr 2.2 attache-qrtr.conf
}
skip_without systemd-sysusers user_is_one_of_sysusers systemd || {
	user_is_one >"$out/said" 2>&1
	result user_is_one_of_sysusers $?
}
name=units_of_metrics_are_some_of_systemd_and_exposed_by_2_0_at_most
skip_without systemd-analyze $name systemd || {
	metrics_are_units >"$out/said" 2>&1
	result $name $?
}
exit $failed
