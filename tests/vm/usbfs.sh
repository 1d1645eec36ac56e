# attache takes the interfaces from cdc_mbim, drives simodem by usbfs, and
# gives them back; without a udevd, with the uevents of the kernel alone.
ok_takes_and_gives_back usb:1209:0001

# By two processes: the helper takes the interfaces, and opens the node. A
# program in place of systemd's resolvectl tells what it is called with.
printf '#!/bin/sh\necho "$(id -u): $*" >>/tmp/resolvectl\n' >/bin/resolvectl
chmod 755 /bin/resolvectl
as_nobody
start_with_two_sessions usb:1209:0001 'dns_service: resolved'
ok as_two_processes_attache_comes_online online
ok the_manager_has_no_rights parted
ok both_have_their_links_then until_ok 20 links_up one 1
ok cdc_mbim_has_lost_the_interfaces_then sh -c "! [ -e $wdm ]"
ok_pings _of_two_processes
ok tcp_runs_in_both_sessions_then tcp_in_both_at_once
ok resolvectl_has_the_servers until_ok 10 \
	grep '^0: dns one 10.64.0.1' /tmp/resolvectl
host unplug
ok unplugged_two_processes_wait until_ok 20 state control_state absent
host plug
ok plugged_again_two_processes_are_online online
ok_pings _of_two_processes_again
ok two_processes_end ends
ok nothing_was_refused nothing_was_refused
ok cdc_mbim_is_bound_again_then until_ok 20 here
