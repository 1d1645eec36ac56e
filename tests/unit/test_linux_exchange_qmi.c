/* A question of QMI through libqmi's proxy: what the proxy says of the device
 * that it is told to open, and what is made of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/errors.h"
#include "generated/qmi_messages.h"
#include "linux/exchange.h"
#include "wire/qmi/qmi.h"

#define DEVICE "/dev/cdc-wdm0"

/* A proxy with a modem behind it, that answers from the loop. */
static struct proxy {
	struct port port; /* first */
	struct port_info info;
	bool is_up;
	/* what it says to the first message */
	bool without_result, refuses, tells_first;
	uint8_t out[512];
	size_t out_len;
} proxy;
static struct att_exchange exchange;

/* --- the proxy ------------------------------------------------------------ */

static void say(const struct qmi_head *h, const uint8_t *tlvs, size_t len)
{
	uint8_t *frame = proxy.out + proxy.out_len;

	assert_true(proxy.out_len + 32 + len <= sizeof(proxy.out));
	if (len)
		memcpy(frame + qmi_head_len(h->service), tlvs, len);
	proxy.out_len += qmi_head_put(h, len, frame);
}

/* A modem that restarts says so to all. */
static void tell(void)
{
	const struct qmi_head h = {
		.service = QMI_SERVICE_CTL,
		.kind = QMI_INDICATION,
		.message = QMI_CTL_SYNC,
	};

	say(&h, NULL, 0);
}

static void answer(const struct qmi_message *m)
{
	const bool opens = m->head.message == QMI_CTL_INTERNAL_PROXY_OPEN;
	uint8_t tlvs[] = {
		/* result, and a client of the service that was named */
		2, 4, 0, opens && proxy.refuses, 0, 3, 0, 1, 2, 0, 0, 7};
	struct qmi_head h = m->head;
	struct qmi_tlv tlv;

	h.kind = QMI_RESPONSE;
	if (qmi_tlv_find(m->tlvs, 1, &tlv) && tlv.value.len)
		tlvs[10] = tlv.value.p[0];
	if (opens && proxy.tells_first)
		tell();
	if (opens && proxy.without_result)
		say(&h, NULL, 0);
	else
		say(&h, tlvs,
		    m->head.message == QMI_CTL_ALLOCATE_CID ? sizeof(tlvs) : 7);
}

static void speak(void *arg)
{
	const struct port_host *host = proxy.port.host;
	size_t len = proxy.out_len;

	(void)arg;
	if (!proxy.is_up) {
		proxy.is_up = true;
		host->up(host->ctx, &proxy.info);
		return;
	}
	proxy.out_len = 0;
	host->control(host->ctx, att_bytes_of(proxy.out, len));
}

static int proxy_send(struct port *port, struct att_bytes frame)
{
	struct qmi_message m;

	assert_int_equal(qmi_decode(frame, &m), 0);
	answer(&m);
	port->host->timer(port->host->ctx, 0, speak, NULL);
	return 0;
}

static void proxy_close(struct port *port)
{
	port->host->timer(port->host->ctx, -1, speak, NULL);
}

static int open_proxy(const char *name, const struct port_host *host,
		      struct port **port)
{
	static const struct port_ops ops = {.send = proxy_send,
					    .close = proxy_close};

	(void)name;
	proxy.port = (struct port){&ops, host};
	proxy.info.speaks = "qmi";
	proxy.info.shared = true;
	host->timer(host->ctx, 0, speak, NULL);
	*port = &proxy.port;
	return 0;
}

/* --- the tests ------------------------------------------------------------ */

static int setup(void **state)
{
	(void)state;
	memset(&proxy, 0, sizeof(proxy));
	memset(&exchange, 0, sizeof(exchange));
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	att_exchange_close(&exchange);
	return 0;
}

static int open_it(void)
{
	const struct att_exchange_options o = {.open_port = open_proxy,
					       .name = ATT_EXCHANGE_QMI_PROXY,
					       .proxied = DEVICE,
					       .qmi = true};

	return att_exchange_open(&exchange, &o);
}

static void opened_device_is_asked(void **state)
{
	(void)state;
	assert_int_equal(open_it(), 0);
	assert_int_equal(att_exchange_ask_qmi(&exchange, QMI_SERVICE_DMS,
					      QMI_DMS_GET_MODEL, 0, 0),
			 0);
	assert_true(exchange.answer_len > 0);
}

static void answer_without_a_result_has_opened_nothing(void **state)
{
	(void)state;
	proxy.without_result = true;
	assert_int_equal(open_it(), ATT_E_STATE);
	assert_string_equal(
		exchange.problem,
		"the proxy does not say whether it has opened " DEVICE);
}

static void refusal_is_told(void **state)
{
	(void)state;
	proxy.refuses = true;
	assert_int_equal(open_it(), ATT_E_STATE);
	assert_string_equal(exchange.problem, "the proxy cannot open " DEVICE);
}

static void what_the_modem_tells_is_no_answer(void **state)
{
	(void)state;
	proxy.tells_first = true;
	proxy.refuses = true;
	assert_int_equal(open_it(), ATT_E_STATE);
	assert_string_equal(exchange.problem, "the proxy cannot open " DEVICE);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(opened_device_is_asked),
		TEST(answer_without_a_result_has_opened_nothing),
		TEST(refusal_is_told),
		TEST(what_the_modem_tells_is_no_answer),
	};

	return cmocka_run_group_tests_name("exchange of QMI", tests, NULL,
					   NULL);
}
