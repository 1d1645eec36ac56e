/* The wire of an exchange: what the port calls, and a request and its answer.
 */
#include <stdarg.h>
#include <stdio.h>
#include <sys/random.h>

#include "base/errors.h"
#include "generated/cids.h"
#include "linux/exchange_io.h"

#define BUSY_MS 2 /* a port with a full queue does not tell */

int att_exchange_fail(struct att_exchange *x, int err, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(x->problem, sizeof(x->problem), format, args);
	va_end(args);
	return err;
}

/* --- what comes from the port ------------------------------------- */

static void on_up(void *ctx, const struct port_info *info)
{
	struct att_exchange *x = ctx;

	x->info = *info;
	x->up = true;
	mbim_frag_rx_init(&x->rx, info->framed, x->stream, sizeof(x->stream),
			  x->whole, sizeof(x->whole));
}

static void on_gone(void *ctx, int err)
{
	struct att_exchange *x = ctx;

	x->up = false;
	if (!x->resetting) {
		x->gone = err ? err : ATT_E_GONE;
		return;
	}
	x->resetting = false;
	x->unplugged = true;
	x->unsent = 0;
	att_core_unplug(x->core, att_loop_now(&x->loop));
}

static bool is(const struct mbim_msg *msg, unsigned service, uint32_t cid)
{
	const struct att_uuid *uuid = &mbim_services[service].uuid;

	return msg->cid == cid &&
	       memcmp(&msg->service, uuid, sizeof(*uuid)) == 0;
}

/* The proxy says which version its clients and the modem have agreed on: for
 * the core, which is not there yet. */
static void keep_told(struct att_exchange *x, const struct mbim_msg *msg,
		      struct att_bytes message)
{
	if (!is(msg, MBIM_SERVICE_PROXY_CONTROL,
		MBIM_CID_PROXY_CONTROL_VERSION) ||
	    message.len > sizeof(x->told))
		return;
	memcpy(x->told, message.p, message.len);
	x->told_len = message.len;
}

static void be_told(struct att_exchange *x, const struct mbim_msg *msg,
		    struct att_bytes message)
{
	keep_told(x, msg, message);
	if (x->options.told)
		x->options.told(x->options.ctx, msg);
}

/* Is it the answer to the request? */
static bool answers(const struct att_exchange *x, const struct mbim_msg *msg)
{
	if (msg->transaction != x->transaction)
		return false;
	if (msg->type == (uint32_t)MBIM_MSG_FUNCTION_ERROR)
		return true;
	return msg->type == (uint32_t)MBIM_MSG_COMMAND_DONE &&
	       msg->cid == att_get32(x->out + MBIM_MSG_FRAGMENT + 16) &&
	       memcmp(&msg->service, x->out + MBIM_MSG_FRAGMENT,
		      sizeof(msg->service)) == 0;
}

void att_exchange_keep(struct att_exchange *x, struct att_bytes message)
{
	memcpy(x->answer, message.p, message.len);
	x->answer_len = message.len;
	(void)mbim_msg_decode(att_bytes_of(x->answer, message.len), &x->msg);
}

static void take(struct att_exchange *x, struct att_bytes message)
{
	struct mbim_msg msg;

	if (mbim_msg_decode(message, &msg))
		return;
	if (msg.type == (uint32_t)MBIM_MSG_INDICATE_STATUS)
		be_told(x, &msg, message);
	if (!x->waiting || !answers(x, &msg) || message.len > sizeof(x->answer))
		return;
	att_exchange_keep(x, message);
	x->waiting = false;
}

static void tell_fault(struct att_exchange *x, const struct mbim_frag_fault *f)
{
	uint8_t buf[MBIM_MSG_HEADER + 4];
	int len = mbim_msg_encode_simple(buf, sizeof(buf), MBIM_MSG_HOST_ERROR,
					 f->transaction, f->code);

	if (f->code)
		x->port->ops->send(x->port, att_bytes_of(buf, (size_t)len));
}

/* Of QMI, what comes while there is no core: one answer of the proxy. */
static void collect(struct att_exchange *x, struct att_bytes bytes)
{
	if (bytes.len > sizeof(x->answer) - x->answer_len)
		return;
	memcpy(x->answer + x->answer_len, bytes.p, bytes.len);
	x->answer_len += bytes.len;
}

