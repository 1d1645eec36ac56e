#!/bin/bash
# Debian's two programs named resolvconf disagree about `resolvconf -d RECORD`
# where there is no such record, and no one command line suits both.
#
# Input: `-d gone` and `-f -d gone` in a mount namespace with an empty /run, once
# with the program of openresolv and once with that of resolvconf, which a system
# has in each other's place.
# Seen: openresolv ends with 1 and says so, unless it is given -f ("force");
# resolvconf ends with 0 without a word, and takes -f for wrong usage (99).
# So who takes its name servers back at each start, as a run before may have been
# killed, meets an error with one of the two, whichever way it asks.
. "$(dirname "$0")/lib/package.sh"
command -v unshare >/dev/null || cannot "there is no unshare"
unshare -rm true 2>/dev/null || cannot "no mount namespace can be made"

# ends_with ARGUMENT...: the exit status of the program that was unpacked last.
ends_with() {
	# shellcheck disable=SC2016
	unshare -rm sh -c 'mount -t tmpfs tmpfs /run && mkdir /run/resolvconf &&
		"$@"' sh "$program" "$@" >/dev/null 2>&1
	echo $?
}

package openresolv 3.12.0-3
program=$work/openresolv
cp "$(command -v "$root/sbin/resolvconf" || command -v resolvconf)" "$program"
seen "openresolv -d gone" 1 "$(ends_with -d gone)"
seen "openresolv -f -d gone" 0 "$(ends_with -f -d gone)"
rm -rf "$root" && mkdir "$root"

package resolvconf 1.91+nmu1
program=$work/resolvconf
cp "$(command -v "$root/sbin/resolvconf" || command -v resolvconf)" "$program"
seen "resolvconf -d gone" 0 "$(ends_with -d gone)"
seen "resolvconf -f -d gone" 99 "$(ends_with -f -d gone)"
