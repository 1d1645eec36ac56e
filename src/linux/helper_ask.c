/* Plans, sent to the helper one after the other; each waits for its answer. */
#include "linux/helper_ask.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/errors.h"
#include "drivers/port_rights.h"
#include "linux/helper_io.h"
#include "linux/helper_plan.h"
#include "linux/rights.h"

static int helper = -1;
static struct att_helper_plan plan; /* one at a time */
static struct att_helper_answer answer;

/* --- one plan ------------------------------------------------------------- */

static void begin(enum att_helper_kind kind)
{
	memset(&plan, 0, sizeof(plan));
	plan.kind = kind;
}

static void gone(void)
{
	if (helper < 0)
		return;
	fprintf(stderr,
		"error: the helper with the rights does not answer any more\n");
	shutdown(helper, SHUT_RDWR);
	helper = -1;
}

/* The result; fd: where a descriptor is to go, or NULL. */
static int ask(int send_fd, int *fd)
{
	int got = -1;

	if (helper >= 0 &&
	    (att_helper_send(helper, &plan, sizeof(plan), send_fd) < 0 ||
	     att_helper_receive(helper, &answer, sizeof(answer), &got) !=
		     (ssize_t)sizeof(answer) ||
	     answer.fd != (got >= 0)))
		gone();
	if (helper < 0) {
		answer.result = -1;
		answer.error = EPIPE;
	}
	if (fd && helper >= 0)
		*fd = got;
	else if (got >= 0)
		close(got);
	errno = answer.error;
	return answer.result;
}

static int ask_fd(void)
{
	int fd = -1, result = ask(-1, &fd);

	return fd >= 0 ? fd : result < 0 ? result : -1;
}

/* What does not fit is what nobody may ask for. */
static bool put(char *to, size_t cap, const char *text)
{
	if (strlen(text) >= cap) {
		errno = ENAMETOOLONG;
		return false;
	}
	strcpy(to, text);
	return true;
}

static bool begin_path(enum att_helper_kind kind, const char *path)
{
	begin(kind);
	return put(plan.path, sizeof(plan.path), path);
}

static bool begin_device(enum att_helper_kind kind, const char *device)
{
	begin(kind);
	return put(plan.device, sizeof(plan.device), device);
}

static bool take_text(char *to, size_t cap, bool there)
{
	size_t len = strnlen(answer.u.text, sizeof(answer.u.text));

	if (there && len >= cap)
		errno = ENAMETOOLONG;
	there = there && len < cap;
	memcpy(to, answer.u.text, there ? len : 0);
	to[there ? len : 0] = '\0';
	return there;
}

/* --- ports ---------------------------------------------------------------- */

static int ask_open(const char *path, int flags)
{
	if (!begin_path(ATT_HELPER_OPEN, path))
		return -1;
	plan.number[0] = flags;
	return ask_fd();
}

static bool ask_put(const char *path, const char *text)
{
	return begin_path(ATT_HELPER_PUT, path) &&
	       put(plan.u.line, sizeof(plan.u.line), text) && ask(-1, NULL) > 0;
}

static bool ask_link(const char *path, char *target, size_t cap)
{
	return take_text(target, cap,
			 begin_path(ATT_HELPER_LINK, path) &&
				 ask(-1, NULL) > 0);
}

static bool ask_real(const char *path, char *real)
{
	return take_text(real, PATH_MAX,
			 begin_path(ATT_HELPER_REAL, path) &&
				 ask(-1, NULL) > 0);
}

static bool ask_next(const char *folder, const char *prefix, char *name,
		     size_t cap)
{
	if (!begin_path(ATT_HELPER_NEXT, folder) ||
	    !put(plan.u.next.prefix, sizeof(plan.u.next.prefix), prefix) ||
	    !put(plan.u.next.name, sizeof(plan.u.next.name), name))
		return false;
	plan.u.next.cap = cap < sizeof(plan.u.next.name)
				  ? (uint32_t)cap
				  : sizeof(plan.u.next.name);
	if (ask(-1, NULL) <= 0)
		return false;
	return take_text(name, cap, true);
}

static bool ask_stat(const char *path, struct stat *st)
{
	if (!begin_path(ATT_HELPER_STAT, path) || ask(-1, NULL) <= 0)
		return false;
	*st = answer.u.st;
	return true;
}

static bool ask_holder(const char *path, struct port_holder *h)
{
	int result = -1;

	memset(h, 0, sizeof(*h));
	if (begin_path(ATT_HELPER_HOLDER, path))
		result = ask(-1, NULL);
	/* If nobody was seen: why. */
	if (result >= 0)
		*h = answer.u.holder;
	return result > 0;
}

