/* Clients of a qmi-proxy, in ways that qmicli does not have: many, mute, gone,
 * wrong, and such as use what was given to another. Says what went wrong, and
 * fails. usage: qmi_proxy_clients many|garbage|mute|gone|stolen */
#include <poll.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "generated/qmi_messages.h"
#include "wire/qmi/stream.h"

#define PROXY	   "qmi-proxy"
#define MANY	   50
#define REQUESTS   20000
#define PATIENCE_S 60

struct client {
	int fd;
	struct qmi_stream rx;
	uint8_t in[4096];
	uint8_t service, id;
	uint16_t question;
};

static struct client clients[MANY];

static bool joins(struct client *c)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};

	strcpy(at.sun_path + 1, PROXY);
	c->fd = socket(AF_UNIX, SOCK_STREAM, 0);
	qmi_stream_init(&c->rx);
	return connect(c->fd, (struct sockaddr *)&at,
		       (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 +
				   strlen(PROXY))) == 0;
}

static bool say(const struct client *c, const uint8_t *p, size_t len)
{
	return send(c->fd, p, len, MSG_NOSIGNAL) == (ssize_t)len;
}

static size_t request(uint8_t *buf, uint8_t service, uint8_t id,
		      uint16_t transaction, uint16_t message, uint8_t tlv)
{
	const struct qmi_head head = {.service = service,
				      .client = id,
				      .transaction = transaction,
				      .message = message};
	uint8_t *at = buf + qmi_head_len(service);
	const bool ctl = service == QMI_SERVICE_CTL;

	at[0] = 1;
	att_put16(at + 1, 1);
	at[3] = tlv;
	return qmi_head_put(&head, ctl ? 4 : 0, buf);
}

static bool asks(const struct client *c, uint8_t service, uint16_t transaction,
		 uint16_t message, uint8_t tlv)
{
	uint8_t buf[64];

	return say(c, buf,
		   request(buf, service, service ? c->id : 0, transaction,
			   message, tlv));
}

/* The next response. */
static bool hears(struct client *c, struct qmi_message *m)
{
	struct pollfd p = {.fd = c->fd, .events = POLLIN};
	struct att_bytes frame;
	ssize_t n;

	for (;;) {
		while (qmi_stream_next(&c->rx, &frame))
			if (!qmi_decode(frame, m) &&
			    m->head.kind == QMI_RESPONSE)
				return true;
		if (poll(&p, 1, PATIENCE_S * 1000) != 1)
			return false;
		n = recv(c->fd, c->in, sizeof(c->in), 0);
		if (n <= 0)
			return false;
		qmi_stream_input(&c->rx, att_bytes_of(c->in, (size_t)n));
	}
}

/* Its error, or UINT16_MAX: there is no such answer. */
static uint16_t answer(struct client *c, uint16_t transaction,
		       struct qmi_message *m)
{
	struct qmi_tlv result;

	if (!hears(c, m) || m->head.transaction != transaction ||
	    !qmi_tlv_find(m->tlvs, QMI_TLV_RESULT, &result) ||
	    result.value.len != 4)
		return UINT16_MAX;
	return att_get16(result.value.p + 2);
}

/* As the modem has 20 ids of a service, they are not all of one. */
static bool opens(struct client *c)
{
	static const struct {
		uint8_t service;
		uint16_t question;
	} kinds[] = {
		{QMI_SERVICE_DMS, QMI_DMS_GET_MODEL},
		{QMI_SERVICE_NAS, QMI_NAS_GET_SERVING_SYSTEM},
		{QMI_SERVICE_WDS, QMI_WDS_GET_PACKET_SERVICE_STATUS},
	};
	static unsigned n;
	struct qmi_ctl_allocate_cid_resp r;
	struct qmi_message m;

	c->service = kinds[n % 3].service;
	c->question = kinds[n++ % 3].question;
	if (!joins(c) ||
	    !asks(c, QMI_SERVICE_CTL, 1, QMI_CTL_INTERNAL_PROXY_OPEN, '/') ||
	    answer(c, 1, &m) ||
	    !asks(c, QMI_SERVICE_CTL, 2, QMI_CTL_ALLOCATE_CID, c->service) ||
	    answer(c, 2, &m) || qmi_ctl_allocate_cid_resp_decode(m.tlvs, &r) ||
	    !r.has.allocation_info)
		return false;
	c->id = r.allocation_info.cid;
	return true;
}

