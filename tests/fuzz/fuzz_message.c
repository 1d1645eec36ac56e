/* Whole control messages, decoded, printed and masked under any MBIMEx version,
 * which the first byte chooses. */
#include <stdlib.h>

#include "base/errors.h"
#include "fuzz.h"
#include "layout_claims.h"
#include "messages.h"
#include "unit/wire_json.h"
#include "wire/mbim/msg.h"

static char text[1 << 17];

static uint16_t version_of(uint8_t byte)
{
	static const uint16_t versions[] = {MBIM_EX_1, MBIM_EX_2, MBIM_EX_3};

	return versions[byte % 3];
}

static void claims_of_text(struct att_bytes bytes, uint16_t ex,
			   enum att_show show, int err)
{
	struct att_text t, line;
	char title[1024];

	att_text_init(&t, text, sizeof(text));
	FUZZ_CLAIM(mbim_msg_print(bytes, ex, show, &t) == err);
	att_text_init(&line, title, sizeof(title));
	FUZZ_CLAIM(mbim_msg_title(bytes, ex, &line) == err);
	FUZZ_CLAIM(line.len && strchr(title, '\n') == title + line.len - 1);
	FUZZ_CLAIM(line.len <= t.len && !memcmp(title, text, line.len));
	att_text_init(&t, text, sizeof(text));
	FUZZ_CLAIM(mbim_msg_json(bytes, ex, show, &t) == err);
	FUZZ_CLAIM(t.cut || wire_json_valid(text, t.len));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct att_bytes in = {data, size};
	uint16_t ex = version_of(fuzz_u8(&in));
	const struct att_layout *layout;
	struct mbim_msg msg;
	struct att_bytes bytes = {fuzz_copy(in), in.len};
	uint8_t *masked = fuzz_copy(in);
	int err = mbim_msg_decode(bytes, &msg);
	/* one fragment of several is shown, without fields */
	bool fragment = err == ATT_E_SEQUENCE && msg.current < msg.total;
	int shown = fragment ? 0 : err;

	claims_of_text(bytes, ex, ATT_SHOW_MASKED, shown);
	claims_of_text(bytes, ex, ATT_SHOW_ALL, shown);
	mbim_msg_mask(bytes, masked, ex);
	if (err == 0)
		FUZZ_CLAIM(mbim_msg_decode(att_bytes_of(masked, in.len),
					   &(struct mbim_msg){0}) == 0);
	layout = err == 0 ? mbim_msg_layout(&msg, ex) : NULL;
	if (layout)
		layout_claims(layout, msg.body);
	free(masked);
	free((void *)(uintptr_t)bytes.p);
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
			       unsigned seed)
{
	struct mutate m = {seed};

	if (size == 0 || !mutate_below(&m, 32)) {
		data[0] = (uint8_t)mutate_below(&m, 3);
		size = size ? size : 1;
	}
	return 1 + message_mutate(&m, version_of(data[0]), data + 1, size - 1,
				  max_size - 1);
}
