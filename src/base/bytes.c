/* Bytes compared by words; inlined, gcc 14 would warn of the words where it
 * knows of an array that it is shorter than one. */
#include "base/bytes.h"

bool att_bytes_equal(struct att_bytes a, struct att_bytes b)
{
	uint64_t x, y;
	size_t i = 0;

	if (a.len != b.len)
		return false;
	for (; a.len - i >= 8; i += 8) {
		memcpy(&x, a.p + i, 8);
		memcpy(&y, b.p + i, 8);
		if (x != y)
			return false;
	}
	for (; i < a.len; i++)
		if (a.p[i] != b.p[i])
			return false;
	return true;
}
