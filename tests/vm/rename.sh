# udev gives the kernel's network device its lasting name after each plug;
# attache waits for it, and uses the device by that name.
mkdir -p /etc/systemd/network
cat >/etc/systemd/network/10-modem.link <<'END'
[Match]
Driver=cdc_mbim
[Link]
Name=modem0
END
renamed() {
	[ "$(netdev)" = modem0 ]
}
lasting_links_up() { # so many under the lasting name, no other
	[ "$(grep -c "link modem0 up" /tmp/attache)" = "$1" ] &&
		[ "$(grep -c "link .* up" /tmp/attache)" = "$1" ]
}
ok udev_knows_the_modem start_udev
ok the_network_device_has_its_lasting_name until_ok 20 renamed
start_attache --device auto
ok attache_comes_online online
for i in 2 3 4 5; do
	host unplug
	until_ok 20 state control_state absent
	host plug
	ok "plugged_again_it_is_online_$i" online
	ok "the_link_has_the_lasting_name_$i" lasting_links_up $i
	ok "ping_runs_again_$i" ping -c 2 -i 0.05 -W 5 10.64.0.1
done
ok attache_ends ends
