/* Plans, carried out with the functions that a program with rights has. */
#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/errors.h"
#include "drivers/port_rights.h"
#include "linux/config_keep.h"
#include "linux/helper.h"
#include "linux/helper_check.h"
#include "linux/notify_socket.h"
#include "linux/rights.h"

/* More are not said: what is refused is no use of attache's. */
#define REFUSALS_SAID 10

/* --- files ---------------------------------------------------------------- */

static void run_path(struct att_helper *h, const struct att_helper_plan *p,
		     int in_fd, struct att_helper_answer *a, int *out_fd)
{
	switch (p->kind) {
	case ATT_HELPER_OPEN:
		a->result = *out_fd =
			port_rights_own.open(p->path, (int)p->number[0]);
		break;
	case ATT_HELPER_PUT:
		a->result = port_rights_own.put(p->path, p->u.line);
		break;
	case ATT_HELPER_LINK:
		a->result = port_rights_own.link(p->path, a->u.text,
						 sizeof(a->u.text));
		break;
	case ATT_HELPER_REAL:
		a->result = port_rights_own.real(p->path, a->u.text);
		break;
	case ATT_HELPER_NEXT:
		memcpy(a->u.text, p->u.next.name, sizeof(p->u.next.name));
		a->result = port_rights_own.next(p->path, p->u.next.prefix,
						 a->u.text, p->u.next.cap);
		break;
	case ATT_HELPER_STAT:
		a->result = port_rights_own.stat(p->path, &a->u.st);
		break;
	case ATT_HELPER_HOLDER:
		a->result = port_holder_find(p->path, h->manager, &a->u.holder);
		break;
	case ATT_HELPER_WATCH:
		a->result = port_rights_own.watch(in_fd, p->path,
						  (uint32_t)p->number[0]);
		break;
	case ATT_HELPER_SHARE:
		a->result = att_rights_own.share(p->path, (gid_t)p->number[0]);
		break;
	case ATT_HELPER_STORE:
		a->result = att_rights_own.store(p->path, p->u.line);
		break;
	case ATT_HELPER_REMOVE:
		att_rights_own.remove(p->path);
		break;
	case ATT_HELPER_PLACE:
		a->result = *out_fd =
			att_rights_own.place(p->path, (unsigned)p->number[0]);
		break;
	}
}

/* --- network devices ------------------------------------------------------ */

static void note(int list[ATT_HELPER_DEVICES], int ifindex)
{
	char name[IF_NAMESIZE];
	unsigned i = 0;

	while (i < ATT_HELPER_DEVICES && list[i] && list[i] != ifindex &&
	       if_indextoname((unsigned)list[i], name))
		i++;
	if (i < ATT_HELPER_DEVICES)
		list[i] = ifindex;
}

static void run_tun(struct att_helper *h, const struct att_helper_plan *p,
		    struct att_helper_answer *a, int *out_fd)
{
	memcpy(a->u.device, p->device, sizeof(a->u.device));
	a->result = *out_fd = att_rights_own.tun(a->u.device);
	if (*out_fd >= 0)
		note(h->made, (int)att_rights_own.index(a->u.device));
}

static void run_link(struct att_helper *h, const struct att_helper_plan *p,
		     struct att_helper_answer *a)
{
	const int ifindex = (int)p->number[0];
	const uint32_t mtu = (uint32_t)p->number[1];

	h->nl.error = 0;
	note(h->touched, ifindex);
	switch (p->kind) {
	case ATT_HELPER_LINK_UP:
		a->result = att_rights_own.link_up(&h->nl, ifindex, mtu,
						   p->number[2] != 0);
		break;
	case ATT_HELPER_LINK_MTU:
		a->result = att_rights_own.link_mtu(&h->nl, ifindex, mtu);
		break;
	case ATT_HELPER_LINK_DOWN:
		a->result = att_rights_own.link_down(&h->nl, ifindex);
		break;
	case ATT_HELPER_LINK_DELETE:
		a->result = att_rights_own.link_delete(&h->nl, ifindex);
		break;
	case ATT_HELPER_LINK_VLAN:
		a->result = att_rights_own.link_vlan(
			&h->nl, ifindex, (uint16_t)mtu, p->device, &a->u.vlan);
		if (!a->result)
			note(h->made, a->u.vlan.ifindex);
		break;
	case ATT_HELPER_ADDRESS:
		a->result = att_rights_own.address(
			&h->nl, ifindex, p->number[1] != 0, &p->u.address);
		break;
	case ATT_HELPER_ROUTE:
		a->result = att_rights_own.route(
			&h->nl, ifindex, p->number[1] != 0, &p->u.route);
		break;
	}
	errno = h->nl.error;
}

