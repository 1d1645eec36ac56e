/* The card behind QMI's UIM: files, commands on channels, and one PIN for these
 * and for the messages about PINs. */
#include "simodem_qmi.h"

#define UIM QMI_SERVICE_UIM

struct rig {
	struct qmi_host h;
	uint8_t client;
};

static void start(struct rig *r, const char *pin)
{
	struct sim_config c;

	qmi_host_config(&c);
	strcpy(c.pin, pin);
	qmi_host_start(&r->h, &c);
	r->client = qmi_host_client(&r->h, UIM);
	assert_true(r->client > 0);
}

/* A file of the application, as managers name it: low byte first. */
static const uint8_t usim[] = {0x00, 0x3f, 0xff, 0x7f};

static struct qmi_uim_file in_usim(uint16_t id)
{
	return (struct qmi_uim_file){
		.file_id = id, .file_path = att_bytes_of(usim, sizeof(usim))};
}

static uint16_t read_file(struct rig *r, uint16_t id,
			  struct qmi_uim_read_transparent_resp *answer)
{
	struct qmi_uim_read_transparent_req q = {
		.has = {.session = true,
			.file = true,
			.read_information = true},
		.file = in_usim(id),
	};
	uint16_t error =
		QMI_HOST_ASK(&r->h, UIM, r->client, QMI_UIM_READ_TRANSPARENT,
			     uim_read_transparent, &q);

	QMI_HOST_READ(&r->h, uim_read_transparent_resp, answer);
	return error;
}

static uint16_t read_record(struct rig *r, uint16_t id, uint16_t record,
			    struct qmi_uim_read_record_resp *answer)
{
	struct qmi_uim_read_record_req q = {
		.has = {.session = true, .file = true, .record = true},
		.file = in_usim(id),
		.record = {.record_number = record},
	};
	uint16_t error = QMI_HOST_ASK(&r->h, UIM, r->client,
				      QMI_UIM_READ_RECORD, uim_read_record, &q);

	QMI_HOST_READ(&r->h, uim_read_record_resp, answer);
	return error;
}

/* The answer's status words. */
static unsigned apdu(struct rig *r, uint8_t channel, const uint8_t *command,
		     size_t len)
{
	struct qmi_uim_send_apdu_req q = {
		.has = {.slot = true, .apdu = true, .channel_id = true},
		.slot = 1,
		.apdu = att_bytes_of(command, len),
		.channel_id = channel,
	};
	struct qmi_uim_send_apdu_resp answer;
	struct att_bytes b;

	assert_int_equal(QMI_HOST_ASK(&r->h, UIM, r->client, QMI_UIM_SEND_APDU,
				      uim_send_apdu, &q),
			 QMI_PROTOCOL_ERROR_NONE);
	QMI_HOST_READ(&r->h, uim_send_apdu_resp, &answer);
	b = answer.apdu_response;
	assert_true(b.len >= 2);
	return (unsigned)b.p[b.len - 2] << 8 | b.p[b.len - 1];
}

static uint16_t open_channel(struct rig *r, const uint8_t *aid, size_t len,
			     struct qmi_uim_open_logical_channel_resp *answer)
{
	struct qmi_uim_open_logical_channel_req q = {
		.has = {.slot = true, .aid = true},
		.slot = 1,
		.aid = att_bytes_of(aid, len),
	};
	uint16_t error = QMI_HOST_ASK(&r->h, UIM, r->client,
				      QMI_UIM_OPEN_LOGICAL_CHANNEL,
				      uim_open_logical_channel, &q);

	QMI_HOST_READ(&r->h, uim_open_logical_channel_resp, answer);
	return error;
}

static void check_attempts(struct rig *r, uint8_t state, uint8_t attempts)
{
	struct qmi_uim_get_card_status_resp s;
	struct qmi_uim_card_status_cards card;
	struct qmi_uim_card_status_cards_applications a;
	struct att_cursor at;

	assert_int_equal(
		qmi_host_ask(&r->h, UIM, r->client, QMI_UIM_GET_CARD_STATUS, 0),
		QMI_PROTOCOL_ERROR_NONE);
	QMI_HOST_READ(&r->h, uim_get_card_status_resp, &s);
	at = att_cursor_of(&s.card_status.cards);
	assert_true(qmi_uim_card_status_cards_next(&at, &card));
	at = att_cursor_of(&card.applications);
	assert_true(qmi_uim_card_status_cards_applications_next(&at, &a));
	assert_int_equal(a.pin1_state, state);
	assert_int_equal(a.pin1_retries, attempts);
}

static void pin_verified_by_a_command_is_seen_by_all(void **state)
{
	static const uint8_t wrong[] = {0,   0x20, 0,	 1,    8,    '0', '0',
					'0', '0',  0xff, 0xff, 0xff, 0xff};
	static const uint8_t right[] = {0,   0x20, 0,	 1,    8,    '1', '2',
					'3', '4',  0xff, 0xff, 0xff, 0xff};
	struct qmi_uim_read_transparent_resp file;
	struct rig r;

	(void)state;
	start(&r, "1234");
	assert_int_equal(read_file(&r, 0x6f07, &file),
			 QMI_PROTOCOL_ERROR_ACCESS_DENIED);
	assert_int_equal(file.card_result.sw1, 0x69);
	assert_int_equal(apdu(&r, 0, wrong, sizeof(wrong)), 0x63c2);
	check_attempts(&r, QMI_UIM_PIN_STATE_ENABLED_NOT_VERIFIED, 2);
	assert_int_equal(apdu(&r, 0, right, sizeof(right)), 0x9000);
	check_attempts(&r, QMI_UIM_PIN_STATE_ENABLED_VERIFIED, 3);
	assert_int_equal(read_file(&r, 0x6f07, &file), QMI_PROTOCOL_ERROR_NONE);
	assert_int_equal(file.read_result.len, 9);
	qmi_host_stop(&r.h);
}

