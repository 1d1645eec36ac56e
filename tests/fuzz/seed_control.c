/* Clients of the control socket as seeds: each opens its channel, agrees on a
 * version, chooses what it is told, and asks the modem, which answers and
 * tells. Those of QMI are given a client id each, ask, sync, and go. One asks
 * attache itself. */
#include "seed_control.h"

#include "generated/cids.h"
#include "generated/qmi_messages.h"
#include "wire/mbim/cid.h"
#include "wire/mbim/msg.h"
#include "wire/str.h"

enum { LEAVE, ANSWER = 0x10, TELL = 0x20, QMI = 0x41, SEND = 0x58 };

static size_t put_send(uint8_t *p, unsigned client, const uint8_t *msg, int len)
{
	p[0] = (uint8_t)(SEND | client);
	p[1] = (uint8_t)len;
	memcpy(p + 2, msg, (size_t)len);
	return (size_t)len + 2;
}

static size_t put_command(uint8_t *p, unsigned client, unsigned service,
			  uint32_t cid, uint32_t set, const void *body,
			  size_t len)
{
	uint8_t buf[256];

	memcpy(buf + MBIM_MSG_COMMAND_BODY, body, len);
	return put_send(p, client, buf,
			mbim_msg_encode_command(buf, sizeof(buf), 3,
						&mbim_services[service].uuid,
						cid, set, len));
}

static size_t put_begin(uint8_t *p, unsigned client, uint16_t ex)
{
	const struct mbim_ms_basic_connect_extensions_version_query q = {
		.mbim_version = 0x0100, .mbim_extended_version = ex};
	uint8_t buf[16];
	int len = mbim_msg_encode_simple(buf, sizeof(buf), MBIM_MSG_OPEN, 1,
					 client ? 4096 : 64);
	size_t n = put_send(p, client, buf, len);

	len = mbim_ms_basic_connect_extensions_version_query_encode(
		&q, buf, sizeof(buf));
	return n + put_command(p + n, client,
			       MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS,
			       MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_VERSION, 0,
			       buf, (size_t)len);
}

static size_t put_list(uint8_t *p, unsigned client)
{
	static const uint32_t cid = MBIM_CID_SMS_READ;
	const struct mbim_event_entry e = {
		.device_service_id = mbim_services[MBIM_SERVICE_SMS].uuid,
		.cids = att_array_of(&cid, 1)};
	const struct mbim_basic_connect_device_service_subscribe_list_set set =
		{.events = att_array_of(&e, 1)};
	uint8_t buf[128];
	int len = mbim_basic_connect_device_service_subscribe_list_set_encode(
		&set, buf, sizeof(buf));

	return put_command(p, client, MBIM_SERVICE_BASIC_CONNECT,
			   MBIM_CID_BASIC_CONNECT_DEVICE_SERVICE_SUBSCRIBE_LIST,
			   1, buf, (size_t)len);
}

static size_t put_answer(uint8_t *p, const void *body, uint8_t len)
{
	p[0] = ANSWER;
	p[1] = len;
	memcpy(p + 2, body, len);
	p[2 + len] = MBIM_STATUS_NONE;
	return 3u + len;
}

static size_t put_news(uint8_t *p, uint8_t cid)
{
	static const uint8_t body[40] = {1, 0, 0, 0, 1};

	p[0] = TELL;
	p[1] = MBIM_SERVICE_BASIC_CONNECT;
	p[2] = cid;
	p[3] = sizeof(body);
	memcpy(p + 4, body, sizeof(body));
	return 4 + sizeof(body);
}

static size_t put_frame(uint8_t *p, unsigned client, uint8_t service,
			uint8_t id, uint16_t message, const char *tlvs,
			size_t len)
{
	const struct qmi_head head = {.service = service,
				      .client = id,
				      .transaction = 3,
				      .message = message};
	uint8_t buf[64];

	memcpy(buf + qmi_head_len(service), tlvs, len);
	return put_send(p, client, buf, (int)qmi_head_put(&head, len, buf));
}

static size_t put_indication(uint8_t *p, uint8_t id)
{
	static const uint8_t news[] = {TELL, QMI_SERVICE_DMS, 0, 1, 0};

	memcpy(p, news, sizeof(news));
	p[2] = id;
	return sizeof(news);
}

