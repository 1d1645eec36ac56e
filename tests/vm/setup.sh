#!/bin/bash
# Makes the guest in $ATTACHE_BUILD/vm: the kernel of Debian's package (never
# installed) as an uncompressed vmlinux, and an initramfs of busybox, the
# modules of the USB and network drivers, and programs with their libraries.
# What cannot be had is a skip; `skip` in the folder then holds the reason.
# usage: setup.sh PROGRAM... (further programs for /usr/bin)
set -u
vm=$ATTACHE_BUILD/vm
here=$(cd "$(dirname "$0")" && pwd)
rm -rf "$vm/skip" "$vm/root" "$vm/guest.cpio"
mkdir -p "$vm/root"

give_up() {
	echo "$*" >"$vm/skip"
	echo "1..1"
	echo "ok 1 - guest_is_made # SKIP $*"
	exit 77
}

for p in qemu-system-x86_64 busybox cpio xz zstd dash udevadm dbus-daemon iperf3 \
	mbimcli qmicli ip ping; do
	command -v $p >/dev/null ||
		give_up "$p is not installed (tools/setup vm)"
done

# --- kernel -------------------------------------------------------------------

# The package that the metapackage needs now.
package=$(apt-cache depends linux-image-amd64 2>/dev/null |
	sed -n 's/^ *Depends: //p' | head -n 1)
[ -n "$package" ] || package=$(cat "$vm/package" 2>/dev/null)
[ -n "$package" ] || give_up "apt knows no package linux-image-amd64"

# fetch PACKAGE: downloaded once, not installed.
fetch() {
	mkdir -p "$vm/deb"
	ls "$vm/deb/$1"_*.deb >/dev/null 2>&1 ||
		(cd "$vm/deb" && apt-get -qq download "$1" 2>download.log) ||
		give_up "the package $1 cannot be downloaded"
}

if [ "$(cat "$vm/package" 2>/dev/null)" != "$package" ]; then
	fetch "$package"
	rm -rf "$vm/kernel"
	dpkg-deb -x "$vm/deb/$package"_*.deb "$vm/kernel" ||
		give_up "$package cannot be unpacked"
	"$here/vmlinux.sh" "$vm"/kernel/boot/vmlinuz-* "$vm/vmlinux" ||
		give_up "the image of $package holds no stream of xz or zstd"
	echo "$package" >"$vm/package"
fi

# --- initramfs ----------------------------------------------------------------

root=$vm/root
release=${package#linux-image-}
modules=lib/modules/$release
from=$vm/kernel/$modules
[ -d "$from" ] || from=$vm/kernel/usr/$modules # Debian 13
mkdir -p "$root"/{dev,proc,sys,tmp,run,etc,usr/bin,usr/lib,usr/lib64}
for d in bin lib lib64; do
	ln -s usr/$d "$root/$d"
done
for m in drivers/usb/common drivers/usb/core drivers/usb/host/xhci-hcd.ko \
	drivers/usb/host/xhci-pci.ko drivers/usb/class/cdc-wdm.ko \
	drivers/usb/mon drivers/net/usb drivers/net/mii.ko drivers/net/tun.ko \
	drivers/net/mdio drivers/net/phy net/8021q net/802 net/llc \
	net/ipv4/tcp_bbr.ko net/qrtr/qrtr.ko; do
	mkdir -p "$root/$modules/kernel/${m%/*}"
	cp -r "$from/kernel/$m" "$root/$modules/kernel/${m%/*}/" 2>/dev/null ||
		cp "$from/kernel/$m.xz" "$root/$modules/kernel/${m%/*}/" \
			2>/dev/null
done
find "$root/$modules" -name '*.xz' -exec xz -d {} +
cp "$from"/modules.* "$root/$modules/"
cp "$(command -v busybox)" "$root/bin/busybox"
(cd "$root" && busybox depmod -b . "$release") || give_up "depmod failed"

# ModemManager, and openresolv, which must not begin to work on this machine.
for p in modemmanager libmm-glib0 libqmi-glib5 libqrtr-glib0 libgudev-1.0-0 \
	libpolkit-gobject-1-0 libmbim-proxy libqmi-proxy openresolv; do
	fetch $p
	dpkg-deb --fsys-tarfile "$vm/deb/$p"_*.deb |
		tar -C "$root" -xf - --keep-directory-symlink
done
rm -rf "${root:?}/usr/share"

# The shared libraries that a program names.
add_libraries() {
	local from
	LD_LIBRARY_PATH=$root/usr/lib/x86_64-linux-gnu ldd "$1" 2>/dev/null |
		grep -o '/[^ ]*' | grep -v "^$root" | while read -r from; do
		mkdir -p "$root/${from%/*}"
		cp -Lu "$from" "$root/$from"
	done
}
add_program() {
	cp -L "$2" "$root/$1"
	add_libraries "$2"
}
add_program bin/sh "$(command -v dash)"
for p in mbimcli qmicli ip ping dbus-daemon iperf3 script; do
	add_program usr/bin/$p "$(command -v $p)"
done
for p; do
	add_program "usr/bin/${p##*/}" "$p"
done
for p in "$root"/usr/sbin/ModemManager "$root"/usr/bin/mmcli \
	"$root"/usr/libexec/{mbim,qmi}-proxy; do
	add_libraries "$p"
done
mkdir -p "$root/usr/share/dbus-1"
cp /usr/share/dbus-1/session.conf "$root/usr/share/dbus-1/"
# texts of QMI are UTF-16, and mmcli shows those of people in a locale
cp -r --parents /usr/lib/locale/C.utf8 "$root/"
gconv=usr/lib/x86_64-linux-gnu/gconv
mkdir -p "$root/$gconv"
cp -r /$gconv/UTF-16.so /$gconv/gconv-modules* "$root/$gconv/"
# udevd, with its package's own rules
dpkg -L udev | grep -E '/(rules\.d|systemd/network)/' |
	tar -C / -chf - -T - 2>/dev/null |
	tar -C "$root" -xf - --keep-directory-symlink
add_program usr/bin/udevadm "$(command -v udevadm)"
ln -s /usr/bin/udevadm "$root/usr/bin/systemd-udevd"
cp /etc/passwd /etc/group "$root/etc/"
cp "$here/../../tools/service/72-attache-only.rules" "$root/"
cp "$here/init" "$root/init"
cp "$here/guest.sh" "$here/guest_qmi.sh" "$here/guest_messages.sh" "$root/"
chmod 755 "$root/init"
(cd "$root" && find . | cpio --quiet -o -H newc -R 0:0) >"$vm/guest.cpio" ||
	give_up "cpio failed"
echo "1..1"
echo "ok 1 - guest_is_made ($release)"
