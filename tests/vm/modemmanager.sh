# Debian's ModemManager finds simodem by the kernel's driver, as on a desktop,
# and connects.
ok udev_knows_the_modem start_udev
until_ok 20 here
dev=$(netdev)
start_modemmanager
ok the_modem_is_found until_ok 60 says "/Modem/0" mm -L
ok its_identity_is_told says "equipment id: 000000000000000" mm -m 0
ok the_provider_is_the_cards says "operator name: Provider" mm -i 0
ok its_network_is_the_imsis says "operator id: 00101" mm -i 0
ok group_1_is_read_from_its_file says "gid1: A1B2" mm -i 0
ok group_2_is_read_from_its_file says "gid2: C3" mm -i 0
ok simple_connect_connects says "successfully connected the modem" \
	mm -m 0 --simple-connect=apn=internet,ip-type=ipv4v6
# Bearer 0 is that of the attach.
ok the_bearer_has_addresses says "address: 10.64.0.2" mm -b 1
ok the_bearer_has_addresses_of_ipv6 says "address: 2001:db8:64::2" mm -b 1
ok the_bearer_is_on_the_kernels_device says "interface: $dev" mm -b 1

ip link set "$dev" up
ip addr add 10.64.0.2/30 dev "$dev"
ip addr add 2001:db8:64::2/64 dev "$dev" nodad
ok ping_runs ping -c 5 -i 0.05 -W 5 10.64.0.1
ok ping_of_ipv6_runs ping -c 5 -i 0.05 -W 5 2001:db8:64::1
ok simple_disconnect_disconnects says "successfully disconnected" \
	mm -m 0 --simple-disconnect

# The example of a rule keeps it away, and attache has the modem; without it is
# ModemManager's again.
no_modem() {
	says "No modems were found" mm -L
}
replug() {
	host unplug
	until_ok 20 gone && until_ok 20 no_modem || return 1
	: >/tmp/mm
	udevadm control --reload
	host plug
	until_ok 20 here && udevadm settle --timeout=60
}
mkdir -p /etc/udev/rules.d
cp /72-attache-only.rules /etc/udev/rules.d/
ok plugged_again_with_the_rule_it_is_here replug
ok udev_has_the_rules_word says "ID_MM_DEVICE_IGNORE=1" \
	udevadm info /sys/bus/usb/devices/*-1
ok modemmanager_passes_it_over until_ok 30 \
	grep 'cdc-wdm0): port filtered: device is blocklisted' /tmp/mm
start_attache --device auto
ok attache_comes_online_beside_modemmanager online
ok modemmanager_has_no_modem no_modem
ok attache_ends ends
rm /etc/udev/rules.d/72-attache-only.rules
ok plugged_again_without_the_rule_it_is_here replug
ok without_the_rule_the_modem_is_modemmanagers until_ok 60 says "/Modem/1" mm -L
[ -z "$failed" ] || tail -n 150 /tmp/mm
