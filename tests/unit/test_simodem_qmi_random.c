/* The simulated modem that speaks QMI and anything that a host may say: each
 * request of its table gets one answer, whatever is in it. */
#include <string.h>

#include "simodem_qmi.h"
#include "tools/simodem/qmi.h"

#define ROUNDS 40

static uint32_t next(uint32_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return *seed;
}

/* TLVs of small types, with lengths that fit and values of any kind. */
static int put_tlvs(uint8_t *p, uint32_t *seed)
{
	int len = 0;

	for (uint32_t n = next(seed) % 6; n > 0; n--) {
		uint32_t value = next(seed) % 40;

		p[len] = (uint8_t)(next(seed) % 4 == 0 ? next(seed)
						       : 1 + next(seed) % 0x35);
		att_put16(p + len + 1, (uint16_t)value);
		for (uint32_t i = 0; i < value; i++)
			p[len + 3 + (int)i] =
				(uint8_t)(next(seed) % 3 == 0 ? next(seed)
							      : next(seed) % 8);
		len += 3 + (int)value;
	}
	return len;
}

/* Passes over what is told meanwhile. */
static bool is_answered(struct qmi_host *h, uint16_t transaction,
			uint16_t message)
{
	while (qmi_host_next(h))
		if (h->got.head.kind == QMI_RESPONSE) {
			assert_int_equal(h->got.head.transaction, transaction);
			assert_int_equal(h->got.head.message, message);
			return true;
		}
	return false;
}

static void ask(struct qmi_host *h, const struct sim_qmi_row *row,
		const uint8_t *client, int len)
{
	uint16_t transaction = qmi_host_send(
		h, row->service, client[row->service], row->message, len);

	assert_true(is_answered(h, transaction, row->message));
}

/* What ends the game for all clients is left out. */
static bool ends_it(const struct sim_qmi_row *row)
{
	return row->service == QMI_SERVICE_CTL &&
	       (row->message == QMI_CTL_SYNC ||
		row->message == QMI_CTL_ALLOCATE_CID ||
		row->message == QMI_CTL_RELEASE_CID);
}

static void start(struct qmi_host *h, uint8_t *client)
{
	struct sim_config c;

	qmi_host_config(&c);
	c.nr = true;
	c.slots = 2;
	qmi_host_start(h, &c);
	memset(client, 0, 256);
	for (uint32_t i = 0; i < sim_qmi_rows_count; i++) {
		uint8_t service = sim_qmi_rows[i].service;

		if (service != QMI_SERVICE_CTL && client[service] == 0)
			client[service] = qmi_host_client(h, service);
	}
}

static void every_message_is_answered_without_a_tlv(void **state)
{
	uint8_t client[256];
	struct qmi_host h;

	(void)state;
	start(&h, client);
	for (uint32_t i = 0; i < sim_qmi_rows_count; i++)
		if (!ends_it(&sim_qmi_rows[i]))
			ask(&h, &sim_qmi_rows[i], client, 0);
	qmi_host_stop(&h);
}

static void every_message_is_answered_whatever_it_holds(void **state)
{
	uint8_t client[256];
	uint32_t seed = 0x2545f491;
	struct qmi_host h;

	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		start(&h, client);
		for (uint32_t i = 0; i < 4 * sim_qmi_rows_count; i++) {
			const struct sim_qmi_row *row =
				&sim_qmi_rows[next(&seed) % sim_qmi_rows_count];

			if (!ends_it(row))
				ask(&h, row, client, put_tlvs(h.tlvs, &seed));
		}
		qmi_host_stop(&h);
	}
}

static void no_row_stands_twice(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < sim_qmi_rows_count; i++)
		for (uint32_t k = 0; k < i; k++)
			assert_false(sim_qmi_rows[i].service ==
					     sim_qmi_rows[k].service &&
				     sim_qmi_rows[i].message ==
					     sim_qmi_rows[k].message);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_message_is_answered_without_a_tlv),
		cmocka_unit_test(every_message_is_answered_whatever_it_holds),
		cmocka_unit_test(no_row_stands_twice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
