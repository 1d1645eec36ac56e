/* QRTR from either side: packets of the name service, and frames of a program
 * with requests for the control service. The clients that it gave out are those
 * that it can take back, and every answer is a whole frame. */
#include <stdlib.h>

#include "base/errors.h"
#include "drivers/port_qrtr.h"
#include "drivers/qrtr_mux.h"
#include "fuzz.h"

enum { CLIENTS = 3 };

static struct {
	uint8_t service, id; /* 0: none */
} client[CLIENTS];

static int allocate(void *ctx, uint8_t service)
{
	(void)ctx;
	if (service > 100)
		return 0;
	for (int i = 0; i < CLIENTS; i++)
		if (!client[i].id) {
			client[i].service = service;
			client[i].id = (uint8_t)(i + 1);
			return client[i].id;
		}
	return -1;
}

static bool release(void *ctx, uint8_t service, uint8_t id)
{
	(void)ctx;
	if (!id || id > CLIENTS || client[id - 1].id != id ||
	    client[id - 1].service != service)
		return false;
	client[id - 1].id = 0;
	return true;
}

static void release_all(void *ctx)
{
	(void)ctx;
	memset(client, 0, sizeof(client));
}

static bool service_at(void *ctx, unsigned i, uint8_t *service,
		       uint16_t *version)
{
	const struct qrtr_names *n = ctx;
	const struct qrtr_server *s = qrtr_names_at(n, 0, i);

	if (!s)
		return false;
	FUZZ_CLAIM(s->node == 0 && s->service && s->service < 256);
	FUZZ_CLAIM(qrtr_names_find(n, 0, s->service) == s);
	*service = (uint8_t)s->service;
	*version = (uint16_t)s->instance;
	return true;
}

static void control(struct qrtr_names *n, struct att_bytes request)
{
	const struct qrtr_mux_host host = {n, allocate, release, release_all,
					   service_at};
	uint8_t *buf = fuzz_alloc(QRTR_MUX_ANSWER), service, id;
	size_t len = qrtr_mux_control(&host, request, buf);
	struct att_bytes answer;

	FUZZ_CLAIM(len <= QRTR_MUX_ANSWER);
	if (len) {
		FUZZ_CLAIM(!qrtr_mux_split(att_bytes_of(buf, len), &service,
					   &id, &answer));
		FUZZ_CLAIM(service == QRTR_MUX_CONTROL && answer.len >= 13);
		FUZZ_CLAIM(att_get16(answer.p + 4) + 6u == answer.len);
		FUZZ_CLAIM(answer.p[1] == request.p[1]);
	}
	free(buf);
}

static void frame(struct qrtr_names *n, struct att_bytes bytes)
{
	uint8_t service, id, *copy = fuzz_copy(bytes);
	uint8_t *again = fuzz_alloc(bytes.len + 1);
	struct att_bytes message;

	if (!qrtr_mux_split(att_bytes_of(copy, bytes.len), &service, &id,
			    &message)) {
		FUZZ_CLAIM(qrtr_mux_join(service, id, message, again,
					 bytes.len) == bytes.len);
		if (service == QRTR_MUX_CONTROL)
			control(n, message);
	}
	free(again);
	free(copy);
}

/* A packet of numbers so small that they meet each other. */
static void name(struct qrtr_names *n, struct att_bytes *in)
{
	static const uint8_t commands[] = {QRTR_TYPE_NEW_SERVER,
					   QRTR_TYPE_NEW_SERVER,
					   QRTR_TYPE_DEL_SERVER, QRTR_TYPE_BYE};
	uint8_t p[QRTR_PACKET], what = fuzz_u8(in), which = fuzz_u8(in);

	att_put32(p, commands[what & 3]);
	att_put32(p + 4, which & 7u);
	att_put32(p + 8, what >> 4);
	att_put32(p + 12, which >> 3 & 1u);
	att_put32(p + 16, which >> 4);
	qrtr_names_take(n, att_bytes_of(p, sizeof(p)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct qrtr_names n;
	struct att_bytes in = {data, size};
	uint32_t node;

	memset(&n, 0, sizeof(n));
	release_all(NULL);
	while (in.len) {
		uint8_t how = fuzz_u8(&in);

		switch (how >> 6) {
		case 0:
			name(&n, &in);
			break;
		case 1:
			qrtr_names_take(&n, fuzz_take(&in, how & 0x3f));
			break;
		case 2:
			frame(&n, fuzz_take(&in, how & 0x3f));
			break;
		default:
			control(&n, fuzz_take(&in, how & 0x3f));
		}
		FUZZ_CLAIM(n.n <= QRTR_SERVERS);
	}
	if (qrtr_names_modem(&n, -1, &node))
		FUZZ_CLAIM(qrtr_names_find(&n, node, 2) != NULL);
	return 0;
}
