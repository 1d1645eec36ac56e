/* The wire types of the spec. spec/README.md describes them to its writers,
 * src/wire/table.h to the walker. */
#include "spec.h"

#include <string.h>

#define INLINE	  (MBIM_SPEC_FIXED)
#define INTEGER	  (MBIM_SPEC_FIXED | MBIM_SPEC_ENUM | MBIM_SPEC_UNKNOWN)
#define TEXT	  (MBIM_SPEC_MAX | MBIM_SPEC_TEXT)
#define FLOATS	  MBIM_SPEC_FLOATS
#define COUNT	  MBIM_SPEC_COUNT
#define MAX	  MBIM_SPEC_MAX
#define BYTES	  (MBIM_SPEC_BYTES | MBIM_SPEC_MAX)
#define ITEMS	  (MBIM_SPEC_COUNT | MBIM_SPEC_MAX)
#define FLAT	  (MBIM_SPEC_STRUCT | MBIM_SPEC_FLAT_ITEMS)
#define SIZED	  (MBIM_SPEC_STRUCT | MBIM_SPEC_SIZED_ITEMS)
#define UP_TO_END (MBIM_SPEC_FLOATS | MBIM_SPEC_LAST)

#define VIEW  "struct att_bytes"
#define STR   "struct att_str"
#define ARRAY "struct att_array"

static const struct mbim_spec_type types[] = {
	{"u8", "U8", "uint8_t", 1, 1, INTEGER},
	{"u16", "U16", "uint16_t", 2, 2, INTEGER},
	{"u32", "U32", "uint32_t", 4, 4, INTEGER},
	{"u64", "U64", "uint64_t", 8, 8, INTEGER},
	{"i32", "I32", "int32_t", 4, 4, INLINE | MBIM_SPEC_UNKNOWN},
	{"count", "U32", "uint32_t", 4, 4, INLINE | MBIM_SPEC_IS_COUNT},
	{"uuid", "UUID", "struct att_uuid", 16, 1, INLINE},
	{"ipv4", "IPV4", "struct att_ipv4", 4, 1, INLINE},
	{"ipv6", "IPV6", "struct att_ipv6", 16, 1, INLINE},
	{"bytes", "BYTES", "uint8_t", 0, 1, INLINE | MBIM_SPEC_SIZE},
	{"struct", "STRUCT", NULL, 0, 0, MBIM_SPEC_STRUCT},
	{"string", "STRING", STR, 8, 0, TEXT | MBIM_SPEC_UNKNOWN},
	{"ref_bytes", "REF_BYTES", VIEW, 8, 0, BYTES | MBIM_SPEC_MAY_COUNT},
	{"size_bytes", "SIZE_BYTES", VIEW, 8, 0, BYTES},
	{"here_bytes", "HERE_BYTES", VIEW, 0, 0, BYTES | ITEMS | FLOATS},
	{"rest", "REST", VIEW, 0, 0, BYTES | UP_TO_END},
	{"ref_ipv4", "REF_IPV4", "const struct att_ipv4 *", 4, 0, 0},
	{"ref_ipv6", "REF_IPV6", "const struct att_ipv6 *", 4, 0, 0},
	{"ms_struct", "MS_STRUCT", ARRAY, 8, 0, MBIM_SPEC_STRUCT},
	{"u32_array", "U32_ARRAY", ARRAY, 0, 0, ITEMS | FLOATS},
	{"ipv4_array", "IPV4_ARRAY", ARRAY, 4, 0, ITEMS},
	{"ipv6_array", "IPV6_ARRAY", ARRAY, 4, 0, ITEMS},
	{"string_array", "STRING_ARRAY", ARRAY, 0, 0, ITEMS | FLOATS},
	{"struct_array", "STRUCT_ARRAY", ARRAY, 4, 0, ITEMS | FLAT},
	{"ref_struct_array", "REF_STRUCT_ARRAY", ARRAY, 0, 0,
	 ITEMS | FLOATS | MBIM_SPEC_STRUCT},
	{"ms_struct_array", "MS_STRUCT_ARRAY", ARRAY, 8, 0, MAX | SIZED},
	{"tlv", "TLV", VIEW, 0, 0, FLOATS},
	{"tlv_string", "TLV_STRING", STR, 0, 0, TEXT | FLOATS},
	{"tlv_u16_array", "TLV_U16_ARRAY", ARRAY, 0, 0, MAX | FLOATS},
	{"tlv_list", "TLV_LIST", VIEW, 0, 0, UP_TO_END},
};

const struct mbim_spec_type *mbim_spec_type_find(const char *name)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (strcmp(types[i].name, name) == 0)
			return &types[i];
	return NULL;
}

void mbim_spec_type_near(struct att_nearest *near)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		att_nearest_try(near, types[i].name);
}
