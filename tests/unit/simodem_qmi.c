/* The host side of the tests of the simulated modem that speaks QMI. */
#include "simodem_qmi.h"

#include <string.h>

static uint64_t now_ms(void *ctx)
{
	return ((struct qmi_host *)ctx)->now;
}

void qmi_host_config(struct sim_config *c)
{
	sim_config_default(c);
	c->speaks_qmi = true;
}

static void begin(struct qmi_host *h)
{
	memset(h, 0, sizeof(*h));
	h->now = 1000;
	qmi_stream_init(&h->rx);
}

void qmi_host_start(struct qmi_host *h, const struct sim_config *config)
{
	struct sim_config c;

	begin(h);
	qmi_host_config(&c);
	h->m = sim_modem_new(config != NULL ? config : &c, h->now);
	sim_modem_expire(h->m, h->now);
}

static int control(struct qmi_host *h, uint8_t type, uint8_t request,
		   uint16_t value, uint8_t *data, uint16_t len)
{
	uint8_t setup[8] = {type, request};

	att_put16(setup + 2, value);
	att_put16(setup + 6, len);
	return h->device->control(h->device->ctx, setup, data);
}

void qmi_host_start_usb(struct qmi_host *h, const struct sim_config *config)
{
	begin(h);
	h->usb = sim_usb_modem_new(config, now_ms, h, NULL, NULL);
	h->device = sim_usb_modem_device(h->usb);
	h->m = sim_usb_modem_modem(h->usb);
	h->device->expire(h->device->ctx, h->now);
	assert_int_equal(control(h, 0x00, 0x09, 1, NULL, 0), 0);
	assert_int_equal(control(h, 0x21, 0x22, 1, NULL, 0), 0);
}

void qmi_host_stop(struct qmi_host *h)
{
	if (h->usb != NULL)
		sim_usb_modem_free(h->usb);
	else
		sim_modem_free(h->m);
}

void qmi_host_pass(struct qmi_host *h, uint64_t ms)
{
	uint64_t end = h->now + ms;

	for (int i = 0; i < 1000; i++) {
		uint64_t at = sim_modem_deadline(h->m);

		if (at > end)
			break;
		h->now = at > h->now ? at : h->now;
		sim_modem_expire(h->m, h->now);
	}
	h->now = end;
	sim_modem_expire(h->m, h->now);
}

void qmi_host_write(struct qmi_host *h, const uint8_t *bytes, size_t len)
{
	memcpy(h->transfer, bytes, len);
	if (h->usb == NULL)
		sim_modem_input(h->m, att_bytes_of(bytes, len), h->now);
	else
		assert_int_equal(
			control(h, 0x21, 0x00, 0, h->transfer, (uint16_t)len),
			(int)len);
}

static size_t read_some(struct qmi_host *h)
{
	int n;

	if (h->usb == NULL)
		return sim_modem_output(h->m, h->transfer, sizeof(h->transfer),
					h->now);
	n = control(h, 0xa1, 0x01, 0, h->transfer, sizeof(h->transfer));
	assert_true(n >= 0);
	return (size_t)n;
}

bool qmi_host_next(struct qmi_host *h)
{
	struct att_bytes frame;

	while (!qmi_stream_next(&h->rx, &frame)) {
		size_t len = read_some(h);

		if (len == 0)
			return false;
		qmi_stream_input(&h->rx, att_bytes_of(h->transfer, len));
	}
	memcpy(h->frame, frame.p, frame.len);
	assert_int_equal(qmi_decode(att_bytes_of(h->frame, frame.len), &h->got),
			 0);
	return true;
}

