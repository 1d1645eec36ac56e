/* Settings of the kernel about IPv6, of one device. */
#include "linux/link_ipv6.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "drivers/port_file.h"
#include "drivers/port_rights.h"

static bool path_of(const struct att_link_env *env, const struct att_link *link,
		    const char *setting, char path[PATH_MAX])
{
	return snprintf(path, PATH_MAX, "%s/%s/%s", env->conf6, link->name,
			setting) < PATH_MAX;
}

static bool has(const char *path, const char *text)
{
	char now[16];
	size_t n = port_file_read(path, now, sizeof(now));

	return n == strlen(text) && memcmp(now, text, n) == 0;
}

/* A setting that is not there is one of a newer kernel, or of IPv6, which this
 * one has not. */
static void set(struct att_link_env *env, const struct att_link *link,
		const char *setting, uint32_t value)
{
	char path[PATH_MAX], text[16];

	snprintf(text, sizeof(text), "%u\n", value);
	if (!path_of(env, link, setting, path) || has(path, text) ||
	    port_rights->put(path, text) || errno == ENOENT)
		return;
	att_link_say(env, "%s: %s cannot be set to %u: %s", link->name, setting,
		     value, strerror(errno));
}

void att_link_ipv6_prepare(struct att_link_env *env,
			   const struct att_link *link,
			   const struct att_link_setup *setup)
{
	set(env, link, "accept_ra", setup->advertised ? 2 : 0);
	if (!setup->advertised)
		return;
	set(env, link, "accept_ra_pinfo", 1);
	set(env, link, "autoconf", 1);
	set(env, link, "accept_ra_defrtr", setup->default_route);
	set(env, link, "ra_defrtr_metric", setup->metric);
}

bool att_link_ipv6_off(const struct att_link_env *env,
		       const struct att_link *link)
{
	char path[PATH_MAX], c = '0';
	int fd;

	if (!path_of(env, link, "disable_ipv6", path))
		return false;
	fd = port_rights->open(path, O_RDONLY);
	if (fd < 0)
		return errno == ENOENT;
	if (read(fd, &c, 1) != 1)
		c = '0';
	close(fd);
	return c == '1';
}
