# In the container: NetworkManager abroad, with a connection that is for home only,
# and one that is not.
# simodem: --apn internet --roaming
exec 3>/run/test/tap 4<>/run/commands
. /run/test/guest.sh
. /run/test/service.sh

gsm_is() { # gsm_is STATE: of the device
	nmcli -t -f TYPE,STATE device | grep -qx "gsm:$1"
}

up_with() { # up_with HOME-ONLY
	nmcli connection modify lte gsm.home-only "$1" &&
		timeout 60 nmcli connection up lte
}

log_of_manager() { # log_of_manager TEXT
	journalctl -o cat -u NetworkManager --no-pager | grep -F -- "$1"
}

refused_at_home_only() {
	! up_with yes
}

ok attache_is_installed install /run/test/attache.deb
ok dbus_is_installed install /run/test/attache-dbus.deb
systemctl restart attache
printf '[main]\nplugins=keyfile\n[connectivity]\nenabled=false\n' \
	>/etc/NetworkManager/NetworkManager.conf
systemctl restart NetworkManager
ok networkmanager_has_a_gsm_device until_ok 20 gsm_is disconnected
ok modem_says_roaming says '"registration-state":"roaming"' mmcli -m any -J
ok connection_is_added nmcli connection add type gsm ifname '*' con-name lte \
	apn internet autoconnect no
ok for_home_only_it_does_not_come_up refused_at_home_only
ok networkmanager_has_the_cause log_of_manager \
	'failed to connect modem: registered while roaming'
# After the refusal it looks at the network again.
ok the_modem_is_not_connected \
	until_ok 10 says '"state":"registered"' mmcli -m any -J
ok no_session_is_left sh -c '! attache status --json | grep -q "\"state\":\"up\""'
ok for_anywhere_it_comes_up up_with no
ok ping_runs ping -c 3 -i 0.2 -W 5 10.64.0.1
ok it_is_purged apt-get purge -y attache-dbus attache
echo "1..$n" >&3
