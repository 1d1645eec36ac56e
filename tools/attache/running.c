/* The running attache, asked by way of its control socket. */
#include "running.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "attache.h"
#include "base/errors.h"

#define ANSWER_MS 5000

/* What attache answers in place of what was asked for. */
static const char *refusal(uint32_t status)
{
	switch (status) {
	case MBIM_STATUS_BUSY:
		return "attache has as many clients as it serves; try again";
	case MBIM_STATUS_OPERATION_NOT_ALLOWED:
		return "attache is ending";
	}
	return "attache does not know this question";
}

int running_complain(const struct running *r, int err)
{
	if (r->x.problem[0])
		fprintf(stderr, "%s: %s\n", r->command, r->x.problem);
	else if (r->x.opened && r->x.msg.code)
		fprintf(stderr, "%s: %s: %s\n", r->command, r->control,
			refusal(r->x.msg.code));
	else if (err == ATT_E_GONE && r->x.opened)
		fprintf(stderr,
			"%s: attache closed the connection; probably it is "
			"ending\n",
			r->command);
	else if (err == ATT_E_GONE)
		fprintf(stderr,
			"%s: attache is not running (nobody listens "
			"at %s)\n",
			r->command, r->control);
	else if (err == ATT_E_IO)
		fprintf(stderr, "%s: %s: %s\n", r->command, r->control,
			strerror(errno));
	else
		fprintf(stderr, "%s: %s: %s\n", r->command, r->control,
			att_errors_text(err));
	return ATTACHE_FAILED;
}

int running_open_told(struct running *r, const char *command,
		      const char *control,
		      void (*told)(void *ctx, const struct mbim_msg *msg),
		      void *ctx)
{
	const struct att_exchange_options o = {
		.open_port = att_exchange_socket,
		.name = control,
		.no_channel = true,
		.reasons = true,
		.ex = MBIM_EX_1,
		.told = told,
		.ctx = ctx,
	};

	r->command = command;
	r->control = control;
	return att_exchange_open(&r->x, &o);
}

int running_open(struct running *r, const char *command, const char *control)
{
	return running_open_told(r, command, control, NULL, NULL);
}

void running_close(struct running *r)
{
	att_exchange_close(&r->x);
}

int running_ask(struct running *r, uint32_t cid, bool set, size_t len)
{
	return att_exchange_ask(&r->x,
				&mbim_services[MBIM_SERVICE_ATTACHE].uuid, cid,
				set, len, ANSWER_MS);
}

int running_status(struct running *r, struct mbim_attache_status_response *s)
{
	int err = running_ask(r, MBIM_CID_ATTACHE_STATUS, false, 0);

	if (err || r->x.msg.code)
		return err ? err : ATT_E_STATE;
	return mbim_attache_status_response_decode(r->x.msg.body, s);
}

static uint32_t at_most(uint32_t n)
{
	return n < ATT_CORE_ADDRESSES ? n : ATT_CORE_ADDRESSES;
}

/* Back to the form of the core, whose wording is that of attache run. */
void running_ip(const struct mbim_attache_session *s, struct att_ip_config *ip)
{
	struct mbim_ipv4_element v4;
	struct mbim_ipv6_element v6;
	struct att_cursor c;

	*ip = (struct att_ip_config){.mtu = s->mtu};
	c = att_cursor_of(&s->ipv4_address);
	for (; ip->n_ipv4 < at_most(s->ipv4_address.count); ip->n_ipv4++) {
		mbim_ipv4_element_next(&c, &v4);
		ip->ipv4[ip->n_ipv4].address = v4.ipv4_address;
		ip->ipv4[ip->n_ipv4].prefix = (uint8_t)v4.on_link_prefix_length;
	}
	c = att_cursor_of(&s->ipv6_address);
	for (; ip->n_ipv6 < at_most(s->ipv6_address.count); ip->n_ipv6++) {
		mbim_ipv6_element_next(&c, &v6);
		ip->ipv6[ip->n_ipv6].address = v6.ipv6_address;
		ip->ipv6[ip->n_ipv6].prefix = (uint8_t)v6.on_link_prefix_length;
	}
	ip->has_gateway4 = s->ipv4_gateway;
	if (s->ipv4_gateway)
		ip->gateway4 = *s->ipv4_gateway;
	ip->has_gateway6 = s->ipv6_gateway;
	if (s->ipv6_gateway)
		ip->gateway6 = *s->ipv6_gateway;
	for (; ip->n_dns4 < at_most(s->ipv4_dns_server.count); ip->n_dns4++)
		ip->dns4[ip->n_dns4] =
			att_array_ipv4(&s->ipv4_dns_server, ip->n_dns4);
	for (; ip->n_dns6 < at_most(s->ipv6_dns_server.count); ip->n_dns6++)
		ip->dns6[ip->n_dns6] =
			att_array_ipv6(&s->ipv6_dns_server, ip->n_dns6);
}
