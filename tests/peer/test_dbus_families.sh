#!/bin/bash
# attache-dbus and a network that grants IPv4 and IPv6, of which the modem tells one
# address alone: clients are to ask for the other on the link. Where the network has
# granted one family, they are not.
set -u
# shellcheck source=tests/peer/dbus.sh
. tests/peer/dbus.sh

# connects IP-TYPE: the bearer's path, in $bearer
connects() {
	bearer=$(call "$modem" Modem.Simple Connect 'a{sv}' 2 apn s internet \
		ip-type u "$1" | grep -o '/org[^"]*')
	[ "$bearer" ]
}

disconnects() {
	call "$modem" Modem.Simple Disconnect o / && until_ok 10 registered
}

registered() {
	[ "$(busctl --user get-property $mm "$modem" $mm.Modem State)" = "i 8" ]
}

method() { # FAMILY METHOD: as MMBearerIpMethod: 0 unknown, 2 static, 3 DHCP
	busctl --user get-property $mm "$bearer" $mm.Bearer "Ip$1Config" |
		tee /dev/stderr | grep -q "\"method\" u $2\\b"
}

# methods IPV4 IPV6, at once, as NetworkManager reads them
methods() {
	method 4 "$1" && method 6 "$2"
}

granted() { # IP-TYPE IPV4 IPV6
	connects "$1" && methods "$2" "$3"
}

# gives FIELDS OPTION...: a modem that tells this of the addresses of session 0,
# which no file has taken.
gives() {
	cat >"$dir/scenario.yaml" <<END
answers:
  - {cid: basic_connect.ip_configuration, op: query, fields: {session_id: 0, $1}}
END
	echo 'sessions: []' >"$dir/attache.yaml"
	config=$dir/attache.yaml
	begins "${@:2}" && until_ok 20 registered
}
ipv4='ipv4_configuration_available: address, ipv4_address: [{ipv4_address: 192.0.2.2, on_link_prefix_length: 24}]'
ipv6='ipv6_configuration_available: address, ipv6_address: [{ipv6_address: "2001:db8::2", on_link_prefix_length: 64}]'

echo "1..8"
check modem_gives_ipv4_alone gives "$ipv4"
check ipv6_that_was_granted_is_asked_for_on_the_link granted 4 2 3
check session_ends disconnects
check ipv4_alone_needs_no_ipv6 granted 1 2 0
ends
check modem_of_mbimex_1_gives_ipv6_alone gives "$ipv6" --mbimex 1.0
check ipv4_that_was_granted_is_asked_for_on_the_link granted 4 3 2
check next_session_ends disconnects
check ipv6_alone_needs_no_ipv4 granted 2 0 2
exit $bad