uint16_t qmi_host_send(struct qmi_host *h, uint8_t service, uint8_t client,
		       uint16_t message, int len)
{
	uint8_t frame[2100];
	struct qmi_head head = {
		.service = service,
		.client = client,
		.message = message,
		.transaction = ++h->transaction,
	};
	size_t n;

	if (service == QMI_SERVICE_CTL) /* of 8 bits */
		head.transaction = (uint16_t)(1 + h->transaction % 255);

	assert_true(len >= 0);
	memcpy(frame + qmi_head_len(service), h->tlvs, (size_t)len);
	n = qmi_head_put(&head, (size_t)len, frame);
	qmi_host_write(h, frame, n);
	return head.transaction;
}

uint16_t qmi_host_answer(struct qmi_host *h, uint16_t transaction,
			 uint16_t message)
{
	struct qmi_tlv result;

	assert_true(qmi_host_next(h));
	assert_int_equal(h->got.head.kind, QMI_RESPONSE);
	assert_int_equal(h->got.head.transaction, transaction);
	assert_int_equal(h->got.head.message, message);
	assert_true(qmi_tlv_find(h->got.tlvs, QMI_TLV_RESULT, &result));
	assert_int_equal(att_get16(result.value.p),
			 att_get16(result.value.p + 2) != 0);
	h->error = att_get16(result.value.p + 2);
	return h->error;
}

uint16_t qmi_host_ask(struct qmi_host *h, uint8_t service, uint8_t client,
		      uint16_t message, int len)
{
	return qmi_host_answer(
		h, qmi_host_send(h, service, client, message, len), message);
}

uint8_t qmi_host_client(struct qmi_host *h, uint8_t service)
{
	struct qmi_ctl_allocate_cid_req r = {.has.service = true,
					     .service = service};
	struct qmi_ctl_allocate_cid_resp a;

	if (QMI_HOST_ASK(h, QMI_SERVICE_CTL, 0, QMI_CTL_ALLOCATE_CID,
			 ctl_allocate_cid, &r) != 0)
		return 0;
	QMI_HOST_READ(h, ctl_allocate_cid_resp, &a);
	assert_int_equal(a.allocation_info.service, service);
	return a.allocation_info.cid;
}

void qmi_host_release(struct qmi_host *h, uint8_t service, uint8_t client)
{
	struct qmi_ctl_release_cid_req r = {
		.has.release_info = true,
		.release_info = {.service = service, .cid = client},
	};

	QMI_HOST_ASK(h, QMI_SERVICE_CTL, 0, QMI_CTL_RELEASE_CID,
		     ctl_release_cid, &r);
}

void qmi_host_indication(struct qmi_host *h, uint8_t service, uint8_t client,
			 uint16_t message)
{
	assert_true(qmi_host_next(h));
	assert_int_equal(h->got.head.kind, QMI_INDICATION);
	assert_int_equal(h->got.head.service, service);
	assert_int_equal(h->got.head.client, client);
	assert_int_equal(h->got.head.message, message);
}

uint16_t qmi_host_call(struct qmi_host *h, uint8_t client, uint8_t family,
		       const char *apn, uint32_t *handle)
{
	struct qmi_wds_start_network_req r = {
		.has = {.apn = true, .ip_family_preference = family != 0},
		.apn = att_str_utf8(apn),
		.ip_family_preference = family,
	};
	struct qmi_wds_start_network_resp a;

	if (QMI_HOST_ASK(h, QMI_SERVICE_WDS, client, QMI_WDS_START_NETWORK,
			 wds_start_network, &r) != 0)
		return h->error;
	QMI_HOST_READ(h, wds_start_network_resp, &a);
	if (handle != NULL)
		*handle = a.packet_data_handle;
	qmi_host_indication(h, QMI_SERVICE_WDS, client,
			    QMI_WDS_PACKET_SERVICE_STATUS);
	return 0;
}

uint16_t qmi_host_hang_up(struct qmi_host *h, uint8_t client, uint32_t handle)
{
	struct qmi_wds_stop_network_req r = {
		.has.packet_data_handle = true,
		.packet_data_handle = handle,
	};

	return QMI_HOST_ASK(h, QMI_SERVICE_WDS, client, QMI_WDS_STOP_NETWORK,
			    wds_stop_network, &r);
}
