/* One exchange with a modem: its manager opens the channel and asks one
 * question. */
#include <stdio.h>
#include <stdlib.h>

#include "base/errors.h"
#include "generated/cids.h"
#include "generated/qmi_messages.h"
#include "proxy/codes.h"
#include "linux/exchange_io.h"
#include "linux/identity.h"
#include "protocol/qmi/qmi.h"
#include "trace/protocols.h"

#define UP_MS	  10000u /* for the device to be there and brought up */
#define OPENED_MS 45000u /* for all attempts together, and the version */
#define WAITS_MS  2000u	 /* then people are told */
#define CLOSE_MS  5000u
#define LISTEN_MS 60000u /* between two looks at nothing */
#define PROXY_S	  30	 /* what the proxy may take to open the device */

static void tell(struct att_exchange *x, const char *line)
{
	if (x->options.waits)
		x->options.waits(x->options.ctx, line);
}

static int turn_until_up(struct att_exchange *x, uint64_t until_ms)
{
	int err = 0;

	while (!err && !x->up)
		err = att_exchange_turn(x, until_ms);
	return err;
}

/* The whole wait is over, not only its first part. */
static bool is_late(const struct att_exchange *x)
{
	return att_loop_now(&x->loop) >= x->until_ms;
}

/* Seconds that this wait, of so many ms, takes at most. */
static unsigned at_most_s(const struct att_exchange *x, uint32_t ms)
{
	const uint32_t limit_s = x->options.limit_s;

	return limit_s && limit_s < ms / 1000 ? limit_s : ms / 1000;
}

static void tell_waits(struct att_exchange *x, const char *what, uint32_t ms)
{
	char line[128];

	snprintf(line, sizeof(line), "%s; waiting up to %u s", what,
		 at_most_s(x, ms));
	tell(x, line);
}

static int wait_up(struct att_exchange *x)
{
	uint64_t begun_ms = att_loop_now(&x->loop);
	int err = turn_until_up(x, begun_ms + WAITS_MS);

	if (err == ATT_E_TIMEOUT && !is_late(x)) {
		if (x->absence[0])
			tell(x, x->absence);
		else
			tell_waits(x, "no modem is there yet", UP_MS);
		err = turn_until_up(x, begun_ms + UP_MS);
	}
	if (err == ATT_E_TIMEOUT)
		return att_exchange_fail(x, err, "no modem within %u s%s%.120s",
					 at_most_s(x, UP_MS),
					 x->absence[0] ? ": " : "", x->absence);
	return err;
}

static int ask_past_core(struct att_exchange *x, const struct att_uuid *service,
			 uint32_t cid, bool set, size_t body_len,
			 uint32_t timeout_ms)
{
	int len = mbim_msg_encode_command(x->out, sizeof(x->out),
					  ++x->transaction, service, cid, set,
					  body_len);
	int err = att_exchange_request(x, len, timeout_ms);

	if (!err && x->msg.type == (uint32_t)MBIM_MSG_FUNCTION_ERROR)
		return att_exchange_function_error(x, x->msg.code);
	return err;
}

/* attache says in words why it refuses; what else came so is no text. False:
 * there is none. */
static bool keep_reason(struct att_exchange *x)
{
	const struct att_bytes *body = &x->msg.body;
	size_t len = body->len < sizeof(x->problem) ? body->len : 0;

	if (!x->options.reasons || !x->msg.code)
		return false;
	for (size_t i = 0; i < len; i++)
		if (body->p[i] < ' ' || body->p[i] > '~')
			return false;
	memcpy(x->problem, body->p, len);
	x->problem[len] = '\0';
	return len;
}

