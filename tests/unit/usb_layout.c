/* Writes descriptors out of a text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "usb_layout.h"

static void put(struct usb_layout *b, const uint8_t *p, size_t len)
{
	assert_true(b->len + len <= sizeof(b->p));
	memcpy(b->p + b->len, p, len);
	b->len += len;
	att_put16(b->p + 2, (uint16_t)b->len);
}

static void put_part(struct usb_layout *b, const char *word)
{
	unsigned x = 0, y = 0;

	sscanf(word + 1, "%x:%x", &x, &y);
	if (word[0] == 'b') {
		const uint8_t d[] = {7, 5, (uint8_t)x, 2, 0, 2, 0};

		put(b, d, sizeof(d));
	} else if (word[0] == 'i') {
		const uint8_t d[] = {7, 5, (uint8_t)x, 3, (uint8_t)y, 0, 9};

		put(b, d, sizeof(d));
	} else {
		const uint8_t d[] = {5, 0x24, word[0] == 'u' ? 6 : 0,
				     (uint8_t)x, (uint8_t)y};

		put(b, d, sizeof(d));
	}
}

static void put_interface(struct usb_layout *b, const char *line)
{
	unsigned number, kind, subclass, protocol;
	char copy[128], *word, *save;
	uint8_t d[9] = {9, 4};
	int at = 0;

	assert_int_equal(sscanf(line, "%x %x/%x/%x%n", &number, &kind,
				&subclass, &protocol, &at),
			 4);
	d[2] = (uint8_t)number;
	d[5] = (uint8_t)kind;
	d[6] = (uint8_t)subclass;
	d[7] = (uint8_t)protocol;
	put(b, d, sizeof(d));
	snprintf(copy, sizeof(copy), "%.*s", (int)strcspn(line, "\n") - at,
		 line + at);
	for (word = strtok_r(copy, " ", &save); word;
	     word = strtok_r(NULL, " ", &save))
		put_part(b, word);
}

void usb_layout_build(struct usb_layout *b, const char *layout)
{
	static const uint8_t configuration[] = {9, 2, 0, 0, 1, 1, 0, 0x80, 50};

	b->len = 0;
	put(b, configuration, sizeof(configuration));
	for (const char *line = layout; line[0];
	     line += strcspn(line, "\n") + 1)
		put_interface(b, line);
}
