/* Clients of an mbim-proxy, in ways that mbimcli does not have: many, mute,
 * gone, wrong, and such as take short fragments, say too much at once, or never
 * say what they want to be told. Says what went wrong, and fails.
 * usage: proxy_clients
 * many|subscribe|standard|ready|short|long|garbage|mute|gone
 */
#include <errno.h>
#include <poll.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "generated/cids.h"
#include "wire/mbim/frag.h"
#include "wire/mbim/msg.h"

#define PROXY	   "mbim-proxy"
#define MANY	   50
#define COMMANDS   2000
#define PATIENCE_S 60

struct client {
	int fd;
	struct mbim_frag_rx rx;
	uint8_t in[4096], stream[65536], whole[65536];
	uint32_t longest; /* fragment, as the heads say */
};

static struct client clients[MANY];

static bool joins(struct client *c)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};

	strcpy(at.sun_path + 1, PROXY);
	c->fd = socket(AF_UNIX, SOCK_STREAM, 0);
	mbim_frag_rx_init(&c->rx, false, c->stream, sizeof(c->stream), c->whole,
			  sizeof(c->whole));
	c->longest = 0;
	return connect(c->fd, (struct sockaddr *)&at,
		       (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 +
				   strlen(PROXY))) == 0;
}

static bool say(const struct client *c, const uint8_t *p, int len)
{
	return len > 0 && send(c->fd, p, (size_t)len, MSG_NOSIGNAL) == len;
}

static bool says_open(const struct client *c, uint32_t max)
{
	uint8_t buf[16];

	return say(c, buf,
		   mbim_msg_encode_simple(buf, sizeof(buf), MBIM_MSG_OPEN, 1,
					  max));
}

static int command(uint8_t *buf, size_t cap, uint32_t transaction, uint32_t cid)
{
	return mbim_msg_encode_command(
		buf, cap, transaction,
		&mbim_services[MBIM_SERVICE_BASIC_CONNECT].uuid, cid, 0, 0);
}

static bool asks(const struct client *c, uint32_t transaction, uint32_t cid)
{
	uint8_t buf[64];

	return say(c, buf, command(buf, sizeof(buf), transaction, cid));
}

/* The heads of fragments that lie one behind the other in one read: those of a
 * client that asks one thing at a time. */
static void measure(struct client *c, size_t len)
{
	for (size_t at = 0; at + 8 <= len;) {
		uint32_t n = att_get32(c->in + at + 4);

		if (n > c->longest)
			c->longest = n;
		if (n < 8)
			return;
		at += n;
	}
}

/* The next message, an indication or not. */
static bool hears_any(struct client *c, struct mbim_msg *msg, bool told)
{
	struct pollfd p = {.fd = c->fd, .events = POLLIN};
	struct mbim_frag_fault fault;
	struct att_bytes bytes;
	ssize_t n;

	for (;;) {
		while (mbim_frag_rx_get(&c->rx, 0, &bytes, &fault) > 0)
			if (!mbim_msg_decode(bytes, msg) &&
			    (msg->type == (uint32_t)MBIM_MSG_INDICATE_STATUS) ==
				    told)
				return true;
		if (poll(&p, 1, PATIENCE_S * 1000) != 1)
			return false;
		n = recv(c->fd, c->in, sizeof(c->in), 0);
		if (n <= 0)
			return false;
		measure(c, (size_t)n);
		mbim_frag_rx_put(&c->rx, att_bytes_of(c->in, (size_t)n));
	}
}

static bool hears(struct client *c, struct mbim_msg *msg)
{
	return hears_any(c, msg, false);
}

static bool is_answered(struct client *c, uint32_t transaction)
{
	struct mbim_msg msg;

	return hears(c, &msg) && msg.transaction == transaction &&
	       msg.code == MBIM_STATUS_NONE;
}

static bool opens(struct client *c, uint32_t max)
{
	return joins(c) && says_open(c, max) && is_answered(c, 1);
}

/* One that does as it should is served. */
static bool is_well(void)
{
	static struct client c;
	bool well = opens(&c, 4096) &&
		    asks(&c, 2, MBIM_CID_BASIC_CONNECT_DEVICE_CAPS) &&
		    is_answered(&c, 2);

	close(c.fd);
	return well;
}

