/* One message or NTB on standard output; private to decode*.c. */
#ifndef ATTACHE_DECODE_PRINT_H
#define ATTACHE_DECODE_PRINT_H

#include "decode.h"

struct decode_item {
	const struct transfer *transfer; /* in which it came, or ended */
	struct att_bytes bytes;
	enum transfer_way way;
	uint16_t ex_version;
	uint32_t fragments; /* of which it was put together, or 0 */
	size_t cut_from;    /* bytes are what was left of so many, or 0 */
	uint16_t guessed;   /* a version that none has announced, or 0 */
};

/* Does an NTB begin here (NCM 1.0 3.2)? */
bool decode_is_ntb(struct att_bytes b);
/* The item as text or JSON, as d says; what does not decode sets d->failed. */
void decode_print_ntb(struct decode *d, const struct decode_item *item);
void decode_print_message(struct decode *d, const struct decode_item *item);
/* The same of a QMUX frame; what holds for MBIM alone in item is 0. */
void decode_print_qmi(struct decode *d, const struct decode_item *item);

#endif