static int configure_proxy(struct att_exchange *x)
{
	const struct mbim_proxy_control_configuration_set set = {
		.device_path = att_str_utf8(x->options.proxied),
		.timeout = PROXY_S,
	};
	size_t cap;
	uint8_t *body = att_exchange_body(x, &cap);
	int len = mbim_proxy_control_configuration_set_encode(&set, body, cap);
	int err;

	if (len < 0)
		return len;
	err = ask_past_core(x, &mbim_services[MBIM_SERVICE_PROXY_CONTROL].uuid,
			    MBIM_CID_PROXY_CONTROL_CONFIGURATION, true,
			    (size_t)len, OPENED_MS);
	if (!err && x->msg.code && keep_reason(x))
		return ATT_E_STATE;
	/* Debian's just hangs up */
	if (err == ATT_E_GONE || (!err && x->msg.code))
		return att_exchange_fail(x, ATT_E_STATE,
					 "the proxy cannot open %s",
					 x->options.proxied);
	return err;
}

/* --- the channel ------------------------------------------------------- */

/* What comes next may lie where this one lies. */
static void on_heard(void *ctx, const struct att_heard *heard)
{
	struct att_exchange *x = ctx;

	if (heard->news)
		return;
	x->heard = *heard;
	x->waiting = false;
	if (heard->message.len > sizeof(x->answer))
		x->heard.message = att_bytes_of(NULL, 0);
	if (!x->heard.message.len)
		return;
	memcpy(x->answer, heard->message.p, heard->message.len);
	x->answer_len = heard->message.len;
}

static int init_core(struct att_exchange *x)
{
	static struct att_core_config nothing; /* const, it would be in the
						  file */
	void *mem = malloc(att_core_size(att_protocols));

	if (!mem)
		return ATT_E_MEMORY;
	x->core = att_core_init(mem, att_protocols, &nothing, x->transaction,
				NULL, NULL);
	att_core_listen(x->core, on_heard, x);
	return 0;
}

static void plug(struct att_exchange *x)
{
	const struct att_core_link link = {
		.speaks = x->info.speaks,
		.max_control = x->info.max_control,
		.ex_version = x->info.ex_version,
		.max_outstanding = x->info.max_outstanding,
		.framed = x->info.framed,
		.stale = x->info.stale,
		/* other programs' clients of QMI outlive a question */
		.shared = x->options.proxied || x->options.qmi,
		.inside = x->info.inside,
		.ex_most = x->options.ex,
		.plain = x->options.plain,
	};

	att_core_plug(x->core, &link, att_loop_now(&x->loop));
}

/* After a reset: what was counted before says nothing of it. */
static void plug_again(struct att_exchange *x)
{
	struct att_core_status s;

	x->unplugged = false;
	att_core_status(x->core, &s);
	att_hearing_plugged(&x->hearing, &s, x->info.speaks);
	plug(x);
}

static void begin(struct att_exchange *x)
{
	uint64_t now_ms = att_loop_now(&x->loop);

	plug(x);
	if (x->told_len)
		att_core_input(x->core, att_bytes_of(x->told, x->told_len),
			       now_ms);
	att_core_want(x->core, ATT_WANT_OPEN, now_ms);
}

/* Another program's modem is not reset: its port has no operation for it. */
static void carry_out(struct att_exchange *x, const struct att_effect *effect)
{
	if (effect->kind != ATT_EFFECT_RESET_PORT || !x->port->ops->reset)
		return;
	x->resetting = true;
	x->port->ops->reset(x->port, PORT_RESET);
}

/* One turn, and what the manager asks of the port. */
static int go_on(struct att_exchange *x, uint64_t until_ms)
{
	struct att_effect effect;

	if (x->unplugged && x->up)
		plug_again(x);
	while (att_core_effect(x->core, &effect))
		carry_out(x, &effect);
	return att_exchange_turn(x, until_ms);
}

static int refused(struct att_exchange *x, const struct att_core_status *s)
{
	const struct att_enum *codes =
		x->options.qmi ? qmi_enum(QMI_ENUM_protocol_error)
			       : &mbim_status_enum;
	const char *name;

	if (s->open_refusal.error)
		return att_exchange_function_error(x, s->open_refusal.code);
	if (s->why_closed)
		return att_exchange_fail(x, ATT_E_STATE, "%s", s->why_closed);
	name = att_enum_name(codes, s->open_refusal.code);
	return att_exchange_fail(x, ATT_E_STATE,
				 "the modem refuses to open: %s (%u)",
				 name ? name : "status", s->open_refusal.code);
}

