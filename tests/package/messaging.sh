# In the container: short messages by ModemManager's own library, and who may read
# them.
# simodem: --apn internet
# with: tests/package/messaging.py
exec 3>/run/test/tap 4<>/run/commands
. /run/test/guest.sh
. /run/test/service.sh

listed() {
	mmcli -L | grep -q /Modem/
}

has_messages() { # has_messages COUNT
	[ "$(mmcli -m any -J --messaging-list-sms | grep -o /SMS/ | wc -l)" = "$1" ]
}

client() {
	timeout 40 python3 /run/test/messaging.py "$@"
}

path_of_first() {
	mmcli -m any -J --messaging-list-sms | grep -o '/org/[^"]*' | head -n 1
}

words_of() { # words_of COUNT
	for i in $(seq "$1"); do
		printf 'word%s ' "$i"
	done
}

ok attache_is_installed install /run/test/attache.deb
ok dbus_is_installed install /run/test/attache-dbus.deb
systemctl restart attache
ok modem_is_on_the_bus until_ok 10 listed
ok there_are_none has_messages 0
client receive 2 >/tmp/received 2>&1 &
until_ok 10 grep -q waiting /tmp/received
echo "sms +15550001 short" >&4
echo "sms +15550002 $(words_of 40)" >&4
ok the_library_receives wait $!
cat /tmp/received
ok a_short_one_is_whole grep -qx short /tmp/received
ok one_of_several_parts_is_whole grep -qxF "$(words_of 40)" /tmp/received
ok it_knows_who_sent_them grep -q 'from +15550002' /tmp/received
ok the_library_sends client send +15550003 "$(words_of 45)"
# What is sent to the own number comes back.
client receive 3 >/tmp/received 2>&1 &
until_ok 10 grep -q waiting /tmp/received
ok the_library_sends_to_itself client send +10000000000 "$(words_of 50)"
ok and_has_it_back wait $!
ok whole grep -qxF "$(words_of 50)" /tmp/received
ok attache_has_all_of_them until_ok 5 has_messages 5

useradd stranger
useradd reader
sms=$(path_of_first)
number='"Number" s'
get_all="busctl call org.freedesktop.ModemManager1 $sms
	org.freedesktop.DBus.Properties GetAll s org.freedesktop.ModemManager1.Sms"
get="busctl get-property org.freedesktop.ModemManager1 $sms
	org.freedesktop.ModemManager1.Sms Text"
cat >/etc/polkit-1/rules.d/10-test.rules <<'RULE'
polkit.addRule(function(action, subject) {
	if (action.id == "org.freedesktop.ModemManager1.Messaging" &&
	    subject.user == "reader")
		return polkit.Result.YES;
});
RULE
systemctl restart polkit
ok root_reads says "$number" $get_all
ok strangers_do_not refused 'polkit does not grant' as stranger -- $get_all
ok nor_one_by_one refused GetAll as stranger -- $get
ok who_may_does says "$number" as reader -- $get_all

systemctl restart attache-dbus
ok the_next_bridge_has_them until_ok 10 has_messages 5
systemctl restart attache
ok the_next_attache_has_them until_ok 20 has_messages 5
ok one_is_deleted mmcli -m any --messaging-delete-sms="$(path_of_first)"
ok it_is_gone until_ok 5 has_messages 4
ok it_is_purged apt-get purge -y attache-dbus attache
echo "1..$n" >&3
