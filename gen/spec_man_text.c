/* Text in a manual page. */
#include "spec_man_text.h"

/* Bytes of the UTF-8 sequence that begins with c; libyaml has checked it. */
static int sequence(unsigned char c)
{
	return c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
}

/* One character: groff takes those outside ASCII by number. */
static const char *put_char(FILE *out, const char *s)
{
	unsigned char c = (unsigned char)*s;
	int n = sequence(c);
	unsigned long point = c & (0xffu >> (n > 1 ? n + 1 : 1));

	for (int i = 1; i < n; i++)
		point = point << 6 | ((unsigned char)s[i] & 0x3f);
	if (n > 1)
		fprintf(out, "\\[u%04lX]", point);
	else if (c == '-')
		fputs("\\-", out);
	else if (c == '\\')
		fputs("\\e", out);
	else
		fputc(c, out);
	return s + n;
}

void mbim_man_text(FILE *out, const char *s)
{
	if (*s == '.' || *s == '\'')
		fputs("\\&", out);
	while (*s)
		s = put_char(out, s);
}

void mbim_man_line(FILE *out, const char *s)
{
	if (!s)
		return;
	mbim_man_text(out, s);
	fputc('\n', out);
}

void mbim_man_heading(FILE *out, const char *macro, const char *s)
{
	fprintf(out, ".%s ", macro);
	mbim_man_line(out, s);
}
