/* The text records of a trace: how they are worded and read. A record is one
 * line: a word, then key=value separated by single spaces. */
#ifndef ATT_TRACE_TEXT_H
#define ATT_TRACE_TEXT_H

#include "core/core.h"
#include "core/protocol.h"
#include "wire/dialect.h"

/* Room for any record. */
#define ATT_TRACEFILE_TEXT 24576

/* Dissectors that Wireshark knows: what a packet is for. A message is for that
 * of its protocol. */
#define ATT_TRACEFILE_TEXTUAL "syslog" /* shows a line in its Info column */
#define ATT_TRACEFILE_BYTES   "data"   /* not a whole message */

/* Comments that are not transitions (those begin with '+'). */
#define ATT_TRACEFILE_GOES_ON "the same read goes on in the next packet"
#define ATT_TRACEFILE_BUSY    "the port takes nothing more for now"
#define ATT_TRACEFILE_LATER   "further effects are carried out later"

/* A secret of the configuration as a masked trace holds it: its length, and
 * how often it has changed since the trace began. */
struct att_tracefile_revisions {
	uint32_t pin, user[ATT_CORE_SESSIONS], password[ATT_CORE_SESSIONS];
	uint32_t attach_user, attach_password;
};

/* Count what differs between two configurations. */
void att_tracefile_revise(struct att_tracefile_revisions *r,
			  const struct att_core_config *old,
			  const struct att_core_config *config);
/* " sessions=1 pin=****#0 0.name=... 0.apn=...": with revisions the secrets
 * are masked, with NULL they are in clear. */
void att_tracefile_config_put(struct att_text *t,
			      const struct att_core_config *config,
			      const struct att_tracefile_revisions *r);
/* The same back. A masked secret becomes that many '*', which the core sends
 * in its place, and differs from another revision of itself in a byte behind
 * the end of its string (unless it fills its array). 0 or ATT_E_CONFIG. */
int att_tracefile_config_get(struct att_bytes text,
			     struct att_core_config *config);

/* The first record, and the configuration with it. */
struct att_start {
	bool masked;
	/* Of a run that goes on in a new file; 0: the run begins here. */
	uint32_t part;
	/* Of another host: no manager has made it, and none can be compared. */
	bool foreign;
	uint32_t seed;
	uint64_t start_ms;
	struct att_core_config config;
};

/* "start format=1 attache=0.1.0 masked=1 seed=... start_ms=... sessions=...",
 * " part=1" and " foreign=1" behind start_ms */
void att_start_put(struct att_text *t, const struct att_start *start,
		   const struct att_tracefile_revisions *r);
/* True if this is such a record, in a format that can be read. */
bool att_start_is(struct att_bytes text);
/* 0 or ATT_E_CONFIG. */
int att_start_get(struct att_bytes text, struct att_start *start);

/* A call of the core that is no bytes, or the end of a trace. */
enum att_input_kind {
	ATT_INPUT_PLUG,	       /* protocol, link */
	ATT_INPUT_UNPLUG,      /* */
	ATT_INPUT_WANT,	       /* want */
	ATT_INPUT_EXPIRE,      /* */
	ATT_INPUT_OBSERVE,     /* observation, whose words are in `words` */
	ATT_INPUT_RECONFIGURE, /* config */
	ATT_INPUT_ASK,	       /* ask, timeout_ms, request */
	ATT_INPUT_END	       /* */
};

struct att_input {
	enum att_input_kind kind;
	const struct att_protocol *protocol; /* never NULL */
	struct att_core_link link;
	enum att_want want;
	struct att_core_config config;
	struct att_observation observation;
	char words[ATT_OBSERVED_WORDS];
	uint32_t ask, timeout_ms;
	struct att_bytes request; /* of get: for att_words_bytes, in the text */
};

/* The longest request that is recorded (att_core_ask). */
#define ATT_TRACEFILE_ASK 8192

/* "plug max_control=4096 ex_version=0x0300 max_outstanding=1 mtu=1500 framed=1"
 * (and " stale=1", if it was; of a modem whose data path has to be agreed on
 * what it can carry; and of one that does not speak MBIM " speaks=qmi"),
 * "unplug",
 * "want off|attached|connected", "expire", "reconfigure sessions=...",
 * "observe what=link_problem session=0 words=no%20route",
 * "ask number=0 timeout_ms=0 request=0300...", "end".
 * r: as for att_tracefile_config_put. */
void att_input_put(struct att_text *t, const struct att_input *in,
		   const struct att_tracefile_revisions *r);
/* The same back; members that the kind does not name are unspecified. 0, or
 * ATT_E_CONFIG: it cannot be understood, or speaks what the program does not.
 */
int att_input_get(struct att_bytes text, struct att_input *in);

/* True if a packet for this dissector is a message, of whatever protocol that
 * the program has. */
bool att_input_is_message(struct att_bytes dissector);

#endif
