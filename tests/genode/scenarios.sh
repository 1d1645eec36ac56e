#!/bin/bash
# Builds the component in a Genode build folder and runs every run script there;
# the happy path's transitions are compared with those on Linux.
# GENODE_DIR: a Genode source tree; GENODE_BUILD_DIR: a build folder of it that
# can make run/log; its etc/build.conf gets our repository. Each run script is one test, named as the script.
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/tap.sh
. tests/genode/happy_path.sh

reason=
if [ -z "${GENODE_DIR:-}" ] || [ -z "${GENODE_BUILD_DIR:-}" ]; then
	reason="GENODE_DIR and GENODE_BUILD_DIR are not set"
elif [ ! -d "$GENODE_DIR/repos/base" ] || [ ! -f "$GENODE_BUILD_DIR/Makefile" ]
then
	reason="GENODE_DIR or GENODE_BUILD_DIR is not what its name says"
fi

# skip_or NAME COMMAND...
skip_or() {
	local name=$1
	shift
	if [ -n "$reason" ]; then
		skip "$name" "$reason"
		return
	fi
	"$@"
	result "$name" $?
}

# The repository of this build, in place of another build's, whose objects
# depend on headers in another place.
use_repository() {
	local conf=$GENODE_BUILD_DIR/etc/build.conf
	local line="REPOSITORIES += $ATTACHE_BUILD/genode-src"

	grep -qxF "$line" "$conf" && return
	sed -i '/^REPOSITORIES += .*\/genode-src$/d' "$conf"
	echo "$line" >>"$conf"
	rm -rf "$GENODE_BUILD_DIR"/var/libcache/attache_{core,sim} \
		"$GENODE_BUILD_DIR"/{driver/attache_modem,test/usb_modem_sim,test/ipv6_host}
}

run_script() {
	make -C "$GENODE_BUILD_DIR" "run/$1" >"$out/$1" 2>&1 && return
	grep -vE 'COMPILE|MERGE|Library' "$out/$1" | tail -60 >"$out/said"
	return 1
}

same_transitions() {
	transitions_of "$out/attache_modem" >"$out/got"
	diff tests/genode/happy_path.txt "$out/got" >"$out/said"
}

# Why the script NAME cannot run here, or nothing.
reason_of() {
	case $1 in
	attache_modem_trace*)
		[ "${KERNEL:-linux}" = linux ] || echo "needs the file system lx_fs"
		;;
	attache_modem_resumed)
		[ "${KERNEL:-linux}" = linux ] || echo "needs signals of Linux"
		;;
	attache_modem_hardware)
		echo "needs a modem and a SIM"
		;;
	attache_modem_pc_usb_host*)
		[ "${BOARD:-}" = pc ] || echo "needs BOARD=pc, in QEMU"
		compgen -G "${GENODE_DIR:-}/contrib/linux-*" >/dev/null ||
			echo "needs Genode's port linux"
		;;
	esac
}

# What the component recorded: the same goes on here, and the transitions are those
# that the LOG has, the first of them if the file system was lost. The run tool ends
# the component, so the trace has no end.
replays() {
	local trace=$GENODE_BUILD_DIR/var/run/$1/genode/trace/modem.pcapng
	local attache=$ATTACHE_BUILD/tools/attache/attache

	"$attache" replay "$trace" >"$out/said" 2>&1
	grep -q ': identical so far$' "$out/said" || return 1
	"$attache" trace show "$trace" >"$out/shown" 2>"$out/said" || return 1
	grep -oE '^\+[0-9.]+ [a-z]+ [a-z_]+ --.*' "$out/shown" >"$out/got"
	sed -nE 's/\r$//; s/^\[init -> attache_modem\] (\+[0-9.]+ .* --.*)/\1/p' \
		"$out/$1" >"$out/logged"
	[[ $1 != *_lost ]] ||
		sed -i "$(wc -l <"$out/got")q" "$out/logged"
	[ -s "$out/got" ] && diff "$out/logged" "$out/got" >"$out/said"
}

[ -n "$reason" ] || use_repository
for script in genode/run/*.run; do
	name=$(basename "$script" .run)
	why=$(reason_of "$name" | head -n 1)
	if [ -n "$why" ]; then
		skip "genode_runs_$name" "$why"
		continue
	fi
	skip_or "genode_runs_$name" run_script "$name"
	case $name in attache_modem_trace | *_trace_lost | *_trace_qmi)
		skip_or "linux_replays_$name" replays "$name"
		;;
	esac
	[ "$name" != attache_modem ] ||
		skip_or genode_takes_the_same_transitions same_transitions
done
echo "1..$n"
exit $failed
