/* libqmi's proxy: the first message names the device. */
#include "base/errors.h"
#include "generated/qmi_messages.h"
#include "linux/exchange_io.h"
#include "protocol/qmi/qmi.h"

#define PROXY_MS 30000u /* it opens the device, which may be slow */

static int write_open(const char *path, uint8_t *buf, size_t cap)
{
	const struct qmi_head h = {
		.transaction = 1,
		.message = QMI_CTL_INTERNAL_PROXY_OPEN,
	};
	const struct qmi_ctl_internal_proxy_open_req open = {
		.has.device_path = true,
		.device_path = att_str_utf8(path),
	};
	size_t head = qmi_head_len(QMI_CTL);
	int len = qmi_ctl_internal_proxy_open_req_encode(&open, buf + head,
							 cap - head);

	return len < 0 ? len : (int)qmi_head_put(&h, (size_t)len, buf);
}

static bool is_answer(const struct qmi_message *m)
{
	return m->head.kind == QMI_RESPONSE &&
	       m->head.service == QMI_SERVICE_CTL &&
	       m->head.message == QMI_CTL_INTERNAL_PROXY_OPEN;
}

/* 0: the answer is whole. What the modem tells all may come before it. */
static int wait_answer(struct att_exchange *x, struct qmi_message *m)
{
	uint64_t until_ms = att_loop_now(&x->loop) + PROXY_MS;
	size_t at = 0;
	int err = 0;

	while (!err) {
		struct att_bytes b = {x->answer + at, x->answer_len - at};

		if (b.len <= QMI_FRAME_HEADER || qmi_frame_len(b) > b.len) {
			err = att_exchange_turn(x, until_ms);
			continue;
		}
		b.len = qmi_frame_len(b);
		at += b.len;
		err = qmi_decode(b, m);
		if (!err && is_answer(m))
			return 0;
	}
	return err;
}

static int not_opened(struct att_exchange *x, const char *why)
{
	return att_exchange_fail(x, ATT_E_STATE, "the proxy %s %s", why,
				 x->options.proxied);
}

/* attache's own control socket tells its reasons by errors. */
static int not_there(struct att_exchange *x, uint16_t error)
{
	if (error == QMI_PROTOCOL_ERROR_DEVICE_UNSUPPORTED)
		return att_exchange_fail(x, ATT_E_STATE,
					 "the modem that attache has speaks "
					 "MBIM, not QMI; another one is named "
					 "with --device");
	return att_exchange_fail(x, ATT_E_STATE,
				 "attache has no modem of that name whose "
				 "channel is open, or has several (--modem)");
}

int att_exchange_qmi_proxy(struct att_exchange *x)
{
	struct qmi_message m;
	int len = write_open(x->options.proxied, x->out, sizeof(x->out));
	int err = len;
	uint16_t error;

	x->answer_len = 0;
	if (len >= 0)
		err = x->port->ops->send(x->port,
					 att_bytes_of(x->out, (size_t)len));
	if (!err)
		err = wait_answer(x, &m);
	if (err && err != ATT_E_GONE)
		return err;
	if (!err && !qmi_result(&m, &error))
		return not_opened(x, "does not say whether it has opened");
	if (!err && error && x->options.reasons)
		return not_there(x, error);
	if (err || error)
		return not_opened(x, "cannot open");
	x->answer_len = 0;
	return 0;
}
