/* The service, its modem and its folder. */
#include "linux_sms.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/errors.h"
#include "linux/rights.h"
#include "proxy/subscriptions.h"

static struct sms_rig *rig;
static struct att_rights rights;

/* Before and behind whatever is seen from outside. */
static void step(void)
{
	if (++rig->steps == rig->kill_at)
		longjmp(rig->killed, 1);
}

static int on_store(const char *path, const char *line)
{
	int error;

	if (rig->disk_error)
		return rig->disk_error;
	step();
	error = att_rights_own.store(path, line);
	step();
	return error;
}

static void on_remove(const char *path)
{
	step();
	att_rights_own.remove(path);
	step();
}

/* --- the modem ------------------------------------------------------------ */

static void hand_on(struct sms_rig *r)
{
	uint8_t message[8192];
	const struct att_bytes body = r->f.got.body;
	int len;

	if (r->poll_ms)
		return;
	memcpy(message + MBIM_MSG_INDICATION_BODY, body.p, body.len);
	len = mbim_msg_encode_indication(message, sizeof(message),
					 &r->f.got.service, r->f.got.cid,
					 body.len);
	att_sms_told(&r->s, att_bytes_of(message, (size_t)len));
}

static uint8_t service_of(const struct att_uuid *uuid)
{
	uint8_t i = 0;

	while (memcmp(&mbim_services[i].uuid, uuid, sizeof(*uuid)) != 0)
		i++;
	return i;
}

static void on_command(void *ctx, const struct mbim_msg *command,
		       struct att_manager_reply reply)
{
	struct sms_rig *r = ctx;

	step();
	fixture_send(&r->f, service_of(&command->service), command->cid,
		     command->code, command->body.p, command->body.len);
	for (;;) {
		while (!fixture_next(&r->f))
			fixture_pass(&r->f, 1);
		if (r->f.got.type == (uint32_t)MBIM_MSG_COMMAND_DONE)
			break;
		hand_on(r);
	}
	step();
	reply.fn(reply.ctx, reply.token, r->f.got.code, r->f.got.body);
}

static int on_subscribe(void *ctx, uint8_t *buf, size_t cap)
{
	struct att_subscriptions all = {.n = 0};

	(void)ctx;
	assert_int_equal(att_sms_mbim_wants(&all), 0);
	return att_subscriptions_put(&all, buf, cap);
}

static void on_line(void *ctx, const char *line)
{
	struct sms_rig *r = ctx;

	strncat(r->lines, line, sizeof(r->lines) - strlen(r->lines) - 2);
	strcat(r->lines, "\n");
}

static void on_told(void *ctx, struct att_bytes message)
{
	struct sms_rig *r = ctx;
	struct mbim_msg msg;

	assert_int_equal(mbim_msg_decode(message, &msg), 0);
	assert_int_equal(msg.cid, MBIM_CID_ATTACHE_MESSAGES);
	r->told++;
}

/* --- its life ------------------------------------------------------------- */

void sms_rig_start(struct sms_rig *r, const char *scenario)
{
	memset(r, 0, sizeof(*r));
	rig = r;
	rights = att_rights_own;
	rights.store = on_store;
	rights.remove = on_remove;
	att_rights = &rights;
	strcpy(r->folder, "/tmp/att_sms_XXXXXX");
	assert_non_null(mkdtemp(r->folder));
	yaml_start(&r->f, scenario);
}

void sms_rig_begin(struct sms_rig *r)
{
	const struct att_sms_options options = {
		.folder = r->folder,
		.command = on_command,
		.subscribe = on_subscribe,
		.line = on_line,
		.told = on_told,
		.ctx = r,
	};
	const struct att_manager_status status = {.core = &r->core,
						  .want = ATT_WANT_CONNECTED};

	memset(&r->s, 0, sizeof(r->s));
	r->core.open = r->core.up = true;
	att_sms_init(&r->s, &options);
	r->s.poll_ms = r->poll_ms;
	att_sms_look(&r->s, &status, r->f.now);
	sms_rig_pass(r, 0);
}

