#!/bin/bash
# The program that is shipped builds, has no shared library, drives a modem by
# usbfs, and passes the test of the program as people use it.
set -u
tools/setup static >/dev/null 2>&1 ||
	exec tests/skip.sh static_program "musl-tools cannot be installed"
# A library of before that is gone, or older than the script, is built again.
rm -f build/static/libraries/libyaml.a
said=$(tools/build-static 2>&1)
case $? in
0) ;;
3) exec tests/skip.sh static_program "the sources of libyaml cannot be had" ;;
*)
	echo "1..1"
	echo "not ok 1 - static_program_builds"
	echo "$said" | sed 's/^/# /'
	exit 1
	;;
esac
if readelf -l build/static/attache | grep -E 'INTERP|DYNAMIC'; then
	echo "1..1"
	echo "not ok 1 - static_program_has_no_shared_library"
	exit 1
fi
if [ -r /dev/fuse ] && unshare -mn true 2>/dev/null &&
	! said=$("$ATTACHE_BUILD/tools/simodem/simodem" --usbfs -- \
		build/static/attache query basic_connect.radio_state \
		--device usb:1209:0001 2>&1); then
	echo "1..1"
	echo "not ok 1 - static_program_drives_usb"
	echo "$said" | sed 's/^/# /'
	exit 1
fi
ATTACHE_PROGRAM=$PWD/build/static/attache exec tests/unit/test_linux_attache.sh
