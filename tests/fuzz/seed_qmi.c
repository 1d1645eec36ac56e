/* Messages of QMI as a modem and its host would send them. */
#include "seed_qmi.h"

#include <string.h>

#include "support/qmi_random.h"
#include "support/qmi_straight.h"
#include "wire/qmi/qmi.h"

static const uint8_t request[] = {1, 12, 0, 0, 2, 1, 0, 1, 0, 0x23, 0, 0, 0};
static const uint8_t response[] = {1, 23, 0, 0x80, 2, 1, 2, 1, 0, 0x23, 0, 11,
				   0, 2,  4, 0,	   0, 0, 0, 0, 1, 1,	0, 'r'};

size_t seed_qmi_frames(uint8_t *buf)
{
	memcpy(buf, request, sizeof(request));
	memcpy(buf + sizeof(request), response, sizeof(response));
	return sizeof(request) + sizeof(response);
}

/* A byte is enough for the lengths of most TLVs. */
static size_t put_tlvs(struct att_bytes list, uint8_t *to)
{
	struct qmi_tlv tlv;
	size_t len = 0;

	while (qmi_tlv_next(&list, &tlv) && len + 2 + 255 < SEED_QMI - 3) {
		uint8_t n =
			(uint8_t)(tlv.value.len < 255 ? tlv.value.len : 255);

		to[len] = tlv.type;
		to[len + 1] = n;
		memcpy(to + len + 2, tlv.value.p, n);
		len += 2u + n;
	}
	return len;
}

static size_t put_message(unsigned i, uint8_t *buf)
{
	const struct qmi_straight_message *m = &qmi_straight_messages()[i];
	static uint8_t tlvs[65536];
	struct random_value random;
	int n;

	random_value_init(&random, i, RANDOM_SHORT, false);
	n = m->encode(qmi_random_of(&random, m->layout), tlvs, sizeof(tlvs));
	value_release(&random.pool);
	buf[0] = 0;
	att_put16(buf + 1, (uint16_t)i);
	return 3 + put_tlvs(att_bytes_of(tlvs, n > 0 ? (size_t)n : 0), buf + 3);
}

size_t seed_qmi(unsigned i, uint8_t *buf)
{
	const uint8_t *frame = i ? response : request;
	size_t len = i ? sizeof(response) : sizeof(request);

	if (i >= 2 && !qmi_straight_messages()[i - 2].layout)
		return 0;
	if (i >= 2)
		return put_message(i - 2, buf);
	buf[0] = 1;
	memcpy(buf + 1, frame, len);
	return 1 + len;
}
