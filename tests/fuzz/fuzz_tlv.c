/* Lists of MBIMEx 3 TLVs: what was checked is what is walked. */
#include <stdlib.h>

#include "base/errors.h"
#include "fuzz.h"
#include "wire/tlv.h"

static void walk(struct mbim_bytes list)
{
	struct mbim_tlv tlv;
	const uint8_t *at = list.p;

	while (mbim_tlv_next(&list, &tlv)) {
		FUZZ_CLAIM(tlv.whole.p == at);
		FUZZ_CLAIM(tlv.data.p == at + MBIM_TLV_HEADER);
		FUZZ_CLAIM(tlv.whole.len >= MBIM_TLV_HEADER + tlv.data.len);
		at += tlv.whole.len;
		FUZZ_CLAIM(list.p == at);
	}
	FUZZ_CLAIM(list.len == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *copy = fuzz_copy(mbim_bytes_of(data, size));
	struct mbim_bytes in = {copy, size}, list;
	struct mbim_tlv first;
	int err = mbim_tlv_first(in, &first);

	FUZZ_CLAIM(err == 0 || err == MBIM_E_RANGE ||
		   (err == MBIM_E_SHORT && size < MBIM_TLV_HEADER));
	if (err == 0)
		FUZZ_CLAIM(first.whole.p == copy && first.whole.len <= size);
	err = mbim_tlv_check(in, &list);
	FUZZ_CLAIM(err == 0 || err == MBIM_E_RANGE);
	if (err == 0) {
		FUZZ_CLAIM(size - list.len < MBIM_TLV_HEADER);
		walk(list);
	}
	free(copy);
	return 0;
}
