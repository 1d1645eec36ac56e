/* What begins with these bytes? */
#include "capture/begins.h"

#include "wire/mbim/msg.h"
#include "wire/qmi/qmi.h"

#define MAX_MESSAGE (1u << 18)
#define NTH16	    0x484d434eu /* NCMH */
#define NTH32	    0x686d636eu /* ncmh */

static size_t mbim_len(struct att_bytes b)
{
	uint32_t type = att_get32(b.p), len = att_get32(b.p + 4);
	bool parts = mbim_msg_fragmented(type);

	if (!mbim_msg_known(type) || len > MAX_MESSAGE ||
	    len < (parts ? MBIM_MSG_FRAGMENT : MBIM_MSG_HEADER) ||
	    (!parts && len > MBIM_MSG_HEADER + 4))
		return 0;
	if (parts && b.len >= MBIM_MSG_FRAGMENT &&
	    att_get32(b.p + 16) >= att_get32(b.p + 12))
		return 0;
	return len;
}

size_t begins_message(struct att_bytes b)
{
	size_t len;

	if (b.len < BEGINS_MIN)
		return 0;
	len = mbim_len(b);
	/* where all lengths of the header agree it is sure */
	if (len || !qmi_frame_begins(b) || b.len < qmi_head_len(b.p[4]))
		return len;
	return qmi_frame_len(b);
}

size_t begins_anything(struct att_bytes b)
{
	size_t len = begins_message(b);

	if (len || b.len < 12)
		return len;
	if (att_get32(b.p) == NTH16)
		return att_get16(b.p + 8);
	return att_get32(b.p) == NTH32 ? att_get32(b.p + 8) : 0;
}
