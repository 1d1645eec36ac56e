/* QMUX frames: what was accepted is walked to its end. */
#include <stdlib.h>

#include "base/errors.h"
#include "fuzz.h"
#include "wire/qmi/qmi.h"

static void walk(const struct mbim_qmi *qmi)
{
	struct att_bytes list = qmi->tlvs;
	const uint8_t *at = list.p;
	struct mbim_qmi_tlv tlv;

	while (mbim_qmi_next_tlv(&list, &tlv)) {
		FUZZ_CLAIM(tlv.value.p == at + 3);
		at += 3 + tlv.value.len;
	}
	FUZZ_CLAIM(list.len == 0 && at == qmi->tlvs.p + qmi->tlvs.len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *copy = fuzz_copy(att_bytes_of(data, size));
	struct att_bytes frame = {copy, size};
	struct mbim_qmi qmi;
	int err = mbim_qmi_decode(frame, &qmi);

	FUZZ_CLAIM(err == 0 || err == ATT_E_SHORT || err == ATT_E_TYPE ||
		   err == ATT_E_LENGTH || err == ATT_E_VALUE);
	if (err == 0) {
		FUZZ_CLAIM(qmi.tlvs.p + qmi.tlvs.len == copy + size);
		FUZZ_CLAIM(mbim_qmi_kind_name(qmi.kind));
		mbim_qmi_service_name(qmi.service);
		mbim_qmi_message_name(qmi.service, qmi.message);
		walk(&qmi);
	}
	free(copy);
	return 0;
}
