/* One command to a modem: made from words, sent, and its answer shown. */
#include "query_ask.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "attache.h"
#include "base/errors.h"
#include "client/connect.h"
#include "fields.h"
#include "generated/cids.h"
#include "linux/exchange.h"
#include "linux/qmi_over_mbim.h"
#include "query_qmi.h"
#include "query_result.h"
#include "running.h"

/* What the port said while it was opened: of interest only if that fails. */
struct log {
	bool at_once;
	size_t len;
	char text[2048];
};

static struct att_exchange exchange;

static enum mbim_kind kind_of(const struct query *q)
{
	return q->set ? MBIM_KIND_SET : MBIM_KIND_QUERY;
}

/* --- the request ------------------------------------------------------ */

/* The words as fields of version ex; f->layout is NULL if there are none. */
static bool parse(const struct query *q, uint16_t ex, struct fields *f)
{
	const struct att_layout *layout =
		mbim_cid_layout(q->cid, kind_of(q), ex);

	fields_init(f, NULL);
	if (layout && q->set && !q->n_words) {
		snprintf(f->problem, sizeof(f->problem),
			 "what shall be set? (%s %s --help)", q->command,
			 q->name);
		return false;
	}
	if (layout)
		return fields_parse(f, layout, q->words, q->n_words);
	if (!q->n_words)
		return true;
	snprintf(f->problem, sizeof(f->problem), "%s: there are no fields",
		 q->words[0]);
	return false;
}

uint16_t query_newest_version(const struct query *q)
{
	static struct fields best, f;
	uint16_t ex = q->ex;

	best.n_taken = -1;
	for (; ex >= MBIM_EX_1; ex -= 0x0100) {
		bool good = parse(q, ex, &f);

		fields_fini(&f);
		if (good)
			return ex;
		if (f.n_taken > best.n_taken)
			best = f;
	}
	query_wrong(q, best.problem);
	return 0;
}

/* The InformationBuffer; its length, or -1 (said). */
static int encode(const struct query *q, uint16_t ex, uint8_t *buf, size_t cap)
{
	static struct fields f;
	bool good = parse(q, ex, &f);
	int len = good && f.layout ? att_layout_encode(f.layout, f.in, buf, cap)
				   : 0;

	fields_fini(&f);
	if (!good)
		fprintf(stderr, "%s: %s: %s (this modem speaks MBIMEx %u.%u)\n",
			q->command, q->name, f.problem, ex >> 8, ex & 0xffu);
	else if (len < 0)
		fprintf(stderr, "%s: %s: these values: %s\n", q->command,
			q->name, att_errors_text(len));
	return good && len >= 0 ? len : -1;
}

/* --- what is shown ---------------------------------------------------- */

static int put_answer(const struct query *q, struct att_bytes message,
		      uint16_t ex, struct att_text *t)
{
	enum att_show show = q->personal ? ATT_SHOW_ALL : ATT_SHOW_MASKED;
	const struct att_layout *layout;
	struct mbim_msg msg;
	int err = mbim_msg_decode(message, &msg);

	if (err || q->json || q->dry_run) {
		err = q->json ? mbim_msg_json(message, ex, show, t)
			      : mbim_msg_print(message, ex, show, t);
		if (q->json)
			att_text_char(t, '\n');
		return err;
	}
	layout = mbim_msg_layout(&msg, ex);
	if (!msg.body.len && (msg.code || !layout || layout->wire_len))
		return 0;
	if (!layout || att_layout_print(layout, msg.body, show, 0, t))
		return mbim_msg_print(message, ex, show, t);
	return 0;
}

/* Print the message, however long it gets. */
static void show(const struct query *q, struct att_bytes message, uint16_t ex)
{
	static char most[16384]; /* of answers fit */
	size_t cap = sizeof(most);
	char *buf = most, *more = NULL;
	struct att_text t;

	for (;;) {
		att_text_init(&t, buf, cap);
		(void)put_answer(q, message, ex, &t);
		if (!t.cut)
			break;
		free(more);
		cap *= 2;
		buf = more = malloc(cap);
		if (!more)
			abort();
	}
	fputs(buf, stdout);
	free(more);
}

int query_dry_run(const struct query *q, uint16_t ex)
{
	size_t cap;
	uint8_t *body = att_exchange_body(&exchange, &cap);
	int len = encode(q, ex, body, cap);

	if (len < 0)
		return ATTACHE_USAGE;
	len = mbim_msg_encode_command(exchange.out, sizeof(exchange.out), 1,
				      &q->service->uuid, q->cid->number, q->set,
				      (size_t)len);
	show(q, att_bytes_of(exchange.out, (size_t)len), ex);
	return ATTACHE_DONE;
}

