/* The running attache, asked by way of its control socket. */
#include "running.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "attache.h"
#include "base/errors.h"
#include "client/connect.h"

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

void running_too_long(const char *command, const char *path)
{
	fprintf(stderr,
		"%s: --control %.32s...: the path is too long: a socket's has "
		"at most %zu bytes\n",
		command, path,
		sizeof(((struct sockaddr_un *)NULL)->sun_path) - 1);
}

int running_complain(const struct running *r, int err)
{
	char reason[160];

	if (err == ATT_E_CONFIG) {
		running_too_long(r->command, r->control);
		return ATTACHE_USAGE;
	}
	if (att_client_reason(&r->answer, reason, sizeof(reason)))
		fprintf(stderr, "%s: %s\n", r->command, reason);
	else if (r->answer.status)
		fprintf(stderr, "%s: %s: %s\n", r->command, r->control,
			refusal(r->answer.status));
	else if (err == ATT_E_GONE && r->opened)
		fprintf(stderr,
			"%s: attache closed the connection; probably it is "
			"ending\n",
			r->command);
	else if (err == ATT_E_GONE)
		fprintf(stderr,
			"%s: attache is not running (nobody listens "
			"at %s)\n",
			r->command, r->control);
	else if (err == ATT_E_TIMEOUT && !r->opened)
		fprintf(stderr, "%s: %s: " ATT_CLIENT_CONNECT_FULL "\n",
			r->command, r->control);
	else if (err == ATT_E_IO)
		fprintf(stderr, "%s: %s: %s\n", r->command, r->control,
			strerror(errno));
	else
		fprintf(stderr, "%s: %s: %s\n", r->command, r->control,
			att_errors_text(err));
	return ATTACHE_FAILED;
}

static char interruption[64];

static void interrupted(int number)
{
	(void)number;
	if (write(STDERR_FILENO, interruption, strlen(interruption)) < 0)
		_exit(ATTACHE_FAILED); /* nobody hears it */
	_exit(ATTACHE_FAILED);
}

/* It waits, and is ended from outside. Who has a way of its own keeps it. */
static void heed_signals(const char *command)
{
	static const int ends[] = {SIGINT, SIGTERM};
	const struct sigaction action = {.sa_handler = interrupted};
	struct sigaction now;

	snprintf(interruption, sizeof(interruption), "%s: interrupted\n",
		 command);
	for (unsigned i = 0; i < 2; i++)
		if (sigaction(ends[i], NULL, &now) == 0 &&
		    now.sa_handler == SIG_DFL)
			sigaction(ends[i], &action, NULL);
}

/* As an option of the client would, but for the words of a refusal. */
static int choose(struct running *r, const char *modem)
{
	const struct mbim_proxy_control_configuration_set set = {
		.device_path = att_str_utf8(modem),
		.timeout = ANSWER_MS / 1000};
	size_t cap;
	uint8_t *body = att_client_body(&r->client, &cap);
	int err = att_client_call(
		&r->client, &mbim_services[MBIM_SERVICE_PROXY_CONTROL].uuid,
		MBIM_CID_PROXY_CONTROL_CONFIGURATION, true,
		mbim_proxy_control_configuration_set_encode(&set, body, cap),
		ANSWER_MS, &r->answer);

	return !err && r->answer.status ? ATT_E_STATE : err;
}

int running_open_told(struct running *r, const char *command,
		      const struct running_at *at,
		      void (*told)(void *ctx, const struct mbim_msg *msg),
		      void *ctx)
{
	const struct att_client_options o = {
		.path = at->control, .told = told, .ctx = ctx};
	int err;

	r->command = command;
	r->control = at->control;
	r->answer.status = 0;
	heed_signals(command);
	err = att_client_open(&r->client, &o);
	r->opened = !err;
	return err || !at->modem ? err : choose(r, at->modem);
}

int running_open(struct running *r, const char *command,
		 const struct running_at *at)
{
	return running_open_told(r, command, at, NULL, NULL);
}

void running_close(struct running *r)
{
	att_client_close(&r->client);
}

int running_ask(struct running *r, uint32_t cid, bool set, int len)
{
	int err = att_client_call(&r->client,
				  &mbim_services[MBIM_SERVICE_ATTACHE].uuid,
				  cid, set, len, ANSWER_MS, &r->answer);

	if (err) /* so there is none */
		r->answer.status = 0;
	return err;
}

int running_status(struct running *r, struct mbim_attache_status_response *s)
{
	int err = running_ask(r, MBIM_CID_ATTACHE_STATUS, false, 0);

	if (err || r->answer.status)
		return err ? err : ATT_E_STATE;
	return mbim_attache_status_response_decode(r->answer.body, s);
}

int running_modems(struct running *r, const struct running_at *at,
		   struct running_modems *modems)
{
	struct mbim_attache_modems_response all;
	struct mbim_attache_modem modem;
	struct att_cursor c;
	int err = running_ask(r, MBIM_CID_ATTACHE_MODEMS, false, 0);

	if (err || r->answer.status)
		return err ? err : ATT_E_STATE;
	err = mbim_attache_modems_response_decode(r->answer.body, &all);
	if (err)
		return err;
	modems->n = 0;
	c = att_cursor_of(&all.modems);
	while (modems->n < ATT_CONFIG_MODEMS &&
	       mbim_attache_modem_next(&c, &modem)) {
		char *name = modems->name[modems->n];

		if (att_str_get(&modem.name, name, ATT_CONFIG_NAME) >= 0 &&
		    (!at->modem || strcmp(at->modem, name) == 0))
			modems->n++;
	}
	return 0;
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