static void run_device(struct att_helper *h, const struct att_helper_plan *p,
		       struct att_helper_answer *a, int *out_fd)
{
	switch (p->kind) {
	case ATT_HELPER_READDRESS:
		a->result = port_rights_own.readdress(p->device);
		break;
	case ATT_HELPER_TUN:
		run_tun(h, p, a, out_fd);
		break;
	case ATT_HELPER_INDEX:
		a->result = (int)att_rights_own.index(p->device);
		break;
	case ATT_HELPER_NAME:
		a->result = att_rights_own.name((unsigned)p->number[0],
						a->u.device);
		break;
	default:
		run_link(h, p, a);
	}
}

/* --- sockets -------------------------------------------------------------- */

static void note_listener(struct att_helper *h, const char *path)
{
	unsigned i = 0;

	while (i < ATT_HELPER_SOCKETS && h->listening[i][0] &&
	       strcmp(h->listening[i], path) != 0)
		i++;
	if (i < ATT_HELPER_SOCKETS)
		snprintf(h->listening[i], sizeof(h->listening[i]), "%.107s",
			 path);
}

static void run_unlisten(struct att_helper *h, const char *path)
{
	for (unsigned i = 0; i < ATT_HELPER_SOCKETS; i++) {
		if (strcmp(h->listening[i], path) != 0)
			continue;
		att_rights_own.unlisten(path);
		h->listening[i][0] = '\0';
	}
}

static void run_socket(struct att_helper *h, const struct att_helper_plan *p,
		       struct att_helper_answer *a, int *out_fd)
{
	const int64_t *n = p->number;

	switch (p->kind) {
	case ATT_HELPER_SOCKET:
		*out_fd = port_rights_own.socket((enum port_socket)n[0]);
		break;
	case ATT_HELPER_NETLINK:
		*out_fd = att_rights_own.netlink((uint32_t)n[0], (int)n[1]);
		break;
	case ATT_HELPER_PROBE:
		*out_fd = att_rights_own.probe((int)n[0], (int)n[1], (int)n[2],
					       p->device);
		break;
	case ATT_HELPER_LISTEN:
		*out_fd = att_rights_own.listen(p->path, (int)n[0], (int)n[1]);
		if (*out_fd >= 0)
			note_listener(h, p->path);
		break;
	case ATT_HELPER_NOTIFY:
		*out_fd = att_notify_socket(p->path);
		break;
	}
	a->result = *out_fd;
}

/* --- programs ------------------------------------------------------------- */

/* pid 0: room for another one. */
static struct att_child *child_of(struct att_helper *h, pid_t pid)
{
	for (unsigned i = 0; i < ATT_HELPER_CHILDREN; i++)
		if (h->child[i].pid == pid)
			return &h->child[i];
	return NULL;
}

static void run_start(struct att_helper *h, const struct att_helper_plan *p,
		      struct att_helper_answer *a, int *out_fd)
{
	struct att_child *child = child_of(h, 0);
	struct att_child_job job;

	a->result = -1;
	errno = EAGAIN;
	if (!child)
		return;
	if (p->kind == ATT_HELPER_RUN) {
		job = p->u.job;
		a->result = att_rights_own.run(&job, child);
	} else {
		a->result = att_rights_own.dhcp(p->device, NULL, child);
	}
	if (a->result < 0)
		return;
	a->u.pid = child->pid;
	*out_fd = child->fd;
	child->fd = -1;
}

/* One that has not ended yet would hold up all: it is killed. */
static int run_wait(struct att_helper *h, pid_t pid)
{
	struct att_child *child = child_of(h, pid);
	int status = 0;
	pid_t ended = waitpid(pid, &status, WNOHANG);

	if (ended == 0) {
		att_rights_own.kill(child);
		status = att_rights_own.wait(child);
	}
	child->pid = 0;
	return status;
}

static void run_program(struct att_helper *h, const struct att_helper_plan *p,
			struct att_helper_answer *a, int *out_fd)
{
	const pid_t pid = (pid_t)p->number[0];

	switch (p->kind) {
	case ATT_HELPER_RUN:
	case ATT_HELPER_DHCP:
		run_start(h, p, a, out_fd);
		break;
	case ATT_HELPER_KILL:
		att_rights_own.kill(child_of(h, pid));
		break;
	case ATT_HELPER_WAIT:
		a->result = run_wait(h, pid);
		break;
	}
}

/* --- the configuration, and name servers ---------------------------------- */