static int ask_watch(int inotify, const char *folder, uint32_t events)
{
	if (!begin_path(ATT_HELPER_WATCH, folder))
		return -1;
	plan.number[0] = events;
	return ask(inotify, NULL);
}

static int ask_socket(enum port_socket which)
{
	begin(ATT_HELPER_SOCKET);
	plan.number[0] = which;
	return ask_fd();
}

static bool ask_readdress(const char *name)
{
	return begin_device(ATT_HELPER_READDRESS, name) && ask(-1, NULL) > 0;
}

static const struct port_rights ports = {
	.open = ask_open,
	.put = ask_put,
	.link = ask_link,
	.real = ask_real,
	.next = ask_next,
	.stat = ask_stat,
	.holder = ask_holder,
	.watch = ask_watch,
	.socket = ask_socket,
	.readdress = ask_readdress,
};

/* --- network devices ------------------------------------------------------ */

static int ask_tun(char name[16])
{
	int fd;

	if (!begin_device(ATT_HELPER_TUN, name))
		return ATT_E_IO;
	fd = ask_fd();
	if (fd >= 0)
		memcpy(name, answer.u.device, 16);
	return fd;
}

static unsigned ask_index(const char *name)
{
	int index = begin_device(ATT_HELPER_INDEX, name) ? ask(-1, NULL) : 0;

	return index > 0 ? (unsigned)index : 0;
}

static bool ask_name(unsigned index, char name[16])
{
	begin(ATT_HELPER_NAME);
	plan.number[0] = index;
	if (ask(-1, NULL) <= 0)
		return false;
	memcpy(name, answer.u.device, 16);
	return true;
}

/* The result of an rtnetlink request. */
static int changed(struct att_rtnl *nl)
{
	int err = ask(-1, NULL);

	if (err)
		nl->error = answer.error;
	return err == -1 ? ATT_E_IO : err;
}

static void begin_link(enum att_helper_kind kind, int ifindex)
{
	begin(kind);
	plan.number[0] = ifindex;
}

static int ask_link_up(struct att_rtnl *nl, int ifindex, uint32_t mtu,
		       bool own_local)
{
	begin_link(ATT_HELPER_LINK_UP, ifindex);
	plan.number[1] = mtu;
	plan.number[2] = own_local;
	return changed(nl);
}

static int ask_link_mtu(struct att_rtnl *nl, int ifindex, uint32_t mtu)
{
	begin_link(ATT_HELPER_LINK_MTU, ifindex);
	plan.number[1] = mtu;
	return changed(nl);
}

static int ask_link_down(struct att_rtnl *nl, int ifindex)
{
	begin_link(ATT_HELPER_LINK_DOWN, ifindex);
	return changed(nl);
}

static int ask_link_delete(struct att_rtnl *nl, int ifindex)
{
	begin_link(ATT_HELPER_LINK_DELETE, ifindex);
	return changed(nl);
}

static int ask_link_vlan(struct att_rtnl *nl, int below, uint16_t vid,
			 const char *name, struct att_rtnl_vlan *vlan)
{
	int err;

	memset(vlan, 0, sizeof(*vlan));
	if (!begin_device(ATT_HELPER_LINK_VLAN, name))
		return ATT_E_IO;
	plan.number[0] = below;
	plan.number[1] = vid;
	err = changed(nl);
	if (!err)
		*vlan = answer.u.vlan;
	return err;
}

static int ask_address(struct att_rtnl *nl, int ifindex, bool add,
		       const struct att_plan_address *address)
{
	begin_link(ATT_HELPER_ADDRESS, ifindex);
	plan.number[1] = add;
	plan.u.address = *address;
	return changed(nl);
}

static int ask_route(struct att_rtnl *nl, int ifindex, bool add,
		     const struct att_rtnl_route *route)
{
	begin_link(ATT_HELPER_ROUTE, ifindex);
	plan.number[1] = add;
	plan.u.route = *route;
	return changed(nl);
}

static int ask_netlink(uint32_t groups, int flags)
{
	begin(ATT_HELPER_NETLINK);
	plan.number[0] = groups;
	plan.number[1] = flags;
	return ask_fd();
}

/* --- files, sockets, programs --------------------------------------------- */

static int ask_listen(const char *path, int type, int backlog)
{
	if (!begin_path(ATT_HELPER_LISTEN, path))
		return ATT_E_CONFIG;
	plan.number[0] = type;
	plan.number[1] = backlog;
	return ask_fd();
}

