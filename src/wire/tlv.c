/* Iterating MBIMEx 3 TLVs, unaligned and bounded. */
#include "wire/tlv.h"

#include "base/errors.h"

int att_tlv_first(struct att_bytes b, struct att_tlv *out)
{
	uint64_t len;

	if (b.len < ATT_TLV_HEADER)
		return ATT_E_SHORT;
	len = att_get32(b.p + 4);
	if (!att_bytes_sub(b, 0, ATT_TLV_HEADER + len + b.p[3], &out->whole))
		return ATT_E_RANGE;
	out->type = att_get16(b.p);
	out->data = att_bytes_of(b.p + ATT_TLV_HEADER, (size_t)len);
	return 0;
}

bool att_tlv_next(struct att_bytes *list, struct att_tlv *out)
{
	if (att_tlv_first(*list, out))
		return false;
	list->p += out->whole.len;
	list->len -= out->whole.len;
	return true;
}

int att_tlv_check(struct att_bytes b, struct att_bytes *list)
{
	struct att_bytes rest = b;
	struct att_tlv tlv;

	while (att_tlv_next(&rest, &tlv))
		;
	*list = att_bytes_of(b.p, b.len - rest.len);
	return rest.len < ATT_TLV_HEADER ? 0 : ATT_E_RANGE;
}
