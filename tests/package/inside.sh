# A part of container.sh: the first process of the container, which becomes its
# systemd. What /dev and /sys hold is what simodem shows of the machine.
# usage: inside.sh TREE TEST COMMANDS
set -eu
tree=$1
mount --make-rprivate /
mount --rbind /sys "$tree/sys"
umount -R "$tree/sys/fs/cgroup" 2>/dev/null || true
mount -t cgroup2 cgroup2 "$tree/sys/fs/cgroup"
mount -t proc proc "$tree/proc"
# Only the network's settings are the container's own.
mount --bind "$tree/proc/sys" "$tree/proc/sys"
mount --bind "$tree/proc/sys/net" "$tree/proc/sys/net"
mount -o remount,bind,ro "$tree/proc/sys"

mount -t tmpfs -o mode=755 tmpfs "$tree/dev"
mkdir -p "$tree"/dev/{net,pts,shm,bus/usb}
for node in null zero full random urandom tty fuse net/tun; do
	touch "$tree/dev/$node"
	mount --bind "/dev/$node" "$tree/dev/$node"
done
mount --rbind /dev/bus/usb "$tree/dev/bus/usb"
mount -t devpts -o newinstance,ptmxmode=666,mode=620 devpts "$tree/dev/pts"
ln -s pts/ptmx "$tree/dev/ptmx"

mount -t tmpfs -o mode=755 tmpfs "$tree/run"
mkdir -p "$tree"/run/{test,udev,systemd/system/scenario.service.d}
mount --rbind /run/udev "$tree/run/udev"
mount --bind "$2" "$tree/run/test"
touch "$tree/run/commands"
mount --bind "$3" "$tree/run/commands"
cp "$2/unit.conf" "$tree/run/systemd/system/scenario.service.d/"
# The machine's devices, modules and clock are not the container's.
for unit in systemd-udevd.service systemd-udev-trigger.service \
	systemd-modules-load.service systemd-sysctl.service \
	systemd-remount-fs.service sys-kernel-debug.mount \
	sys-kernel-tracing.mount sys-kernel-config.mount dev-hugepages.mount; do
	ln -s /dev/null "$tree/run/systemd/system/$unit"
done

cd "$tree"
mkdir -p mnt
pivot_root . mnt
umount -l /mnt
exec env -i container=attache PATH=/usr/sbin:/usr/bin:/sbin:/bin \
	/lib/systemd/systemd
