# In the guest: installs attache, has a modem plugged in, upgrades and purges.
# ttyS1 takes the TAP, ttyS2 commands for simodem.
stty -F /dev/ttyS1 raw
stty -F /dev/ttyS2 raw
exec 3>/dev/ttyS1 4>/dev/ttyS2
. /run/test/guest.sh
. /run/test/service.sh

nothing_is_left() {
	find / -xdev -path /proc -prune -o -path /run/test -prune -o \
		-path /var/lib/apt -prune -o -path /var/log -prune -o \
		-path /tmp -prune -o -iname '*attache*' -print | tee /tmp/left
	find /run -xdev -path /run/test -prune -o -path /run/log -prune -o \
		-iname '*attache*' -print | tee -a /tmp/left
	! [ -s /tmp/left ] && ! getent passwd attache &&
		! getent group attache && ! pgrep_attache &&
		! dpkg -s attache
}

pgrep_attache() {
	grep -lx attache /proc/[0-9]*/comm
}

# --- from the installation to the end -------------------------------------------

host unplug
ok the_package_is_installed install /run/test/attache.deb
ok the_service_is_active systemctl is-active attache
ok it_starts_with_the_system systemctl is-enabled attache
ok it_says_that_there_is_no_modem until_ok 20 service_is StatusText "no modem"
host plug
ok plugged_in_it_is_online service_online
ok its_sentence_is_true until_ok 5 service_is StatusText "online: "
ok ping_runs ping -c 3 -i 0.2 -W 5 10.64.0.1

useradd -G attache member
useradd stranger
ok who_is_in_the_group_may_ask as member attache status
ok who_is_in_the_group_may_not_change refused "only root" \
	as member attache disconnect
ok a_stranger_is_refused refused "permission denied" as stranger attache status
# CapEff (CAP_NET_ADMIN or none), NoNewPrivs, Seccomp (2: a filter)
ok the_helper_may_change_the_network says "helper attache 1000 1 2" processes
ok the_manager_may_nothing says "manager attache 0 1 2" processes
processes | sed 's/.*/# | & |/' >&3

echo "metric: [" >/etc/attache.d/bad.yaml
ok a_wrong_configuration_is_told_by_check refused \
	"/etc/attache.d/bad.yaml:" attache run --check
systemctl reload attache
ok a_wrong_configuration_stays_out_at_a_reload until_ok 20 \
	log_has "error: the configuration stays as it was"
ok and_is_an_error_in_the_journal says "/etc/attache.d/bad.yaml:" \
	journalctl -p err -o cat -u attache --no-pager
rm /etc/attache.d/bad.yaml
systemctl reload attache
ok a_good_one_is_read_again until_ok 20 log_has "configuration read again"
ok still_online service_online

mkdir -p /run/systemd/system/attache.service.d
printf '[Service]\nWatchdogSec=8\n' >/run/systemd/system/attache.service.d/w.conf
systemctl daemon-reload
systemctl restart attache
service_online
systemctl kill -s STOP attache
ok one_that_stands_still_is_started_again until_ok 60 service_is NRestarts =1
ok and_is_online_again service_online
rm -r /run/systemd/system/attache.service.d
systemctl daemon-reload

journalctl --rotate --vacuum-time=1s -q
ok a_higher_version_is_installed install /run/test/higher.deb
ok the_session_is_back service_online
echo "# | back after the upgrade in ms (emulated) | $(back_in_ms) |" >&3

ok it_is_purged apt-get purge -y attache
ok nothing_of_it_is_left nothing_is_left
[ -z "$failed" ] || journalctl -b --no-pager | tail -n 80
echo "1..$n" >&3
sync