static const char *many(void)
{
	for (uint32_t i = 0; i < MANY; i++)
		if (!opens(&clients[i], 4096))
			return "a client cannot open";
	for (uint32_t round = 0; round < 4; round++) {
		for (uint32_t i = 0; i < MANY; i++)
			if (!asks(&clients[i], 100 * round + i + 2,
				  round + MBIM_CID_BASIC_CONNECT_RADIO_STATE))
				return "a client cannot ask";
		for (uint32_t i = 0; i < MANY; i++) {
			struct mbim_msg msg;

			if (!hears(&clients[i], &msg) ||
			    msg.transaction != 100 * round + i + 2)
				return "a client is not answered";
		}
	}
	return NULL;
}

static const char *subscribe(void)
{
	static const struct mbim_event_entry sms = {0};
	struct mbim_event_entry entry = sms;
	const struct mbim_basic_connect_device_service_subscribe_list_set set =
		{.events = att_array_of(&entry, 1)};
	struct client *c = &clients[0];
	struct mbim_msg msg;
	uint8_t buf[256];
	int len;

	entry.device_service_id = mbim_services[MBIM_SERVICE_SMS].uuid;
	if (!opens(c, 4096))
		return "it cannot open";
	len = mbim_basic_connect_device_service_subscribe_list_set_encode(
		&set, buf + MBIM_MSG_COMMAND_BODY,
		sizeof(buf) - MBIM_MSG_COMMAND_BODY);
	len = mbim_msg_encode_command(
		buf, sizeof(buf), 7,
		&mbim_services[MBIM_SERVICE_BASIC_CONNECT].uuid,
		MBIM_CID_BASIC_CONNECT_DEVICE_SERVICE_SUBSCRIBE_LIST, 1,
		(size_t)len);
	if (!say(c, buf, len) || !hears(c, &msg) || msg.code)
		return "its list is refused";
	if (msg.body.len != (size_t)len - MBIM_MSG_COMMAND_BODY ||
	    memcmp(msg.body.p, buf + MBIM_MSG_COMMAND_BODY, msg.body.len) != 0)
		return "the answer is not its own list";
	return NULL;
}

/* It says no word of what it wants, and is told what the manager needs not. */
static const char *is_told(unsigned service, uint32_t cid)
{
	struct client *c = &clients[0];
	struct mbim_msg msg;

	if (!opens(c, 4096))
		return "it cannot open";
	do
		if (!hears_any(c, &msg, true))
			return "it is not told";
	while (memcmp(&msg.service, &mbim_services[service].uuid,
		      sizeof(msg.service)) != 0 ||
	       (cid && msg.cid != cid));
	return NULL;
}

static const char *standard(void)
{
	return is_told(MBIM_SERVICE_SMS, 0);
}

static const char *ready(void)
{
	return is_told(MBIM_SERVICE_BASIC_CONNECT,
		       MBIM_CID_BASIC_CONNECT_SUBSCRIBER_READY_STATUS);
}

static const char *registered(void)
{
	return is_told(MBIM_SERVICE_BASIC_CONNECT,
		       MBIM_CID_BASIC_CONNECT_REGISTER_STATE);
}

static const char *addressed(void)
{
	return is_told(MBIM_SERVICE_BASIC_CONNECT,
		       MBIM_CID_BASIC_CONNECT_IP_CONFIGURATION);
}

static const char *strong(void)
{
	return is_told(MBIM_SERVICE_BASIC_CONNECT,
		       MBIM_CID_BASIC_CONNECT_SIGNAL_STATE);
}

static const char *spoken_to(void)
{
	return is_told(MBIM_SERVICE_USSD, MBIM_CID_USSD_USSD);
}

