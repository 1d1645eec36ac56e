#!/bin/bash
# Debian's ModemManager, unpacked in FOLDER/root and not installed: it would begin
# to work on this machine. What cannot be had is a skip; FOLDER/skip then holds the
# reason. usage: modemmanager_tree.sh FOLDER
set -u
mkdir -p "$1/deb" "$1/root"
cd "$1" || exit 1
rm -f skip

give_up() {
	echo "$*" >skip
	echo "1..1"
	echo "ok 1 - modemmanager_is_unpacked # SKIP $*"
	exit 77
}

for p in modemmanager libmm-glib0 libqmi-glib5 libqrtr-glib0 libgudev-1.0-0 \
	libpolkit-gobject-1-0; do
	ls deb/${p}_*.deb >/dev/null 2>&1 ||
		(cd deb && apt-get -qq download $p >/dev/null 2>&1) ||
		give_up "the package $p cannot be downloaded"
	dpkg-deb -x deb/${p}_*.deb root ||
		give_up "the package $p cannot be unpacked"
done
echo "1..1"
echo "ok 1 - modemmanager_is_unpacked"