int query_dry_run_qmi(const struct query *q)
{
	uint8_t *tlvs = exchange.out + QUERY_QMI_ROOM;
	int len = query_qmi_encode(q, tlvs,
				   sizeof(exchange.out) - QUERY_QMI_ROOM);

	if (len < 0)
		return ATTACHE_USAGE;
	query_qmi_show_request(q, exchange.out, (size_t)len);
	return ATTACHE_DONE;
}

/* --- the exchange ----------------------------------------------------- */

static void keep_log(void *ctx, const char *line)
{
	struct log *log = ctx;
	size_t room = sizeof(log->text) - log->len;
	int n;

	if (log->at_once) {
		fprintf(stderr, "%s\n", line);
		return;
	}
	n = snprintf(log->text + log->len, room, "%s\n", line);
	if ((size_t)n < room)
		log->len += (size_t)n;
	else
		log->text[log->len] = '\0';
}

static void tell_waits(void *ctx, const char *line)
{
	(void)ctx;
	fprintf(stderr, "%s\n", line);
}

static int complain(const struct query *q, int err, const struct log *log)
{
	const char *where = q->control	 ? q->control
			    : !q->proxy	 ? q->device
			    : q->message ? "qmi-proxy"
					 : "mbim-proxy";
	bool nobody = err == ATT_E_GONE && !exchange.opened;
	struct att_nearest near;

	fputs(log->text, stderr);
	if (exchange.problem[0])
		fprintf(stderr, "%s: %s\n", q->command, exchange.problem);
	else if (err == ATT_E_CONFIG && q->control && !exchange.opened)
		running_too_long(q->command, where);
	else if (nobody && q->control)
		fprintf(stderr,
			"%s: attache is not running (nobody listens at %s)\n",
			q->command, where);
	else if (nobody && q->proxy)
		fprintf(stderr, "%s: %s-proxy is not running\n", q->command,
			q->message ? "qmi" : "mbim");
	else if (err == ATT_E_TIMEOUT && !exchange.opened && q->control)
		fprintf(stderr, "%s: %s: " ATT_CLIENT_CONNECT_FULL "\n",
			q->command, where);
	else if (err == ATT_E_CONFIG && exchange.absence[0])
		fprintf(stderr, "%s: %s\n", q->command, exchange.absence);
	else if (err == ATT_E_CONFIG && where == q->device)
		fprintf(stderr, "%s: device %s: it is not " PORT_NAMES "%s\n",
			q->command, where, port_wish_hint(where, &near));
	else
		fprintf(stderr, "%s: %s: %s\n", q->command, where,
			err == ATT_E_IO ? strerror(errno)
					: att_errors_text(err));
	return err == ATT_E_CONFIG ? ATTACHE_USAGE : ATTACHE_FAILED;
}

/* The device without the protocol that is said in front. */
static const char *place_of(const char *device)
{
	(void)port_wish_protocol(&device);
	return device;
}

/* A pty does not tell what it speaks, and "auto" shall pass others over. */
static const char *device_of_qmi(const struct query *q)
{
	static char name[300];

	if (place_of(q->device) != q->device)
		return q->device;
	snprintf(name, sizeof(name), "qmi:%s", q->device);
	return name;
}

static int open_exchange_qmi(const struct query *q, struct log *log)
{
	struct att_exchange_options o = {
		.open_port = att_port_open,
		.qmi = true,
		.limit_s = q->timeout_s,
		.log = keep_log,
		.waits = tell_waits,
		.ctx = log,
	};

	if (q->control) {
		o.open_port = att_exchange_socket_qmi;
		o.name = q->control;
		o.reasons = true;
		o.proxied = q->modem ? q->modem : "";
	} else if (q->proxy) {
		o.open_port = att_exchange_socket_qmi;
		o.name = ATT_EXCHANGE_QMI_PROXY;
		o.proxied = place_of(q->device);
	} else {
		o.name = device_of_qmi(q);
	}
	return att_exchange_open(&exchange, &o);
}

static int open_exchange(const struct query *q, struct log *log)
{
	uint16_t newest = mbim_cid_newest(q->cid);
	uint16_t needed = q->ex < newest ? q->ex : newest;
	struct att_exchange_options o = {
		.open_port = att_port_open,
		.name = q->device,
		.ex = needed,
		.plain = newest == MBIM_EX_1,
		.limit_s = q->timeout_s,
		.log = keep_log,
		.waits = tell_waits,
		.ctx = log,
	};

	if (q->control) {
		o.open_port = att_exchange_socket;
		o.name = q->control;
		o.reasons = true;
		o.no_channel =
			q->service == &mbim_services[MBIM_SERVICE_ATTACHE];
		/* Its own service may be of no modem. */
		o.proxied = q->modem || o.no_channel ? q->modem : "";
	} else if (q->proxy) {
		o.open_port = att_exchange_socket;
		o.name = ATT_EXCHANGE_PROXY;
		o.proxied = q->device;
	}
	return att_exchange_open(&exchange, &o);
}