static bool varies(struct att_exchange *x)
{
	const struct port_ops *ops = x->port->ops;

	/* `gone` may come from within */
	x->resetting = true;
	if (ops->vary && ops->vary(x->port))
		return true;
	x->resetting = false;
	return false;
}

/* 0: it is open. */
static int wait_open(struct att_exchange *x, uint64_t until_ms)
{
	struct att_core_status s;
	int err = 0;

	for (;;) {
		att_core_status(x->core, &s);
		x->ex = s.ex_version;
		if (s.open)
			return 0;
		if (s.open_refusal.code && x->up && !x->unplugged &&
		    !x->resetting && !varies(x))
			return refused(x, &s);
		if (err)
			return err;
		err = go_on(x, until_ms);
	}
}

static int not_opened(struct att_exchange *x)
{
	struct att_core_status s;
	const char *why;

	att_core_status(x->core, &s);
	why = att_hearing_problem(&x->hearing, &s);
	return att_exchange_fail(x, ATT_E_TIMEOUT,
				 "the modem does not open its channel%s%s",
				 why ? ": " : "", why ? why : "");
}

static int open_channel(struct att_exchange *x)
{
	uint64_t begun_ms = att_loop_now(&x->loop);
	int err;

	begin(x);
	err = wait_open(x, begun_ms + WAITS_MS);
	if (err == ATT_E_TIMEOUT && !is_late(x)) {
		tell_waits(x,
			   x->options.proxied
				   ? "the program that has the modem has not "
				     "answered yet"
				   : "the modem has not opened its control "
				     "channel yet",
			   OPENED_MS);
		err = wait_open(x, begun_ms + OPENED_MS);
	}
	return err == ATT_E_TIMEOUT ? not_opened(x) : err;
}

static int check_protocol(struct att_exchange *x)
{
	bool qmi = x->info.speaks && !strcmp(x->info.speaks, "qmi");

	if (qmi == x->options.qmi)
		return 0;
	return att_exchange_fail(
		x, ATT_E_STATE, "this modem speaks %s",
		qmi ? "QMI: it has messages such as dms.get_model, no CIDs"
		    : "MBIM: it has CIDs such as basic_connect.device_caps");
}

int att_exchange_open(struct att_exchange *x,
		      const struct att_exchange_options *options)
{
	int err = att_exchange_init(x, options);
	struct att_which which;

	if (err)
		return err;
	att_identity_init(&which, options->name);
	if (which.identity != ATT_IDENTITY_ANY)
		return att_exchange_fail(x, ATT_E_CONFIG,
					 "a question cannot look for an IMEI "
					 "or ICCID: name usb:BUS-PORT or a "
					 "serial number");
	err = options->open_port(options->name, &x->host, &x->port);
	x->opened = !err;
	if (!err)
		err = wait_up(x);
	if (!err)
		err = check_protocol(x);
	if (err || (options->no_channel && !options->proxied))
		return err;
	if (options->no_channel)
		return configure_proxy(x);
	if (options->proxied)
		err = options->qmi ? att_exchange_qmi_proxy(x)
				   : configure_proxy(x);
	if (!err)
		err = init_core(x);
	return err ? err : open_channel(x);
}

static int close_channel(struct att_exchange *x)
{
	uint64_t now_ms = att_loop_now(&x->loop);
	struct att_effect effect;
	bool closed = false;
	int err = 0;

	x->signals_let = 1; /* it takes a second one */
	if (!x->options.proxied)
		x->until_ms = ATT_LOOP_NEVER;
	att_core_want(x->core, ATT_WANT_OFF, now_ms);
	while (!err && !closed)
		if (att_core_effect(x->core, &effect))
			closed = effect.kind == ATT_EFFECT_CLOSED;
		else
			err = att_exchange_turn(x, now_ms + CLOSE_MS);
	return err;
}

