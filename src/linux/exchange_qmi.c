/* libqmi's proxy: the first message names the device. */
#include "base/errors.h"
#include "generated/qmi_messages.h"
#include "linux/exchange_io.h"

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

/* 0: the answer is whole. */
static int wait_frame(struct att_exchange *x, struct qmi_message *m)
{
	uint64_t until_ms = att_loop_now(&x->loop) + PROXY_MS;
	int err = 0;

	for (;;) {
		struct att_bytes b = {x->answer, x->answer_len};

		if (b.len > QMI_FRAME_HEADER && qmi_frame_len(b) <= b.len)
			return qmi_decode(att_bytes_of(b.p, qmi_frame_len(b)),
					  m);
		if (err)
			return err;
		err = att_exchange_turn(x, until_ms);
	}
}

int att_exchange_qmi_proxy(struct att_exchange *x)
{
	struct qmi_ctl_internal_proxy_open_resp told;
	struct qmi_message m;
	int len = write_open(x->options.proxied, x->out, sizeof(x->out));
	int err = len;

	x->answer_len = 0;
	if (len >= 0)
		err = x->port->ops->send(x->port,
					 att_bytes_of(x->out, (size_t)len));
	if (!err)
		err = wait_frame(x, &m);
	if (err && err != ATT_E_GONE)
		return err;
	if (err || qmi_ctl_internal_proxy_open_resp_decode(m.tlvs, &told) ||
	    told.result.status)
		return att_exchange_fail(x, ATT_E_STATE,
					 "the proxy cannot open %s",
					 x->options.proxied);
	x->answer_len = 0;
	return 0;
}
