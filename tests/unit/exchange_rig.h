/* One-shot exchanges against a scripted modem: what their tests share. */
#ifndef TESTS_EXCHANGE_RIG_H
#define TESTS_EXCHANGE_RIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "linux/exchange.h"

#define MAX_SENT 32

/* A modem that answers at once, but from the loop as a real port does. */
struct modem {
	struct port port; /* first */
	struct port_info info;
	bool is_up;
	bool said_close_done; /* to a host that still listened */
	/* what it is like */
	unsigned stray_close_dones;	      /* answers to the first OPENs */
	uint32_t open_status, function_error; /* in place of OPEN_DONE */
	uint32_t max_control;		      /* more is refused; 0: never */
	uint16_t version;   /* it knows VERSION, and answers this */
	bool foreign_first; /* another CID's answer has our transaction */
	bool in_fragments, dies;
	bool unread;   /* each answer comes behind one to an earlier program */
	unsigned slow; /* turns of the loop before each answer */
	unsigned signal_from;	  /* SIGTERM with each message from this one */
	uint64_t signal_after_ms; /* which then took this long */
	/* Until it is reset: it says nothing; each answer comes with the next
	 * one, as on a cdc-wdm that is out of step; time goes on by itself. */
	bool mute, behind;
	uint64_t tick_ms;
	unsigned resets, variations; /* that were asked of its port */
	const char *absent;	     /* why it is not up */
	/* what it was sent: message types, and CIDs of commands */
	unsigned n_sent;
	struct {
		uint32_t type, cid, code;
	} sent[MAX_SENT];
	/* what it will say */
	uint8_t out[4096];
	size_t out_len;
	unsigned turns; /* before it is said */
	uint8_t owed[4096];
	size_t owed_len;
};

extern struct modem modem;
extern uint64_t now_ms; /* the time; it begins at 5000 */
extern char told[512];	/* what people were told, with the time */
extern struct att_exchange exchange;

/* A new modem; what it is like the test says before it opens. */
int setup(void **state);
/* Open the exchange: on a port that can be reset, or on one that can be brought
 * up in two ways ("varied"). */
int open_named(const char *name, uint16_t ex);
int open_with(uint16_t ex);
/* In which all may take so many seconds. */
int open_within(uint32_t limit_s);
/* RADIO_STATE; it has ten bytes. */
int ask(void);
/* The types and CIDs that were sent, as "open command.16 close". */
void expect_sent(const char *want);
bool was_closed(void);
/* A port without one is refused. */
int open_modem(const char *name, const struct port_host *host,
	       struct port **port);

#endif