void sms_rig_end(struct sms_rig *r)
{
	att_sms_fini(&r->s);
}

void sms_rig_stop(struct sms_rig *r)
{
	char name[600];

	for (uint32_t i = 0; i <= r->s.spool.last_id + 2; i++) {
		snprintf(name, sizeof(name), "%s/%010u", r->folder, i);
		unlink(name);
	}
	sms_rig_end(r);
	snprintf(name, sizeof(name), "%s/last", r->folder);
	unlink(name);
	assert_int_equal(rmdir(r->folder), 0);
	fixture_stop(&r->f);
	att_rights = &att_rights_own;
}

void sms_rig_pass(struct sms_rig *r, uint64_t ms)
{
	const uint64_t end = r->f.now + ms;
	uint64_t next;

	do {
		while (fixture_next(&r->f))
			hand_on(r);
		att_sms_settle(&r->s, r->f.now);
		next = att_sms_deadline(&r->s);
		if (next > end)
			next = end;
		fixture_pass(&r->f, next > r->f.now ? next - r->f.now : 0);
	} while (r->f.now < end);
	while (fixture_next(&r->f))
		hand_on(r);
	att_sms_settle(&r->s, r->f.now);
}

void sms_rig_happens(struct sms_rig *r, const char *line)
{
	assert_true(sim_modem_command(r->f.m, line, r->f.now));
	fixture_pass(&r->f, 0);
	sms_rig_pass(r, 0);
}

/* --- clients -------------------------------------------------------------- */

static void on_reply(void *ctx, uint32_t token, uint32_t status,
		     struct att_bytes body)
{
	struct sms_rig *r = ctx;

	assert_int_equal(token, 7);
	assert_false(r->replied);
	r->replied = true;
	r->status = status;
	r->body_len = body.len;
	assert_true(body.len <= sizeof(r->body));
	if (body.len)
		memcpy(r->body, body.p, body.len);
}

void sms_rig_command(struct sms_rig *r, uint32_t cid, bool set,
		     const uint8_t *body, int len)
{
	const struct mbim_msg command = {
		.service = mbim_services[MBIM_SERVICE_ATTACHE].uuid,
		.cid = cid,
		.code = set,
		.body = att_bytes_of(body, (size_t)len),
	};
	const struct att_manager_reply reply = {
		.fn = on_reply, .ctx = r, .token = 7};

	assert_true(len >= 0);
	assert_true(att_sms_is_asked(&command));
	r->replied = false;
	att_sms_command(&r->s, &command, reply);
	sms_rig_pass(r, 0);
}

void sms_rig_send(struct sms_rig *r, const char *number, const char *text,
		  bool report)
{
	const struct mbim_attache_message_send_set set = {
		.number = att_str_utf8(number),
		.text = att_str_utf8(text),
		.message_class = UINT32_MAX,
		.report = report,
	};
	static uint8_t body[8192];

	sms_rig_command(
		r, MBIM_CID_ATTACHE_MESSAGE_SEND, true, body,
		mbim_attache_message_send_set_encode(&set, body, sizeof(body)));
}

const struct mbim_attache_message *sms_rig_has(struct sms_rig *r,
					       const char *text)
{
	static struct mbim_attache_message all[2];
	static struct att_message_room room[2];
	static char buf[2][4096];
	unsigned n = 0;
	uint32_t head = 0;

	while ((head = att_message_next(&r->s.spool, head)) != 0) {
		room[n] = (struct att_message_room){.text = buf[n],
						    .cap = sizeof(buf[n])};
		assert_int_equal(
			att_message_fill(&r->s.spool, head, &room[n], &all[n]),
			0);
		if (all[n].text.len == strlen(text) &&
		    memcmp(all[n].text.p, text, strlen(text)) == 0)
			assert_int_equal(n++, 0);
	}
	assert_int_equal(n, 1);
	return &all[0];
}

unsigned sms_rig_count(const struct sms_rig *r)
{
	unsigned n = 0;
	uint32_t head = 0;

	while ((head = att_message_next(&r->s.spool, head)) != 0)
		n++;
	return n;
}