static void on_control(void *ctx, struct att_bytes bytes)
{
	struct att_exchange *x = ctx;
	struct mbim_frag_fault fault;
	struct att_bytes message;
	int n;

	if (x->core) {
		att_hearing_came(&x->hearing, bytes);
		att_core_input(x->core, bytes, att_loop_now(&x->loop));
		return;
	}
	if (x->options.qmi) {
		collect(x, bytes);
		return;
	}
	mbim_frag_rx_put(&x->rx, bytes);
	for (;;) {
		fault.code = 0;
		n = mbim_frag_rx_get(&x->rx, att_loop_now(&x->loop), &message,
				     &fault);
		if (n == 0)
			return;
		if (n > 0)
			take(x, message);
		else
			tell_fault(x, &fault);
	}
}

static int on_watch(void *ctx, int fd, uint32_t events,
		    void (*fn)(void *arg, uint32_t revents), void *arg)
{
	struct att_exchange *x = ctx;

	return att_loop_watch(&x->loop, fd, events, fn, arg);
}

static void on_unwatch(void *ctx, int fd)
{
	struct att_exchange *x = ctx;

	att_loop_unwatch(&x->loop, fd);
}

static void on_timer(void *ctx, int ms, void (*fn)(void *arg), void *arg)
{
	struct att_exchange *x = ctx;

	x->port_timer.fn = fn;
	x->port_timer.arg = arg;
	x->port_timer.at_ms =
		ms < 0 ? ATT_LOOP_NEVER : att_loop_now(&x->loop) + (unsigned)ms;
}

static void on_log(void *ctx, const char *line)
{
	struct att_exchange *x = ctx;

	if (x->options.log)
		x->options.log(x->options.ctx, line);
}

static void on_waits(void *ctx, const char *why)
{
	struct att_exchange *x = ctx;
	struct att_text t;

	att_text_init(&t, x->absence, sizeof(x->absence));
	att_text_put(&t, why);
}

static void on_data(void *ctx, struct flow stream, struct att_bytes datagram)
{
	(void)ctx; /* no session is ours */
	(void)stream;
	(void)datagram;
}

static void on_nothing(void *ctx)
{
	(void)ctx;
}

static void on_signal(void *arg, int signo)
{
	struct att_exchange *x = arg;

	(void)signo;
	x->signals += att_loop_end_signal(&x->loop);
}

/* Anywhere but at 1: a modem, or the kernel's /dev/cdc-wdm0, may still have
 * answers for the program before. Half of the numbers are left to count on. */
static int choose_first_transaction(struct att_exchange *x)
{
	if (getrandom(&x->transaction, sizeof(x->transaction), 0) < 0)
		return ATT_E_IO;
	x->transaction = (x->transaction & 0x7fffffffu) | 0x10000u;
	return 0;
}

int att_exchange_init(struct att_exchange *x,
		      const struct att_exchange_options *options)
{
	x->options = *options;
	x->ex = MBIM_EX_1;
	x->host = (struct port_host){
		.ctx = x,
		.up = on_up,
		.control = on_control,
		.data = on_data,
		.data_end = on_nothing,
		.writable = on_nothing,
		.gone = on_gone,
		.watch = on_watch,
		.unwatch = on_unwatch,
		.timer = on_timer,
		.log = on_log,
		.waits = on_waits,
		.moved = on_nothing,
	};
	if (att_loop_init(&x->loop, options->clock, options->ctx) ||
	    att_loop_signals(&x->loop, on_signal, x) ||
	    choose_first_transaction(x))
		return ATT_E_IO;
	att_loop_timer_init(&x->loop, &x->port_timer, NULL, NULL);
	x->until_ms = ATT_LOOP_NEVER;
	if (options->limit_s)
		x->until_ms = att_loop_now(&x->loop) + 1000u * options->limit_s;
	return 0;
}

/* --- a request and its answer ------------------------------------- */

