/* Iterating MBIMEx 3 TLVs, unaligned and bounded. */
#include "wire/tlv.h"

#include "base/errors.h"

int mbim_tlv_first(struct mbim_bytes b, struct mbim_tlv *out)
{
	uint64_t len;

	if (b.len < MBIM_TLV_HEADER)
		return MBIM_E_SHORT;
	len = mbim_get32(b.p + 4);
	if (!mbim_bytes_sub(b, 0, MBIM_TLV_HEADER + len + b.p[3], &out->whole))
		return MBIM_E_RANGE;
	out->type = mbim_get16(b.p);
	out->data = mbim_bytes_of(b.p + MBIM_TLV_HEADER, (size_t)len);
	return 0;
}

bool mbim_tlv_next(struct mbim_bytes *list, struct mbim_tlv *out)
{
	if (mbim_tlv_first(*list, out))
		return false;
	list->p += out->whole.len;
	list->len -= out->whole.len;
	return true;
}

int mbim_tlv_check(struct mbim_bytes b, struct mbim_bytes *list)
{
	struct mbim_bytes rest = b;
	struct mbim_tlv tlv;

	while (mbim_tlv_next(&rest, &tlv))
		;
	*list = mbim_bytes_of(b.p, b.len - rest.len);
	return rest.len < MBIM_TLV_HEADER ? 0 : MBIM_E_RANGE;
}
