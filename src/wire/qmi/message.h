/* The generated index of QMI's spec, services, messages and names, and how to
 * find something in it. All of it is constant and lives as long as the program.
 */
#ifndef QMI_WIRE_MESSAGE_H
#define QMI_WIRE_MESSAGE_H

#include "wire/qmi/qmi.h"
#include "wire/table.h"

#define QMI_KINDS 3

struct qmi_message_info {
	uint16_t name; /* where it begins in qmi_names: qmi_message_info_name */
	uint8_t name_len;
	uint8_t kinds; /* bit 1 << enum qmi_kind: it exists as that */
	uint16_t number;
	uint16_t vendor;    /* of USB, whose modems alone have it; 0: all */
	uint16_t timeout_s; /* 0: as usual */
	uint16_t holds[QMI_KINDS]; /* numbers of layouts, see
				      qmi_message_layout */
};

struct qmi_service_info {
	const char *name; /* "nas" */
	uint8_t name_len;
	uint16_t number; /* above 255 on QRTR only */
	uint16_t n_messages;
	const struct qmi_message_info *messages; /* by number; of those that
						    share one, requests first */
};

/* Generated: all services in spec order. */
extern const struct qmi_service_info qmi_services[];
extern const uint16_t qmi_services_count;
/* All names of the tables, NUL behind each. */
extern const char *const qmi_names;

/* The layout of this number, enum qmi_layout_number, and the enum of this one,
 * enum qmi_enum_number; NULL for 0. They live as long as the program. The first
 * call for one makes it, so only one thread may use them. */
const struct att_layout *qmi_layout(unsigned number);
const struct att_enum *qmi_enum(unsigned number);
/* What a message holds as this kind; NULL: no TLVs, or they are not known. */
static inline const struct att_layout *qmi_message_layout(
	const struct qmi_message_info *m, enum qmi_kind kind)
{
	return qmi_layout(m->holds[kind]);
}

/* "get_serving_system" */
static inline const char *qmi_message_info_name(
	const struct qmi_message_info *m)
{
	return qmi_names + m->name;
}

/* Generated: what the spec says in words of a field of the layout of this
 * number or, with ATT_NO_FIELD, of a message; behind the last a row with NULL.
 */
struct qmi_doc {
	const struct qmi_message_info *message;
	uint16_t layout;
	uint8_t field;
	const char *text;
};
extern const struct qmi_doc qmi_docs[];
/* Its text, of a layout that qmi_layout gave, or of a message; or NULL. */
const char *qmi_doc_find(const void *of, uint8_t field);

/* NULL: unknown. */
const struct qmi_service_info *qmi_service_find(uint16_t number);
const struct qmi_service_info *qmi_service_named(const char *name, size_t len);
/* Of a modem of this vendor (0: of whichever): a message that exists as this
 * kind, or any with this number; NULL: unknown. */
const struct qmi_message_info *qmi_message_find(
	const struct qmi_service_info *s, uint16_t number, enum qmi_kind kind,
	uint16_t vendor);
/* The same of a frame of some modem: of messages that share its number, each of
 * another vendor, the one that knows most of its TLVs. */
const struct qmi_message_info *qmi_message_of(const struct qmi_message *m);
const struct qmi_message_info *qmi_message_named(
	const struct qmi_service_info *s, const char *name, size_t len);
/* True if its name has this word between '_'; and if by its name it only tells
 * something and changes nothing. */
bool qmi_message_has_word(const struct qmi_message_info *m, const char *word);
bool qmi_message_tells(const struct qmi_message_info *m);
/* "dms", "set_fcc_authentication"; NULL: no name is known. */
const char *qmi_service_name(uint16_t service);
const char *qmi_message_name(const struct qmi_head *h);

/* Decode the TLVs of a message into *out (layout->size bytes), which is zeroed
 * first. All views point into tlvs, which must outlive them. A TLV that is not
 * known is passed over, one whose content does not fit its length counts as not
 * there, and of two the first counts. 0, or ATT_E_LENGTH: these are no TLVs. */
int qmi_layout_decode(const struct att_layout *layout, struct att_bytes tlvs,
		      void *out);
/* Encode those TLVs of *in that are there, in the order of the spec. The
 * length, or ATT_E_ROOM, VALUE (more than a count can say). */
int qmi_layout_encode(const struct att_layout *layout, const void *in,
		      uint8_t *buf, size_t cap);
/* The field of a TLV of this type; NULL: unknown. */
const struct att_field *qmi_layout_tlv(const struct att_layout *layout,
				       uint8_t type);

struct att_printer;

/* Print bytes that should be a frame; if they are none, in hex. What is no
 * secret is shown of a hidden frame. */
void qmi_print(struct att_printer *o, struct att_bytes b);
/* A frame as a line and the lines of its TLVs, as that line alone, which holds
 * nothing personal, or as a JSON object. 0, or the error of qmi_decode, which
 * the text tells too. */
int qmi_frame_print(struct att_bytes b, enum att_show show, struct att_text *t);
int qmi_frame_title(struct att_bytes b, struct att_text *t);
int qmi_frame_json(struct att_bytes b, enum att_show show, struct att_text *t);
/* Overwrite personal data in a copy of a frame: personal fields, and all of the
 * TLVs and messages that are not known; of what is no frame, all bytes. Lengths
 * and counts stay. */
void qmi_mask(struct att_bytes b, uint8_t *copy);

#endif
