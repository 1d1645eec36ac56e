/* JSON on standard output. */
#include "replay_json.h"

#include <stdio.h>
#include <string.h>

static void put_span(const char *text, size_t len)
{
	putchar('"');
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c == '"' || c == '\\')
			putchar('\\');
		if (c < ' ' || c == 0x7f)
			printf("\\u%04x", c);
		else
			putchar(c);
	}
	putchar('"');
}

static void put(const char *text)
{
	put_span(text, strlen(text));
}

void replay_json_open(const char *kind)
{
	printf("{\"kind\":");
	put(kind);
}

void replay_json_text(const char *key, const char *text)
{
	printf(",\"%s\":", key);
	put(text);
}

void replay_json_span(const char *key, const char *text, size_t len)
{
	printf(",\"%s\":", key);
	put_span(text, len);
}

void replay_json_number(const char *key, uint64_t value)
{
	printf(",\"%s\":%llu", key, (unsigned long long)value);
}

void replay_json_bool(const char *key, bool value)
{
	printf(",\"%s\":%s", key, value ? "true" : "false");
}

void replay_json_item(const char *key, const char *text)
{
	if (key)
		printf(",\"%s\":[", key);
	else
		putchar(',');
	put(text);
}

void replay_json_end_items(void)
{
	putchar(']');
}

void replay_json_close(void)
{
	printf("}\n");
}
