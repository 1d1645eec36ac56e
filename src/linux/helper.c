/* Plans, one after the other, until the manager has ended. */
#include "linux/helper.h"

#include <net/if.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "linux/helper_io.h"
#include "linux/link.h"
#include "linux/rights.h"

/* False: it has ended, or does not keep to the rules, which ends it. */
static bool serve(struct att_helper *h)
{
	static struct att_helper_plan plan;
	static struct att_helper_answer answer;
	int in_fd, out_fd, err;
	ssize_t n = att_helper_receive(h->fd, &plan, sizeof(plan), &in_fd);
	bool ok = n > 0 && att_helper_plan_ok(&plan, (size_t)n);

	if (ok) {
		att_helper_carry_out(h, &plan, in_fd, &answer, &out_fd);
		err = att_helper_send(h->fd, &answer, sizeof(answer), out_fd);
		if (out_fd >= 0)
			close(out_fd);
		ok = !err;
	} else if (n) {
		fprintf(stderr, "error: what the manager has sent to its "
				"helper is no plan; it is ended\n");
		kill(h->manager, SIGTERM);
	}
	if (in_fd >= 0)
		close(in_fd);
	return ok;
}

/* --- the end -------------------------------------------------------------- */

static void say(void *ctx, const char *line)
{
	(void)ctx;
	fprintf(stderr, "%s\n", line);
}

/* What does not go with the manager's descriptors, as TUN devices do. */
static void undo_links(struct att_helper *h)
{
	struct att_link_env env = {
		.rtnl = h->nl, .conf6 = ATT_LINK_CONF6, .log = say};

	for (unsigned i = 0; i < ATT_HELPER_DEVICES && h->touched[i]; i++) {
		struct att_link link = {.ifindex = h->touched[i]};

		if (if_indextoname((unsigned)link.ifindex, link.name))
			att_link_empty(&env, &link);
	}
}

static void undo(struct att_helper *h)
{
	for (unsigned i = 0; i < ATT_HELPER_CHILDREN; i++) {
		if (!h->child[i].pid)
			continue;
		att_rights_own.kill(&h->child[i]);
		att_rights_own.wait(&h->child[i]);
	}
	att_rights_own.dns(&h->dns, "", NULL, 0);
	for (unsigned i = 0; i < ATT_HELPER_SOCKETS; i++)
		if (h->listening[i][0])
			att_rights_own.unlisten(h->listening[i]);
	undo_links(h);
}

void att_helper_run(struct att_helper *h)
{
	if (att_rtnl_open(&h->nl, att_rights_own.netlink(0, SOCK_CLOEXEC)) < 0)
		fprintf(stderr, "error: rtnetlink: %m\n");
	while (serve(h))
		;
	undo(h);
	att_rtnl_close(&h->nl);
}
