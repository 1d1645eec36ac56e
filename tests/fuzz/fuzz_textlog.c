/* Logs of libmbim, libqmi, umbim and uqmi, and what attache decode shows of
 * them. The first byte says how. */
#include <stdlib.h>

#include "form.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct att_bytes in = att_bytes_of(data, size);
	uint8_t how = fuzz_u8(&in);
	uint8_t *copy = fuzz_copy(in);

	in.p = copy;
	(void)textlog_kind((const char *)copy, in.len);
	fuzz_form(how & 32   ? "umbim"
		  : how & 64 ? "uqmi"
			     : "mbimcli",
		  in, how, true);
	free(copy);
	return 0;
}
