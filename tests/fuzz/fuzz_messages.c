/* The short message service, with a modem, a disk and clients that do anything:
 * it ends what it begins, and what it lists is whole. */
#include <errno.h>
#include <stdlib.h>

#include "drivers/port_rights.h"
#include "fuzz.h"
#include "generated/cids.h"
#include "linux/messages.h"
#include "linux/messages_encode.h"
#include "linux/rights.h"
#include "linux/sms_answers.h"

#define STEPS  200
#define ANSWER 131000

static struct att_sms_service service;
static struct att_core_status core;
static struct att_manager_status status = {.core = &core};
static struct att_manager_reply reply; /* fn NULL: nothing is asked */
static bool disk_fails;
static unsigned asked, answered; /* by clients */

/* --- what it stands on ---------------------------------------------------- */

static int on_store(const char *path, const char *line)
{
	FUZZ_CLAIM(strlen(path) < ATT_CONFIG_PATH + 16);
	FUZZ_CLAIM(strlen(line) < 512 && strchr(line, '\n'));
	return disk_fails ? ENOSPC : 0;
}

static void on_remove(const char *path)
{
	FUZZ_CLAIM(path[0] != '\0');
}

static int on_open(const char *path, int flags)
{
	(void)path;
	(void)flags;
	return -1;
}

static bool on_next(const char *folder, const char *prefix, char *name,
		    size_t cap)
{
	(void)folder;
	(void)prefix;
	(void)name;
	(void)cap;
	return false;
}

static void on_command(void *ctx, const struct mbim_msg *command,
		       struct att_manager_reply r)
{
	(void)ctx;
	FUZZ_CLAIM(!reply.fn && !status.qmi && command->cid != 0);
	reply = r;
}

static void on_request(void *ctx, struct att_bytes frame,
		       struct att_manager_reply r)
{
	(void)ctx;
	FUZZ_CLAIM(!reply.fn && status.qmi && frame.len > 0);
	reply = r;
}

static int on_subscribe(void *ctx, uint8_t *buf, size_t cap)
{
	(void)ctx;
	(void)buf;
	(void)cap;
	return 0;
}

static void on_line(void *ctx, const char *line)
{
	(void)ctx;
	FUZZ_CLAIM(line[0] != '\0');
}

static void on_told(void *ctx, struct att_bytes message)
{
	(void)ctx;
	FUZZ_CLAIM(message.len > 0);
}

static void on_answer(void *ctx, uint32_t token, uint32_t code,
		      struct att_bytes body)
{
	(void)ctx;
	(void)token;
	(void)code;
	(void)body;
	answered++;
}

/* --- what happens --------------------------------------------------------- */

static struct att_bytes chunk(struct att_bytes *in)
{
	size_t len = fuzz_u8(in);
	struct att_bytes out = {in->p, len < in->len ? len : in->len};

	in->p += out.len;
	in->len -= out.len;
	return out;
}

static void answer(struct att_bytes *in)
{
	const struct att_manager_reply r = reply;
	uint32_t code = fuzz_u8(in) % 64;

	reply.fn = NULL;
	if (r.fn)
		r.fn(r.ctx, r.token, code < 48 ? 0 : code, chunk(in));
}

static void command(struct att_bytes *in)
{
	const uint32_t cid = MBIM_CID_ATTACHE_MESSAGES + fuzz_u8(in) % 4;
	const struct mbim_msg msg = {
		.service = mbim_services[MBIM_SERVICE_ATTACHE].uuid,
		.cid = cid,
		.code = cid != MBIM_CID_ATTACHE_MESSAGES,
		.body = chunk(in),
	};
	const struct att_manager_reply r = {.fn = on_answer};

	asked++;
	att_sms_command(&service, &msg, r);
}

/* Another protocol only with another modem: nothing is asked of the old one. */
static void stand(uint8_t bits, uint64_t now_ms)
{
	core.open = bits & 1;
	core.up = bits & 2;
	status.want = bits & 4 ? ATT_WANT_OPEN : ATT_WANT_CONNECTED;
	disk_fails = bits & 8;
	if (!core.open && !reply.fn)
		status.qmi = bits & 16;
	att_sms_look(&service, &status, now_ms);
}

static void check_list(void)
{
	static uint8_t buf[ANSWER];
	struct mbim_attache_messages_response r;
	struct mbim_attache_message m;
	uint32_t after = 0, n = 0, heads = 0, head = 0;
	struct att_cursor c;

	do {
		int len = att_messages_list(&service.spool, after, buf, ANSWER);

		FUZZ_CLAIM(len > 0);
		FUZZ_CLAIM(mbim_attache_messages_response_decode(
				   att_bytes_of(buf, (size_t)len), &r) == 0);
		c = att_cursor_of(&r.messages);
		while (mbim_attache_message_next(&c, &m)) {
			FUZZ_CLAIM(m.message_id > after);
			FUZZ_CLAIM(m.parts > 0);
			after = m.message_id;
			n++;
		}
	} while (r.more);
	while ((head = att_message_next(&service.spool, head)) != 0)
		heads++;
	FUZZ_CLAIM(n == heads);
}

static void happen(struct att_bytes *in)
{
	uint64_t now_ms = 1000;

	for (unsigned i = 0; i < STEPS && in->len > 0; i++) {
		uint8_t what = fuzz_u8(in);

		now_ms += what;
		switch (what % 5) {
		case 0:
		case 1:
			answer(in);
			break;
		case 2:
			att_sms_told(&service, chunk(in));
			break;
		case 3:
			command(in);
			break;
		case 4:
			stand(fuzz_u8(in), now_ms);
			break;
		}
		att_sms_settle(&service, now_ms);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct att_sms_options options = {
		.folder = "/spool",
		.command = on_command,
		.request = on_request,
		.subscribe = on_subscribe,
		.line = on_line,
		.told = on_told,
	};
	static const struct att_rights rights = {.store = on_store,
						 .remove = on_remove};
	static const struct port_rights ports = {.open = on_open,
						 .next = on_next};
	uint8_t *copy = fuzz_copy(att_bytes_of(data, size));
	struct att_bytes in = {copy, size};

	att_rights = &rights;
	port_rights = &ports;
	reply.fn = NULL;
	asked = answered = 0;
	status.qmi = fuzz_u8(&in) & 1;
	service = (struct att_sms_service){.loaded = false};
	att_sms_init(&service, &options);
	stand(3, 1000);
	att_sms_settle(&service, 1000);
	happen(&in);
	check_list();
	/* Whoever asked is answered, at the latest when the modem goes. */
	stand(0, 2000000);
	FUZZ_CLAIM(asked == answered);
	att_sms_fini(&service);
	free(copy);
	return 0;
}
