/* Logs that people post: mbimcli and qmicli --verbose[-full] and ModemManager
 * --debug (libmbim's and libqmi's RAW blocks), umbim -v, uqmi. Lines may have
 * prefixes of syslog, quotes of mail, and breaks that a mail program has put
 * in. */
#ifndef ATTACHE_TEXTLOG_H
#define ATTACHE_TEXTLOG_H

#include "capture/octets.h"
#include "capture/skips.h"
#include "trace/window.h"
#include "capture/transfer.h"
#include "wire/table.h"

enum textlog_kind {
	TEXTLOG_NONE,
	TEXTLOG_LIBMBIM,
	TEXTLOG_UMBIM,
	TEXTLOG_UQMI
};

/* A block: one message or fragment as the log has it. */
struct textlog_block {
	struct octets bytes;
	size_t length; /* as the log says, or 0 */
	enum transfer_way way;
	uint32_t line;
	bool repeats; /* a message that was logged as a whole */
	char time[40], device[48];
	/* what else libmbim says of it */
	bool has_service, has_cid, has_code;
	struct att_uuid service;
	uint32_t cid, code;
	/* and where its bytes are not in the log */
	uint32_t type, transaction;
	char name[16]; /* of a service of QMI, whose message is cid */
	uint8_t client, kind;
	struct octets words; /* behind "Fields:" */
	/* the TLVs of a message that libqmi has cut, as it shows them */
	struct octets tlvs;
	uint8_t tlv;	/* the type and */
	size_t tlv_len; /* length of the one that is shown */
};

struct textlog {
	struct att_window *in;
	enum textlog_kind kind;
	struct skips *skips;
	uint32_t lines; /* so far */

	/* private: the line, */
	const char *line;
	size_t line_len;
	size_t at;  /* of the next word */
	bool used;  /* something in it was understood */
	bool fresh; /* no word of it has been taken */
	char time[40], device[48];
	/* the last words, */
	enum transfer_way way;
	unsigned key;
	bool equals, quoted, fragment;
	bool raw; /* bytes came, of which the translation has not come yet */
	/* and where in a block they are */
	unsigned state;
	bool again; /* the word must be looked at once more */
	struct textlog_block block;
};

/* Read from in, which outlives l, as do the skips. */
void textlog_init(struct textlog *l, struct att_window *in,
		  enum textlog_kind kind, struct skips *skips);
void textlog_fini(struct textlog *l);
/* The next transfer: 1; 0 at the end; or an error of the window, after which
 * the rest cannot be read: ATT_E_ROOM, a line is longer than it. */
int textlog_next(struct textlog *l, struct transfer *out);

/* What a text, or the beginning of one, looks like. */
enum textlog_kind textlog_kind(const char *text, size_t len);

#endif
