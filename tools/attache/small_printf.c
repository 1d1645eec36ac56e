/* printf as this program uses it, in place of that of the C library where the
 * program is static: the library's brings floating point and wide characters
 * with it, and takes three times as long. Conversions: d i u x X c s %, with
 * the flags - and 0, width, precision of a text, and h, hh, l, ll, j and z. A
 * test compares it with the library's for every format in the sources. */
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* The test has the library's beside these. */
#ifdef SMALL_PRINTF_PREFIX
#define printf	  small_printf
#define fprintf	  small_fprintf
#define vfprintf  small_vfprintf
#define snprintf  small_snprintf
#define vsnprintf small_vsnprintf
#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
#endif

#define DIGITS 24 /* of the longest number, and its sign */

struct out {
	char *p;
	size_t cap; /* of p */
	size_t len; /* of all that was written, also past cap */
	FILE *to;   /* p is written there when it is full; NULL: is cut */
	bool failed;
};

/* What stands between % and the letter. */
struct spec {
	bool left, zeros;
	unsigned width;
	size_t precision; /* SIZE_MAX: none */
	char length;	  /* 'H' for hh, 'L' for ll, or as written; 0: int */
};

static void flush(struct out *o, size_t used)
{
	if (used && fwrite(o->p, 1, used, o->to) != used)
		o->failed = true;
}

static void put(struct out *o, const char *s, size_t len)
{
	while (len) {
		size_t at = o->to ? o->len % o->cap : o->len;
		size_t room = at < o->cap ? o->cap - at : 0;
		size_t n = len < room ? len : room;

		if (!room) { /* cut */
			o->len += len;
			return;
		}
		memcpy(o->p + at, s, n);
		o->len += n;
		s += n;
		len -= n;
		if (o->to && n == room)
			flush(o, o->cap);
	}
}

static void fill(struct out *o, char c, size_t len)
{
	while (len--)
		put(o, &c, 1);
}

static void pad(struct out *o, const struct spec *s, const char *text,
		size_t len)
{
	size_t more = s->width > len ? s->width - len : 0;
	bool sign = s->zeros && *text == '-';

	if (!s->left && !s->zeros)
		fill(o, ' ', more);
	if (sign)
		put(o, text, 1);
	if (!s->left && s->zeros)
		fill(o, '0', more);
	put(o, text + sign, len - sign);
	if (s->left)
		fill(o, ' ', more);
}

static void put_number(struct out *o, struct spec *s, uintmax_t v, char type,
		       bool negative)
{
	const char *digits =
		type == 'X' ? "0123456789ABCDEF" : "0123456789abcdef";
	const unsigned base = type == 'x' || type == 'X' ? 16 : 10;
	char text[DIGITS];
	char *at = text + sizeof(text);

	do {
		*--at = digits[v % base];
		v /= base;
	} while (v);
	if (negative)
		*--at = '-';
	pad(o, s, at, (size_t)(text + sizeof(text) - at));
}

static intmax_t signed_of(const struct spec *s, va_list *args)
{
	switch (s->length) {
	case 'l':
		return va_arg(*args, long);
	case 'L':
	case 'j':
		return va_arg(*args, long long);
	case 'z':
		return va_arg(*args, ptrdiff_t);
	case 'h':
		return (short)va_arg(*args, int);
	case 'H':
		return (signed char)va_arg(*args, int);
	}
	return va_arg(*args, int);
}

static uintmax_t unsigned_of(const struct spec *s, va_list *args)
{
	switch (s->length) {
	case 'l':
		return va_arg(*args, unsigned long);
	case 'L':
	case 'j':
		return va_arg(*args, unsigned long long);
	case 'z':
		return va_arg(*args, size_t);
	case 'h':
		return (unsigned short)va_arg(*args, unsigned);
	case 'H':
		return (unsigned char)va_arg(*args, unsigned);
	}
	return va_arg(*args, unsigned);
}

static void convert(struct out *o, struct spec *s, char type, va_list *args)
{
	const char *text;
	intmax_t v;
	char c;

	switch (type) {
	case 'd':
	case 'i':
		v = signed_of(s, args);
		put_number(o, s, v < 0 ? 0 - (uintmax_t)v : (uintmax_t)v, 'u',
			   v < 0);
		break;
	case 'u':
	case 'x':
	case 'X':
		put_number(o, s, unsigned_of(s, args), type, false);
		break;
	case 'c':
		c = (char)va_arg(*args, int);
		pad(o, s, &c, 1);
		break;
	case 's':
		text = va_arg(*args, const char *);
		pad(o, s, text, strnlen(text, s->precision));
		break;
	default: /* %% */
		put(o, &type, 1);
	}
}

static unsigned number(const char **at)
{
	unsigned n = 0;

	while (**at >= '0' && **at <= '9')
		n = n * 10 + (unsigned)(*(*at)++ - '0');
	return n;
}

static unsigned number_or_arg(const char **at, va_list *args)
{
	if (**at != '*')
		return number(at);
	++*at;
	return (unsigned)va_arg(*args, int);
}

/* From behind the %, up to the letter. */
static struct spec read_spec(const char **at, va_list *args)
{
	struct spec s = {.precision = SIZE_MAX};

	for (; **at == '-' || **at == '0'; ++*at)
		if (**at == '-')
			s.left = true;
		else
			s.zeros = true;
	s.zeros = s.zeros && !s.left;
	s.width = number_or_arg(at, args);
	if (**at == '.') {
		++*at;
		s.precision = number_or_arg(at, args);
	}
	for (; **at == 'h' || **at == 'l' || **at == 'j' || **at == 'z'; ++*at)
		s.length = s.length == 'h' ? 'H' : s.length == 'l' ? 'L' : **at;
	return s;
}

static void format(struct out *o, const char *at, va_list *args)
{
	while (*at) {
		struct spec s;
		size_t len = 0;

		while (at[len] && at[len] != '%')
			len++;
		put(o, at, len);
		at += len;
		if (!*at)
			return;
		at++;
		s = read_spec(&at, args);
		convert(o, &s, *at, args);
		at += *at != '\0';
	}
}

int vsnprintf(char *buf, size_t cap, const char *fmt, va_list args)
{
	struct out o = {.p = buf, .cap = cap ? cap - 1 : 0};
	va_list copy;

	va_copy(copy, args);
	format(&o, fmt, &copy);
	va_end(copy);
	if (cap)
		buf[o.len < o.cap ? o.len : o.cap] = '\0';
	return (int)o.len;
}

int vfprintf(FILE *to, const char *fmt, va_list args)
{
	char buf[256];
	struct out o = {.p = buf, .cap = sizeof(buf), .to = to};
	va_list copy;

	va_copy(copy, args);
	format(&o, fmt, &copy);
	va_end(copy);
	flush(&o, o.len % o.cap);
	return o.failed ? -1 : (int)o.len;
}

int snprintf(char *buf, size_t cap, const char *fmt, ...)
{
	va_list args;
	int n;

	va_start(args, fmt);
	n = vsnprintf(buf, cap, fmt, args);
	va_end(args);
	return n;
}

int fprintf(FILE *to, const char *fmt, ...)
{
	va_list args;
	int n;

	va_start(args, fmt);
	n = vfprintf(to, fmt, args);
	va_end(args);
	return n;
}

int printf(const char *fmt, ...)
{
	va_list args;
	int n;

	va_start(args, fmt);
	n = vfprintf(stdout, fmt, args);
	va_end(args);
	return n;
}
