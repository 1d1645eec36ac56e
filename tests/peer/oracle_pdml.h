/* Reads what `tshark -T pdml` prints, packet by packet. */
#ifndef ORACLE_PDML_H
#define ORACLE_PDML_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* One field; texts are unescaped and live until the next packet. */
struct oracle_field {
	const char *name;  /* "mbim.control.cid"; "" for a heading */
	const char *show;  /* decoded */
	const char *value; /* hex of the bytes, or of a bit */
	size_t at, size;   /* in the frame */
	bool is_bit;	   /* a part of the field in front of it */
};

struct oracle_pdml {
	FILE *in;
	char *line;
	size_t line_cap;
	struct oracle_field *fields;
	size_t n, cap;
	char *text; /* of all fields */
	size_t text_len, text_cap;
	bool malformed; /* tshark says so of this packet */
};

/* The next packet: true, with the fields of its dissectors in order. */
bool oracle_pdml_next(struct oracle_pdml *p);
void oracle_pdml_fini(struct oracle_pdml *p);

#endif