static void ask_unlisten(const char *path)
{
	if (begin_path(ATT_HELPER_UNLISTEN, path))
		ask(-1, NULL);
}

static int ask_share(const char *path, gid_t gid)
{
	if (!begin_path(ATT_HELPER_SHARE, path))
		return -1;
	plan.number[0] = gid;
	return ask(-1, NULL);
}

static int ask_probe(int family, int type, int protocol, const char *device)
{
	if (!begin_device(ATT_HELPER_PROBE, device))
		return -1;
	plan.number[0] = family;
	plan.number[1] = type;
	plan.number[2] = protocol;
	return ask_fd();
}

static int ask_store(const char *path, const char *line)
{
	int error;

	if (!begin_path(ATT_HELPER_STORE, path) ||
	    !put(plan.u.line, sizeof(plan.u.line), line))
		return ENAMETOOLONG;
	error = ask(-1, NULL);
	return error < 0 ? answer.error : error;
}

static void ask_remove(const char *path)
{
	if (begin_path(ATT_HELPER_REMOVE, path))
		ask(-1, NULL);
}

static int ask_place(const char *path, unsigned files)
{
	if (!begin_path(ATT_HELPER_PLACE, path))
		return -1;
	plan.number[0] = files;
	return ask_fd();
}

static int ask_dns(struct att_dns *dns, const char *path,
		   const struct att_dns_source *source, unsigned n_sources)
{
	(void)dns; /* the helper knows what it has written */
	if (!begin_path(ATT_HELPER_DNS, path))
		return ATT_E_IO;
	plan.u.dns.n = n_sources;
	for (unsigned i = 0; i < n_sources; i++) {
		struct att_helper_server *to = &plan.u.dns.server[i];

		to->ip = *source[i].ip;
		if (!put(to->device, sizeof(to->device), source[i].device))
			return ATT_E_IO;
	}
	return ask(-1, NULL);
}

/* A program that the helper has started. */
static int started(struct att_child *child)
{
	child->pid = 0;
	child->fd = -1;
	if (ask(-1, &child->fd) < 0)
		return -1;
	child->pid = answer.u.pid;
	return 0;
}

static int ask_run(struct att_child_job *job, struct att_child *child)
{
	begin(ATT_HELPER_RUN);
	plan.u.job = *job;
	return started(child);
}

static int ask_dhcp(const char *device, const char *path,
		    struct att_child *child)
{
	(void)path; /* of tests alone */
	if (!begin_device(ATT_HELPER_DHCP, device))
		return -1;
	return started(child);
}

static void ask_kill(const struct att_child *child)
{
	begin(ATT_HELPER_KILL);
	plan.number[0] = child->pid;
	ask(-1, NULL);
}

static int ask_wait(const struct att_child *child)
{
	begin(ATT_HELPER_WAIT);
	plan.number[0] = child->pid;
	return ask(-1, NULL);
}

static int ask_notify(const char *name)
{
	if (!begin_path(ATT_HELPER_NOTIFY, name))
		return ATT_E_CONFIG;
	return ask_fd();
}

static const struct att_rights rights = {
	.tun = ask_tun,
	.index = ask_index,
	.name = ask_name,
	.link_up = ask_link_up,
	.link_mtu = ask_link_mtu,
	.link_down = ask_link_down,
	.link_delete = ask_link_delete,
	.link_vlan = ask_link_vlan,
	.address = ask_address,
	.route = ask_route,
	.netlink = ask_netlink,
	.listen = ask_listen,
	.unlisten = ask_unlisten,
	.share = ask_share,
	.probe = ask_probe,
	.store = ask_store,
	.remove = ask_remove,
	.place = ask_place,
	.dns = ask_dns,
	.run = ask_run,
	.dhcp = ask_dhcp,
	.kill = ask_kill,
	.wait = ask_wait,
	.notify = ask_notify,
};

/* --- all of them ---------------------------------------------------------- */

void att_helper_ask(int fd)
{
	helper = fd;
	port_rights = &ports;
	att_rights = &rights;
}

int att_helper_ask_config(struct att_config *config)
{
	ssize_t n;
	int fd, err;

	begin(ATT_HELPER_CONFIGURE);
	err = ask(-1, &fd);
	if (err)
		return err == -1 ? ATT_E_IO : err;
	n = pread(fd, config, sizeof(*config), 0);
	close(fd);
	return n == (ssize_t)sizeof(*config) ? 0 : ATT_E_IO;
}
