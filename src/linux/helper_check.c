/* One check for each kind of plan. */
#include "linux/helper_check.h"

#include <errno.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "drivers/port_rights.h"
#include "linux/control_socket.h"
#include "linux/helper_path.h"

/* Those of the file, and of the sessions that clients make. */
/* "wwan3" of "wwan%d", too. */
static bool is_named(const char *pattern, const char *name)
{
	const char *percent = strchr(pattern, '%');
	const size_t before = percent ? (size_t)(percent - pattern) : 0;
	size_t digits;

	if (!strcmp(pattern, name))
		return true;
	if (!percent || strncmp(pattern, name, before) != 0)
		return false;
	digits = strspn(name + before, "0123456789");
	return digits && !strcmp(name + before + digits, percent + 2);
}

static bool names_session(const struct att_helper *h, const char *name)
{
	if (is_named(ATT_CONFIG_DEVICE, name))
		return true;
	for (unsigned m = 0; m < h->config.n_modems; m++) {
		const struct att_config_modem *modem = &h->config.modem[m];

		for (uint32_t i = 0; i < modem->core.n_sessions; i++)
			if (is_named(modem->session[i].device, name))
				return true;
	}
	return false;
}

static bool is_device(const struct att_helper *h, int64_t ifindex)
{
	char name[IF_NAMESIZE];

	if (ifindex <= 0 || ifindex > INT32_MAX)
		return false;
	if (if_indextoname((unsigned)ifindex, name))
		return att_helper_device(h, name);
	errno = ENODEV;
	return false;
}

static bool is_mtu(int64_t mtu)
{
	return mtu >= 0 && mtu <= 65535;
}

/* --- addresses and routes ------------------------------------------------- */

static bool is_unicast(bool v6, const uint8_t *b)
{
	static const uint8_t none[16], own[16] = {[15] = 1};

	if (v6)
		return b[0] != 0xff && memcmp(b, none, 16) &&
		       memcmp(b, own, 16);
	return b[0] != 0 && b[0] != 127 && b[0] < 224;
}

static bool may_have_address(const struct att_helper *h,
			     const struct att_helper_plan *p)
{
	const struct att_plan_address *a = &p->u.address;

	return is_device(h, p->number[0]) &&
	       (!p->number[1] || is_unicast(a->v6, a->b));
}

/* Of attache; a default route of somebody else's is only taken away. */
static bool may_have_route(const struct att_helper *h,
			   const struct att_helper_plan *p)
{
	const struct att_rtnl_route *r = &p->u.route;

	return is_device(h, p->number[0]) &&
	       (r->protocol == ATT_RTNL_PROTOCOL ||
		(!p->number[1] && !r->at.to.prefix));
}

/* --- sockets -------------------------------------------------------------- */

static bool is_stream(const struct att_helper *h, const char *path)
{
	for (unsigned m = 0; m < h->config.n_modems; m++) {
		const struct att_config_modem *modem = &h->config.modem[m];

		for (uint32_t i = 0; i < modem->core.n_streams; i++)
			if (!strcmp(modem->stream[i].socket, path))
				return true;
	}
	return false;
}

static bool may_listen(const struct att_helper *h,
		       const struct att_helper_plan *p)
{
	return p->path[0] && (!strcmp(h->config.control, p->path) ||
			      (h->config.proxy &&
			       (!strcmp(ATT_CONTROL_PROXY, p->path) ||
				!strcmp(ATT_CONTROL_QMI_PROXY, p->path))) ||
			      is_stream(h, p->path));
}

static bool may_share(const struct att_helper *h,
		      const struct att_helper_plan *p)
{
	return p->path[0] && !strcmp(h->config.control, p->path) &&
	       h->config.group.name[0] && p->number[0] == h->config.group.gid;
}

static bool may_probe(const struct att_helper *h,
		      const struct att_helper_plan *p)
{
	const int64_t family = p->number[0], type = p->number[1],
		      protocol = p->number[2];
	const int64_t echo = family == AF_INET6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP;

	return (family == AF_INET || family == AF_INET6) &&
	       ((type == SOCK_DGRAM && !protocol) ||
		((type == SOCK_DGRAM || type == SOCK_RAW) &&
		 protocol == echo)) &&
	       att_helper_device(h, p->device);
}

/* --- programs ------------------------------------------------------------- */

static const char *word(const char *words, unsigned n)
{
	for (; n && *words; n--)
		words += strlen(words) + 1;
	return words;
}

static bool ends(const char *text, const char *with)
{
	size_t len = strlen(text), n = strlen(with);

	return len > n && !strcmp(text + len - n, with);
}

/* Name servers: linux/dns_service.c. */
static bool takes_servers(const struct att_helper *h, const char *words)
{
	const char *command = word(words, 1), *device = word(words, 2);

	if (!strcmp(words, "resolvconf"))
		return (!strcmp(command, "-a") || !strcmp(command, "-d")) &&
		       device[0] != '-' && !strchr(device, '/') &&
		       ends(device, ".attache") && !*word(words, 3);
	return !strcmp(words, "resolvectl") &&
	       (!strcmp(command, "dns") || !strcmp(command, "default-route") ||
		!strcmp(command, "revert")) &&
	       att_helper_device(h, device);
}

