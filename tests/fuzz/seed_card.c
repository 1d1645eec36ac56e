/* Commands for a card, from the table that its test has. */
#include "seed_card.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TABLE	 "tests/unit/card_commands.tsv"
#define COMMANDS 16u
#define BYTES	 60u /* of each that is taken */

/* The bytes of a column in hex. */
static size_t bytes(const char *text, uint8_t *to)
{
	size_t n = 0;
	unsigned byte;

	for (; n < BYTES && sscanf(text, "%2x", &byte) == 1; text += 2)
		to[n++] = (uint8_t)byte;
	return n;
}

static FILE *open_table(void)
{
	FILE *table = fopen(TABLE, "r");

	if (!table) {
		perror(TABLE);
		exit(1);
	}
	return table;
}

size_t seed_card(uint8_t *buf)
{
	static FILE *table; /* until the program ends */
	char line[1024];
	size_t len = 1;

	if (!table)
		table = open_table();
	buf[0] = 0x3c; /* a PIN, three attempts, twenty channels */
	for (unsigned i = 0; i < COMMANDS; i++) {
		const char *command;

		if (fgets(line, sizeof(line), table) == NULL)
			break;
		command = strchr(line, '\t');
		if (line[0] == '#' || command == NULL)
			continue;
		buf[len] = (uint8_t)(2 + i % 2);
		buf[len + 1] = (uint8_t)bytes(command + 1, buf + len + 2);
		len += 2u + buf[len + 1];
	}
	return len > 1 ? len : 0;
}
