# In the container: NetworkManager and mmcli with an attache that has two modems of
# one kind. A connection takes the one that it names.
# simodem: --apn one --modem --apn two
exec 3>/run/test/tap 4<>/run/commands
. /run/test/guest.sh
. /run/test/service.sh

modems() {
	mmcli -L | grep -o '/[^ ]*/Modem/[0-9]*' | sort
}

two_modems() {
	[ "$(modems | wc -l)" = 2 ]
}

# path NAME: of the modem that attache calls so
path() {
	for each in $(modems); do
		! mmcli -m "$each" -J | grep -q "\"primary-port\":\"$1\"" ||
			echo "$each"
	done | grep .
}

of() { # of NAME KEY: what mmcli has of it
	mmcli -m "$(path "$1")" -J | sed "s/.*\"$2\":\"\([^\"]*\)\".*/\1/"
}

is() { # is WANTED NAME KEY
	got=$(of "$2" "$3")
	echo "$got, not $1"
	[ "$got" = "$1" ]
}

device_is() { # device_is STATE NAME
	nmcli -t -f DEVICE,TYPE,STATE device | grep -qx "$2:gsm:$1"
}

comes_up() { # comes_up CONNECTION NAME: on that device
	timeout 60 nmcli connection up "$1" &&
		nmcli -t -f NAME,DEVICE connection show --active |
		grep -qx "$1:$2"
}

# By its number alone, as people type it.
by_number() {
	for each in $(modems); do
		mmcli -m "${each##*/}" | grep -q "$each" || return
	done
}

unknown_takes_none() {
	nmcli connection add type gsm ifname '*' con-name unknown apn one \
		gsm.device-id 0000000000000000 autoconnect no &&
		! timeout 60 nmcli connection up unknown
}

# mmcli has it as long as it runs.
inhibits_one() {
	timeout 5 mmcli -I "$(of backup device)" &
	until_ok 3 one_modem && is registered main state
	status=$?
	wait
	return $status
}

one_modem() {
	[ "$(modems | wc -l)" = 1 ]
}

ok attache_is_installed install /run/test/attache.deb
ok dbus_is_installed install /run/test/attache-dbus.deb
cat >/etc/attache.yaml <<CONF
modems:
  - {name: main, device: "serial:000000000000000"}
  - {name: backup, device: "serial:000000000000001"}
CONF
systemctl restart attache
printf '[main]\nplugins=keyfile\n[connectivity]\nenabled=false\n' \
	>/etc/NetworkManager/NetworkManager.conf
systemctl restart NetworkManager
ok both_modems_are_on_the_bus until_ok 20 two_modems
ok each_is_found_by_its_number by_number
ok one_has_its_imei is 000000000000000 main imei
ok other_has_its_imei is 000000000000001 backup imei
ok each_is_a_device until_ok 20 device_is disconnected main
ok other_is_a_device until_ok 20 device_is disconnected backup
ok connection_names_a_device nmcli connection add type gsm ifname backup \
	con-name by-name apn two autoconnect no
ok connection_names_an_identifier nmcli connection add type gsm ifname '*' \
	con-name by-id apn one gsm.device-id "$(of main device-identifier)" \
	autoconnect no
ok unknown_identifier_takes_none unknown_takes_none
ok named_device_comes_up comes_up by-name backup
ok other_is_left_alone is registered main state
ok it_has_its_address says 'inet 10.65.0.2' ip address show dev wwan1
ok identified_device_comes_up comes_up by-id main
ok that_has_its_address says 'inet 10.64.0.2' ip address show dev wwan0
ok ping_runs_by_one ping -c 3 -i 0.2 -W 5 -I wwan0 10.64.0.1
ok ping_runs_by_the_other ping -c 3 -i 0.2 -W 5 -I wwan1 10.65.0.1
ok one_goes_down timeout 60 nmcli connection down by-name
ok other_stays_up is connected main state
ok connection_stays_up device_is connected main
nmcli connection down by-id
ok both_are_registered until_ok 20 is registered main state
ok mmcli_inhibits_one inhibits_one
ok both_are_back until_ok 20 two_modems
sed -i '/backup/d' /etc/attache.yaml
systemctl reload attache
ok one_is_taken_out until_ok 20 one_modem
ok other_stays is registered main state
ok it_is_purged apt-get purge -y attache-dbus attache
echo "1..$n" >&3
