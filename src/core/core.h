/* The manager: keeps a modem where it is wanted (off, open, attached,
 * connected).
 *
 * Bytes and time go in, bytes, effects, trace records and a deadline come out.
 * No heap, no clock, no I/O: the caller gives the memory, the time in ms of
 * any monotonic clock, and a seed. The same inputs give the same outputs, bit
 * for bit; that is what replay rests on. */
#ifndef ATT_CORE_CORE_H
#define ATT_CORE_CORE_H

#include "base/bytes.h"
#include "base/trace.h"
#include "core/protocol.h"

#define ATT_CORE_SESSIONS 8
#define ATT_CORE_STREAMS  4

enum att_want {
	ATT_WANT_OFF,
	ATT_WANT_OPEN, /* the channel; what is asked on it the caller says */
	/* The channel, and which modem this is: `known` in the status. Wished
	 * again, it is asked again. Nothing of the modem is changed. */
	ATT_WANT_KNOWN,
	ATT_WANT_ATTACHED,
	ATT_WANT_CONNECTED
};

enum att_ip_type { /* values of MBIM_CONTEXT_IP_TYPE */
		   ATT_IP_V4 = 1,
		   ATT_IP_V6 = 2,
		   ATT_IP_V4V6 = 3
};

struct att_core_session {
	char name[16];
	char apn[101]; /* UTF-8, at most 100 characters (MBIM 1.0 10.5.12) */
	char user[256];
	char password[256];
	uint32_t auth; /* MBIM_AUTH_PROTOCOL: 0 none, 1 PAP, 2 CHAP, 3 MSCHAPv2
			*/
	enum att_ip_type ip;
	bool roaming; /* allowed to connect while roaming, with whomever */
	bool partner; /* ... with a partner of the home network */
	/* The host gives the session's IPv6 prefix to its own network (RFC
	 * 7278): the modem's link keeps its address alone. */
	bool share_prefix;
	bool off; /* there is none with this id, and the others keep theirs */
};

/* What may be done about a modem that does not work any more. */
enum att_rung {
	ATT_RUNG_SESSION = 1,	   /* end the session and begin it anew */
	ATT_RUNG_RADIO = 2,	   /* switch the radio off and on */
	ATT_RUNG_REOPEN = 4,	   /* close and open the control channel */
	ATT_RUNG_RESET = 8,	   /* reset the device */
	ATT_RUNG_REENUMERATE = 16, /* take it off its bus and put it back */
	ATT_RUNG_POWER = 32	   /* the owner's hook cuts its power */
};

/* Counts and times after which it is done; all 0: nothing is noticed but what
 * the machines wait for, and the port is reset as they ask. */
struct att_core_recovery {
	uint32_t rungs;	    /* enum att_rung, those that may be used */
	uint32_t ask_ms;    /* ask the modem that often; 0: never */
	uint32_t refusals;  /* in a row, without a cause of the network;
			       0: any number */
	uint32_t sim_ms;    /* a SIM that is starting so long hangs; 0: never */
	uint32_t rest_ms;   /* of the first rest; the next ones grow to the
			       32-fold */
	uint32_t steady_ms; /* all is well when it has stood for so long: longer
			       than the platform takes to see NO_TRAFFIC; 0: a
			       minute */
};

/* What the owner chooses of SIM and network; 0 and "": it is left as it is, and
 * the modem is not asked about it. */
struct att_core_choice {
	uint32_t slot;	   /* of the SIM, from 1 */
	char operator_[8]; /* its MCC and MNC: "26201" */
	bool fallback;	   /* another one serves if that one is not there */
	uint32_t access;   /* ATT_2G | ATT_3G... */
	bool attach;	   /* the following is for the initial EPS bearer */
	char apn[101], user[256], password[256];
	uint32_t auth;
	enum att_ip_type ip;
};

/* What is sensible: asked every 25 s, all rungs but the power. */
void att_recovery_default(struct att_core_recovery *recovery);

struct att_core_config {
	bool unlock; /* an FCC lock of the radio may be opened */
	struct att_core_choice choice;
	char pin[17]; /* "": none */
	/* The platform can ask for addresses on the link, where the modem gives
	 * none (struct att_ip_config), and observes what comes of it: LINK_WELL
	 * or LINK_PROBLEM. */
	bool in_band;
	struct att_core_recovery recovery;
	uint32_t n_sessions;
	struct att_core_session session[ATT_CORE_SESSIONS]; /* index = id */
	/* Device service streams: the service of each; index = id */
	uint32_t n_streams;
	struct att_uuid stream[ATT_CORE_STREAMS];
};

