/* Lists of MBIMEx 3 TLVs: what was checked is what is walked. */
#include <stdlib.h>

#include "base/errors.h"
#include "fuzz.h"
#include "wire/tlv.h"

static void walk(struct att_bytes list)
{
	struct att_tlv tlv;
	const uint8_t *at = list.p;

	while (att_tlv_next(&list, &tlv)) {
		FUZZ_CLAIM(tlv.whole.p == at);
		FUZZ_CLAIM(tlv.data.p == at + ATT_TLV_HEADER);
		FUZZ_CLAIM(tlv.whole.len >= ATT_TLV_HEADER + tlv.data.len);
		at += tlv.whole.len;
		FUZZ_CLAIM(list.p == at);
	}
	FUZZ_CLAIM(list.len == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *copy = fuzz_copy(att_bytes_of(data, size));
	struct att_bytes in = {copy, size}, list;
	struct att_tlv first;
	int err = att_tlv_first(in, &first);

	FUZZ_CLAIM(err == 0 || err == ATT_E_RANGE ||
		   (err == ATT_E_SHORT && size < ATT_TLV_HEADER));
	if (err == 0)
		FUZZ_CLAIM(first.whole.p == copy && first.whole.len <= size);
	err = att_tlv_check(in, &list);
	FUZZ_CLAIM(err == 0 || err == ATT_E_RANGE);
	if (err == 0) {
		FUZZ_CLAIM(size - list.len < ATT_TLV_HEADER);
		walk(list);
	}
	free(copy);
	return 0;
}
