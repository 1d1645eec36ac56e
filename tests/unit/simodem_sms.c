/* What the tests of short messages do with the simulated modem. */
#include "simodem_sms.h"

void sms_command(struct fixture *f, const char *line)
{
	assert_true(sim_modem_command(f->m, line, f->now));
	fixture_pass(f, 0);
}

/* --- READ ------------------------------------------------------------------
 */

void sms_decode(struct fixture *f, struct sms_messages *r)
{
	struct mbim_sms_read_response all;
	struct att_cursor c;

	assert_int_equal(mbim_sms_read_response_decode(f->got.body, &all), 0);
	assert_int_equal(all.format, MBIM_SMS_FORMAT_PDU);
	c = att_cursor_of(&all.pdu_messages);
	for (r->n = 0; mbim_sms_pdu_read_record_next(&c, &r->at[r->n]);)
		r->n++;
}

uint32_t sms_read(struct fixture *f, uint32_t flag, uint32_t index,
		  struct sms_messages *r)
{
	const struct mbim_sms_read_query q = {.flag = flag,
					      .message_index = index};
	uint8_t body[16];
	int len = mbim_sms_read_query_encode(&q, body, sizeof(body));
	uint32_t status =
		fixture_command(f, SMS(READ), false, body, (size_t)len);

	if (status == MBIM_STATUS_NONE)
		sms_decode(f, r);
	return status;
}

uint32_t sms_count(struct fixture *f, uint32_t flag)
{
	struct sms_messages r;

	assert_int_equal(sms_read(f, flag, 0, &r), MBIM_STATUS_NONE);
	return r.n;
}

struct att_sms sms_message(const struct mbim_sms_pdu_read_record *r)
{
	struct att_sms s;

	assert_int_equal(att_sms_decode(r->pdu_data, &s), (int)r->pdu_data.len);
	return s;
}

void sms_check(const struct mbim_sms_pdu_read_record *r, uint32_t index,
	       uint32_t status, const char *peer, const char *text)
{
	char number[ATT_SMS_ADDRESS_MAX], got[512];
	struct att_sms s = sms_message(r);

	assert_int_equal(r->message_index, index);
	assert_int_equal(r->message_status, status);
	att_sms_address_text(&s.peer, number);
	assert_string_equal(number, peer);
	assert_true(att_sms_text(&s, got, sizeof(got)) >= 0);
	assert_string_equal(got, text);
}

void sms_check_status(struct fixture *f, uint32_t flag, uint32_t index)
{
	struct mbim_sms_message_store_status_response r;

	assert_int_equal(
		mbim_sms_message_store_status_response_decode(f->got.body, &r),
		0);
	assert_int_equal(r.flag, flag);
	assert_int_equal(r.message_index, index);
}

/* --- other CIDs ------------------------------------------------------------
 */

uint32_t sms_delete(struct fixture *f, uint32_t flag, uint32_t index)
{
	const struct mbim_sms_delete_set s = {.flag = flag,
					      .message_index = index};
	uint8_t body[16];
	int len = mbim_sms_delete_set_encode(&s, body, sizeof(body));

	return fixture_command(f, SMS(DELETE), true, body, (size_t)len);
}

uint32_t sms_send_pdu(struct fixture *f, const uint8_t *pdu, size_t n)
{
	const struct mbim_sms_send_set s = {
		.format = MBIM_SMS_FORMAT_PDU,
		.pdu_message.pdu_data = att_bytes_of(pdu, n),
	};
	uint8_t body[256];
	int len = mbim_sms_send_set_encode(&s, body, sizeof(body));

	assert_true(len > 0);
	return fixture_command(f, SMS(SEND), true, body, (size_t)len);
}

/* bits: of the first octet beside SUBMIT. */
uint32_t sms_send(struct fixture *f, const char *to, const char *text,
		  uint8_t bits)
{
	struct att_sms s = {.first = (uint8_t)(ATT_SMS_SUBMIT | bits)};
	uint8_t pdu[ATT_SMS_PDU_MAX];
	struct att_sms_split x;
	int len;

	assert_true(att_sms_address_of(to, &s.peer));
	assert_int_equal(att_sms_split(att_bytes_of(text, strlen(text)), &x),
			 0);
	att_sms_put_part(&s, &x, 1, 0);
	len = att_sms_encode(&s, pdu, sizeof(pdu));
	assert_true(len > 0);
	return sms_send_pdu(f, pdu, (size_t)len);
}

uint32_t sms_reference(struct fixture *f)
{
	struct mbim_sms_send_response r;

	assert_int_equal(mbim_sms_send_response_decode(f->got.body, &r), 0);
	return r.message_reference;
}

void sms_check_configuration(struct fixture *f, uint32_t state, uint32_t places,
			     const char *centre)
{
	struct mbim_sms_configuration_response r;
	char text[24];

	assert_int_equal(
		mbim_sms_configuration_response_decode(f->got.body, &r), 0);
	assert_int_equal(r.sms_storage_state, state);
	assert_int_equal(r.max_messages, places);
	assert_true(att_str_get(&r.sc_address, text, sizeof(text)) >= 0);
	assert_string_equal(text, centre);
}