/* What one may of its service. */
static bool wonders(const struct client *c, uint16_t transaction)
{
	return asks(c, c->service, transaction, c->question, 0);
}

/* One that does as it should is served. */
static bool is_well(void)
{
	static struct client c;
	struct qmi_message m;
	bool well = opens(&c) && wonders(&c, 700) && answer(&c, 700, &m) == 0;

	close(c.fd);
	return well;
}

static const char *many(void)
{
	struct qmi_message m;

	for (unsigned i = 0; i < MANY; i++)
		if (!opens(&clients[i]))
			return "a client cannot open";
	for (unsigned round = 0; round < 10; round++) {
		for (unsigned i = 0; i < MANY; i++)
			if (!wonders(&clients[i], (uint16_t)(1000 * round + i)))
				return "a client cannot ask";
		for (unsigned i = 0; i < MANY; i++)
			if (answer(&clients[i], (uint16_t)(1000 * round + i),
				   &m))
				return "a client is not answered";
	}
	return NULL;
}

/* Nothing of it may be taken for a request. */
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
		if (round % 2) /* a frame that is longer than any may be */
			(void)request(noise, QMI_SERVICE_DMS, 1, 1,
				      QMI_DMS_GET_MODEL, 0);
		if (round % 2)
			att_put16(noise + 1, (uint16_t)(60000 + round));
		if (!joins(c))
			return "it cannot connect";
		(void)say(c, noise, sizeof(noise));
		close(c->fd);
		if (round % 20 == 0 && !is_well())
			return "another one is not served";
	}
	return is_well() ? NULL : "another one is not served";
}

static const char *mute(void)
{
	struct client *c = &clients[0];
	unsigned asked = 0, heard = 0;
	struct qmi_message m;

	if (!opens(c))
		return "it cannot open";
	while (asked < REQUESTS) {
		struct pollfd p = {.fd = c->fd, .events = POLLOUT};

		/* Nothing is read of it any more. */
		if (poll(&p, 1, 1000) != 1)
			break;
		if (!wonders(c, (uint16_t)(asked + 1)))
			return "it cannot ask";
		asked++;
	}
	if (asked == REQUESTS)
		return "it is read without end";
	if (!is_well())
		return "another one is not served";
	while (heard < asked && hears(c, &m))
		heard++;
	return heard == asked ? NULL : "an answer is lost";
}

static const char *gone(void)
{
	uint8_t buf[128];
	size_t len = request(buf, QMI_SERVICE_CTL, 0, 1,
			     QMI_CTL_INTERNAL_PROXY_OPEN, '/');

	for (uint8_t service = 1; service < 4; service++)
		len += request(buf + len, QMI_SERVICE_CTL, 0, service,
			       QMI_CTL_ALLOCATE_CID, service);
	for (size_t i = 1; i <= len; i++) {
		if (!joins(&clients[0]) || !say(&clients[0], buf, i))
			return "it cannot connect";
		close(clients[0].fd);
	}
	return is_well() ? NULL : "another one is not served";
}

static const char *stolen(void)
{
	struct qmi_message m;

	if (!opens(&clients[0]) || !opens(&clients[1]))
		return "it cannot open";
	for (unsigned id = 0; id < 256; id++) {
		struct client *c = &clients[1];
		const uint8_t own = c->id;

		if (id == own)
			continue;
		c->id = (uint8_t)id;
		if (!wonders(c, 5) ||
		    answer(c, 5, &m) != QMI_PROTOCOL_ERROR_INVALID_CLIENT_ID)
			return "it asks with the id of another";
		c->id = own;
	}
	return NULL;
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		const char *(*fn)(void);
	} ways[] = {{"many", many},
		    {"garbage", garbage},
		    {"mute", mute},
		    {"gone", gone},
		    {"stolen", stolen}};

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
