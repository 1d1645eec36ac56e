/* The text records of a trace: how they are worded and read. A record is one
 * line: a word, then key=value separated by single spaces. */
#ifndef MBIM_TRACE_TEXT_H
#define MBIM_TRACE_TEXT_H

#include "core/core.h"
#include "wire/dialect.h"

/* Room for any record. */
#define MBIM_TRACEFILE_TEXT 24576

/* Dissectors that Wireshark knows: what a packet is for. A message is for that
 * of its protocol. */
#define MBIM_TRACEFILE_TEXTUAL "syslog" /* shows a line in its Info column */
#define MBIM_TRACEFILE_BYTES   "data"	/* not a whole message */

/* Comments that are not transitions (those begin with '+'). */
#define MBIM_TRACEFILE_GOES_ON "the same read goes on in the next packet"
#define MBIM_TRACEFILE_BUSY    "the port takes nothing more for now"
#define MBIM_TRACEFILE_END     "end"
#define MBIM_TRACEFILE_LATER   "further effects are carried out later"

/* A secret of the configuration as a masked trace holds it: its length, and
 * how often it has changed since the trace began. */
struct mbim_tracefile_revisions {
	uint32_t pin, user[MBIM_CORE_SESSIONS], password[MBIM_CORE_SESSIONS];
};

/* Count what differs between two configurations. */
void mbim_tracefile_revise(struct mbim_tracefile_revisions *r,
			   const struct mbim_core_config *old,
			   const struct mbim_core_config *config);
/* " sessions=1 pin=****#0 0.name=... 0.apn=...": with revisions the secrets
 * are masked, with NULL they are in clear. */
void mbim_tracefile_config_put(struct mbim_text *t,
			       const struct mbim_core_config *config,
			       const struct mbim_tracefile_revisions *r);
/* The same back. A masked secret becomes that many '*', which the core sends
 * in its place, and differs from another revision of itself in a byte behind
 * the end of its string (unless it fills its array). 0 or MBIM_E_CONFIG. */
int mbim_tracefile_config_get(struct mbim_bytes text,
			      struct mbim_core_config *config);

/* The first word of a record is this one. */
bool mbim_tracefile_word(struct mbim_bytes text, const char *word);
/* The number of key=..., decimal or 0x hex, at most max: 0 or MBIM_E_CONFIG. */
int mbim_tracefile_number(struct mbim_bytes text, const char *key, uint64_t max,
			  uint64_t *value);
/* "plug ..." as mbim_tracefile_event has it: 0 or MBIM_E_CONFIG. */
int mbim_tracefile_link(struct mbim_bytes text, struct mbim_core_link *link);

/* The dialect of the modem that a "plug ..." brings. */
const struct att_dialect *mbim_tracefile_speaks(struct mbim_bytes text);
/* True if a packet for this dissector is a message, of whatever protocol. */
bool mbim_tracefile_is_message(struct mbim_bytes dissector);

#endif