void att_exchange_close(struct att_exchange *x)
{
	if (x->core && !x->gone)
		(void)close_channel(x);
	if (x->port)
		x->port->ops->close(x->port);
	x->port = NULL;
	free(x->core);
	x->core = NULL;
	att_loop_fini(&x->loop);
}

/* --- a question ---------------------------------------------------------- */

/* What came is in x->heard, the message in x->answer. */
static int ask_core(struct att_exchange *x, struct att_bytes request,
		    uint32_t timeout_ms)
{
	int err;

	err = att_core_ask(x->core, 0, request, timeout_ms,
			   att_loop_now(&x->loop));
	if (err)
		return err;
	x->waiting = true;
	/* The core's deadline ends it. */
	while (x->waiting) {
		if (err)
			return err;
		err = go_on(x, ATT_LOOP_NEVER);
	}
	return 0;
}

int att_exchange_ask(struct att_exchange *x, const struct att_uuid *service,
		     uint32_t cid, bool set, size_t body_len,
		     uint32_t timeout_ms)
{
	const struct mbim_msg command = {
		.service = *service,
		.cid = cid,
		.code = set,
		.body = att_bytes_of(x->out + MBIM_MSG_COMMAND_BODY, body_len),
	};
	const char *why = att_codes_wrong(&command);
	int len, err;

	if (why)
		return att_exchange_fail(x, ATT_E_VALUE, "%s", why);
	if (!x->core) {
		err = ask_past_core(x, service, cid, set, body_len, timeout_ms);
		if (!err)
			keep_reason(x);
		return err;
	}
	len = mbim_msg_encode_command(x->out, sizeof(x->out), 1, service, cid,
				      set, body_len);
	if (len < 0)
		return len;
	err = ask_core(x, att_bytes_of(x->out, (size_t)len), timeout_ms);
	if (err)
		return err;
	if (x->heard.error)
		return att_exchange_function_error(x, x->heard.code);
	if (!x->heard.message.len)
		return ATT_E_TIMEOUT;
	(void)mbim_msg_decode(att_bytes_of(x->answer, x->answer_len), &x->msg);
	keep_reason(x);
	return 0;
}

int att_exchange_listen(struct att_exchange *x)
{
	int err;

	do
		err = att_exchange_turn(x, att_loop_now(&x->loop) + LISTEN_MS);
	while (!err || err == ATT_E_TIMEOUT);
	return err;
}

uint8_t *att_exchange_tlvs(struct att_exchange *x, size_t *cap)
{
	*cap = sizeof(x->out) - QMI_HEAD_MAX;
	return x->out + QMI_HEAD_MAX;
}

static int no_client(struct att_exchange *x, uint32_t code)
{
	const char *name =
		att_enum_name(qmi_enum(QMI_ENUM_protocol_error), code);

	return att_exchange_fail(x, ATT_E_STATE,
				 "the modem gives no client for this service: "
				 "%s (%u)",
				 name ? name : "error", code);
}

int att_exchange_ask_qmi(struct att_exchange *x, uint8_t service,
			 uint16_t message, size_t tlvs_len, uint32_t timeout_ms)
{
	const struct qmi_head head = {.service = service, .message = message};
	uint8_t *frame = x->out + QMI_HEAD_MAX - qmi_head_len(service);
	size_t len = qmi_head_put(&head, tlvs_len, frame);
	const struct qmi_message request = {
		.head = head,
		.tlvs = att_bytes_of(x->out + QMI_HEAD_MAX, tlvs_len),
	};
	const char *why = att_codes_wrong_qmi(&request);
	int err;

	if (why)
		return att_exchange_fail(x, ATT_E_VALUE, "%s", why);
	err = ask_core(x, att_bytes_of(frame, len), timeout_ms);
	if (err || x->heard.message.len)
		return err;
	return x->heard.result == ATT_RESULT_REFUSED
		       ? no_client(x, x->heard.code)
		       : ATT_E_TIMEOUT;
}