/* What the core has to send, as far as the port takes it. */
static int push(struct att_exchange *x)
{
	int err = 0;

	while (x->core && x->up && !err) {
		if (!x->unsent)
			x->unsent = att_core_output(x->core, x->transfer,
						    sizeof(x->transfer));
		if (!x->unsent)
			return 0;
		err = x->port->ops->send(x->port,
					 att_bytes_of(x->transfer, x->unsent));
		if (err)
			break;
		att_hearing_sent(&x->hearing,
				 att_bytes_of(x->transfer, x->unsent));
		x->unsent = 0;
	}
	return err == ATT_E_BUSY ? 0 : err;
}

static uint64_t deadline(const struct att_exchange *x, uint64_t until_ms)
{
	uint64_t at = x->up ? x->rx.deadline_ms : ATT_LOOP_NEVER;

	if (x->core)
		at = att_core_deadline(x->core);
	if (x->unsent && att_loop_now(&x->loop) + BUSY_MS < at)
		at = att_loop_now(&x->loop) + BUSY_MS;
	return at < until_ms ? at : until_ms;
}

static void expire(struct att_exchange *x, uint64_t now_ms)
{
	struct mbim_frag_fault fault = {0, 0};

	if (x->core)
		att_core_expire(x->core, now_ms);
	else if (mbim_frag_rx_expire(&x->rx, now_ms, &fault))
		tell_fault(x, &fault);
}

int att_exchange_turn(struct att_exchange *x, uint64_t until_ms)
{
	uint64_t now_ms, next_ms;
	int err = x->gone ? x->gone : push(x);

	if (err)
		return err;
	if (x->signals > x->signals_let)
		return att_exchange_fail(x, ATT_E_STATE, "interrupted");
	now_ms = att_loop_now(&x->loop);
	if (x->until_ms < until_ms)
		until_ms = x->until_ms;
	next_ms = deadline(x, until_ms);
	if (next_ms > now_ms)
		return att_loop_turn(&x->loop, (int)(next_ms - now_ms));
	expire(x, now_ms);
	return now_ms >= until_ms ? ATT_E_TIMEOUT : 0;
}

static int send_fragment(struct att_exchange *x, size_t len, uint64_t until_ms)
{
	struct att_bytes fragment = att_bytes_of(x->transfer, len);
	int err;

	for (;;) {
		uint64_t now_ms = att_loop_now(&x->loop);

		err = x->port->ops->send(x->port, fragment);
		if (err != ATT_E_BUSY)
			return err;
		if (now_ms >= until_ms)
			return ATT_E_TIMEOUT;
		err = att_exchange_turn(x, now_ms + BUSY_MS);
		if (err && err != ATT_E_TIMEOUT)
			return err;
	}
}

static int send_message(struct att_exchange *x, size_t len, uint64_t until_ms)
{
	struct att_bytes message = att_bytes_of(x->out, len);
	uint32_t count = mbim_frag_tx_count(message, x->info.max_control);
	int n = 0, err = 0;

	for (uint32_t i = 0; i < count && !err; i++) {
		n = mbim_frag_tx_get(message, x->info.max_control, i,
				     x->transfer, sizeof(x->transfer));
		err = n < 0 ? n : send_fragment(x, (size_t)n, until_ms);
	}
	return err;
}

int att_exchange_request(struct att_exchange *x, int len, uint32_t timeout_ms)
{
	uint64_t until_ms = att_loop_now(&x->loop) + timeout_ms;
	int err;

	if (len < 0)
		return len;
	x->waiting = true;
	err = send_message(x, (size_t)len, until_ms);
	while (!err && x->waiting)
		err = att_exchange_turn(x, until_ms);
	if (!x->waiting)
		err = 0;
	x->waiting = false;
	return err;
}

uint8_t *att_exchange_body(struct att_exchange *x, size_t *cap)
{
	*cap = sizeof(x->out) - MBIM_MSG_COMMAND_BODY;
	return x->out + MBIM_MSG_COMMAND_BODY;
}

int att_exchange_function_error(struct att_exchange *x, uint32_t code)
{
	const char *name = mbim_msg_protocol_error_name(code);

	return att_exchange_fail(x, ATT_E_STATE,
				 "the modem reports the error %s (%u)",
				 name ? name : "unknown", code);
}