static size_t put_qmi(uint8_t *p)
{
	size_t n = 0;

	p[n++] = QMI;
	for (unsigned client = 0; client < 2; client++) {
		n += put_frame(p + n, client, QMI_SERVICE_CTL, 0,
			       QMI_CTL_INTERNAL_PROXY_OPEN, "\1\1\0/", 4);
		n += put_frame(p + n, client, QMI_SERVICE_CTL, 0,
			       QMI_CTL_ALLOCATE_CID, "\1\1\0\2", 4);
		n += put_answer(p + n, "", 0);
		n += put_frame(p + n, client, QMI_SERVICE_DMS, 1,
			       QMI_DMS_GET_MODEL, "", 0);
		n += put_answer(p + n, "\2\4\0\0\0\0\0", 7);
		n += put_frame(p + n, client, QMI_SERVICE_CTL, 0, QMI_CTL_SYNC,
			       "", 0);
	}
	n += put_indication(p + n, 1);
	n += put_indication(p + n, QMI_CLIENT_ALL);
	n += put_frame(p + n, 0, QMI_SERVICE_CTL, 0, QMI_CTL_RELEASE_CID,
		       "\1\2\0\2\1", 5);
	n += put_answer(p + n, "\2\4\0\0\0\0\0", 7);
	p[n++] = LEAVE | 1;
	return n;
}

/* A client of MBIM at a modem of QMI: two client ids are given, the answers are
 * successes without more, and a code is entered. */
static size_t put_cids(uint8_t *p)
{
	static const uint32_t asked[] = {
		MBIM_CID_BASIC_CONNECT_DEVICE_CAPS,
		MBIM_CID_BASIC_CONNECT_SUBSCRIBER_READY_STATUS,
		MBIM_CID_BASIC_CONNECT_PIN};
	static const uint8_t pin[] = {2, 0, 0,	 0, 0,	 0, 0,	 0, 24,	 0, 0,
				      0, 8, 0,	 0, 0,	 0, 0,	 0, 0,	 0, 0,
				      0, 0, '1', 0, '2', 0, '3', 0, '4', 0};
	size_t n = 0;

	p[n++] = QMI;
	n += put_begin(p + n, 0, MBIM_EX_2);
	for (unsigned i = 0; i < sizeof(asked) / sizeof(asked[0]); i++) {
		n += put_command(p + n, 0, MBIM_SERVICE_BASIC_CONNECT, asked[i],
				 0, "", 0);
		for (unsigned k = 0; k < 6; k++)
			n += put_answer(p + n, "\2\4\0\0\0\0\0", 7);
	}
	n += put_indication(p + n, 1);
	n += put_command(p + n, 0, MBIM_SERVICE_BASIC_CONNECT,
			 MBIM_CID_BASIC_CONNECT_PIN, 1, pin, sizeof(pin));
	for (unsigned k = 0; k < 4; k++)
		n += put_answer(p + n, "\2\4\0\1\0\14\0\20\2\0\2\12", 12);
	return n;
}

/* Each query of attache's own service, for the first session where it asks for
 * one, and two sets: session 0 with an APN of four letters, and what is
 * wanted. */
static size_t put_own(uint8_t *p)
{
	static const uint8_t zero[4], want[4] = {MBIM_WANTED_ATTACHED};
	static const struct mbim_attache_session_set session = {
		.apn = ATT_STR("four")};
	uint8_t set[128];
	int len = mbim_attache_session_set_encode(&session, set, sizeof(set));
	size_t n = put_begin(p, 0, MBIM_EX_2);

	for (uint32_t cid = 1; cid <= MBIM_CID_ATTACHE_MODEMS; cid++)
		n += put_command(p + n, 0, MBIM_SERVICE_ATTACHE, cid, 0, zero,
				 cid == MBIM_CID_ATTACHE_SESSION ? sizeof(zero)
								 : 0);
	n += put_command(p + n, 0, MBIM_SERVICE_ATTACHE,
			 MBIM_CID_ATTACHE_SESSION, 1, set, (size_t)len);
	return n + put_command(p + n, 0, MBIM_SERVICE_ATTACHE,
			       MBIM_CID_ATTACHE_WANT, 1, want, sizeof(want));
}

size_t seed_control(unsigned i, uint8_t *p)
{
	static const uint8_t session[64] = {1}, zeroes[96];
	size_t n = 0;

	if (i == SEED_CONTROL_QMI)
		return put_qmi(p);
	if (i == SEED_CONTROL_CIDS)
		return put_cids(p);
	if (i == SEED_CONTROL_OWN)
		return put_own(p);
	for (unsigned client = 0; client < 3; client++)
		n += put_begin(p + n, client,
			       (uint16_t)(MBIM_EX_1 * (client + 1)));
	n += put_list(p + n, i);
	n += put_answer(p + n, zeroes, 4);
	n += put_command(p + n, 0, MBIM_SERVICE_BASIC_CONNECT,
			 MBIM_CID_BASIC_CONNECT_CONNECT, i, session,
			 sizeof(session));
	n += put_answer(p + n, zeroes, 36);
	n += put_command(p + n, 1, MBIM_SERVICE_BASIC_CONNECT,
			 MBIM_CID_BASIC_CONNECT_REGISTER_STATE, 0, "", 0);
	n += put_answer(p + n, zeroes, sizeof(zeroes));
	n += put_news(p + n, MBIM_CID_BASIC_CONNECT_RADIO_STATE);
	return n + put_news(p + n, MBIM_CID_BASIC_CONNECT_SIGNAL_STATE);
}