/* Whether two of them say the same: member by member. Behind the end of a text
 * there are zeroes, unless something else is meant there (trace/text_config.c).
 */
bool att_core_session_same(const struct att_core_session *a,
			   const struct att_core_session *b);
bool att_core_choice_same(const struct att_core_choice *a,
			  const struct att_core_choice *b);
bool att_core_config_same(const struct att_core_config *a,
			  const struct att_core_config *b);

/* What the platform sees of a session's data path, of the host, and no message
 * tells. Each is said when it begins; but that there is no traffic, or that the
 * probe fails, is said again as long as it goes on, in intervals that are not
 * shorter than 10 s. */
enum att_observed {
	ATT_OBSERVED_LINK_WELL,	     /* its addresses and routes stand */
	ATT_OBSERVED_LINK_PROBLEM,   /* they do not: words say why */
	ATT_OBSERVED_TRAFFIC,	     /* data is received */
	ATT_OBSERVED_NO_TRAFFIC,     /* data is sent, and none is received */
	ATT_OBSERVED_PROBE_ANSWERED, /* what is probed answers */
	ATT_OBSERVED_PROBE_FAILED,   /* it does not: words name it */
	ATT_OBSERVED_IDLE,	     /* no data is sent, and none received */
	ATT_OBSERVED_RESUMED	     /* the host slept: session says nothing */
};

#define ATT_OBSERVED_WORDS 96

struct att_observation {
	enum att_observed what;
	uint32_t session;
	const char *words; /* UTF-8, copied, cut to ATT_OBSERVED_WORDS - 1
			      bytes; NULL or "": none. No personal data: they
			      are in traces as they are. */
};

enum att_effect_kind {
	ATT_EFFECT_LINK_UP,	/* session, ip */
	ATT_EFFECT_LINK_CHANGE, /* session, ip: the addresses changed */
	ATT_EFFECT_LINK_DOWN,	/* session */
	ATT_EFFECT_DATA_FORMAT, /* format: the modem has it, the port is to */
	ATT_EFFECT_RESET_PORT,	/* the function does not answer: reset it */
	ATT_EFFECT_CLOSED	/* the channel was closed as wanted */
};

/* How strongly; each holds what the one before does. */
enum att_reset {
	ATT_RESET_PORT,	       /* of the function or the USB device */
	ATT_RESET_REENUMERATE, /* off the bus and back */
	ATT_RESET_POWER	       /* without power for a moment */
};

struct att_effect {
	enum att_effect_kind kind;
	uint32_t session;
	enum att_reset reset; /* of ATT_EFFECT_RESET_PORT */
	struct att_ip_config ip;
	struct att_data_format format;
};

/* What people want to know; texts are UTF-8, numbers as MBIM has them. */
struct att_core_status {
	const char *control, *attach; /* state names */
	const char *connect[ATT_CORE_SESSIONS];
	uint32_t n_sessions;
	uint32_t max_sessions; /* that the modem has; 0: not known */
	char device_id[40], firmware[64], provider[64], provider_id[16];
	char hardware[32];   /* as the modem calls it */
	uint16_t ex_version; /* in use */
	bool open;	     /* the channel is, and may be asked */
	bool known;	     /* ATT_WANT_KNOWN: the answers are there, or will
				never be */
	char sim_id[24];     /* the ICCID; "": not told */
	struct att_open_refusal open_refusal; /* of the last try */
	const char *why_closed; /* why it cannot be opened, in words; or NULL */
	uint32_t register_state, data_class, nw_error, pin_attempts;
	int32_t rssi_dbm; /* 0: unknown */
	int32_t rsrp_dbm; /* ATT_RSRP_UNKNOWN */
	int32_t rsrq_db;  /* ATT_RSRQ_UNKNOWN */
	int32_t snr_db;	  /* ATT_SNR_UNKNOWN */
	uint32_t tac;	  /* ATT_TAC_UNKNOWN */
	uint64_t cell_id; /* ATT_CELL_UNKNOWN; personal, as the tac is */
	uint32_t refused; /* events that no edge took */
	uint32_t timeouts, orphans, garbage;
	uint32_t transitions; /* events that an edge took */
	uint32_t recoveries;  /* how often recovery left its state well */
	const char *recovery; /* the state of that machine */
	bool up;	      /* every configured session is */
	bool stuck; /* it waits for what it cannot bring about itself */
	const char *problem; /* why it stays where it is, or NULL; points into
				problem_text of this struct */
	char problem_text[200];
	struct att_ip_config ip[ATT_CORE_SESSIONS];
	/* Why the network refused or ended a session, 3GPP; what the modem said
	 * of it, as the protocol numbers it. 0: nothing, or it is up. */
	uint32_t cause[ATT_CORE_SESSIONS], code[ATT_CORE_SESSIONS];
	/* What the host may give to its own network; length 0: nothing. Of
	 * those that are up and have share_prefix. */
	struct att_ipv6_prefix shared[ATT_CORE_SESSIONS];
};

