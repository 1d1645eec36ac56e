/* Numbers with a fraction as text, without the C library. */
#include "wire/print.h"

#define DIGITS	9u /* behind the point */
#define BILLION 1000000000u

/* v >= 0 and below 10^15: the whole, a point, and the fraction without zeros at
 * its end. */
static void print_plain(struct att_printer *o, double v)
{
	uint64_t whole = (uint64_t)v;
	uint64_t part = (uint64_t)((v - (double)whole) * BILLION + 0.5);
	char digit[DIGITS];
	unsigned n = DIGITS;

	whole += part / BILLION;
	part %= BILLION;
	att_print_number(o, whole);
	for (unsigned i = DIGITS; i > 0; i--, part /= 10)
		digit[i - 1] = (char)('0' + part % 10);
	while (n > 0 && digit[n - 1] == '0')
		n--;
	if (n == 0)
		return;
	att_print_char(o, '.');
	o->at = att_print_copy(att_print_room(o), digit, n);
}

void att_print_double(struct att_printer *o, double v)
{
	int exponent = 0;

	if (v != v || v - v != 0) { /* not a number, or infinite */
		ATT_PRINT(o, "null", "not a number");
		return;
	}
	if (v < 0) {
		att_print_char(o, '-');
		v = -v;
	}
	if (v >= 1e15 || (v > 0 && v < 1e-4)) {
		for (; v >= 10; exponent++)
			v /= 10;
		for (; v < 1; exponent--)
			v *= 10;
	}
	print_plain(o, v);
	if (!exponent)
		return;
	ATT_PRINT(o, "e", "e");
	if (exponent < 0)
		att_print_char(o, '-');
	att_print_number(o, (uint64_t)(exponent < 0 ? -exponent : exponent));
}
