/* libqmi's proxy: each program says first which device it wants. Transactions
 * of ctl are translated; what belongs to a client id goes to the program that
 * used it last. An id whose program has gone is not released. */
#include "tools/simodem/proxy.h"

#include <assert.h>
#include <stdlib.h>

#include "tools/simodem/qmi.h"

#define TRANSACTIONS 256u

struct program {
	bool here, opened;
	struct qmi_stream rx;
};

/* A request of ctl that the modem has not answered. */
struct pending {
	bool used;
	uint8_t theirs;
	unsigned program;
};

/* Who has a client id. */
struct owner {
	uint8_t service, id; /* id 0: nobody */
	unsigned program;
};

struct proxy {
	struct sim_modem *modem;
	sim_proxy_send *send;
	void *ctx;
	uint64_t now_ms;
	uint8_t transaction;
	struct pending pending[TRANSACTIONS];
	struct owner owner[SIM_QMI_CLIENTS];
	struct program program[SIM_PROXY_CLIENTS];
	struct qmi_stream rx;
	uint8_t out[QMI_STREAM_MAX];
};

/* --- who has what -----------------------------------------------------------
 */

static struct owner *find(struct proxy *p, uint8_t service, uint8_t id)
{
	for (uint32_t i = 0; i < SIM_QMI_CLIENTS; i++)
		if (p->owner[i].id == id && p->owner[i].service == service)
			return &p->owner[i];
	return NULL;
}

static void own(struct proxy *p, unsigned program, uint8_t service, uint8_t id)
{
	struct owner *o = find(p, service, id);

	for (uint32_t i = 0; o == NULL && i < SIM_QMI_CLIENTS; i++)
		if (p->owner[i].id == 0)
			o = &p->owner[i];
	if (o != NULL && id != 0)
		*o = (struct owner){service, id, program};
}

static void disown(struct proxy *p, uint8_t service, uint8_t id)
{
	struct owner *o = find(p, service, id);

	if (o != NULL)
		o->id = 0;
}

static bool owns_one(const struct proxy *p, unsigned program, uint8_t service)
{
	for (uint32_t i = 0; i < SIM_QMI_CLIENTS; i++)
		if (p->owner[i].id != 0 && p->owner[i].program == program &&
		    p->owner[i].service == service)
			return true;
	return false;
}

/* --- from a program ---------------------------------------------------------
 */

static void answer_open(struct proxy *p, unsigned program,
			const struct qmi_head *head)
{
	struct qmi_head to = *head;
	uint8_t frame[32], *tlv = frame + qmi_head_len(QMI_CTL);

	to.from_modem = true;
	to.kind = QMI_RESPONSE;
	tlv[0] = QMI_TLV_RESULT;
	att_put16(tlv + 1, 4);
	att_put32(tlv + 3, 0);
	p->program[program].opened = true;
	p->send(p->ctx, program,
		att_bytes_of(frame, qmi_head_put(&to, 7, frame)));
}

/* Where the transaction of a frame of ctl stands. */
#define CTL_TRANSACTION 7u

static void ask_ctl(struct proxy *p, unsigned program, struct att_bytes frame)
{
	uint8_t buf[QMI_STREAM_MAX];

	if (++p->transaction == 0)
		p->transaction = 1;
	p->pending[p->transaction] = (struct pending){
		.used = true,
		.theirs = frame.p[CTL_TRANSACTION],
		.program = program,
	};
	memcpy(buf, frame.p, frame.len);
	buf[CTL_TRANSACTION] = p->transaction;
	sim_modem_input(p->modem, att_bytes_of(buf, frame.len), p->now_ms);
}

static void from_program(struct proxy *p, unsigned program,
			 struct att_bytes frame)
{
	struct qmi_message m;
	bool ctl;

	if (qmi_decode(frame, &m) != 0)
		return;
	ctl = m.head.service == QMI_SERVICE_CTL;
	if (ctl && m.head.message == QMI_CTL_INTERNAL_PROXY_OPEN) {
		answer_open(p, program, &m.head);
	} else if (!p->program[program].opened) {
		return;
	} else if (ctl) {
		ask_ctl(p, program, frame);
	} else {
		own(p, program, m.head.service, m.head.client);
		sim_modem_input(p->modem, frame, p->now_ms);
	}
}

static void input(void *state, unsigned client, struct att_bytes bytes,
		  uint64_t now_ms)
{
	struct proxy *p = state;
	struct qmi_stream *rx = &p->program[client].rx;
	struct att_bytes frame;

	p->now_ms = now_ms;
	qmi_stream_input(rx, bytes);
	while (qmi_stream_next(rx, &frame))
		from_program(p, client, frame);
}

