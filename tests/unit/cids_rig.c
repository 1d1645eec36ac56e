/* See cids_rig.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "cids_rig.h"
#include "generated/cids.h"
#include "generated/qmi_messages.h"

struct att_cids cids_rig;
uint64_t cids_rig_now;
struct cids_rig_modem cids_rig_modem;
struct cids_rig_client cids_rig_client;

static uint8_t last[ATT_CIDS_ANSWER], news[ATT_CIDS_ANSWER];

static void on_status(void *ctx, struct att_manager_status *out)
{
	(void)ctx;
	memset(out, 0, sizeof(*out));
	out->core = &cids_rig_modem.core;
	out->qmi = true;
	out->modem = "pty";
	for (unsigned i = 0; i < ATT_CORE_SESSIONS; i++)
		out->session[i].up_s =
			cids_rig_modem.up >> i & 1u ? 5 : UINT32_MAX;
	out->session[0].apn = "internet";
}

static size_t respond(const struct qmi_head *request, uint16_t error,
		      const uint8_t *tlvs, size_t len, uint8_t *frame)
{
	const size_t at = qmi_head_len(request->service);
	struct qmi_head head = *request;

	head.kind = QMI_RESPONSE;
	head.from_modem = true;
	frame[at] = QMI_TLV_RESULT;
	att_put16(frame + at + 1, 4);
	att_put16(frame + at + 3, error != 0);
	att_put16(frame + at + 5, error);
	if (len)
		memcpy(frame + at + 7, tlvs, len);
	return qmi_head_put(&head, len + 7, frame);
}

static size_t allocate(const struct qmi_message *m, uint8_t *frame)
{
	struct qmi_ctl_allocate_cid_req req;
	struct qmi_ctl_allocate_cid_resp r = {.has.allocation_info = true};
	uint8_t tlvs[16];
	int len;

	assert_int_equal(qmi_ctl_allocate_cid_req_decode(m->tlvs, &req), 0);
	cids_rig_modem.allocated++;
	r.allocation_info.service = req.service;
	r.allocation_info.cid =
		(uint8_t)(CIDS_RIG_CLIENT - 1 + cids_rig_modem.allocated);
	len = qmi_ctl_allocate_cid_resp_encode(&r, tlvs, sizeof(tlvs));
	return respond(&m->head, 0, tlvs, (size_t)len, frame);
}

static size_t answer(const struct qmi_message *m, uint8_t *frame)
{
	cids_rig_modem.asked[m->head.service]++;
	cids_rig_modem.verified += m->head.service == QMI_SERVICE_UIM &&
				   m->head.message == QMI_UIM_VERIFY_PIN;
	if (m->head.service != QMI_SERVICE_CTL)
		assert_in_range(m->head.client, CIDS_RIG_CLIENT,
				CIDS_RIG_CLIENT + 8);
	for (unsigned i = 0; i < cids_rig_modem.n_answers; i++)
		if (cids_rig_modem.answer[i].service == m->head.service &&
		    cids_rig_modem.answer[i].message == m->head.message)
			return respond(&m->head, cids_rig_modem.answer[i].error,
				       cids_rig_modem.answer[i].tlvs,
				       cids_rig_modem.answer[i].len, frame);
	if (m->head.service == QMI_SERVICE_CTL &&
	    m->head.message == QMI_CTL_ALLOCATE_CID)
		return allocate(m, frame);
	return respond(&m->head, QMI_PROTOCOL_ERROR_INVALID_QMI_COMMAND, NULL,
		       0, frame);
}

static void on_request(void *ctx, struct att_bytes frame,
		       struct att_manager_reply reply)
{
	static uint8_t out[600], asked[600];
	struct qmi_message m;
	size_t len;

	(void)ctx;
	assert_int_equal(qmi_decode(frame, &m), 0);
	assert_int_equal(m.head.kind, QMI_REQUEST);
	assert_true(frame.len <= sizeof(asked));
	memcpy(asked, frame.p, frame.len);
	cids_rig_modem.last = att_bytes_of(asked, frame.len);
	cids_rig_modem.frame = frame;
	len = answer(&m, out);
	if (cids_rig_modem.waits) {
		cids_rig_modem.waits = false;
		cids_rig_modem.reply = reply;
		memcpy(cids_rig_modem.held, out, len);
		cids_rig_modem.held_len = len;
		return;
	}
	reply.fn(reply.ctx, reply.token, MBIM_STATUS_NONE,
		 att_bytes_of(out, len));
}

void cids_rig_has_mode(uint8_t mode)
{
	uint8_t tlvs[64];
	const struct qmi_dms_get_operating_mode_resp r = {.has.mode = true,
							  .mode = mode};

	cids_rig_answers(
		QMI_SERVICE_DMS, QMI_DMS_GET_OPERATING_MODE, 0, tlvs,
		qmi_dms_get_operating_mode_resp_encode(&r, tlvs, sizeof(tlvs)));
}

void cids_rig_goes_on(uint32_t status)
{
	const struct att_manager_reply reply = cids_rig_modem.reply;

	cids_rig_modem.reply.fn = NULL;
	reply.fn(reply.ctx, reply.token, status,
		 att_bytes_of(cids_rig_modem.held,
			      status ? 0 : cids_rig_modem.held_len));
	att_cids_settle(&cids_rig, cids_rig_now);
}

static bool on_forget(void *ctx, uint32_t token)
{
	(void)ctx;
	(void)token;
	return false; /* the modem has it */
}

