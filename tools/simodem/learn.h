/* What simodem learns of a modem from a capture: a configuration, with the
 * place where each part of it was seen, and what the modem said that the model
 * does not say by itself.
 *
 * A file calls only files that stand below it:
 *   learn.c          a capture becomes two files
 *   learn_write.c    the scenario as YAML; learn_write_answers.c, and
 *                    learn_write_profile.c: the profile
 *   learn_rehearse.c the recorded host against the model
 *   learn_delays.c   how long answers take; learn_usb.c
 *   learn_facts.c    what the messages say of the modem
 *   learn_talk.c     commands with their answers, indications
 *   learn_mbim.c learn_qmi.c              the protocols: struct learn_protocol
 *   learn_facts_mbim.c learn_facts_qmi.c  what their messages say;
 *                                         learn_facts_network.c: of QMI
 *   learn_words.c    the fields of a message as JSON, without personal data */
#ifndef SIMODEM_LEARN_H
#define SIMODEM_LEARN_H

#include <stdio.h>

#include "capture/talk.h"
#include "tools/simodem/files.h"
#include "wire/mbim/msg.h"
#include "wire/qmi/qmi.h"

/* Keys of the two files; the record in which each was seen, 0: it was not. */
enum learn_key {
	LEARN_ID,
	LEARN_MANUFACTURER,
	LEARN_MODEL,
	LEARN_FIRMWARE,
	LEARN_USB,
	LEARN_MAX_CONTROL,
	LEARN_EXTENDED,
	LEARN_MBIMEX,
	LEARN_SESSIONS,
	LEARN_SLOTS,
	LEARN_NR,
	LEARN_SERVICES,
	LEARN_DSS,
	LEARN_RADIO_OFF,
	LEARN_AUTO_ATTACH,
	LEARN_REOPEN_CLOSES,
	LEARN_NTB_INPUT,
	LEARN_LATE_ANSWERS,
	LEARN_FIRST_LOST,
	LEARN_FCC_LOCK,
	LEARN_FOXCONN_LOCK,
	LEARN_QUECTEL_LOCK,
	LEARN_SILENT_LOCK,
	LEARN_NO_EFFECT,
	LEARN_PLAIN_REASONS,
	LEARN_NEEDS_ENDPOINT,
	LEARN_FORMAT_REFUSED,
	LEARN_EMPTY_SERVING,
	LEARN_EMPTY_SYSTEM,
	LEARN_TECHNOLOGY,
	LEARN_LINKS,
	LEARN_LINK,
	LEARN_AGGREGATIONS,
	LEARN_DOWN,
	LEARN_UP,
	LEARN_WITHOUT,
	LEARN_ALSO,
	LEARN_INSERTED,
	LEARN_PIN,
	LEARN_ATTEMPTS,
	LEARN_PUK_ATTEMPTS,
	LEARN_ICCID,
	LEARN_IMSI,
	LEARN_NUMBER,
	LEARN_OPERATOR,
	LEARN_HOME, /* the same, which it is not registered with */
	LEARN_OTHERS,
	LEARN_DENIED,
	LEARN_ATTACH_ERROR,
	LEARN_CONNECT_ERROR,
	LEARN_IPV4_ONLY,
	LEARN_SIGNAL,
	LEARN_MTU,
	LEARN_PREFIX,
	LEARN_IPV6,
	LEARN_SIM_MS,
	LEARN_REGISTER_MS,
	LEARN_ATTACH_MS,
	LEARN_CONNECT_MS,
	LEARN_KEYS
};

enum learn_kind {
	LEARN_OTHER, /* it is not about the modem, or cannot be read */
	LEARN_COMMAND,
	LEARN_ANSWER,
	LEARN_NEWS,
	LEARN_ERROR /* of the channel */
};

/* What a message is. */
struct learn_said {
	enum learn_kind kind;
	struct sim_subject subject; /* name NULL: the spec does not have it */
	bool set;		    /* of MBIM */
	uint32_t transaction;	    /* of QMI with service and client */
	uint32_t status;	    /* of an answer */
	struct att_bytes body;	    /* InformationBuffer, TLVs */
};

