/* libmbim-glib's side of the benchmark of all layouts: what a program that uses
 * the library does for one message, allocations and frees included. */
#include "tests/bench/layouts.h"
#include "tests/bench/layouts_talk.h"

uint64_t layouts_libmbim(const struct libmbim_function *f, const uint8_t *p,
			 size_t len)
{
	g_autoptr(MbimMessage) m = mbim_message_new(p, (guint32)len);
	struct libmbim_talk t = {0};

	if (!mbim_message_validate(m, NULL) || !f->parse(&t, m))
		return LAYOUTS_REFUSED;
	return t.sum;
}
