# In the container: how long the service is without its session while the package
# is upgraded, and while it is restarted.
exec 3>/run/test/tap 4<>/run/commands
. /run/test/guest.sh
. /run/test/service.sh

ok the_package_is_installed install /run/test/attache.deb
ok the_service_is_online service_online
ok ping_runs ping -c 3 -i 0.2 -W 5 10.64.0.1
journalctl --rotate --vacuum-time=1s -q
ok a_higher_version_is_installed install /run/test/higher.deb
ok the_session_is_back service_online
ok ping_runs_again ping -c 3 -i 0.2 -W 5 10.64.0.1
echo "# | back after the upgrade in ms | $(back_in_ms) |" >&3
# More often than systemd starts again what has no StartLimitIntervalSec.
for _ in 1 2 3 4 5 6; do
	journalctl --rotate --vacuum-time=1s -q
	systemctl restart attache
	service_online || break
	echo "# | back after a restart in ms | $(back_in_ms) |" >&3
done
ok it_was_back_each_time service_online
ok it_is_purged apt-get purge -y attache
echo "1..$n" >&3