/* A command, and what it was answered. */
struct learn_exchange {
	const struct talk_message *asked, *answer; /* answer NULL: none came */
	struct sim_subject subject; /* name NULL: not in the spec */
	bool set;
	struct talk_message *made; /* `asked`, if the capture has none; NULL */
	uint32_t occurrence;	   /* of this subject and operation, from 1 */
	uint32_t transaction, status;
	char *words; /* of the answer */
	bool fields; /* they are, else hex */
	bool cut;    /* there was an answer, and the capture has it not */
	/* rehearsals */
	uint32_t sent_as; /* the transaction there */
	bool sent, heard; /* in this one */
	bool same;	  /* the model's answer was it */
	bool told;	  /* the scenario has it, */
	bool hex;	  /* in hex, as the fields do not lead to it */
	bool secret;	  /* hex would say what is personal: it is left out */
	bool carry_out;
};

struct learn_news {
	const struct talk_message *message;
	struct sim_subject subject;
	const struct learn_exchange *after; /* the last command before, NULL */
	char *words;
	bool fields, heard;
	bool told, hex, secret; /* as of an exchange */
};

struct learn_protocol;

struct learn {
	const char *name;  /* of the capture */
	bool personal;	   /* is kept */
	const char *place; /* what a record is: "packet", "line" */
	struct talk talk;
	const struct learn_protocol *protocol;
	struct sim_config config;
	uint32_t from[LEARN_KEYS];
	struct learn_exchange *exchange;
	size_t n_exchanges;
	struct learn_news *news;
	size_t n_news;
	const struct talk_message **orphan; /* answers without a command */
	size_t n_orphans;
	uint32_t answers_ms_from[SIM_TIMINGS]; /* a record of each */
	/* what cannot be learned */
	uint32_t tlvs;	   /* of QMI that the spec does not have */
	uint32_t unknown;  /* commands and news that the spec does not have */
	uint32_t errors;   /* FUNCTION_ERROR, HOST_ERROR */
	uint32_t extra;	   /* the model's indications that did not come */
	uint32_t left_out; /* more than a scenario holds */
};

/* Somebody who says something: words with their bytes and place. */
struct learn_saying {
	const char *words;
	struct att_bytes body;
	uint32_t record, status;
	uint16_t ex;
	const struct learn_exchange *e; /* NULL: an indication */
};

/* Who reads what a message says of the modem, its SIM and its network. */
typedef void learn_reader_fn(struct learn *l, const struct learn_saying *s);
struct learn_reader {
	uint8_t service;
	uint32_t number;
	learn_reader_fn *fn;
	bool failures; /* say something as well */
};

/* Messages of this subject whose words have one of these. */
struct learn_mark {
	uint8_t service;
	uint32_t number;
	const char *word[3]; /* NULL: there are no more */
};

/* What tells how long the SIM and the network take: what a host does before it
 * waits for the network, what then is told, and which command waits. */
struct learn_times {
	struct learn_mark start[6], waits[3]; /* word[0] NULL: the last */
	struct learn_mark card, registered, attached, connected;
};

/* A host of the capture, in front of the model: learn_rehearse.c. */
#define LEARN_CLIENTS 64u
struct learn_stage {
	const struct learn *l;
	/* QMI: ids that the capture has and the model gave instead, calls */
	struct {
		uint8_t service, theirs, ours;
		uint32_t their_handle, our_handle;
	} client[LEARN_CLIENTS];
	unsigned n_clients;
	uint8_t asked_service, asked_client; /* of one that is asked for */
	unsigned begun; /* MBIM: messages said before the first, or 2 */
};

