/* How the datagrams of a modem travel on its data path: what the two sides can
 * do, and what they agree on. In MBIM it is part of the USB class; elsewhere
 * the modem decides on request, and the driver follows. */
#ifndef ATT_BASE_DATA_FORMAT_H
#define ATT_BASE_DATA_FORMAT_H

#include <stdint.h>

enum att_link_layer {
	ATT_LINK_UNKNOWN,
	ATT_LINK_ETHERNET, /* 802.3 */
	ATT_LINK_RAW_IP
};

/* Several datagrams in one transfer, of several sessions. */
enum att_aggregation {
	ATT_AGGREGATION_NONE, /* one datagram a transfer, of one session */
	ATT_AGGREGATION_QMAP,
	ATT_AGGREGATION_QMAP_V4, /* with checksums in trailers */
	ATT_AGGREGATION_QMAP_V5	 /* with checksums in headers */
};

/* What a function is a part of. Modems with several data paths want to be told
 * which one is meant. */
enum att_endpoint {
	ATT_ENDPOINT_UNKNOWN,
	ATT_ENDPOINT_USB,
	ATT_ENDPOINT_PCIE,
	ATT_ENDPOINT_EMBEDDED /* in one chip with the host */
};

/* What is agreed on. Sizes are in bytes of one transfer; 0: not told. A session
 * of number i has the QMAP mux id ATT_DATA_FORMAT_MUX(i). */
struct att_data_format {
	enum att_link_layer link;
	enum att_aggregation up, down;
	uint32_t up_max_size, up_max_datagrams;
	uint32_t down_max_size, down_max_datagrams;
};

#define ATT_DATA_FORMAT_MUX(session) ((uint8_t)((session) + 1))

#endif
