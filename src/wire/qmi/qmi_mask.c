/* Masking the personal data of a QMUX frame in a copy of it. */
#include "wire/mask.h"
#include "wire/qmi/message.h"

/* No content of a TLV that does not fit: with every count as high as it can be
 * it does not fit the copy either, which so tells the same as the frame. */
#define SPOILT 0xff

/* The personal fields of a TLV that is known; all of it if it does not fit, and
 * what is behind the last field, for nobody knows what it is. */
static void mask_known(struct att_bytes value, const struct att_field *f,
		       uint8_t *copy)
{
	struct att_mask_range far = {value.p + value.len, value.p};
	const struct att_mask m = {.from = value.p,
				   .to = copy,
				   .far = &far,
				   .inline_end = value.p};
	struct att_walk w = att_walk_of(NULL, value);

	if (att_mask_field(&m, &w, f))
		memset(copy, SPOILT, value.len);
	else
		memset(copy + (w.rest.p - value.p), '*', w.rest.len);
}

void qmi_mask(struct att_bytes b, uint8_t *copy)
{
	const struct att_layout *layout = NULL;
	const struct qmi_message_info *info;
	struct qmi_message m;
	struct qmi_tlv tlv;

	if (qmi_decode(b, &m)) {
		memset(copy, '*', b.len);
		return;
	}
	info = qmi_message_of(&m);
	if (info)
		layout = qmi_message_layout(info, m.head.kind);
	while (qmi_tlv_next(&m.tlvs, &tlv)) {
		const struct att_field *f = NULL;
		uint8_t *to = copy + (tlv.value.p - b.p);

		if (layout)
			f = qmi_layout_tlv(layout, tlv.type);
		if (f)
			mask_known(tlv.value, f, to);
		else if (qmi_is_result(&m, &tlv))
			memset(to + 4, '*', tlv.value.len - 4);
		else if (!qmi_is_client(&m, &tlv))
			memset(to, '*', tlv.value.len);
	}
}