/* A protocol, to those who do not know it. */
struct learn_protocol {
	const char *name;
	void (*read)(struct att_bytes message, struct learn_said *out);
	/* "connect", "ussd" of MBIM's service */
	const char *(*service)(uint8_t service);
	const char *(*subject)(uint8_t service, uint32_t number);
	const struct att_enum *(*statuses)(void);
	/* What the body of a message says: its fields as one JSON object
	 * (learn_fields), or, if it has no layout or does not decode, bytes in
	 * hex. "" stands for an empty body. The caller frees it. */
	char *(*words)(const struct learn *l, struct att_bytes message,
		       uint16_t ex, bool *fields);
	/* The body in hex; what is personal, or unknown, is 2a ('*') or left
	 * out. The caller frees it. */
	char *(*hex)(const struct learn *l, struct att_bytes message,
		     uint16_t ex);
	/* The words of a body that a scenario has, if it stood in the message
	 * m; NULL: it has none in its version. The caller frees it. */
	char *(*body)(const struct learn *l, const struct talk_message *m,
		      const struct sim_config *c, const struct sim_body *b);
	/* The command that this answers, whatever it asked, into 64 bytes: its
	 * length. NULL: an answer does not say enough of it. */
	size_t (*ask)(struct att_bytes answer, uint8_t *buf);
	/* Can it be asked and answered, or told, so? */
	bool (*can_answer)(const struct learn_exchange *e);
	bool (*can_indicate)(const struct learn_news *n);
	/* It changes something in the modem. */
	bool (*acts)(const struct learn_exchange *e);
	/* What the messages say, and what their order shows. */
	const struct learn_reader *readers; /* the last has no function */
	void (*facts)(struct learn *l);
	const struct learn_times *times;
	/* What the host has to say before m, if m is what it says next: a
	 * message into buf, or 0: nothing more. */
	size_t (*before)(struct learn_stage *s, const struct talk_message *m,
			 uint8_t *buf, size_t cap);
	/* m in front of the model; 0: as it is. */
	size_t (*say)(struct learn_stage *s, const struct talk_message *m,
		      const struct learn_exchange *e, uint8_t *buf, size_t cap);
	/* The model has answered e, or (NULL) what was said before. */
	void (*hear)(struct learn_stage *s, const struct learn_exchange *e,
		     struct att_bytes answer);
	/* What is not answered before this will not be. */
	bool (*closes)(struct att_bytes message);
};

/* --- learn_words.c ---------------------------------------------------------
 */

/* What there is to know of the JSON of a message. */
struct learn_shape {
	const struct att_layout *layout;
	const struct att_field *skip; /* nobody gives it; or NULL */
	const char *made; /* a number that the modem makes up is 1; or NULL */
};
/* The JSON of our own printer, an object, as a scenario takes it: without what
 * is counted. Personal data are zeros and test numbers, addresses those of the
 * model. The caller frees it. */
char *learn_fields(const struct learn *l, const struct learn_shape *shape,
		   const char *json);
/* n bytes in hex. The caller frees it. */
char *learn_bytes(struct att_bytes b);
/* The value of the first member with this name, without quotes; false: there is
 * none, or it does not fit. */
bool learn_get(const char *json, const char *name, char *buf, size_t cap);
/* The same as a number; false as well if it is none. */
bool learn_number(const char *json, const char *name, uint32_t *v);

/* --- learn_talk.c ----------------------------------------------------------
 */

/* Find exchanges and news in l->talk. */
void learn_talk(struct learn *l);
/* The words of their answers, once the test numbers are known. */
void learn_say(struct learn *l);
/* Free what the two have made. */
void learn_talk_fini(struct learn *l);
/* Are these the same subject, one of the spec? */
bool learn_is_same(const struct sim_subject *a, const struct sim_subject *b);
/* Is it this one? */
bool learn_is(const struct sim_subject *s, uint8_t service, uint32_t number);

/* --- learn_mbim.c, learn_qmi.c ---------------------------------------------
 */

extern const struct learn_protocol learn_mbim, learn_qmi;

/* --- learn_facts_mbim.c, learn_facts_qmi.c ---------------------------------
 */

