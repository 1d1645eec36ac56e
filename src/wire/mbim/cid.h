/* The generated index of MBIM's spec, services, CIDs and names, and how to find
 * something in it. All of it is constant and lives as long as the program. */
#ifndef MBIM_WIRE_MBIM_CID_H
#define MBIM_WIRE_MBIM_CID_H

#include "wire/table.h"

enum mbim_kind {
	MBIM_KIND_QUERY,
	MBIM_KIND_SET,
	MBIM_KIND_RESPONSE,
	MBIM_KIND_NOTIFICATION,
	MBIM_KINDS
};

#define MBIM_OP_QUERY  1u
#define MBIM_OP_SET    2u
#define MBIM_OP_NOTIFY 4u

#define MBIM_EX_1 0x0100u /* MBIMEx versions, BCD as on the wire */
#define MBIM_EX_2 0x0200u
#define MBIM_EX_3 0x0300u

struct mbim_variant {
	uint16_t since; /* MBIM_EX_*: the layout from this version on */
	uint8_t kind;	/* enum mbim_kind */
	const struct att_layout *layout;
};

struct mbim_cid {
	const char *name; /* "connect" */
	uint8_t name_len;
	uint32_t number;
	uint8_t ops; /* MBIM_OP_* */
	uint8_t n_variants;
	uint16_t since; /* MBIM_EX_* that brought it; 0: always there */
	uint16_t timeout_s_query, timeout_s_set;
	const struct mbim_variant *variants; /* by kind, then ascending since */
	const char *section;
};

struct mbim_service {
	const char *name; /* "basic_connect" */
	uint8_t name_len;
	struct att_uuid uuid;
	uint16_t n_cids;
	const struct mbim_cid *cids; /* by ascending number */
};

/* Generated: all services in spec order. */
extern const struct mbim_service mbim_services[];
extern const uint16_t mbim_services_count;
extern const struct att_enum mbim_status_enum; /* MBIM_STATUS_* */

/* Of all layouts of the generated tables. */
extern const struct att_formats mbim_formats;

/* Generated: the spec's other UUIDs by name ("context_type_internet"), behind
 * the last a row with NULL. */
struct mbim_named_uuid {
	const char *name;
	const struct att_uuid *uuid;
};
extern const struct mbim_named_uuid mbim_uuids[];

/* Generated: what the spec says in words ("dBm") of a field of a layout or,
 * with ATT_NO_FIELD, of a CID; behind the last a row with NULL. */
struct mbim_doc {
	const void *of; /* struct att_layout or struct mbim_cid */
	uint8_t field;
	const char *text;
};
extern const struct mbim_doc mbim_docs[];
/* Its text, or NULL. */
const char *mbim_doc_find(const void *of, uint8_t field);

/* Generated: a field that other MBIMEx versions of its message have under
 * another name, or that has a value where the version it comes from lacks it;
 * behind the last a row with NULL. */
struct mbim_field_change {
	const struct att_layout *of;
	uint8_t field;
	const char *was;	       /* or NULL */
	const struct att_uuid *absent; /* or NULL: nothing, 0 or not known */
};
extern const struct mbim_field_change mbim_field_changes[];

/* Generated: the bit `value` of the enum `of` is there from MBIMEx `since` on;
 * versions before that have the bit `before` for it, if it is not 0. From
 * `until` on it is the bit `is` of the enum `then`, which stands for several: a
 * field of the enum `beside` has one of the bits `any` then, and `as` where one
 * is written. What has none of any row is the first row's. Behind the last a
 * row with NULL. */
struct mbim_value_change {
	const struct att_enum *of, *then, *beside;
	uint16_t since, until; /* MBIM_EX_* */
	uint32_t before, value, is, as, any;
};
extern const struct mbim_value_change mbim_value_changes[];

/* NULL if unknown. By name: "basic_connect", and in it "connect". */
const struct mbim_service *mbim_service_find(const struct att_uuid *uuid);
/* The name of a service, or of another UUID of the spec; NULL if unknown. */
const char *mbim_uuid_name(const struct att_uuid *uuid);
const struct mbim_service *mbim_service_named(const char *name, size_t len);
const struct mbim_cid *mbim_cid_find(const struct mbim_service *s,
				     uint32_t number);
const struct mbim_cid *mbim_cid_named(const struct mbim_service *s,
				      const char *name, size_t len);
/* The layout of the highest version <= ex, or NULL: no such operation, or an
 * empty buffer in this direction. */
const struct att_layout *mbim_cid_layout(const struct mbim_cid *c,
					 enum mbim_kind kind, uint16_t ex);
/* The version that brought its newest layout of a command or an answer. */
uint16_t mbim_cid_newest(const struct mbim_cid *c);

#endif
