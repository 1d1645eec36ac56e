/* Namespaces of the usbfs front: what the program inside sees of the machine
 * is the machine's own, except for USB, udev and the network. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/simodem/front_usbfs.h"

int usbfs_space_fail(const char *what)
{
	fprintf(stderr, "simodem: %s: %s\n", what, strerror(errno));
	return ATT_E_ACCESS;
}

static int put_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	size_t len = strlen(text);
	bool ok = fd >= 0 && write(fd, text, len) == (ssize_t)len;

	if (fd >= 0)
		close(fd);
	return ok ? 0 : usbfs_space_fail(path);
}

/* Become root of a user namespace of our own. */
static int enter_user(void)
{
	char uid[32], gid[32];

	snprintf(uid, sizeof(uid), "0 %u 1", geteuid());
	snprintf(gid, sizeof(gid), "0 %u 1", getegid());
	if (unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWNET) < 0)
		return usbfs_space_fail("new namespaces");
	if (put_file("/proc/self/setgroups", "deny") < 0 ||
	    put_file("/proc/self/uid_map", uid) < 0 ||
	    put_file("/proc/self/gid_map", gid) < 0)
		return ATT_E_ACCESS;
	return 0;
}

static int loopback_up(void)
{
	struct ifreq r = {.ifr_name = "lo", .ifr_flags = IFF_UP};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int err = fd < 0 ? -1 : ioctl(fd, SIOCSIFFLAGS, &r);

	if (fd >= 0)
		close(fd);
	return err < 0 ? usbfs_space_fail("lo") : 0;
}

/* The entry `name` of the directory `old` again, in the directory `dir`. */
static int copy_entry(int old, int dir, const char *path, const char *name)
{
	char from[300], to[300], link[300];
	struct stat st;
	ssize_t n;
	int fd;

	if (fstatat(old, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return 0; /* gone meanwhile */
	snprintf(from, sizeof(from), "/proc/self/fd/%d/%s", old, name);
	snprintf(to, sizeof(to), "%s/%s", path, name);
	if (S_ISLNK(st.st_mode)) {
		n = readlinkat(old, name, link, sizeof(link) - 1);
		if (n < 0)
			return 0;
		link[n] = 0;
		return symlinkat(link, dir, name);
	}
	if (S_ISDIR(st.st_mode))
		return mkdirat(dir, name, 0755) < 0
			       ? -1
			       : mount(from, to, NULL, MS_BIND | MS_REC, NULL);
	fd = openat(dir, name, O_CREAT | O_WRONLY | O_CLOEXEC, 0644);
	if (fd < 0)
		return -1;
	close(fd);
	return mount(from, to, NULL, MS_BIND, NULL);
}

/* A tmpfs over `path` with all that was there, except for the entry `hide`,
 * which is an empty directory: the way to a directory that may not exist. */
static int shadow(const char *path, const char *hide)
{
	DIR *d = opendir(path);
	struct dirent *e;
	int dir, err = 0;

	if (!d)
		return usbfs_space_fail(path);
	if (mount("simodem", path, "tmpfs", 0, "mode=755") < 0) {
		closedir(d);
		return usbfs_space_fail(path);
	}
	dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	while (err == 0 && (e = readdir(d))) {
		if (strcmp(e->d_name, ".") == 0 ||
		    strcmp(e->d_name, "..") == 0 ||
		    strcmp(e->d_name, hide) == 0)
			continue;
		if (copy_entry(dirfd(d), dir, path, e->d_name) < 0)
			err = usbfs_space_fail(e->d_name);
	}
	closedir(d);
	if (err == 0 && mkdirat(dir, hide, 0755) < 0)
		err = usbfs_space_fail(path);
	close(dir);
	return err;
}

/* A node of /dev that looks for its neighbour pts beside it does not find it
 * from where it is bound. */
static int repair_ptmx(void)
{
	if (umount2("/dev/ptmx", MNT_DETACH) < 0)
		return 0; /* is a link, or is not there */
	unlink("/dev/ptmx");
	return symlink("pts/ptmx", "/dev/ptmx");
}

static int private_sys(void)
{
	/* One that knows the new network; without, the host's has to do. */
	(void)!mount("simodem", "/sys", "sysfs", 0, NULL);
	if (mount("simodem", USBFS_SYS_BUS, "tmpfs", 0, "mode=755") < 0)
		return usbfs_space_fail(USBFS_SYS_BUS);
	if (mount("simodem", USBFS_SYS_DEVICES, "tmpfs", 0, "mode=755") < 0)
		return usbfs_space_fail(USBFS_SYS_DEVICES);
	return 0;
}

int usbfs_space_enter(void)
{
	int fd;

	if (unshare(CLONE_NEWNS | CLONE_NEWNET) < 0 && enter_user() < 0)
		return ATT_E_ACCESS;
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
		return usbfs_space_fail(
			errno == EINVAL
				? "/ is no mount point, as in a chroot (first: "
				  "mount --bind FOLDER FOLDER)"
				: "private mounts");
	if (shadow("/dev", "bus") < 0 || shadow("/run", "udev") < 0 ||
	    private_sys() < 0 || loopback_up() < 0)
		return ATT_E_ACCESS;
	if (repair_ptmx() < 0 || mkdir("/dev/bus/usb", 0755) < 0)
		return usbfs_space_fail("/dev");
	/* libudev takes this file for a running udevd. */
	fd = open("/run/udev/control", O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
	if (fd < 0)
		return usbfs_space_fail("/run/udev/control");
	close(fd);
	return 0;
}
