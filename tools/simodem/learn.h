/* What simodem learns of a modem from a capture: a configuration, with the
 * place where each part of it was seen, and what the modem said that the model
 * does not say by itself. MBIM alone.
 *
 * A file calls only files that stand below it:
 *   learn.c          a capture becomes two files
 *   learn_write.c    the profile and the scenario as YAML
 *   learn_rehearse.c the recorded host against the model
 *   learn_facts.c    what the messages say of the modem; learn_usb.c
 *   learn_delays.c   how long answers take
 *   learn_talk.c     commands with their answers, indications
 *   learn_words.c    the fields of a message as JSON, without personal data */
#ifndef SIMODEM_LEARN_H
#define SIMODEM_LEARN_H

#include <stdio.h>

#include "capture/talk.h"
#include "tools/simodem/sim.h"
#include "wire/mbim/cid.h"
#include "wire/mbim/msg.h"

/* Keys of the two files; the record in which each was seen, 0: it was not. */
enum learn_key {
	LEARN_ID,
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
	LEARN_INSERTED,
	LEARN_PIN,
	LEARN_ATTEMPTS,
	LEARN_ICCID,
	LEARN_IMSI,
	LEARN_NUMBER,
	LEARN_OPERATOR,
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

/* A command, and what it was answered. */
struct learn_exchange {
	const struct talk_message *asked, *answer; /* answer NULL: none came */
	const struct mbim_cid *cid;		   /* NULL: not in the spec */
	uint8_t service;
	bool set;
	uint32_t occurrence; /* of this CID and operation, from 1 */
	uint32_t status;
	char *words; /* of the answer: learn_words */
	bool fields; /* they are, else hex */
	/* rehearsals */
	bool sent, heard; /* in this one */
	bool same;	  /* the model's answer was it */
	bool told;	  /* the scenario has it, */
	bool hex;	  /* in hex, as the fields do not lead to it */
	bool secret;	  /* hex would say what is personal: it is left out */
	bool carry_out;
};

struct learn_news {
	const struct talk_message *message;
	const struct mbim_cid *cid;
	uint8_t service;
	const struct learn_exchange *after; /* the last command before, NULL */
	char *words;
	bool fields, heard;
	bool told, hex, secret; /* as of an exchange */
};

struct learn {
	const char *name;  /* of the capture */
	bool personal;	   /* is kept */
	const char *place; /* what a record is: "packet", "line" */
	struct talk talk;
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
	uint32_t unknown;  /* commands and news that the spec does not have */
	uint32_t errors;   /* FUNCTION_ERROR, HOST_ERROR */
	uint32_t extra;	   /* the model's indications that did not come */
	uint32_t left_out; /* more than a scenario holds */
};

/* --- learn_words.c ---------------------------------------------------------
 */

/* What the body of a message says: its fields as one JSON object without what
 * is counted, or, if it has no layout or does not decode, bytes in hex. ""
 * stands for an empty body. Personal data are zeros and test numbers, addresses
 * those of the model. The caller frees it. */
char *learn_words(const struct learn *l, struct att_bytes message, uint16_t ex,
		  bool *fields);
/* The body of a message in hex; what is personal, or unknown, is 2a ('*'). The
 * caller frees it. */
char *learn_hex(const struct learn *l, struct att_bytes message, uint16_t ex);
/* The value of the first member with this name, without quotes; false: there is
 * none, or it does not fit. */
bool learn_get(const char *json, const char *name, char *buf, size_t cap);
/* The same as a number; false as well if it is none. */
bool learn_number(const char *json, const char *name, uint32_t *v);

/* --- learn_talk.c ----------------------------------------------------------
 */

/* The CID of a message and its service; NULL: the spec does not have it. */
const struct mbim_cid *learn_cid(const struct mbim_msg *msg, uint8_t *service);
/* Find exchanges and news in l->talk. */
void learn_talk(struct learn *l);
/* The words of their answers, once the test numbers are known. */
void learn_say(struct learn *l);
/* Free what the two have made. */
void learn_talk_fini(struct learn *l);

/* --- learn_delays.c, learn_usb.c, learn_facts.c ----------------------------
 */

/* Medians of answers, and how long SIM and network take. Needs the words. */
void learn_delays(struct learn *l);
/* What was plugged in. */
void learn_usb(struct learn *l);
/* What the messages say of the modem, its SIM and its network. */
void learn_facts(struct learn *l);

/* --- learn_rehearse.c ------------------------------------------------------
 */

/* Let the host of the capture speak to a modem of this configuration: sets
 * what was the same; how many answers were. */
size_t learn_rehearse(struct learn *l, const struct sim_config *config);

/* --- learn_write.c ---------------------------------------------------------
 */

/* The two files; what a scenario has no room for is counted. */
void learn_profile(const struct learn *l, FILE *out);
void learn_scenario(struct learn *l, FILE *out);
/* Can a scenario tell it at all? */
bool learn_can_answer(const struct learn_exchange *e);
bool learn_can_indicate(const struct learn_news *n);
/* A scenario of this one answer or indication. */
void learn_one_answer(const struct learn *l, const struct learn_exchange *e,
		      FILE *out);
void learn_one_indication(const struct learn *l, const struct learn_news *n,
			  FILE *out);

/* --- learn.c ---------------------------------------------------------------
 */

/* Learn from the capture at `path` into OUTPUT-profile.yaml and
 * OUTPUT-scenario.yaml, or both on standard output if output is NULL. What was
 * learned, and what not, is said on standard error. 0, or 1: it cannot be. */
int learn_file(const char *path, const char *output, bool personal);

#endif