/* Longer than attache takes for a modem, and longer than a message can be. */
static const char *too_long(void)
{
	static uint8_t buf[200000];
	struct client *c = &clients[0];
	struct mbim_msg msg;
	int len = mbim_msg_encode_command(
		buf, sizeof(buf), 7,
		&mbim_services[MBIM_SERVICE_BASIC_CONNECT].uuid,
		MBIM_CID_BASIC_CONNECT_PREFERRED_PROVIDERS, 1,
		20000 - MBIM_MSG_COMMAND_BODY);

	if (!opens(c, 4096) || !say(c, buf, len) || !hears(c, &msg) ||
	    msg.transaction != 7 || msg.code != MBIM_STATUS_INVALID_PARAMETERS)
		return "what is too long for a modem is not refused";
	len = mbim_msg_encode_command(
		buf, sizeof(buf), 8,
		&mbim_services[MBIM_SERVICE_BASIC_CONNECT].uuid,
		MBIM_CID_BASIC_CONNECT_PREFERRED_PROVIDERS, 1,
		sizeof(buf) - MBIM_MSG_COMMAND_BODY);
	if (!say(c, buf, len) || !hears(c, &msg) || msg.transaction != 8 ||
	    msg.type != (uint32_t)MBIM_MSG_FUNCTION_ERROR ||
	    msg.code != MBIM_PROTOCOL_LENGTH_MISMATCH)
		return "what is too long for a message is no error";
	return asks(c, 9, MBIM_CID_BASIC_CONNECT_DEVICE_CAPS) &&
			       is_answered(c, 9)
		       ? NULL
		       : "its connection does not stay";
}

static const char *short_fragments(void)
{
	struct client *c = &clients[0];

	if (!opens(c, MBIM_MSG_MIN_CONTROL) ||
	    !asks(c, 2, MBIM_CID_BASIC_CONNECT_DEVICE_SERVICES) ||
	    !is_answered(c, 2))
		return "it is not answered";
	return c->longest <= MBIM_MSG_MIN_CONTROL ? NULL
						  : "a fragment is too long";
}

/* Nothing of it may be answered as if it was a command. */
static const char *garbage(void)
{
	static uint8_t noise[3000];
	uint32_t x = 1;

	for (unsigned round = 0; round < 200; round++) {
		struct client *c = &clients[0];

		for (size_t i = 0; i < sizeof(noise); i++) {
			x = x * 1664525u + 1013904223u;
			noise[i] = (uint8_t)(x >> 24);
		}
		if (round % 2) { /* a length that is never reached */
			att_put32(noise, MBIM_MSG_COMMAND);
			att_put32(noise + 4, 0x7fffffffu >> round % 24);
		}
		if (!joins(c))
			return "it cannot connect";
		(void)say(c, noise, (int)sizeof(noise));
		close(c->fd);
		if (round % 20 == 0 && !is_well())
			return "another one is not served";
	}
	return is_well() ? NULL : "another one is not served";
}

static const char *mute(void)
{
	struct client *c = &clients[0];
	uint32_t asked = 0, heard = 0;
	struct mbim_msg msg;

	if (!opens(c, 4096))
		return "it cannot open";
	while (asked < COMMANDS) {
		struct pollfd p = {.fd = c->fd, .events = POLLOUT};

		/* Nothing is read of it any more. */
		if (poll(&p, 1, 1000) != 1)
			break;
		if (!asks(c, asked + 2, MBIM_CID_BASIC_CONNECT_DEVICE_SERVICES))
			return "it cannot ask";
		asked++;
	}
	if (!is_well())
		return "another one is not served";
	while (heard < asked && hears(c, &msg) && msg.transaction == heard + 2)
		heard++;
	return heard == asked ? NULL : "an answer is lost";
}

static const char *gone(void)
{
	uint8_t buf[128];
	int len = mbim_msg_encode_simple(buf, sizeof(buf), MBIM_MSG_OPEN, 1,
					 4096);

	len += command(buf + len, sizeof(buf) - (size_t)len, 2,
		       MBIM_CID_BASIC_CONNECT_VISIBLE_PROVIDERS);
	for (int i = 1; i <= len; i++) {
		if (!joins(&clients[0]) || !say(&clients[0], buf, i))
			return "it cannot connect";
		close(clients[0].fd);
	}
	return is_well() ? NULL : "another one is not served";
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		const char *(*fn)(void);
	} ways[] = {{"many", many},
		    {"subscribe", subscribe},
		    {"standard", standard},
		    {"ready", ready},
		    {"registered", registered},
		    {"addressed", addressed},
		    {"strong", strong},
		    {"spoken_to", spoken_to},
		    {"short", short_fragments},
		    {"long", too_long},
		    {"garbage", garbage},
		    {"mute", mute},
		    {"gone", gone}};

	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		const char *wrong;

		if (argc != 2 || strcmp(argv[1], ways[i].name) != 0)
			continue;
		wrong = ways[i].fn();
		if (wrong)
			printf("%s: %s\n", argv[1], wrong);
		return wrong != NULL;
	}
	return 2;
}
