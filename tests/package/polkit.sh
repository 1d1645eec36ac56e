# In the container: who may use the modem by the bus, as Debian's polkit decides.
# simodem: --apn internet
exec 3>/run/test/tap 4<>/run/commands
. /run/test/guest.sh
. /run/test/service.sh

modem_listed() {
	mmcli -L | grep -q /Modem/
}

connects() { # connects USER
	as "$1" -- timeout 60 mmcli -m any --simple-connect=apn=internet
}

disconnects() {
	timeout 60 mmcli -m any --simple-disconnect
}

rule() { # rule ACTION USER: and no other
	cat >/etc/polkit-1/rules.d/10-test.rules <<RULE
polkit.addRule(function(action, subject) {
	if (action.id == "org.freedesktop.ModemManager1.$1" &&
	    subject.user == "$2")
		return polkit.Result.YES;
});
RULE
	systemctl restart polkit
}

ok attache_is_installed install /run/test/attache.deb
ok dbus_is_installed install /run/test/attache-dbus.deb
useradd owner
useradd stranger
systemctl restart attache
ok modem_is_on_the_bus until_ok 10 modem_listed
ok actions_are_known says org.freedesktop.ModemManager1.Device.Control \
	pkaction
ok strangers_may_look as stranger -- mmcli -m any
ok strangers_may_not_connect refused Unauthorized connects stranger
rule Device.Control owner
ok with_a_rule_one_may_connect connects owner
ok strangers_may_still_not_disconnect refused Unauthorized \
	as stranger -- mmcli -m any --simple-disconnect
ok the_rule_is_for_its_action_only refused Unauthorized \
	as owner -- mmcli --set-logging=ERR
ok root_may_do_all mmcli --set-logging=ERR
disconnects
# The rule that newer systemd has for its networkd.
rule Device.Control systemd-network
ok networkd_may_connect connects systemd-network
ok owner_may_not_any_more refused Unauthorized \
	as owner -- mmcli -m any --simple-disconnect
disconnects
systemctl mask --now polkit
ok without_polkit_root_connects connects root
ok without_polkit_nobody_else_does refused Unauthorized \
	as systemd-network -- mmcli -m any --simple-disconnect
disconnects
ok it_is_purged apt-get purge -y attache-dbus attache
ok actions_of_modemmanager_are_back sh -c '! grep -q policykit.owner \
	/usr/share/polkit-1/actions/org.freedesktop.ModemManager1.policy'
echo "1..$n" >&3
