/* QMUX frames: what was accepted is walked to its end. */
#include <stdlib.h>

#include "base/errors.h"
#include "fuzz.h"
#include "wire/qmi/message.h"

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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *copy = fuzz_copy(att_bytes_of(data, size));
	struct att_bytes frame = {copy, size};
	struct qmi_message qmi;
	int err = qmi_decode(frame, &qmi);

	FUZZ_CLAIM(err == 0 || err == ATT_E_SHORT || err == ATT_E_TYPE ||
		   err == ATT_E_LENGTH || err == ATT_E_VALUE);
	if (err == 0) {
		FUZZ_CLAIM(qmi.tlvs.p + qmi.tlvs.len == copy + size);
		FUZZ_CLAIM(qmi_kind_name(qmi.head.kind));
		qmi_service_name(qmi.head.service);
		qmi_message_name(&qmi.head);
		walk(&qmi);
	}
	free(copy);
	return 0;
}
