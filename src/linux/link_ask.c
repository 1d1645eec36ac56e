/* Addresses that the link gives: leases become a part of what the modem gave.
 */
#include "linux/link_ask.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include "linux/link_ipv6.h"

/* --- IPv4: leases ----------------------------------------------------------
 */

static const char missing[] = "no DHCP client: install busybox or udhcpc";
static const char refused[] =
	"DHCP needs CAP_NET_RAW: for attache.service copy " ATTACHE_EXAMPLES
	"/attache-dhcp.conf to /etc/systemd/system/attache.service.d";

static void drop_lease(struct att_link_ask *a, const char *why)
{
	memcpy(&a->link->ip, &a->given, sizeof(a->given));
	a->link->no_lease = why;
}

static void say_fault(const struct att_link_ask *a,
		      const struct att_address_fault *fault)
{
	char line[160];
	struct att_text t;

	att_text_init(&t, line, sizeof(line));
	att_addresses_fault_text(&t, "the DHCP server", fault);
	att_link_say(a->env, "%s: %s", a->link->name, line);
}

/* The modem's name servers stay where the server has none. */
static void merge(struct att_ip_config *to, const struct att_ip_config *lease)
{
	memcpy(to->ipv4, lease->ipv4, sizeof(to->ipv4));
	to->n_ipv4 = lease->n_ipv4;
	to->has_gateway4 = lease->has_gateway4;
	to->gateway4 = lease->gateway4;
	if (lease->n_dns4) {
		memcpy(to->dns4, lease->dns4, sizeof(to->dns4));
		to->n_dns4 = lease->n_dns4;
	}
	if (lease->mtu && (!to->mtu || lease->mtu < to->mtu))
		to->mtu = lease->mtu;
}

/* False: nothing has changed, as with most renewals. */
static bool take_lease(struct att_link_ask *a, const struct att_ip_config *ip)
{
	struct att_ip_config lease = *ip, now;
	struct att_address_fault fault;

	att_addresses_check(&lease, &fault);
	memcpy(&now, &a->given, sizeof(now));
	merge(&now, &lease);
	if (lease.n_ipv4 && memcmp(&now, &a->link->ip, sizeof(now)) == 0)
		return false;
	if (fault.reason)
		say_fault(a, &fault);
	if (!lease.n_ipv4) {
		drop_lease(a, "the DHCP server gives no usable address");
		return true;
	}
	memcpy(&a->link->ip, &now, sizeof(now));
	a->link->no_lease = NULL;
	return true;
}

static const char has_ended[] = "the DHCP client has ended";

/* Five questions had no answer. After a lease its loss is what is wrong. False:
 * that is known. */
static bool note_silence(struct att_link_ask *a)
{
	const char *before = a->link->no_lease;

	if (a->dhcp.child.pid == 0)
		drop_lease(a, has_ended);
	else if (!before || before == has_ended)
		drop_lease(a, "no DHCP server answers");
	return a->link->no_lease != before;
}

/* It is not tried again. False: that is known. */
static bool note_end(struct att_link_ask *a, const char *why)
{
	bool known = a->link->no_lease == why;

	att_dhcp_stop(&a->dhcp);
	drop_lease(a, why);
	return !known;
}

static void on_dhcp(void *ctx, enum att_dhcp_change change,
		    const struct att_ip_config *ip)
{
	struct att_link_ask *a = ctx;

	switch (change) {
	case ATT_DHCP_NOTHING:
		return;
	case ATT_DHCP_BOUND:
		if (!take_lease(a, ip))
			return;
		break;
	case ATT_DHCP_LOST:
		drop_lease(a, "the DHCP lease was lost");
		break;
	case ATT_DHCP_SILENT:
		if (!note_silence(a))
			return;
		break;
	case ATT_DHCP_MISSING:
		if (!note_end(a, missing))
			return;
		break;
	case ATT_DHCP_REFUSED:
		if (!note_end(a, refused))
			return;
		break;
	}
	a->changed(a->ctx, a->link);
}

/* --- IPv6 ------------------------------------------------------------------
 */

/* RFC 4862 5.3, with an interface identifier of no meaning (RFC 7217 5). A host
 * without IPv6 asks for none. */
static void add_link_local(struct att_link_ask *a)
{
	struct att_ip_config *ip = &a->link->ip;
	uint8_t *b = ip->ipv6[0].address.b;

	if (!ip->slaac6 || ip->n_ipv6)
		return;
	if (att_link_ipv6_off(a->env, a->link) || getrandom(b + 8, 8, 0) != 8) {
		ip->slaac6 = false;
		return;
	}
	b[0] = 0xfe;
	b[1] = 0x80;
	ip->ipv6[0].prefix = 64;
	ip->n_ipv6 = 1;
}

/* --- both ------------------------------------------------------------------
 */

void att_link_ask_prepare(struct att_link_ask *a,
			  const struct att_ip_config *ip)
{
	att_link_ask_end(a);
	memcpy(&a->link->ip, ip, sizeof(*ip));
	add_link_local(a);
	memcpy(&a->given, &a->link->ip, sizeof(a->given));
}

void att_link_ask_start(struct att_link_ask *a)
{
	int err;

	if (!a->link->ip.dhcp4 || a->dhcp.child.pid > 0)
		return;
	err = att_dhcp_start(&a->dhcp, a->loop, a->link->name, NULL, on_dhcp,
			     a);
	if (!err)
		return;
	att_link_say(a->env, "error: %s: the DHCP client cannot be started: %s",
		     a->link->name, strerror(errno));
	a->link->no_lease = "the DHCP client cannot be started";
}

void att_link_ask_anew(struct att_link_ask *a)
{
	att_dhcp_stop(&a->dhcp);
	att_link_ask_start(a);
}

void att_link_ask_end(struct att_link_ask *a)
{
	att_dhcp_stop(&a->dhcp);
	a->link->no_lease = NULL;
	a->link->asking = false;
}

const char *att_link_ask_problem(const struct att_link *link)
{
	const char *why = link->no_lease;

	return why == missing || why == refused ? why : NULL;
}