static bool is_owners(const struct att_helper *h, const char *program)
{
	if (program[0] != '/')
		return false;
	for (unsigned i = 0; i < h->config.n_modems; i++)
		if (!strcmp(program, h->config.modem[i].power))
			return true;
	return !strcmp(program, h->config.hook);
}

static bool may_run(const struct att_helper *h, const struct att_child_job *job)
{
	for (const char *w = job->environment; *w; w += strlen(w) + 1)
		if (strncmp(w, "ATTACHE_", 8) != 0)
			return false;
	return is_owners(h, job->arguments) ||
	       (!job->environment[0] && takes_servers(h, job->arguments));
}

static bool is_child(const struct att_helper *h, int64_t pid)
{
	for (unsigned i = 0; pid > 0 && i < ATT_HELPER_CHILDREN; i++)
		if (h->child[i].pid == pid)
			return true;
	return false;
}

/* --- all ------------------------------------------------------------------ */

/* False, for other kinds as well: errno, if it is one of these. */
static bool check_link(const struct att_helper *h,
		       const struct att_helper_plan *p)
{
	switch (p->kind) {
	case ATT_HELPER_LINK_UP:
	case ATT_HELPER_LINK_MTU:
		return is_device(h, p->number[0]) && is_mtu(p->number[1]);
	case ATT_HELPER_LINK_DOWN:
	case ATT_HELPER_LINK_DELETE:
		return is_device(h, p->number[0]);
	case ATT_HELPER_LINK_VLAN:
		return is_device(h, p->number[0]) && p->number[1] > 0 &&
		       p->number[1] < 4095;
	case ATT_HELPER_ADDRESS:
		return may_have_address(h, p);
	case ATT_HELPER_ROUTE:
		return may_have_route(h, p);
	case ATT_HELPER_TUN:
		return names_session(h, p->device);
	case ATT_HELPER_READDRESS:
	case ATT_HELPER_DHCP:
		return att_helper_device(h, p->device);
	}
	return false;
}

/* Of a trace. */
static bool may_place(const struct att_helper *h,
		      const struct att_helper_plan *p)
{
	for (unsigned i = 0; p->path[0] && i < h->config.n_modems; i++) {
		const struct att_config_modem *modem = &h->config.modem[i];

		if (!strcmp(p->path, modem->trace) &&
		    p->number[0] == modem->trace_keep.files)
			return true;
	}
	return false;
}

static bool check_path(const struct att_helper *h, struct att_helper_plan *p)
{
	switch (p->kind) {
	case ATT_HELPER_OPEN:
		return att_helper_path_open(h, p->path, (int)p->number[0]);
	case ATT_HELPER_PUT:
		return att_helper_path_put(h, p->path);
	case ATT_HELPER_LINK:
		return att_helper_path_link(p->path);
	case ATT_HELPER_REAL:
	case ATT_HELPER_NEXT:
	case ATT_HELPER_STAT:
	case ATT_HELPER_HOLDER:
		return att_helper_path_look(h, p->path);
	case ATT_HELPER_WATCH:
		return att_helper_path_watch(h, p->path);
	case ATT_HELPER_LISTEN:
	case ATT_HELPER_UNLISTEN:
		return may_listen(h, p);
	case ATT_HELPER_SHARE:
		return may_share(h, p);
	case ATT_HELPER_STORE:
	case ATT_HELPER_REMOVE:
		return att_helper_path_keep(h, p->path) ||
		       att_helper_path_spool(h, p->path);
	case ATT_HELPER_PLACE:
		return may_place(h, p);
	case ATT_HELPER_DNS:
		return !p->path[0] || !strcmp(p->path, h->config.dns_file);
	case ATT_HELPER_NOTIFY:
		return p->path[0] && !strcmp(p->path, h->notify);
	}
	return false;
}

static bool may_have_socket(const struct att_helper *h,
			    const struct att_helper_plan *p)
{
	if (p->number[0] == PORT_SOCKET_UEVENTS)
		return true;
	for (unsigned i = 0; i < h->config.n_modems; i++)
		if (strstr(h->config.modem[i].device, "qrtr:"))
			return p->number[0] == PORT_SOCKET_QRTR;
	return false;
}

bool att_helper_check(const struct att_helper *h, struct att_helper_plan *p)
{
	errno = EPERM;
	switch (p->kind) {
	case ATT_HELPER_INDEX:
	case ATT_HELPER_NAME:
	case ATT_HELPER_CONFIGURE:
		return true;
	case ATT_HELPER_SOCKET:
		return may_have_socket(h, p);
	case ATT_HELPER_NETLINK:
		return !(p->number[1] & ~(SOCK_CLOEXEC | SOCK_NONBLOCK));
	case ATT_HELPER_PROBE:
		return may_probe(h, p);
	case ATT_HELPER_RUN:
		return may_run(h, &p->u.job);
	case ATT_HELPER_KILL:
	case ATT_HELPER_WAIT:
		return is_child(h, p->number[0]);
	}
	return check_link(h, p) || check_path(h, p);
}
