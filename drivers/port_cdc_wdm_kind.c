/* What a path is that is to be a modem: only the kernel knows, and tells it in
 * sysfs. */
#include "drivers/port_cdc_wdm.h"

#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "base/text.h"
#include "drivers/port_file.h"
#include "drivers/port_rights.h"

enum {
	MAJOR_MEM = 1,
	MAJOR_PTS = 136, /* and the seven behind it */
	MAJOR_PTS_LAST = 143
};

static const char *kind_of_file(mode_t mode)
{
	if (S_ISREG(mode))
		return "a file";
	if (S_ISDIR(mode))
		return "a folder";
	if (S_ISBLK(mode))
		return "a block device";
	if (S_ISSOCK(mode))
		return "a socket";
	return "a pipe";
}

/* The last part of a link in sysfs; "": there is none. */
static void link_name(dev_t node, const char *below, char *name, size_t cap)
{
	char path[96], target[PATH_MAX];
	struct att_text t;
	bool found;

	port_cdc_wdm_sysfs_path(node, below, path, sizeof(path));
	found = port_rights->link(path, target, sizeof(target));
	att_text_init(&t, name, cap);
	att_text_put(&t, found ? basename(target) : "");
}

/* Nodes of USB interfaces: two drivers make such that carry one of ours. */
static enum wdm_kind kind_of_usbmisc(dev_t node, const char **speaks,
				     char *text, size_t cap)
{
	char driver[40];

	link_name(node, "/device/driver", driver, sizeof(driver));
	if (strcmp(driver, "cdc_mbim") == 0)
		*speaks = "mbim";
	if (strcmp(driver, "qmi_wwan") == 0)
		*speaks = "qmi";
	if (!driver[0] || *speaks)
		return WDM_MODEM;
	snprintf(text, cap,
		 "a node of the driver %s, which carries neither MBIM nor QMI",
		 driver);
	return WDM_OTHER;
}

/* The kernel's word for what a port carries: "QMI". Before 5.16 it has none,
 * and the port's name tells: "wwan0qmi0". */
static void type_of_wwan(dev_t node, const char *name, char *type, size_t cap)
{
	char path[96];
	size_t n;

	port_cdc_wdm_sysfs_path(node, "/type", path, sizeof(path));
	n = port_file_read(path, type, cap - 1);
	type[n] = '\0';
	type[strcspn(type, "\n")] = '\0';
	if (!n)
		snprintf(type, cap, "%s",
			 strstr(name, "mbim")  ? "MBIM"
			 : strstr(name, "qmi") ? "QMI"
					       : "");
}

/* "wwan0mbim0", "wwan0qmi0", "wwan0at0" */
static enum wdm_kind kind_of_wwan(dev_t node, const char **speaks, char *text,
				  size_t cap)
{
	char name[40], type[16];

	link_name(node, "", name, sizeof(name));
	type_of_wwan(node, name, type, sizeof(type));
	if (strcmp(type, "MBIM") == 0)
		*speaks = "mbim";
	if (strcmp(type, "QMI") == 0)
		*speaks = "qmi";
	if (!name[0] || *speaks)
		return WDM_MODEM;
	snprintf(text, cap,
		 "the port %s of a modem, which carries neither MBIM nor QMI",
		 name);
	return WDM_OTHER;
}

enum wdm_kind wdm_port_kind(const struct stat *st, const char **speaks,
			    char *text, size_t cap)
{
	unsigned number = major(st->st_rdev);
	char subsystem[40];

	if (!S_ISCHR(st->st_mode)) {
		snprintf(text, cap, "%s", kind_of_file(st->st_mode));
		return WDM_NEVER;
	}
	if (number >= MAJOR_PTS && number <= MAJOR_PTS_LAST)
		return WDM_MODEM;
	link_name(st->st_rdev, "/subsystem", subsystem, sizeof(subsystem));
	if (number == MAJOR_MEM || strcmp(subsystem, "mem") == 0) {
		snprintf(text, cap, "a device of the kernel's memory driver");
		return WDM_NEVER;
	}
	if (strcmp(subsystem, "usbmisc") == 0)
		return kind_of_usbmisc(st->st_rdev, speaks, text, cap);
	if (strcmp(subsystem, "wwan") == 0)
		return kind_of_wwan(st->st_rdev, speaks, text, cap);
	if (strcmp(subsystem, "tty") == 0)
		snprintf(text, cap,
			 "a serial port: modems take AT commands there, and "
			 "neither MBIM nor QMI");
	else if (subsystem[0])
		snprintf(text, cap, "a device of the kernel's class %s",
			 subsystem);
	return subsystem[0] ? WDM_OTHER : WDM_MODEM;
}
