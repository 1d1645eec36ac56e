/* What an importer found in a capture or a log: one transfer of a control
 * channel, or one NTB. */
#ifndef ATTACHE_TRANSFER_H
#define ATTACHE_TRANSFER_H

#include "base/bytes.h"

enum transfer_way {
	TRANSFER_UNKNOWN, /* only its message can tell */
	TRANSFER_TO_DEVICE,
	TRANSFER_TO_HOST
};

/* What a device said of itself as it was plugged in; 0: it is not known. */
struct transfer_link {
	uint16_t vendor, product;
	uint16_t max_control; /* wMaxControlMessage */
	uint16_t ex_version;  /* bcdMBIMExtendedVersion */
	uint8_t max_outstanding;
	uint16_t mtu;
	struct att_bytes configuration; /* its descriptor, or empty */
};

/* Everything is valid until the importer is called again. */
struct transfer {
	struct att_bytes bytes;
	size_t full_len; /* more than bytes: the source has cut off the rest */
	enum transfer_way way;
	uint32_t record;     /* line or packet of the file, from 1 */
	const char *device;  /* "usb 1.4", "/dev/cdc-wdm0", or NULL */
	uint32_t channel;    /* of the device: USB interface */
	const char *time;    /* for people, as the source has it, or NULL */
	const char *date;    /* the same by calendar (ISO 8601), or NULL */
	bool timed;	     /* ms is known: since 1970, or since a beginning */
	uint64_t ms;	     /* of the source's own */
	bool stream;	     /* messages may go on in the next transfer */
	uint16_t ex_version; /* not 0: the device was plugged in and speaks
				this MBIMEx version, bytes are empty */
	bool qmi;	     /* then: it speaks QMI instead */
	const struct transfer_link *link; /* then: what else it said, or NULL */
	/* Of a message that was cut: what the source says of it in words, as
	 * libmbim does behind "Fields:"; or empty. */
	struct att_bytes words;
	bool bare;	  /* messages of QMI without a header, as on QRTR */
	uint16_t service; /* then: whose they are */
};

#endif