extern const struct learn_reader learn_mbim_readers[], learn_qmi_readers[];
/* What OPEN is answered, and what comes when, shows some quirks. */
void learn_mbim_facts(struct learn *l);
/* What nobody answers, or only that it is not there. */
void learn_qmi_facts(struct learn *l);

/* --- learn_facts_network.c -------------------------------------------------
 */

learn_reader_fn learn_serving_system, learn_system_info, learn_reject;
learn_reader_fn learn_home_network, learn_scan;
learn_reader_fn learn_signal_info, learn_signal_strength;
learn_reader_fn learn_start, learn_call_status, learn_settings;

/* --- learn_facts.c, learn_delays.c, learn_usb.c ----------------------------
 */

/* True the first time that somebody says it; then it is known where. */
bool learn_first(struct learn *l, enum learn_key key,
		 const struct learn_saying *s);
/* A member's text, if it is there and was not learned yet. */
void learn_text(struct learn *l, enum learn_key key,
		const struct learn_saying *s, const char *name, char *to,
		size_t cap);
/* Has this member the word in it? */
bool learn_has(const struct learn_saying *s, const char *name,
	       const char *word);
/* So many digits as a real number has: of a test number, or those that are
 * there. */
void learn_digits(const struct learn *l, char *to, size_t cap,
		  const char *prefix, const char *real);
/* The SIM's number in these digits. */
void learn_phone(struct learn *l, const struct learn_saying *s,
		 const char *real);
/* The PIN that these digits are is right. */
void learn_pin(struct learn *l, uint32_t record, const char *real);
/* One of the locks that a radio can have. */
void learn_lock(struct learn *l, enum learn_key key,
		const struct learn_saying *s, uint32_t quirk);
/* The network of the card begins with this number. */
void learn_home(struct learn *l, const char *id);
/* What the messages say of the modem, its SIM and its network. */
void learn_facts(struct learn *l);
/* Medians of answers, and how long SIM and network take. Needs the words. */
void learn_delays(struct learn *l);
/* What was plugged in. */
void learn_usb(struct learn *l);

/* --- learn_rehearse.c ------------------------------------------------------
 */

/* Let the host of the capture speak to a modem of this configuration: sets
 * what was the same; how many answers were. */
size_t learn_rehearse(struct learn *l, const struct sim_config *config);

/* --- learn_write_answers.c, learn_write_profile.c, learn_write.c -----------
 */

/* Can a scenario tell it at all? */
bool learn_can_answer(const struct learn *l, const struct learn_exchange *e);
/* A scenario of this one answer or indication. */
void learn_one_answer(const struct learn *l, const struct learn_exchange *e,
		      FILE *out);
void learn_one_indication(const struct learn *l, const struct learn_news *n,
			  FILE *out);
/* Answers and indications; what a scenario has no room for is counted. */
void learn_write_answers(struct learn *l, FILE *out);
/* "# from packet 3" */
void learn_from(const struct learn *l, uint32_t record, FILE *out);
/* "KEY: VALUE # from packet 3", if it was learned. */
__attribute__((format(printf, 4, 5))) void learn_line(const struct learn *l,
						      FILE *out,
						      enum learn_key key,
						      const char *format, ...);
/* A text in quotes, in buf; what cannot be printed is '?'. */
const char *learn_quoted(const char *s, char *buf, size_t cap);
/* "true" */
const char *learn_truth(bool is);
/* The first lines of a file. */
void learn_head(const struct learn *l, const char *what, FILE *out);
/* The two files; what a scenario has no room for is counted. */
void learn_profile(const struct learn *l, FILE *out);
void learn_scenario(struct learn *l, FILE *out);

/* --- learn.c ---------------------------------------------------------------
 */

/* Learn from the capture at `path` into OUTPUT-profile.yaml and
 * OUTPUT-scenario.yaml, or both on standard output if output is NULL. What was
 * learned, and what not, is said on standard error. 0, or 1: it cannot be. */
int learn_file(const char *path, const char *output, bool personal);

#endif
