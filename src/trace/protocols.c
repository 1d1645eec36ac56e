/* The protocols that attache has. */
#include "trace/protocols.h"

#include "protocol/mbim/mbim.h"
#include "protocol/qmi/qmi.h"

const struct att_protocol *const att_protocols[] = {&mbim_protocol_raw,
						    &qmi_protocol, NULL};

const struct att_protocol *att_protocols_find(
	const struct att_protocol *const *protocols, struct att_bytes name)
{
	for (; *protocols; protocols++) {
		const char *s = (*protocols)->name;

		if (!name.len ||
		    att_bytes_equal(name, att_bytes_of(s, strlen(s))))
			return *protocols;
	}
	return NULL;
}
