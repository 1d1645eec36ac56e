/* The wire types of QMI's spec. spec/README.md describes them to its writers,
 * src/wire/table.h to the walker. */
#include <string.h>

#include "qmi_spec.h"

#define FIXED  QMI_SPEC_FIXED
#define NUMBER (QMI_SPEC_FIXED | QMI_SPEC_ENUM)
#define OPEN   (QMI_SPEC_PREFIX | QMI_SPEC_TO_END)

static const struct qmi_spec_type types[] = {
	{"u8", "U8", "uint8_t", 1, NUMBER},
	{"u16", "U16", "uint16_t", 2, NUMBER},
	{"u32", "U32", "uint32_t", 4, NUMBER},
	{"u48", "U64", "uint64_t", 6, NUMBER},
	{"u64", "U64", "uint64_t", 8, NUMBER},
	{"i8", "I8", "int8_t", 1, NUMBER},
	{"i16", "I16", "int16_t", 2, NUMBER},
	{"i32", "I32", "int32_t", 4, NUMBER},
	{"f32", "F32", "float", 4, FIXED},
	{"f64", "F64", "double", 8, FIXED},
	{"ipv4", "IPV4_LE", "struct att_ipv4", 4, FIXED},
	{"ipv6", "IPV6", "struct att_ipv6", 16, FIXED},
	{"bytes", "BYTES", "uint8_t", 0, FIXED | QMI_SPEC_SIZE},
	{"text", "TEXT", "struct att_str", 0, OPEN},
	{"data", "DATA", "struct att_bytes", 0, OPEN},
	{"list", "LIST", "struct att_array", 0,
	 QMI_SPEC_PREFIX | QMI_SPEC_ITEMS | QMI_SPEC_ENUM},
	{"struct", "STRUCT", NULL, 0, QMI_SPEC_STRUCT},
};

bool qmi_spec_enum_exceeds(const struct qmi_spec_enum *e, unsigned bits)
{
	return e->n > 0 && e->values[e->n - 1].value >> bits;
}

const struct qmi_spec_type *qmi_spec_type_find(const char *name)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (strcmp(types[i].name, name) == 0)
			return &types[i];
	return NULL;
}

void qmi_spec_type_near(struct att_nearest *near)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		att_nearest_try(near, types[i].name);
}
