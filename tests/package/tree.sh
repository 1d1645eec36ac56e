#!/bin/bash
# Makes a clean tree of Debian, as its installer would leave a small one, and of
# it what a guest boots, in $ATTACHE_BUILD/package/SUITE: vmlinux, an initramfs,
# and root.img with systemd and what the packages depend on. Everything comes
# from deb.debian.org, once; what cannot be had is told by status 77.
# usage: tree.sh SUITE
set -u
suite=$1
here=$(cd "$(dirname "$0")" && pwd)
dir=$ATTACHE_BUILD/package/$suite
[ ! -f "$dir/root.img" ] || exit 0

give_up() {
	echo "$*"
	rm -rf "$dir/tree"
	exit 77
}

[ "$(id -u)" = 0 ] || give_up "a tree of Debian is made by root"
for p in mmdebstrap mke2fs busybox cpio xz zstd; do
	command -v $p >/dev/null ||
		give_up "$p is not installed (tools/setup vm)"
done
mkdir -p "$dir"
rm -rf "$dir/tree" # of a run that was stopped

# --- the tree -----------------------------------------------------------------

# libfuse3 has the number of its ABI in its name.
case $suite in
bookworm) fuse=libfuse3-3 ;;
*) fuse=libfuse3-4 ;;
esac
# Sid has no security of its own, and its list is valid for a week only, which a
# mirror may be behind; its signature is looked at all the same. Only containers
# run it, without a kernel of its own.
mirrors=("deb http://deb.debian.org/debian $suite main")
valid=false
kernel=true
[ "$suite" = sid ] || {
	valid=true
	mirrors+=("deb http://deb.debian.org/debian-security $suite-security main")
	kernel='cd /root && apt-get -qq download $(
		apt-cache depends linux-image-amd64 |
			sed -n "s/^ *Depends: //p" | head -n 1)'
}
# The kernel is downloaded, not installed: the guest has what makes it start.
mmdebstrap --quiet --variant=minbase --aptopt='Acquire::Languages "none"' \
	--aptopt="Acquire::Check-Valid-Until \"$valid\"" \
	--dpkgopt='path-exclude=/usr/share/locale/*' \
	--include=systemd,systemd-sysv,udev,dbus,kmod,iproute2,iputils-ping \
	--include="adduser,libyaml-0-2,libmnl0,libusb-1.0-0,$fuse" \
	--include=libusbredirparser1,libseccomp2,zlib1g \
	--customize-hook="chroot \"\$1\" sh -c '$kernel'" \
	"$suite" "$dir/tree" "${mirrors[@]}" \
	>"$dir/tree.log" 2>&1 ||
	give_up "no tree of $suite: $(tail -n 1 "$dir/tree.log")"

# --- the kernel ---------------------------------------------------------------

# add_modules TREE NAME...: folders and modules below kernel/. depmod follows.
add_modules() {
	local to=$1/usr/lib/modules/$release m f
	shift
	for m; do
		for f in "$from/kernel/$m"{,.ko,.ko.xz}; do
			[ -e "$f" ] || continue
			mkdir -p "$to/kernel/${m%/*}"
			cp -r "$f" "$to/kernel/${m%/*}/"
		done
	done
	cp "$from"/modules.{order,builtin,builtin.modinfo} "$to/"
	find "$to" -name '*.xz' -exec xz -d {} +
}

make_kernel() {
	local disk
	rm -rf "$dir/kernel"
	dpkg-deb -x "$dir"/tree/root/linux-image-*.deb "$dir/kernel" &&
		"$here/../vm/vmlinux.sh" "$dir"/kernel/boot/vmlinuz-* "$dir/vmlinux" ||
		give_up "the kernel of $suite cannot be unpacked"
	rm "$dir"/tree/root/linux-image-*.deb
	from=$(echo "$dir"/kernel/{,usr/}lib/modules/*/modules.order)
	from=$(for f in $from; do [ -f "$f" ] && dirname "$f"; done)
	release=${from##*/}

	disk="drivers/virtio/virtio drivers/virtio/virtio_ring
	drivers/virtio/virtio_pci drivers/virtio/virtio_pci_legacy_dev
	drivers/virtio/virtio_pci_modern_dev drivers/block/virtio_blk fs/ext4 fs/jbd2
	fs/mbcache lib/crc16 lib/libcrc32c crypto/crc32c_generic"
	add_modules "$dir/tree" $disk drivers/usb/common drivers/usb/core \
		drivers/usb/host/xhci-hcd drivers/usb/host/xhci-pci \
		drivers/usb/class/cdc-wdm drivers/net/usb drivers/net/mii \
		drivers/net/tun drivers/net/mdio drivers/net/phy net/8021q net/802 \
		net/llc
	chroot "$dir/tree" depmod "$release" || give_up "depmod failed"
	rm -rf "$dir/initramfs"
	mkdir -p "$dir"/initramfs/{bin,dev,proc,root,usr/lib}
	ln -s usr/lib "$dir/initramfs/lib"
	add_modules "$dir/initramfs" $disk
	busybox depmod -b "$dir/initramfs" "$release" ||
		give_up "depmod of busybox failed"
	cp "$(command -v busybox)" "$dir/initramfs/bin/"
	cp "$here/init" "$dir/initramfs/init"
	chmod 755 "$dir/initramfs/init"
	(cd "$dir/initramfs" && find . | cpio --quiet -o -H newc -R 0:0) \
		>"$dir/initramfs.cpio" || give_up "cpio failed"
}

[ "$suite" = sid ] || make_kernel

# --- the guest ----------------------------------------------------------------

# Nothing that takes time and is none of a service's business.
for unit in apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer \
	e2scrub_all.timer e2scrub_reap.service fstrim.timer getty.target \
	systemd-tmpfiles-clean.timer; do
	ln -sf /dev/null "$dir/tree/etc/systemd/system/$unit"
done
cp "$here/scenario.service" "$dir/tree/etc/systemd/system/"
mkdir -p "$dir/tree/etc/systemd/system/multi-user.target.wants"
ln -sf /etc/systemd/system/scenario.service \
	"$dir/tree/etc/systemd/system/multi-user.target.wants/"
echo guest >"$dir/tree/etc/hostname"
echo "/dev/vda / ext4 rw 0 0" >"$dir/tree/etc/fstab"
mke2fs -q -t ext4 -d "$dir/tree" "$dir/root.new" 1200M ||
	give_up "mke2fs failed"
rm -rf "$dir/tree" "$dir/kernel" "$dir/initramfs"
mv "$dir/root.new" "$dir/root.img"