/* --- from the modem ---------------------------------------------------------
 */

static void watch_clients(struct proxy *p, unsigned program,
			  const struct qmi_message *m)
{
	struct qmi_ctl_allocate_cid_resp got;
	struct qmi_ctl_release_cid_resp gone;

	if (m->head.message == QMI_CTL_ALLOCATE_CID &&
	    qmi_ctl_allocate_cid_resp_decode(m->tlvs, &got) == 0 &&
	    got.has.allocation_info)
		own(p, program, got.allocation_info.service,
		    got.allocation_info.cid);
	if (m->head.message == QMI_CTL_RELEASE_CID &&
	    qmi_ctl_release_cid_resp_decode(m->tlvs, &gone) == 0 &&
	    gone.has.release_info)
		disown(p, gone.release_info.service, gone.release_info.cid);
}

static void answered_ctl(struct proxy *p, const struct qmi_message *m,
			 struct att_bytes frame)
{
	struct pending *at = &p->pending[m->head.transaction & 0xff];

	if (!at->used)
		return;
	at->used = false;
	watch_clients(p, at->program, m);
	memcpy(p->out, frame.p, frame.len);
	p->out[CTL_TRANSACTION] = at->theirs;
	p->send(p->ctx, at->program, att_bytes_of(p->out, frame.len));
}

static void tell_all(struct proxy *p, uint8_t service, struct att_bytes frame)
{
	for (unsigned i = 0; i < SIM_PROXY_CLIENTS; i++)
		if (p->program[i].opened &&
		    (service == QMI_SERVICE_CTL || owns_one(p, i, service)))
			p->send(p->ctx, i, frame);
}

static void from_modem(struct proxy *p, struct att_bytes frame)
{
	struct qmi_message m;
	const struct owner *o;

	if (qmi_decode(frame, &m) != 0)
		return;
	o = find(p, m.head.service, m.head.client);
	if (m.head.service == QMI_SERVICE_CTL && m.head.kind == QMI_RESPONSE)
		answered_ctl(p, &m, frame);
	else if (m.head.service == QMI_SERVICE_CTL ||
		 m.head.client == QMI_CLIENT_ALL)
		tell_all(p, m.head.service, frame);
	else if (o != NULL)
		p->send(p->ctx, o->program, frame);
}

static void take_output(struct proxy *p)
{
	uint8_t buf[SIM_MESSAGE_MAX];
	struct att_bytes frame;

	while (sim_modem_ready(p->modem, p->now_ms)) {
		size_t len =
			sim_modem_output(p->modem, buf, sizeof(buf), p->now_ms);

		qmi_stream_input(&p->rx, att_bytes_of(buf, len));
		while (qmi_stream_next(&p->rx, &frame))
			from_modem(p, frame);
	}
}

/* --- life -------------------------------------------------------------------
 */

static uint64_t deadline(const void *state)
{
	const struct proxy *p = state;

	return sim_modem_deadline(p->modem);
}

static void expire(void *state, uint64_t now_ms)
{
	struct proxy *p = state;

	p->now_ms = now_ms;
	sim_modem_expire(p->modem, now_ms);
	take_output(p);
}

static void join(void *state, unsigned client)
{
	struct proxy *p = state;

	assert(client < SIM_PROXY_CLIENTS && !p->program[client].here);
	p->program[client] = (struct program){.here = true};
	qmi_stream_init(&p->program[client].rx);
}

/* Its client ids stay in the modem. */
static void leave(void *state, unsigned client)
{
	struct proxy *p = state;

	p->program[client].here = p->program[client].opened = false;
	for (uint32_t i = 0; i < SIM_QMI_CLIENTS; i++)
		if (p->owner[i].program == client)
			p->owner[i].id = 0;
	for (uint32_t i = 0; i < TRANSACTIONS; i++)
		if (p->pending[i].program == client)
			p->pending[i].used = false;
}

static void unplug(void *state)
{
	struct proxy *p = state;

	memset(p->pending, 0, sizeof(p->pending));
	memset(p->owner, 0, sizeof(p->owner));
	qmi_stream_init(&p->rx);
}

static void *begin(struct sim_modem *m, sim_proxy_send *send, void *ctx)
{
	struct proxy *p = calloc(1, sizeof(*p));

	if (p == NULL)
		abort();
	p->modem = m;
	p->send = send;
	p->ctx = ctx;
	qmi_stream_init(&p->rx);
	return p;
}

const struct sim_proxy_ops sim_proxy_qmi = {
	.begin = begin,
	.join = join,
	.leave = leave,
	.input = input,
	.unplug = unplug,
	.deadline = deadline,
	.expire = expire,
};
