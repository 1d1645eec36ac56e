/* Private to src/wire: one visitor writes values as text for people and as
 * JSON. */
#ifndef MBIM_WIRE_PRINT_H
#define MBIM_WIRE_PRINT_H

#include "wire/walk.h"

struct mbim_printer {
	struct mbim_text *t;
	enum mbim_show show;
	bool json;
	bool hide; /* inside a personal field that is not shown */
	unsigned indent;
};

/* A name from a table: quoted in JSON. */
void mbim_print_word(const struct mbim_printer *o, const char *s);
/* Bytes in hex; hidden ones as two '*' each. */
void mbim_print_hex(const struct mbim_printer *o, struct mbim_bytes b);
/* Bytes that should be a QMUX frame (qmi.h); if not, in hex. */
void mbim_print_qmux(const struct mbim_printer *o, struct mbim_bytes b);
/* The fields of a struct that decode has accepted: lines, or one JSON object;
 * *used as in mbim_walk_struct. */
void mbim_print_struct(const struct mbim_printer *o,
		       const struct mbim_layout *layout, struct mbim_bytes body,
		       size_t *used);

#endif
