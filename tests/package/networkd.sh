# In the container: systemd-networkd, with its section [MobileNetwork], and
# attache-dbus in place of ModemManager. It connects by a rule of polkit that it
# brings. Only sid has such a systemd (262): container.sh SIMODEM networkd.sh sid
# networkd polkitd, behind check.sh sid.
# simodem: --apn internet
exec 3>/run/test/tap 4<>/run/commands
. /run/test/guest.sh
. /run/test/service.sh

link_says() { # link_says TEXT
	says "$1" networkctl --no-pager status wwan0
}

routed() {
	says 'default via 10.64.0.1' ip route show dev wwan0
}

not_routed() {
	! routed
}

log_of_networkd() {
	journalctl -o cat -u systemd-networkd --no-pager | tail -n 30
	"$@"
}

cat >/etc/systemd/network/wwan.network <<NETWORK
[Match]
Name=wwan0
[Network]
DHCP=no
[MobileNetwork]
APN=internet
NETWORK
ok attache_is_installed install /run/test/attache.deb
ok dbus_is_installed install /run/test/attache-dbus.deb
ok networkd_knows_modems grep -q MobileNetwork \
	/usr/lib/systemd/systemd-networkd
# By this it knows that there is no udev to wait for.
mount -o remount,bind,ro /sys
systemctl restart attache
systemctl restart systemd-networkd
ok networkd_connects log_of_networkd until_ok 20 routed
ok address_of_ipv4 says 'inet 10.64.0.2' ip address show dev wwan0
ok address_of_ipv6 says 'inet6 2001:db8:64::2' ip address show dev wwan0
ok networkd_says_so until_ok 10 link_says routable
ok ping_runs ping -c 3 -i 0.2 -W 5 10.64.0.1
echo network off >&4
ok without_a_network_it_has_no_route until_ok 20 not_routed
echo network on >&4
ok it_connects_again log_of_networkd until_ok 60 routed
ok ping_runs_again ping -c 3 -i 0.2 -W 5 10.64.0.1
echo "# | RSS of attache-dbus in kB | $(sed -n 's/^VmRSS:[^0-9]*\([0-9]*\).*/\1/p' \
	"/proc/$(systemctl show -P MainPID attache-dbus)/status") |" >&3
ok it_is_purged apt-get purge -y attache-dbus attache
echo "1..$n" >&3
