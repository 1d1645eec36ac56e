/* The tables of QMI's spec as they lie in the program. A spec of 3100 fields
 * and 2900 names of values is too large for rows as struct att_field, of which
 * most are never looked at. So rows have numbers where those have pointers, and
 * no member that no field of QMI has; qmi_layout and qmi_enum make of them what
 * the walkers take. Private to generated/qmi_messages.c and tables.c. */
#ifndef QMI_WIRE_ROWS_H
#define QMI_WIRE_ROWS_H

#include "wire/table.h"

/* A member of a struct, or a TLV. */
struct qmi_row {
	uint16_t name; /* where it begins in the names */
	uint16_t of;   /* number of its layout if it has structs, else of its
			  enum; 0: none */
	uint16_t at;   /* offset in the C struct */
	uint8_t tlv;
	uint8_t n; /* width in bytes, or if it is exact, how many there are */
	uint16_t type : 6;  /* enum att_type */
	uint16_t items : 6; /* of a list: ATT_T_STRUCT, or its values' type */
	uint16_t exact : 1;
	uint16_t personal : 1;
	uint16_t mandatory : 1;
};

/* A struct, or the TLVs of a message. */
struct qmi_rows {
	uint16_t first; /* row */
	uint16_t wire_len, size;
	uint8_t n;
	bool tlvs;
};

/* The value of an enum. */
struct qmi_value {
	uint16_t value; /* or the number of its bit */
	uint16_t name;
};

#define QMI_NO_BIT 64u /* the value is 0 */

struct qmi_values {
	uint16_t name;
	uint16_t first; /* value */
	uint8_t n;
	uint8_t flags : 1;
	uint8_t high : 1; /* above 16 bits: values are the numbers of bits */
	uint8_t wide : 1; /* above 32 bits as well */
};

extern const struct qmi_row qmi_rows[];
extern const struct qmi_rows qmi_layouts[];
extern const struct qmi_value qmi_values[];
extern const struct qmi_values qmi_enums[];

#endif
