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
	exit 0
}

for p in qemu-system-x86_64 busybox cpio xz dash udevadm mbimcli ip ping; do
	command -v $p >/dev/null ||
		give_up "$p is not installed (tools/setup vm)"
done

# --- kernel -------------------------------------------------------------------

# The package that the metapackage needs now.
package=$(apt-cache depends linux-image-amd64 2>/dev/null |
	sed -n 's/^ *Depends: //p' | head -n 1)
[ -n "$package" ] || package=$(cat "$vm/package" 2>/dev/null)
[ -n "$package" ] || give_up "apt knows no package linux-image-amd64"

get_kernel() {
	rm -rf "$vm/deb" "$vm/kernel"
	mkdir -p "$vm/deb" "$vm/kernel"
	(cd "$vm/deb" && apt-get -qq download "$package" 2>download.log) ||
		return 1
	dpkg-deb -x "$vm/deb/$package"_*.deb "$vm/kernel" &&
		rm -rf "$vm/deb"
}

# A bzImage holds the kernel as one xz stream somewhere behind its loader.
unpack_kernel() {
	local image offset
	image=$(echo "$vm"/kernel/boot/vmlinuz-*)
	for offset in $(LC_ALL=C grep -abo -P '\xfd7zXZ\x00' "$image" |
		cut -d: -f1); do
		tail -c +$((offset + 1)) "$image" |
			xz -dc --single-stream >"$vm/vmlinux" 2>/dev/null
		[ "$(head -c 4 "$vm/vmlinux" | tail -c 3)" = ELF ] && return
	done
	return 1
}

if [ "$(cat "$vm/package" 2>/dev/null)" != "$package" ]; then
	get_kernel || give_up "the package $package cannot be downloaded"
	unpack_kernel || give_up "the image of $package holds no xz stream"
	echo "$package" >"$vm/package"
fi

# --- initramfs ----------------------------------------------------------------

root=$vm/root
release=${package#linux-image-}
modules=lib/modules/$release/kernel
mkdir -p "$root"/{dev,proc,sys,tmp,run,etc,usr/bin,usr/lib,usr/lib64}
for d in bin lib lib64; do
	ln -s usr/$d "$root/$d"
done
mkdir -p "$root/$modules"
for m in drivers/usb/common drivers/usb/core drivers/usb/host/xhci-hcd.ko \
	drivers/usb/host/xhci-pci.ko drivers/usb/class/cdc-wdm.ko \
	drivers/usb/mon drivers/net/usb drivers/net/mii.ko drivers/net/tun.ko \
	drivers/net/mdio drivers/net/phy net/8021q net/802 net/llc; do
	mkdir -p "$root/$modules/${m%/*}"
	cp -r "$vm/kernel/$modules/$m" "$root/$modules/${m%/*}/" 2>/dev/null
done
cp "$vm/kernel/lib/modules/$release"/modules.* "$root/lib/modules/$release/"
cp "$(command -v busybox)" "$root/bin/busybox"
(cd "$root" && busybox depmod -b . "$release") || give_up "depmod failed"

# A program and the shared libraries it names.
add_program() {
	local from to=$1
	cp -L "$2" "$root/$to"
	ldd "$2" 2>/dev/null | grep -o '/[^ ]*' | while read -r from; do
		mkdir -p "$root/$(dirname "$from")"
		cp -Lu "$from" "$root/$from"
	done
}
add_program bin/sh "$(command -v dash)"
for p in mbimcli ip ping; do
	add_program usr/bin/$p "$(command -v $p)"
done
for p; do
	add_program "usr/bin/$(basename "$p")" "$p"
done
# udevd, with its package's own rules
dpkg -L udev | grep -E '/(rules\.d|systemd/network)/' |
	tar -C / -chf - -T - 2>/dev/null |
	tar -C "$root" -xf - --keep-directory-symlink
add_program usr/bin/udevadm "$(command -v udevadm)"
ln -s /usr/bin/udevadm "$root/usr/bin/systemd-udevd"
cp /etc/passwd /etc/group "$root/etc/"
cp "$here/init" "$root/init"
cp "$here/guest.sh" "$root/guest.sh"
chmod 755 "$root/init"
(cd "$root" && find . | cpio --quiet -o -H newc -R 0:0) >"$vm/guest.cpio" ||
	give_up "cpio failed"
echo "1..1"
echo "ok 1 - guest_is_made ($release)"
