/* See control_standard.h. */
#include "linux/control_standard.h"

#include "generated/cids.h"
#include "linux/control_socket.h"
#include "linux/sms_mbim.h"

void att_control_standard_opened(struct att_control_socket *s, uint32_t modem)
{
	struct att_control_standard *d = &s->of[modem].standard;

	d->due |= !d->asked;
}

void att_control_standard_listed(struct att_control_socket *s, uint32_t modem,
				 bool has)
{
	struct att_control_standard *d = &s->of[modem].standard;

	d->asked = has && d->known;
	d->due &= !d->asked;
	d->left = false;
}

static void ask(struct att_control_socket *s, uint32_t modem, uint32_t cid,
		struct att_bytes body, uint32_t *token)
{
	const struct att_manager *m = s->manager;
	const struct mbim_msg command = {
		.type = MBIM_MSG_COMMAND,
		.service = mbim_services[MBIM_SERVICE_BASIC_CONNECT].uuid,
		.cid = cid,
		.code = body.len != 0,
		.body = body,
	};

	*token = att_control_client_token(s, ATT_ASKERS - 1);
	m->command(m->ctx, modem, &command, s->reply);
}

/* The last list that the modem gets is the one that it keeps: not while it is
 * asked for another one. */
static bool others_ask(const struct att_control_socket *s, uint32_t modem)
{
	for (unsigned i = 0; i < ATT_CONTROL_CLIENTS; i++)
		if (s->client[i].room && s->client[i].modem == modem &&
		    s->client[i].room->proxy.asking)
			return true;
	return false;
}

static bool ask_list(struct att_control_socket *s, uint32_t modem)
{
	struct att_control_of *of = &s->of[modem];
	struct att_proxy_client *all[ATT_CONTROL_CLIENTS];
	unsigned n = att_control_client_proxies(s, modem, all);
	const struct att_proxy_needs needs = {
		of->sms ? att_sms_mbim_wants : NULL, &of->standard.offered};
	int len =
		att_proxy_list(all, n, &needs, s->message, sizeof(s->message));

	att_control_standard_listed(s, modem, att_proxy_standard(all, n));
	if (len < 0)
		return false;
	ask(s, modem, MBIM_CID_BASIC_CONNECT_DEVICE_SERVICE_SUBSCRIBE_LIST,
	    att_bytes_of(s->message, (size_t)len), &of->standard.token);
	return true;
}

bool att_control_standard_settle(struct att_control_socket *s, uint32_t modem)
{
	struct att_control_standard *d = &s->of[modem].standard;
	struct att_proxy_client *all[ATT_CONTROL_CLIENTS];

	if ((!d->due && !d->left) || d->services_token || d->token ||
	    others_ask(s, modem))
		return false;
	d->due = d->due && att_proxy_standard(all, att_control_client_proxies(
							   s, modem, all));
	/* who opened may have a list by now, or have gone */
	if (!d->due && !d->left)
		return false;
	if (d->known || !d->due)
		return ask_list(s, modem);
	ask(s, modem, MBIM_CID_BASIC_CONNECT_DEVICE_SERVICES,
	    att_bytes_of(NULL, 0), &d->services_token);
	return true;
}

/* A modem that refuses a list with these is not asked for them again. */
static void heard(struct att_control_standard *d, uint32_t token,
		  uint32_t status, struct att_bytes body)
{
	if (token == d->services_token) {
		d->services_token = 0;
		d->known = true;
		if (status || att_subscriptions_offered(body, &d->offered))
			d->offered.n = 0;
	} else if (token == d->token) {
		d->token = 0;
		if (status && d->asked)
			d->offered.n = 0;
	}
}

void att_control_standard_heard(struct att_control_socket *s, uint32_t token,
				uint32_t status, struct att_bytes body)
{
	for (unsigned i = 0; i < ATT_CONFIG_MODEMS; i++)
		heard(&s->of[i].standard, token, status, body);
}
