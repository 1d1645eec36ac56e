/* MBIMEx 3 TLVs: u16 type, u8 reserved, u8 padding length, u32 data length
 * (without padding), data, padding. They need not be aligned. */
#ifndef MBIM_WIRE_TLV_H
#define MBIM_WIRE_TLV_H

#include "base/bytes.h"

#define MBIM_TLV_HEADER 8u

/* The two types that the walker makes; the spec has all of them. */
enum { MBIM_TLV_STRING = 10, MBIM_TLV_U16_ARRAY = 11 };

struct mbim_tlv {
	uint16_t type;
	struct mbim_bytes data;
	struct mbim_bytes whole; /* with header and padding */
};

/* The TLV at the start of b: 0, MBIM_E_SHORT (no header) or MBIM_E_RANGE (data
 * and padding go beyond b). The views point into b. */
int mbim_tlv_first(struct mbim_bytes b, struct mbim_tlv *out);

/* Iterate a decoded list: true and *out while there is one; *list moves behind
 * it. Fewer than 8 trailing bytes are ignored. */
bool mbim_tlv_next(struct mbim_bytes *list, struct mbim_tlv *out);

/* Check TLVs to the end of b; *list is set to them without ignored trailing
 * bytes. 0 or MBIM_E_RANGE. */
int mbim_tlv_check(struct mbim_bytes b, struct mbim_bytes *list);

#endif
