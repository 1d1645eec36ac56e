/* UUIDs as text. */
#include "wire/table.h"

char *att_uuid_write(char *at, const struct att_uuid *uuid)
{
	char hex[32];

	att_text_write_bytes(hex, uuid->b, sizeof(uuid->b));
	memcpy(at, hex, 8);
	memcpy(at + 9, hex + 8, 4);
	memcpy(at + 14, hex + 12, 4);
	memcpy(at + 19, hex + 16, 4);
	memcpy(at + 24, hex + 20, 12);
	at[8] = at[13] = at[18] = at[23] = '-';
	return at + 36;
}

void att_uuid_text(struct att_text *t, const struct att_uuid *uuid)
{
	char buf[36];

	att_uuid_write(buf, uuid);
	att_text_span(t, buf, sizeof(buf));
}
