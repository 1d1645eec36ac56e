/* The manager: keeps a modem where it is wanted (off, open, attached,
 * connected).
 *
 * Bytes and time go in, bytes, effects, trace records and a deadline come out.
 * No heap, no clock, no I/O: the caller gives the memory, the time in ms of
 * any monotonic clock, and a seed. The same inputs give the same outputs, bit
 * for bit; that is what replay rests on. */
#ifndef MBIM_CORE_CORE_H
#define MBIM_CORE_CORE_H

#include "base/bytes.h"
#include "base/trace.h"
#include "core/protocol.h"

#define MBIM_CORE_SESSIONS 8
#define MBIM_CORE_STREAMS  4

enum mbim_want {
	MBIM_WANT_OFF,
	MBIM_WANT_OPEN, /* the channel; what is asked on it the caller says */
	MBIM_WANT_ATTACHED,
	MBIM_WANT_CONNECTED
};

enum mbim_ip_type { /* values of MBIM_CONTEXT_IP_TYPE */
		    MBIM_IP_V4 = 1,
		    MBIM_IP_V6 = 2,
		    MBIM_IP_V4V6 = 3
};

struct mbim_core_session {
	char name[16];
	char apn[101]; /* UTF-8, at most 100 characters (MBIM 1.0 10.5.12) */
	char user[256];
	char password[256];
	uint32_t auth; /* MBIM_AUTH_PROTOCOL: 0 none, 1 PAP, 2 CHAP, 3 MSCHAPv2
			*/
	enum mbim_ip_type ip;
	bool roaming; /* allowed to connect while roaming */
};

struct mbim_core_config {
	char pin[17]; /* "": none */
	uint32_t n_sessions;
	struct mbim_core_session session[MBIM_CORE_SESSIONS]; /* index = id */
	/* Device service streams: the service of each; index = id */
	uint32_t n_streams;
	struct mbim_uuid stream[MBIM_CORE_STREAMS];
};

enum mbim_effect_kind {
	MBIM_EFFECT_LINK_UP,	 /* session, ip */
	MBIM_EFFECT_LINK_CHANGE, /* session, ip: the addresses changed */
	MBIM_EFFECT_LINK_DOWN,	 /* session */
	MBIM_EFFECT_RESET_PORT,	 /* the function does not answer: reset it */
	MBIM_EFFECT_CLOSED	 /* the channel was closed as wanted */
};

struct mbim_effect {
	enum mbim_effect_kind kind;
	uint32_t session;
	struct mbim_ip_config ip;
};

/* What people want to know; texts are UTF-8, numbers as MBIM has them. */
struct mbim_core_status {
	const char *control, *attach; /* state names */
	const char *connect[MBIM_CORE_SESSIONS];
	uint32_t n_sessions;
	char device_id[40], firmware[64], provider[64], provider_id[16];
	uint16_t ex_version; /* in use */
	bool open;	     /* the channel is, and may be asked */
	struct att_open_refusal open_refusal; /* of the last try */
	uint32_t register_state, data_class, nw_error, pin_attempts;
	int32_t rssi_dbm; /* 0: unknown */
	uint32_t refused; /* events that no edge took */
	uint32_t timeouts, orphans, garbage;
	bool up;    /* every configured session is */
	bool stuck; /* it waits for what it cannot bring about itself */
	const char *problem; /* why it stays where it is, or NULL; points into
				problem_text of this struct */
	char problem_text[160];
	struct mbim_ip_config ip[MBIM_CORE_SESSIONS];
};

struct mbim_core; /* state.h */

/* protocols: those that the program has, ended by NULL; at the least one. */
size_t mbim_core_size(const struct att_protocol *const *protocols);
/* Called once for each step of a machine, before its effect is carried out. */
typedef void mbim_core_trace_fn(void *ctx, const struct mbim_trace_rec *rec);
/* mem: mbim_core_size() bytes, aligned for uint64_t. config is copied. */
struct mbim_core *mbim_core_init(void *mem,
				 const struct att_protocol *const *protocols,
				 const struct mbim_core_config *config,
				 uint32_t seed, mbim_core_trace_fn *trace,
				 void *trace_ctx);
/* A corrected configuration (a new PIN may be tried, roaming allowed...). */
void mbim_core_reconfigure(struct mbim_core *c,
			   const struct mbim_core_config *config,
			   uint64_t now_ms);
void mbim_core_want(struct mbim_core *c, enum mbim_want want, uint64_t now_ms);
void mbim_core_plug(struct mbim_core *c, const struct mbim_core_link *link,
		    uint64_t now_ms);
void mbim_core_unplug(struct mbim_core *c, uint64_t now_ms);
/* What one read of the control channel returned. */
void mbim_core_input(struct mbim_core *c, struct mbim_bytes bytes,
		     uint64_t now_ms);
/* The next control transfer: its length in buf, 0: none. cap >= 4096. */
size_t mbim_core_output(struct mbim_core *c, uint8_t *buf, size_t cap);
/* The next effect for the platform; false: none. */
bool mbim_core_effect(struct mbim_core *c, struct mbim_effect *out);
/* When expire has to be called; UINT64_MAX: never. */
uint64_t mbim_core_deadline(const struct mbim_core *c);
void mbim_core_expire(struct mbim_core *c, uint64_t now_ms);
void mbim_core_status(const struct mbim_core *c, struct mbim_core_status *s);

/* Ask the modem as the protocol's users do (ATT_OP_RAW). request stays valid
 * until its answer is there; timeout_ms 0: as long as the spec says. 0,
 * MBIM_E_STATE (the channel is not open), MBIM_E_BUSY (another one is under
 * way), MBIM_E_TYPE (this protocol has no room for it). */
int mbim_core_ask(struct mbim_core *c, struct mbim_bytes request,
		  uint32_t timeout_ms, uint64_t now_ms);
/* Once, after a call of input, expire, want or unplug: the answer. False: it is
 * not there. Its bytes stay valid until the next mbim_core_ask. */
bool mbim_core_answer(struct mbim_core *c, struct att_raw_answer *out);

#endif
