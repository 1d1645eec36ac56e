# In the container: NetworkManager and a SIM that asks for its PIN.
# simodem: --apn internet --pin 1234
exec 3>/run/test/tap 4<>/run/commands
. /run/test/guest.sh
. /run/test/service.sh

gsm_device() {
	nmcli -t -f TYPE device | grep -qx gsm
}

state_of_modem() { # state_of_modem WORD
	says "$1" mmcli -m any -J
}

up_with() { # up_with PIN
	nmcli connection modify lte gsm.pin "$1" &&
		timeout 60 nmcli connection up lte
}

ok attache_is_installed install /run/test/attache.deb
ok dbus_is_installed install /run/test/attache-dbus.deb
systemctl restart attache
ok modem_is_locked until_ok 10 state_of_modem '"state":"locked"'
ok lock_is_told state_of_modem '"unlock-required":"sim-pin"'
printf '[main]\nplugins=keyfile\n[connectivity]\nenabled=false\n' \
	>/etc/NetworkManager/NetworkManager.conf
systemctl restart NetworkManager
ok networkmanager_has_a_gsm_device until_ok 20 gsm_device
ok connection_is_added nmcli connection add type gsm ifname '*' con-name lte \
	apn internet autoconnect no
ok connection_without_a_pin_does_not_come_up sh -c '! timeout 5 nmcli connection up lte'
wrong_pin() {
	! up_with 9999
}
ok wrong_pin_of_the_connection_is_refused wrong_pin
ok one_attempt_is_gone until_ok 5 state_of_modem '"sim-pin (2)"'
ok right_pin_connects up_with 1234
ok ping_runs ping -c 3 -i 0.2 -W 5 10.64.0.1
ok modem_says_connected state_of_modem '"state":"connected"'
echo "1..$n" >&3
