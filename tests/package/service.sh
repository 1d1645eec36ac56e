# What the scenarios of this folder share, where the service runs: sourced behind
# guest.sh, whose ok shows what fails.
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8

install() { # install FILE.deb: of packages that are there
	apt-get install -y -o APT::Sandbox::User=root "$1"
}

service_is() { # service_is PROPERTY TEXT
	says "$2" systemctl show -p "$1" attache
}

up() {
	attache status --json 2>/dev/null | grep -q '"connect_state":"up"'
}

service_online() {
	until_ok 60 up || {
		systemctl status --no-pager attache
		journalctl -o short-monotonic -u attache --no-pager | tail -n 40
		return 1
	}
}

log_has() {
	says "$1" journalctl -o cat -u attache --no-pager
}

as() { # as USER COMMAND...
	runuser -u "$@"
}

refused() { # refused WORDS COMMAND...
	words=$1
	shift
	! "$@" >/tmp/refused 2>&1 || return 1
	cat /tmp/refused
	grep -qF -- "$words" /tmp/refused
}

# The service's two processes, as /proc tells: "helper attache 1000 0 1".
processes() {
	for p in $(cat /sys/fs/cgroup/system.slice/attache.service/cgroup.procs); do
		name=manager
		[ "$p" != "$(systemctl show -P MainPID attache)" ] || name=helper
		echo $name "$(stat -c %U /proc/"$p")" \
			$(sed -n 's/^\(CapEff\|Seccomp\|NoNewPrivs\):[^0-9a-f]*0*/ /p' \
				/proc/"$p"/status | sed 's/^ $/0/')
	done | sort
}

# The time from the first line that the old attache says of its end to the link
# of the new one, as the journal has it.
back_in_ms() {
	journalctl -o short-monotonic -u attache --no-pager | awk '
		/ ending$/ { from = $2 }
		/ link .* up / && from { printf "%d\n", ($2 - from) * 1000
			exit }' FS='[][ ]+'
}