static uint32_t timeout_ms(const struct query *q)
{
	uint32_t s = q->set ? q->cid->timeout_s_set : q->cid->timeout_s_query;

	return 1000u * (q->timeout_s ? q->timeout_s : s);
}

static int refused(const struct query *q, uint32_t status)
{
	const char *name = att_enum_name(&mbim_status_enum, status);
	bool own = q->service == &mbim_services[MBIM_SERVICE_ATTACHE];

	if (exchange.problem[0])
		fprintf(stderr, "%s: %s: %s\n", q->command, q->name,
			exchange.problem);
	else
		fprintf(stderr, "%s: %s: %s answers %s (%u)\n", q->command,
			q->name, own ? "attache" : "the modem",
			name ? name : "a status without a name", status);
	return ATTACHE_FAILED;
}

static int undecoded(const struct query *q, int err)
{
	fprintf(stderr, "%s: %s: the answer of %zu bytes does not decode: %s\n",
		q->command, q->name, exchange.msg.body.len,
		att_errors_text(err));
	return ATTACHE_FAILED;
}

/* Why attache refuses it is said as such, and is no fields. */
static void show_answer(const struct query *q, uint16_t ex)
{
	const struct mbim_msg *msg = &exchange.msg;
	int len = (int)exchange.answer_len;

	if (exchange.problem[0] && !q->json)
		return;
	if (exchange.problem[0])
		len = mbim_msg_encode_done(exchange.answer,
					   sizeof(exchange.answer),
					   msg->transaction, &q->service->uuid,
					   q->cid->number, msg->code, 0);
	show(q, att_bytes_of(exchange.answer, (size_t)len), ex);
}

/* asked: the InformationBuffer of the command. */
static int answered(const struct query *q, struct att_bytes asked)
{
	struct att_bytes body = exchange.msg.body;
	uint16_t ex = exchange.ex;
	bool done = !exchange.msg.code;
	int err = done ? query_result_decodes(q, body, ex) : 0;
	char words[256];

	if (!err || q->json)
		show_answer(q, ex);
	/* A sentence of the peer's stands in the body's place. */
	if (!q->json && !exchange.problem[0] &&
	    query_result_card(q, body, ex, words, sizeof(words)))
		printf("status words: %s\n", words);
	if (!done)
		return refused(q, exchange.msg.code);
	if (err)
		return undecoded(q, err);
	if (query_result_good(q, asked, body, ex, words, sizeof(words)))
		return ATTACHE_DONE;
	fprintf(stderr, "%s: %s: %s\n", q->command, q->name, words);
	return ATTACHE_FAILED;
}

/* On the open channel: the command and its answer. */
static int ask(const struct query *q)
{
	static struct log nothing; /* const, it would be in the file */
	size_t cap;
	uint8_t *body = att_exchange_body(&exchange, &cap);
	int len = encode(q, exchange.ex, body, cap), err;

	if (len < 0)
		return ATTACHE_FAILED;
	err = att_exchange_ask(&exchange, &q->service->uuid, q->cid->number,
			       q->set, (size_t)len, timeout_ms(q));
	return err ? complain(q, err, &nothing)
		   : answered(q, att_bytes_of(body, (size_t)len));
}

static int ask_qmi(const struct query *q)
{
	static struct log nothing;
	size_t cap;
	uint8_t *tlvs = att_exchange_tlvs(&exchange, &cap);
	int len = query_qmi_encode(q, tlvs, cap), err;
	uint32_t s = q->timeout_s ? q->timeout_s : q->message->timeout_s;

	if (len < 0)
		return ATTACHE_USAGE;
	err = att_exchange_ask_qmi(&exchange, (uint8_t)q->qmi->number,
				   q->message->number, (size_t)len, 1000u * s);
	if (err)
		return complain(q, err, &nothing);
	return query_qmi_answered(
		q, att_bytes_of(exchange.answer, exchange.answer_len));
}

/* Wrong words are told before anybody is asked. */
static bool has_good_words(const struct query *q)
{
	return !q->message ||
	       query_qmi_encode(q, exchange.out, sizeof(exchange.out)) >= 0;
}

int query_carry_out(const struct query *q)
{
	struct log log = {.at_once = q->verbose};
	const char *path = place_of(q->device);
	int err, status;

	if (!has_good_words(q))
		return ATTACHE_USAGE;
	/* a port would wait for it */
	if (!q->control && strchr(path, '/') && access(path, R_OK | W_OK) < 0) {
		fprintf(stderr, "%s: %s: %s\n", q->command, path,
			strerror(errno));
		return ATTACHE_FAILED;
	}
	err = q->message ? open_exchange_qmi(q, &log) : open_exchange(q, &log);
	status = err	      ? complain(q, err, &log)
		 : q->message ? ask_qmi(q)
			      : ask(q);
	att_exchange_close(&exchange);
	return status;
}