static void on_told(void *ctx, struct att_bytes message)
{
	(void)ctx;
	assert_true(message.len <= sizeof(news));
	memcpy(news, message.p, message.len);
	assert_int_equal(mbim_msg_decode(att_bytes_of(news, message.len),
					 &cids_rig_client.news),
			 0);
	assert_int_equal(cids_rig_client.news.type,
			 (uint32_t)MBIM_MSG_INDICATE_STATUS);
	cids_rig_client.told += !cids_rig_client.gone;
}

static bool on_heard(void *ctx)
{
	(void)ctx;
	return !cids_rig_client.gone;
}

static void on_reply(void *ctx, uint32_t token, uint32_t status,
		     struct att_bytes body)
{
	(void)ctx;
	assert_int_equal(token, CIDS_RIG_TOKEN);
	cids_rig_client.replies++;
	cids_rig_client.status = status;
	assert_true(body.len <= sizeof(last));
	if (body.len)
		memcpy(last, body.p, body.len);
	cids_rig_client.body = att_bytes_of(last, body.len);
}

int cids_rig_setup(void **state)
{
	const struct att_cids_options options = {
		.status = on_status,
		.request = on_request,
		.forget = on_forget,
		.told = on_told,
		.heard = on_heard,
	};

	(void)state;
	memset(&cids_rig, 0, sizeof(cids_rig));
	memset(&cids_rig_modem, 0, sizeof(cids_rig_modem));
	cids_rig_modem.core.open = true;
	cids_rig_modem.core.n_sessions = 1;
	cids_rig_modem.up = 1;
	memset(&cids_rig_client, 0, sizeof(cids_rig_client));
	att_cids_init(&cids_rig, &options);
	return 0;
}

int cids_rig_teardown(void **state)
{
	(void)state;
	att_cids_fini(&cids_rig);
	return 0;
}

void cids_rig_answers(uint8_t service, uint16_t message, uint16_t error,
		      const void *tlvs, int len)
{
	assert_true(len >= 0 && cids_rig_modem.n_answers < CIDS_RIG_ANSWERS);
	cids_rig_modem.answer[cids_rig_modem.n_answers].service = service;
	cids_rig_modem.answer[cids_rig_modem.n_answers].message = message;
	cids_rig_modem.answer[cids_rig_modem.n_answers].error = error;
	cids_rig_modem.answer[cids_rig_modem.n_answers].len = (size_t)len;
	memcpy(cids_rig_modem.answer[cids_rig_modem.n_answers].tlvs, tlvs,
	       (size_t)len);
	cids_rig_modem.n_answers++;
}

void cids_rig_asks(unsigned service, uint32_t cid, bool set, const void *body,
		   int len)
{
	const struct mbim_msg command = {
		.type = MBIM_MSG_COMMAND,
		.service = mbim_services[service].uuid,
		.cid = cid,
		.code = set,
		.body = att_bytes_of(body, (size_t)len),
	};
	const struct att_manager_reply reply = {.fn = on_reply,
						.token = CIDS_RIG_TOKEN};

	assert_true(len >= 0);
	att_cids_command(&cids_rig, &command, reply);
	att_cids_settle(&cids_rig, cids_rig_now);
}

uint32_t cids_rig_status(unsigned service, uint32_t cid, bool set,
			 const void *body, int len)
{
	const unsigned before = cids_rig_client.replies;

	cids_rig_asks(service, cid, set, body, len);
	assert_int_equal(cids_rig_client.replies, before + 1);
	return cids_rig_client.status;
}

void cids_rig_has_card(uint8_t state, uint8_t pin_state, uint8_t pin,
		       uint8_t puk)
{
	const struct qmi_uim_card_status_cards_applications app = {
		.type = QMI_UIM_CARD_APPLICATION_TYPE_USIM,
		.state = state,
		.pin1_state = pin_state,
		.pin1_retries = pin,
		.puk1_retries = puk,
		.pin2_state = QMI_UIM_PIN_STATE_ENABLED_NOT_VERIFIED,
		.pin2_retries = 3,
		.puk2_retries = 10,
	};
	const struct qmi_uim_card_status_cards card = {
		.card_state = QMI_UIM_CARD_STATE_PRESENT,
		.applications = att_array_of(&app, 1),
	};
	const struct qmi_uim_get_card_status_resp r = {
		.has.card_status = true,
		.card_status = {.index_1x_primary = 0xffff,
				.index_gw_secondary = 0xffff,
				.index_1x_secondary = 0xffff,
				.cards = att_array_of(&card, 1)},
	};

	uint8_t tlvs[128];

	cids_rig_answers(
		QMI_SERVICE_UIM, QMI_UIM_GET_CARD_STATUS, 0, tlvs,
		qmi_uim_get_card_status_resp_encode(&r, tlvs, sizeof(tlvs)));
}
