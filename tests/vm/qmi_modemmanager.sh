# Debian's ModemManager finds a modem that speaks QMI by the kernel's driver, and
# connects. Its ids have no plugin: for a vendor's, ModemManager 1.20 wants an AT
# port.
. /guest_qmi.sh

echo 1209 0001 >/sys/bus/usb/drivers/qmi_wwan/new_id
ok udev_knows_the_modem start_udev
until_ok 20 qmi_here
dev=$(netdev)
start_modemmanager
ok the_modem_is_found until_ok 60 says "/Modem/0" mm -L
ok its_identity_is_told says "equipment id: 000000000000000" mm -m 0
ok the_provider_is_read_from_its_file says "operator name: Provider" mm -i 0
ok its_network_is_read_from_two_files says "operator id: 00101" mm -i 0
ok simple_connect_connects says "successfully connected the modem" \
	mm -m 0 --simple-connect=apn=internet,ip-type=ipv4v6
# Bearer 0 is that of the attach.
ok the_bearer_has_addresses says "address: 10.64.0.2" mm -b 1
ok the_bearer_has_addresses_of_ipv6 says "address: 2001:db8:64::2" mm -b 1
ok the_bearer_is_on_the_kernels_device says "interface: $dev" mm -b 1
ok modemmanager_has_set_raw_ip grep -q Y "/sys/class/net/$dev/qmi/raw_ip"

ip link set "$dev" up
ip addr add 10.64.0.2/30 dev "$dev"
ip addr add 2001:db8:64::2/64 dev "$dev" nodad
ok ping_runs ping -c 5 -i 0.05 -W 5 10.64.0.1
ok ping_of_ipv6_runs ping -c 5 -i 0.05 -W 5 2001:db8:64::1
ok simple_disconnect_disconnects says "successfully disconnected" \
	mm -m 0 --simple-disconnect
[ -z "$failed" ] || tail -n 150 /tmp/mm
