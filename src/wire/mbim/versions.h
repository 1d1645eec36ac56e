/* A message of one MBIMEx version as another version has it: who speaks one
 * version hears what a peer says in another. */
#ifndef MBIM_WIRE_MBIM_VERSIONS_H
#define MBIM_WIRE_MBIM_VERSIONS_H

#include "wire/mbim/cid.h"

/* The C structs of the messages that are translated are not larger. */
#define MBIM_VERSION_STRUCT_MAX 512u

/* Write body, the InformationBuffer of a message of `cid` as MBIMEx version
 * `from` lays it out, to buf as version `to` does (MBIM_EX_*, any number). What
 * has the same layout, and what no table knows (cid NULL), is copied unseen.
 *
 * Fields are found by their names, also in structs and in the structs of
 * arrays; mbim_field_changes has those that have two. What the target lacks is
 * left out, and so is what lies behind the fields of the source. What the
 * source lacks is 0, empty or not known (ATT_F_UNKNOWN), or as the tables say.
 * Bits that mean another thing in the target become what mbim_value_changes
 * says, in layouts that are the same too.
 * Text is handed on as it is, however long: who reads it may refuse it.
 *
 * buf must not overlap body. The length; ATT_E_ROOM; an error of
 * att_layout_decode; or ATT_E_VALUE where one of the versions has no such CID
 * (mbim_cid.since), so that nobody is told of it. Needs about 2 KiB of stack,
 * no more time than decoding and copying. */
int mbim_version_translate(const struct mbim_cid *cid, enum mbim_kind kind,
			   uint16_t from, uint16_t to, struct att_bytes body,
			   uint8_t *buf, size_t cap);

#endif
