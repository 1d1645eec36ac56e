/* Clients of the control socket as seeds: each opens its channel, agrees on a
 * version, chooses what it is told, and asks the modem, which answers and
 * tells. */
#include "seed_control.h"

#include "generated/cids.h"
#include "wire/mbim/cid.h"
#include "wire/mbim/msg.h"

enum { ANSWER = 0x10, TELL = 0x20, SEND = 0x58 };

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

size_t seed_control(unsigned i, uint8_t *p)
{
	static const uint8_t session[64] = {1}, zeroes[96];
	size_t n = 0;

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