void att_helper_forget(struct att_config *config)
{
	for (unsigned i = 0; i < config->n_modems; i++) {
		struct att_core_config *core = &config->modem[i].core;
		const uint32_t sessions = core->n_sessions;
		const uint32_t streams = core->n_streams;

		explicit_bzero(core, sizeof(*core));
		core->n_sessions = sessions;
		core->n_streams = streams;
	}
}

static void run_configure(struct att_helper *h, struct att_helper_answer *a,
			  int *out_fd)
{
	static struct att_config config;
	int fd;

	a->result = h->configure(h->ctx, &config);
	if (a->result)
		return;
	a->result = ATT_E_IO;
	fd = memfd_create("attache-configuration", MFD_CLOEXEC);
	if (fd >= 0 &&
	    write(fd, &config, sizeof(config)) == (ssize_t)sizeof(config)) {
		a->result = 0;
		*out_fd = fd;
		att_config_keep(&config, &h->config);
		att_helper_forget(&config);
		h->config = config;
	} else if (fd >= 0) {
		close(fd);
	}
	att_helper_forget(&config);
}

static int run_dns(struct att_helper *h, const struct att_helper_plan *p)
{
	struct att_dns_source source[ATT_CONFIG_SESSIONS];

	for (uint32_t i = 0; i < p->u.dns.n; i++)
		source[i] = (struct att_dns_source){&p->u.dns.server[i].ip,
						    p->u.dns.server[i].device};
	return att_rights_own.dns(&h->dns, p->path, source, p->u.dns.n);
}

/* --- all of them ---------------------------------------------------------- */

static void run(struct att_helper *h, const struct att_helper_plan *p,
		int in_fd, struct att_helper_answer *a, int *out_fd)
{
	switch ((enum att_helper_kind)p->kind) {
	case ATT_HELPER_OPEN:
	case ATT_HELPER_PUT:
	case ATT_HELPER_LINK:
	case ATT_HELPER_REAL:
	case ATT_HELPER_NEXT:
	case ATT_HELPER_STAT:
	case ATT_HELPER_HOLDER:
	case ATT_HELPER_WATCH:
	case ATT_HELPER_SHARE:
	case ATT_HELPER_STORE:
	case ATT_HELPER_REMOVE:
	case ATT_HELPER_PLACE:
		run_path(h, p, in_fd, a, out_fd);
		break;
	case ATT_HELPER_READDRESS:
	case ATT_HELPER_TUN:
	case ATT_HELPER_INDEX:
	case ATT_HELPER_NAME:
	case ATT_HELPER_LINK_UP:
	case ATT_HELPER_LINK_MTU:
	case ATT_HELPER_LINK_DOWN:
	case ATT_HELPER_LINK_DELETE:
	case ATT_HELPER_LINK_VLAN:
	case ATT_HELPER_ADDRESS:
	case ATT_HELPER_ROUTE:
		run_device(h, p, a, out_fd);
		break;
	case ATT_HELPER_SOCKET:
	case ATT_HELPER_NETLINK:
	case ATT_HELPER_PROBE:
	case ATT_HELPER_LISTEN:
	case ATT_HELPER_NOTIFY:
		run_socket(h, p, a, out_fd);
		break;
	case ATT_HELPER_UNLISTEN:
		run_unlisten(h, p->path);
		break;
	case ATT_HELPER_DNS:
		a->result = run_dns(h, p);
		break;
	case ATT_HELPER_RUN:
	case ATT_HELPER_DHCP:
	case ATT_HELPER_KILL:
	case ATT_HELPER_WAIT:
		run_program(h, p, a, out_fd);
		break;
	case ATT_HELPER_CONFIGURE:
		run_configure(h, a, out_fd);
		break;
	case ATT_HELPER_KINDS:
		break;
	}
}

static void refuse(struct att_helper *h, const struct att_helper_plan *p,
		   struct att_helper_answer *a)
{
	a->result = -1;
	if (errno != EPERM || h->refusals++ >= REFUSALS_SAID)
		return;
	fprintf(stderr,
		"error: the helper refuses a plan of kind %u (\"%s%s\"), which "
		"the configuration does not allow\n",
		p->kind, p->path, p->device);
	errno = EPERM;
}

void att_helper_carry_out(struct att_helper *h, struct att_helper_plan *p,
			  int in_fd, struct att_helper_answer *a, int *out_fd)
{
	memset(a, 0, sizeof(*a));
	*out_fd = -1;
	errno = 0;
	if (att_helper_check(h, p))
		run(h, p, in_fd, a, out_fd);
	else
		refuse(h, p, a);
	a->error = errno;
	a->fd = *out_fd >= 0;
}
