/* The wire types of spec_type.c, explained to readers of the pages. */
#include "spec_page.h"

static const struct {
	const char *name, *text;
} types[] = {
	{"u8", "integer, 1 byte"},
	{"u16", "integer, 2 bytes, little-endian"},
	{"u32", "integer, 4 bytes, little-endian"},
	{"u64", "integer, 8 bytes, little-endian"},
	{"i32", "signed integer, 4 bytes, little-endian"},
	{"count", "u32 that counts the elements or bytes of other fields; "
		  "an encoder takes it from them"},
	{"uuid", "16 bytes in the order of the text form"},
	{"ipv4", "IPv4 address, 4 bytes in network order"},
	{"ipv6", "IPv6 address, 16 bytes in network order"},
	{"bytes", "bytes, as many as the brackets say"},
	{"struct", "a struct in this place; its texts stand behind the message "
		   "and their offsets count from the message's start"},
	{"string", "u32 offset and u32 size in bytes of a text in UTF-16LE"},
	{"ref_bytes", "u32 offset and u32 size of bytes; only the offset if "
		      "another field has the size"},
	{"size_bytes", "u32 size and u32 offset of bytes, in this order"},
	{"here_bytes", "bytes in this place, padded to a multiple of 4"},
	{"rest", "all bytes up to the end, not padded"},
	{"ref_ipv4", "u32 offset of an IPv4 address; 0: none"},
	{"ref_ipv6", "u32 offset of an IPv6 address; 0: none"},
	{"ms_struct", "u32 offset and u32 size of one struct; 0: none"},
	{"u32_array", "u32 numbers in this place"},
	{"ipv4_array", "u32 offset of IPv4 addresses"},
	{"ipv6_array", "u32 offset of IPv6 addresses"},
	{"string_array", "pairs of u32 offset and u32 size in this place, each "
			 "of a text in UTF-16LE"},
	{"struct_array", "u32 offset of structs of a fixed size"},
	{"ref_struct_array", "pairs of u32 offset and u32 size in this place, "
			     "each of a struct; offsets in a struct count from "
			     "its own start"},
	{"ms_struct_array", "u32 offset and u32 size of a u32 count with the "
			    "structs behind it"},
	{"tlv", "one TLV in this place: u16 type, u8 reserved, u8 length of "
		"the padding, u32 length of the data, data, padding"},
	{"tlv_string", "TLV of type 10 (wchar_str): a text in UTF-16LE; there "
		       "even if it is empty"},
	{"tlv_u16_array", "TLV of type 11 (uint16_tbl): u16 numbers; there "
			  "even if it is empty"},
	{"tlv_list", "TLVs up to the end"},
};

bool mbim_page_type(unsigned i, const char **name, const char **text)
{
	if (i >= sizeof(types) / sizeof(types[0]))
		return false;
	*name = types[i].name;
	*text = types[i].text;
	return true;
}
