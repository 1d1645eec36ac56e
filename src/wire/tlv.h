/* MBIMEx 3 TLVs: u16 type, u8 reserved, u8 padding length, u32 data length
 * (without padding), data, padding. They need not be aligned. */
#ifndef ATT_WIRE_TLV_H
#define ATT_WIRE_TLV_H

#include "base/bytes.h"

#define ATT_TLV_HEADER 8u

/* The two types that the walker makes; the spec has all of them. */
enum { ATT_TLV_STRING = 10, ATT_TLV_U16_ARRAY = 11 };

struct att_tlv {
	uint16_t type;
	struct att_bytes data;
	struct att_bytes whole; /* with header and padding */
};

/* The TLV at the start of b: 0, ATT_E_SHORT (no header) or ATT_E_RANGE (data
 * and padding go beyond b). The views point into b. */
int att_tlv_first(struct att_bytes b, struct att_tlv *out);

/* Iterate a decoded list: true and *out while there is one; *list moves behind
 * it. Fewer than 8 trailing bytes are ignored. */
bool att_tlv_next(struct att_bytes *list, struct att_tlv *out);

/* Check TLVs to the end of b; *list is set to them without ignored trailing
 * bytes. 0 or ATT_E_RANGE. */
int att_tlv_check(struct att_bytes b, struct att_bytes *list);

#endif
