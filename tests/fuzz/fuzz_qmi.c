/* QMI: frames as they are, and TLVs under each layout of the spec. A byte says
 * which; of TLVs two bytes say whose they are, and each has its type and a byte
 * for its length in front, so that what is in them is damaged more often than
 * where they begin. */
#include <stdlib.h>

#include "base/errors.h"
#include "fuzz.h"
#include "support/qmi_straight.h"
#include "support/qmi_value.h"
#include "unit/wire_json.h"
#include "wire/qmi/message.h"

#define ROOM  65536u
#define TEXT  (1u << 19)
#define TLVS  4096u
#define FRAME (TLVS + 16)

static char text[TEXT], text_of_copy[TEXT];

static void walk(const struct qmi_message *qmi)
{
	struct att_bytes list = qmi->tlvs;
	const uint8_t *at = list.p;
	struct qmi_tlv tlv;

	while (qmi_tlv_next(&list, &tlv)) {
		FUZZ_CLAIM(tlv.value.p == at + 3);
		at += 3 + tlv.value.len;
	}
	FUZZ_CLAIM(list.len == 0 && at == qmi->tlvs.p + qmi->tlvs.len);
}

static void claims_of_text(struct att_bytes frame, int err)
{
	struct att_text t;

	for (unsigned show = ATT_SHOW_MASKED; show <= ATT_SHOW_ALL; show++) {
		att_text_init(&t, text, TEXT);
		FUZZ_CLAIM(qmi_frame_json(frame, (enum att_show)show, &t) ==
			   err);
		FUZZ_CLAIM(t.cut || wire_json_valid(text, t.len));
		att_text_init(&t, text, 1 + frame.len % 61);
		FUZZ_CLAIM(qmi_frame_print(frame, (enum att_show)show, &t) ==
			   err);
		FUZZ_CLAIM(t.len <= frame.len % 61 && text[t.len] == '\0');
	}
}

/* A masked copy is a frame as long as it was, and shown as the frame is when it
 * is hidden. */
static void claims_of_mask(struct att_bytes frame, int err)
{
	uint8_t *copy = fuzz_copy(frame);
	struct qmi_message m;
	struct att_text t;

	qmi_mask(frame, copy);
	if (!err) {
		FUZZ_CLAIM(!qmi_decode(att_bytes_of(copy, frame.len), &m));
		att_text_init(&t, text, TEXT);
		(void)qmi_frame_print(frame, ATT_SHOW_MASKED, &t);
		att_text_init(&t, text_of_copy, TEXT);
		(void)qmi_frame_print(att_bytes_of(copy, frame.len),
				      ATT_SHOW_MASKED, &t);
		FUZZ_CLAIM(!strcmp(text, text_of_copy));
	}
	free(copy);
}

static void claims_of_frame(struct att_bytes frame)
{
	struct qmi_message qmi;
	int err = qmi_decode(frame, &qmi);

	FUZZ_CLAIM(err == 0 || err == ATT_E_SHORT || err == ATT_E_TYPE ||
		   err == ATT_E_LENGTH || err == ATT_E_VALUE);
	if (err == 0) {
		FUZZ_CLAIM(qmi.tlvs.p + qmi.tlvs.len == frame.p + frame.len);
		FUZZ_CLAIM(qmi_kind_name(qmi.head.kind));
		walk(&qmi);
	}
	claims_of_text(frame, err);
	claims_of_mask(frame, err);
}

/* The tables and the straight code see the same, and write it alike. */
static void claims_of_layout(const struct qmi_straight_message *m,
			     struct att_bytes tlvs)
{
	static uint8_t one[ROOM], other[ROOM];
	uint8_t *slow = fuzz_alloc(m->layout->size);
	uint8_t *fast = fuzz_alloc(m->layout->size);
	struct value_pool pool = {NULL};
	char why[400];
	int n;

	FUZZ_CLAIM(qmi_layout_decode(m->layout, tlvs, slow) == 0);
	FUZZ_CLAIM(m->decode(tlvs, fast) == 0);
	FUZZ_CLAIM(!memcmp(slow, fast, m->layout->n_fields));
	FUZZ_CLAIM(!value_differ(qmi_value(&pool, m->layout, slow, false),
				 qmi_value(&pool, m->layout, fast, true), why,
				 sizeof(why)));
	n = qmi_layout_encode(m->layout, slow, one, ROOM);
	FUZZ_CLAIM(n >= 0 && m->encode(fast, other, ROOM) == n);
	FUZZ_CLAIM(!memcmp(one, other, (size_t)n));
	value_release(&pool);
	free(fast);
	free(slow);
}

/* Into a frame of the message that the layout is of, if it has a number. */
static void claims_of_message(const struct att_layout *layout,
			      struct att_bytes tlvs)
{
	static uint8_t frame[FRAME];

	for (uint16_t i = 0; i < qmi_services_count; i++) {
		const struct qmi_service_info *s = &qmi_services[i];
		struct qmi_head h = {.service = (uint8_t)s->number};
		size_t head = qmi_head_len(h.service), len;
		uint8_t *copy;

		for (unsigned k = 0; k < 3u * s->n_messages; k++) {
			if (qmi_layout(s->messages[k / 3].holds[k % 3]) !=
			    layout)
				continue;
			h.message = s->messages[k / 3].number;
			h.kind = (enum qmi_kind)(k % 3);
			memcpy(frame + head, tlvs.p, tlvs.len);
			len = qmi_head_put(&h, tlvs.len, frame);
			copy = fuzz_copy(att_bytes_of(frame, len));
			claims_of_frame(att_bytes_of(copy, len));
			free(copy);
			return;
		}
	}
}

/* TLVs whose lengths fit. */
static size_t put_tlvs(struct att_bytes in, uint8_t *to)
{
	size_t len = 0;

	while (in.len > 1) {
		uint8_t type = fuzz_u8(&in);
		struct att_bytes value = fuzz_take(&in, fuzz_u8(&in));

		if (len + 3 + value.len > TLVS)
			break;
		to[len] = type;
		att_put16(to + len + 1, (uint16_t)value.len);
		memcpy(to + len + 3, value.p, value.len);
		len += 3 + value.len;
	}
	return len;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint32_t n_messages;
	static uint8_t room[TLVS];
	struct att_bytes in = {data, size};
	bool raw = fuzz_u8(&in) & 1;
	uint8_t *copy;

	while (qmi_straight_messages()[n_messages].layout)
		n_messages++;
	if (raw) {
		copy = fuzz_copy(in);
		claims_of_frame(att_bytes_of(copy, in.len));
	} else {
		uint16_t i = (uint16_t)(fuzz_u16(&in) % n_messages);
		struct att_bytes tlvs = {room, put_tlvs(in, room)};

		copy = fuzz_copy(tlvs);
		tlvs.p = copy;
		claims_of_layout(&qmi_straight_messages()[i], tlvs);
		claims_of_message(qmi_straight_messages()[i].layout, tlvs);
	}
	free(copy);
	return 0;
}
