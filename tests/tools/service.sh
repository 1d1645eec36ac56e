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

example_is_good_when_all_is_uncommented() {
	example | sed 's/^#\([a-z]\|  \)/\1/' >"$out/all.yaml"
	chmod 600 "$out/all.yaml"
	[ "$(grep -c '^  - name: wwan0' "$out/all.yaml")" = 1 ] &&
		"$attache" run --check --config "$out/all.yaml"
}

unit_is_one() {
	sed "s|/usr/bin/attache|$(realpath "$attache")|" \
		$service/attache.service >"$out/attache.service"
	systemd-analyze verify --man=no "$out/attache.service"
}

user_is_one() {
	systemd-sysusers --root="$out" --dry-run \
		"$PWD/$service/attache.sysusers" 2>&1 | grep "Creating user 'attache'"
}

# "... exposure level for attache.service: 2.0 OK": 10 is a program of root's.
unit_is_confined() {
	systemd-analyze security --no-pager --offline=true \
		"$PWD/$service/attache.service" | tee "$out/security" |
		awk 'END { exit !($(NF - 2) <= 2.0 && /exposure level/) }'
}

echo 1..5
example_is_good_as_it_is >"$out/said" 2>&1
result example_configuration_is_good_as_it_is $?
example_is_good_when_all_is_uncommented >"$out/said" 2>&1
result example_configuration_is_good_when_all_is_uncommented $?
skip_without systemd-analyze unit_is_one_of_systemd systemd || {
	unit_is_one >"$out/said" 2>&1
	result unit_is_one_of_systemd $?
}
skip_without systemd-analyze unit_is_exposed_by_2_at_most systemd || {
	unit_is_confined >"$out/said" 2>&1
	result unit_is_exposed_by_2_at_most $?
	tail -n 1 "$out/security" | sed 's/[^ -~]//g; s/^/# |/'
}
skip_without systemd-sysusers user_is_one_of_sysusers systemd || {
	user_is_one >"$out/said" 2>&1
	result user_is_one_of_sysusers $?
}
exit $failed