struct att_core; /* state.h */

/* protocols: those that the program has, ended by NULL; at the least one. */
size_t att_core_size(const struct att_protocol *const *protocols);
/* Called once for each step of a machine, before its effect is carried out. */
typedef void att_core_trace_fn(void *ctx, const struct att_trace_rec *rec);
/* mem: att_core_size() bytes, aligned for uint64_t. config is copied; protocols
 * outlive the manager. */
struct att_core *att_core_init(void *mem,
			       const struct att_protocol *const *protocols,
			       const struct att_core_config *config,
			       uint32_t seed, att_core_trace_fn *trace,
			       void *trace_ctx);
/* A corrected configuration (a new PIN may be tried, roaming allowed...). */
void att_core_reconfigure(struct att_core *c,
			  const struct att_core_config *config,
			  uint64_t now_ms);
void att_core_want(struct att_core *c, enum att_want want, uint64_t now_ms);
/* A link that speaks what the program has no protocol for is as good as none.
 */
void att_core_plug(struct att_core *c, const struct att_core_link *link,
		   uint64_t now_ms);
void att_core_unplug(struct att_core *c, uint64_t now_ms);
/* What one read of the control channel returned. */
void att_core_input(struct att_core *c, struct att_bytes bytes,
		    uint64_t now_ms);
/* The next control transfer: its length in buf, 0: none. cap >= 4096. */
size_t att_core_output(struct att_core *c, uint8_t *buf, size_t cap);
/* The next effect for the platform; false: none. */
bool att_core_effect(struct att_core *c, struct att_effect *out);
/* When expire has to be called; UINT64_MAX: never. */
uint64_t att_core_deadline(const struct att_core *c);
void att_core_expire(struct att_core *c, uint64_t now_ms);
/* The platform has seen something; a session that is not there is ignored. */
void att_core_observe(struct att_core *c, const struct att_observation *o,
		      uint64_t now_ms);
void att_core_status(const struct att_core *c, struct att_core_status *s);
/* Why one session is not up, in words; "": there is nothing to say of it. */
void att_core_session_problem(const struct att_core *c, uint32_t session,
			      char *buf, size_t cap);
/* What a run that ended now would leave in the modem, after a call of input,
 * expire, plug or unplug: who keeps it gives it to the next att_core_plug of
 * the same modem. */
void att_core_left(const struct att_core *c, struct att_left *out);

/* What the modem says that is not for the manager alone. */
struct att_heard {
	bool news;		  /* an indication; else the answer to `ask` */
	unsigned ask;		  /* its number */
	enum att_result result;	  /* of an answer, as the following */
	uint32_t code;		  /* of a refusal */
	bool error;		  /* it is an error of the channel, no status */
	struct att_bytes message; /* whole; empty: none. A view that is good
				     until fn returns */
};
/* Called from within the calls below that get now_ms, and att_core_output; it
 * calls none of them. */
typedef void att_core_heard_fn(void *ctx, const struct att_heard *heard);
/* Who is told from now on what the modem says on an open channel; NULL: nobody.
 */
void att_core_listen(struct att_core *c, att_core_heard_fn *fn, void *ctx);
/* Ask the modem as the protocol's users do (ATT_OP_RAW), under a number below
 * ATT_CORE_ASKS; fn of att_core_listen is called with the answer, once. request
 * stays valid until then; timeout_ms 0: as long as the spec says. 0; or
 * ATT_E_STATE (the channel is not open), ATT_E_BUSY (that number is under way,
 * or more than the protocol can have at once), ATT_E_TYPE (this protocol has no
 * room for it). */
int att_core_ask(struct att_core *c, unsigned ask, struct att_bytes request,
		 uint32_t timeout_ms, uint64_t now_ms);

#endif