static void records_are_read(void **state)
{
	struct qmi_uim_read_record_resp answer;
	struct rig r;

	(void)state;
	start(&r, "");
	assert_int_equal(read_record(&r, 0x6f40, 1, &answer),
			 QMI_PROTOCOL_ERROR_NONE);
	assert_int_equal(answer.read_result.len, 24);
	assert_int_equal(answer.read_result.p[11], 0x91);
	assert_int_equal(read_record(&r, 0x6f40, 2, &answer),
			 QMI_PROTOCOL_ERROR_INVALID_INDEX);
	assert_int_equal(answer.card_result.sw1, 0x6a);
	assert_int_equal(answer.card_result.sw2, 0x83);
	assert_int_equal(read_record(&r, 0x6fff, 1, &answer),
			 QMI_PROTOCOL_ERROR_SIM_FILE_NOT_FOUND);
	qmi_host_stop(&r.h);
}

static void attributes_have_the_access_conditions(void **state)
{
	struct qmi_uim_get_file_attributes_req q = {
		.has = {.session = true, .file = true},
		.file = in_usim(0x6f3b)};
	struct qmi_uim_get_file_attributes_resp answer;
	const struct qmi_uim_file_attributes *a = &answer.file_attributes;
	struct rig r;

	(void)state;
	start(&r, "1234");
	assert_int_equal(QMI_HOST_ASK(&r.h, UIM, r.client,
				      QMI_UIM_GET_FILE_ATTRIBUTES,
				      uim_get_file_attributes, &q),
			 QMI_PROTOCOL_ERROR_NONE);
	QMI_HOST_READ(&r.h, uim_get_file_attributes_resp, &answer);
	assert_int_equal(a->file_id, 0x6f3b);
	assert_int_equal(a->file_type, QMI_UIM_FILE_TYPE_LINEAR_FIXED);
	assert_int_equal(a->record_size, 24);
	assert_int_equal(a->record_count, 3);
	assert_int_equal(a->read_security_attributes,
			 QMI_UIM_SECURITY_ATTRIBUTE_PIN1);
	assert_int_equal(a->write_security_attributes,
			 QMI_UIM_SECURITY_ATTRIBUTE_PIN2);
	assert_int_equal(a->raw_data.p[0], 0x62);
	qmi_host_stop(&r.h);
}

static void channel_is_opened_used_and_closed(void **state)
{
	static const uint8_t aid[] = {0xa0, 0, 0, 0, 0x87, 0x10, 0x02};
	static const uint8_t select[] = {0, 0xa4, 0, 4, 2, 0x6f, 0x07};
	struct qmi_uim_open_logical_channel_resp opened;
	struct qmi_uim_logical_channel_req q = {
		.has = {.slot = true, .channel_id = true}, .slot = 1};
	struct rig r;

	(void)state;
	start(&r, "");
	assert_int_equal(open_channel(&r, aid, sizeof(aid), &opened),
			 QMI_PROTOCOL_ERROR_NONE);
	assert_int_equal(opened.channel_id, 1);
	assert_int_equal(opened.card_result.sw1, 0x90);
	assert_int_equal(opened.select_response.p[0], 0x62);
	assert_int_equal(apdu(&r, 1, select, sizeof(select)), 0x9000);
	q.channel_id = 1;
	assert_int_equal(QMI_HOST_ASK(&r.h, UIM, r.client,
				      QMI_UIM_LOGICAL_CHANNEL,
				      uim_logical_channel, &q),
			 QMI_PROTOCOL_ERROR_NONE);
	assert_int_equal(apdu(&r, 1, select, sizeof(select)), 0x6881);
	assert_int_equal(QMI_HOST_ASK(&r.h, UIM, r.client,
				      QMI_UIM_LOGICAL_CHANNEL,
				      uim_logical_channel, &q),
			 QMI_PROTOCOL_ERROR_INVALID_ARGUMENT);
	qmi_host_stop(&r.h);
}

static void application_that_is_missing_opens_no_channel(void **state)
{
	static const uint8_t isd_r[] = {0xa0, 0, 0, 5, 0x59, 0x10, 0x10};
	static const uint8_t aid[] = {0xa0, 0, 0, 0, 0x87, 0x10, 0x02};
	struct qmi_uim_open_logical_channel_resp opened;
	struct rig r;

	(void)state;
	start(&r, "");
	assert_int_equal(open_channel(&r, isd_r, sizeof(isd_r), &opened),
			 QMI_PROTOCOL_ERROR_SIM_FILE_NOT_FOUND);
	assert_int_equal(opened.card_result.sw1, 0x6a);
	assert_int_equal(opened.card_result.sw2, 0x82);
	assert_false(opened.has.channel_id);
	for (unsigned i = 1; i < 4; i++) {
		assert_int_equal(open_channel(&r, aid, sizeof(aid), &opened),
				 QMI_PROTOCOL_ERROR_NONE);
		assert_int_equal(opened.channel_id, i);
	}
	assert_int_equal(open_channel(&r, aid, sizeof(aid), &opened),
			 QMI_PROTOCOL_ERROR_INSUFFICIENT_RESOURCES);
	qmi_host_stop(&r.h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pin_verified_by_a_command_is_seen_by_all),
		cmocka_unit_test(records_are_read),
		cmocka_unit_test(attributes_have_the_access_conditions),
		cmocka_unit_test(channel_is_opened_used_and_closed),
		cmocka_unit_test(application_that_is_missing_opens_no_channel),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
