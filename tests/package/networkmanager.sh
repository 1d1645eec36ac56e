# In the container: NetworkManager and mmcli, as Debian has them, with attache-dbus
# in place of ModemManager.
# simodem: --apn internet
exec 3>/run/test/tap 4<>/run/commands
. /run/test/guest.sh
. /run/test/service.sh

nm() {
	nmcli -t "$@"
}

gsm_is() { # gsm_is STATE: of the device
	nm -f TYPE,STATE device | grep -qx "gsm:$1"
}

gsm_is_not() {
	! gsm_is "$1"
}

gsm_device() {
	until_ok 20 gsm_is disconnected
}

connected() {
	timeout 60 nmcli connection up lte
}

resolver() {
	until_ok 5 grep -q '^nameserver 10.64.0.1$' /etc/resolv.conf
}

no_default_route() {
	! ip route | grep -q ^default
}

no_addresses() {
	! ip address show dev wwan0 | grep -q 'inet '
}

modem_listed() {
	mmcli -L | grep -q /Modem/
}

no_modem_listed() {
	! modem_listed
}

state_of_modem() { # state_of_modem WORD
	says "$1" mmcli -m any -J
}

bearer_says() { # bearer_says TEXT
	bearer=$(mmcli -m any -J | sed 's/.*"bearers":\["\([^"]*\).*/\1/')
	says "$1" mmcli -b "$bearer"
}

sim_says() { # sim_says TEXT
	says "$1" mmcli -i "$(mmcli -m any -J | grep -o '/[^"]*/SIM/[0-9]*')"
}

wrong_apn() {
	nmcli connection modify lte gsm.apn wrong
	! timeout 60 nmcli connection up lte
}

# From the call of the bridge to the session that is up, as attache's log has it.
session_ms() {
	journalctl -o cat -u attache --no-pager | awk '
		/ session 0: made/ && !from { from = $1 }
		/ link wwan0 up/ && from {
			printf "%d\n", ($1 - from) * 1000
			exit
		}'
}

log_of_manager() { # log_of_manager TEXT
	journalctl -o cat -u NetworkManager --no-pager | grep -F -- "$1"
}

ok attache_is_installed install /run/test/attache.deb
ok dbus_is_installed install /run/test/attache-dbus.deb
ok modemmanager_does_not_run sh -c '! systemctl -q is-active ModemManager'
systemctl restart attache
ok bridge_runs until_ok 10 systemctl -q is-active attache-dbus
ok modem_is_on_the_bus until_ok 10 modem_listed
mmcli -m any
ok mmcli_tells_of_the_modem state_of_modem '"state":"registered"'
cat >/etc/NetworkManager/NetworkManager.conf <<CONF
[main]
plugins=keyfile
[connectivity]
enabled=false
[logging]
level=DEBUG
CONF
systemctl restart NetworkManager
ok networkmanager_has_a_gsm_device gsm_device
ok connection_is_added nmcli connection add type gsm ifname '*' con-name lte \
	apn internet autoconnect no
before=$(date +%s%3N)
ok connection_comes_up connected
echo "# | nmcli connection up in ms | $(($(date +%s%3N) - before)) |" >&3
echo "# | of it the modem and attache in ms | $(session_ms) |" >&3
ip address show dev wwan0
ip route
ok address_of_ipv4 says 'inet 10.64.0.2' ip address show dev wwan0
ok address_of_ipv6 says 'inet6 2001:db8:64::2' ip address show dev wwan0
ok default_route says 'default via 10.64.0.1 dev wwan0' ip route
ok default_route_of_ipv6 says 'default' ip -6 route show dev wwan0
ok name_servers resolver
ok ping_runs ping -c 3 -i 0.2 -W 5 10.64.0.1
ok modem_says_connected state_of_modem '"state":"connected"'
ok bearer_is_told bearer_says 10.64.0.2
ok imei_is_told state_of_modem '"imei":"000000000000000"'
ok sim_is_told sim_says 8900000000000000000
ok attache_sets_no_addresses log_has 'with addresses by another program'
ok connection_goes_down timeout 60 nmcli connection down lte
ok routes_are_gone no_default_route
ok addresses_are_gone no_addresses
ok modem_says_registered state_of_modem '"state":"registered"'

ok wrong_apn_is_refused wrong_apn
ok networkmanager_has_the_cause log_of_manager \
	'refused: 27 (missing_or_unknown_apn)'
ok connection_is_mended nmcli connection modify lte gsm.apn internet
ok connection_comes_up_again connected
ok ping_runs_again ping -c 3 -i 0.2 -W 5 10.64.0.1

nmcli radio wwan off
ok radio_off_disables_the_modem until_ok 10 state_of_modem '"state":"disabled"'
nmcli radio wwan on
ok radio_on_registers_it until_ok 20 state_of_modem '"state":"registered"'
ok device_is_there_again gsm_device
ok connection_comes_up_after_that connected

echo network off >&4
ok lost_network_disconnects until_ok 40 gsm_is_not connected
echo network on >&4
ok modem_registers_again until_ok 60 state_of_modem '"state":"registered"'
ok connection_comes_up_in_it connected
systemctl restart attache
ok modem_is_on_the_bus_of_the_next_attache until_ok 20 modem_listed
ok device_is_there_for_the_next_attache gsm_device
ok connection_comes_up_by_the_next_attache connected

echo unplug >&4
ok modem_is_off_the_bus until_ok 20 no_modem_listed
echo plug >&4
ok modem_is_on_the_bus_again until_ok 20 modem_listed
ok device_is_back gsm_device
ok connection_comes_up_on_it connected
ok ping_runs_after_all ping -c 3 -i 0.2 -W 5 10.64.0.1
timeout 60 nmcli connection down lte

systemctl stop NetworkManager
ok mmcli_connects timeout 60 mmcli -m any --simple-connect=apn=internet
ok mmcli_sees_it state_of_modem '"state":"connected"'
ok mmcli_tells_the_signal says 'rsrp' mmcli -m any --signal-get
ok mmcli_scans says 'Forbidden' mmcli -m any --3gpp-scan --timeout=60
ok mmcli_registers mmcli -m any --3gpp-register-home
ok mmcli_disconnects timeout 60 mmcli -m any --simple-disconnect
bearer() { # bearer PROPERTIES: a new one's path
	mmcli -m any --create-bearer="$1" | grep -o '/org/.*'
}

two_at_once() {
	first=$(bearer apn=internet,ip-type=ipv4)
	second=$(bearer apn=internet,ip-type=ipv6)
	mmcli -b "$first" --connect && mmcli -b "$second" --connect &&
		says wwan0 mmcli -b "$first" && says wwan1 mmcli -b "$second" &&
		mmcli -b "$first" --disconnect && says 'connected: yes' mmcli -b "$second" &&
		mmcli -m any --simple-disconnect
}

ok two_bearers_are_connected_at_once two_at_once
ok others_may_not_connect refused Unauthorized as nobody -- \
	mmcli -m any --simple-connect=apn=internet
rss() {
	sed -n 's/^VmRSS:[^0-9]*\([0-9]*\).*/\1/p' \
		"/proc/$(systemctl show -P MainPID attache-dbus)/status"
}
echo "# | RSS of attache-dbus in kB | $(rss) |" >&3
ok it_is_in_3_MB test "$(rss)" -le 3000
ok it_is_purged apt-get purge -y attache-dbus attache
echo "1..$n" >&3
