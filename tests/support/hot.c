/* A row for each hot message. */
#include "support/hot.h"

#include "generated/cids.h"

#define CODE(name)                                                         \
	static int decode_##name(struct att_bytes body, void *out)         \
	{                                                                  \
		return mbim_basic_connect_##name##_decode(body, out);      \
	}                                                                  \
	static int encode_##name(const void *in, uint8_t *buf, size_t cap) \
	{                                                                  \
		return mbim_basic_connect_##name##_encode(in, buf, cap);   \
	}
CODE(device_caps_response)
CODE(subscriber_ready_status_response)
CODE(register_state_response)
CODE(packet_service_response)
CODE(signal_state_response)
CODE(connect_set)
CODE(connect_response)
CODE(ip_configuration_response)

#define ROW(name) \
	&mbim_basic_connect_##name##_layout, decode_##name, encode_##name
const struct hot hot_messages[HOT_MESSAGES] = {
	{ROW(device_caps_response)},	{ROW(subscriber_ready_status_response)},
	{ROW(register_state_response)}, {ROW(packet_service_response)},
	{ROW(signal_state_response)},	{ROW(connect_set)},
	{ROW(connect_response)},	{ROW(ip_configuration_response)},
};

const struct hot *hot_find(const struct att_layout *layout)
{
	for (unsigned i = 0; i < HOT_MESSAGES; i++)
		if (hot_messages[i].layout == layout)
			return &hot_messages[i];
	return NULL;
}
