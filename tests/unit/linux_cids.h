/* Translations of CIDs to QMI, one row at a time: what a modem would have heard
 * and said is put in by the test. */
#ifndef TESTS_LINUX_CIDS_H
#define TESTS_LINUX_CIDS_H

#include "generated/cids.h"
#include "generated/qmi_messages.h"
#include "linux/cids_row.h"

#define CIDS_BODY 16384

/* What the row sees; its answer is in body. */
struct cids_talk {
	const struct att_cids_row *row;
	struct att_cids_asked asked;
	size_t used;
	uint8_t room[8192]; /* what was heard, and the request */
	uint8_t body[CIDS_BODY];
};

/* Begin with the row of this CID, which has to be there. */
void cids_begin(struct cids_talk *t, const struct att_cids_part *part,
		unsigned service, uint32_t cid, bool set);
/* The InformationBuffer of the client, of `len` bytes at t->body. */
void cids_sent(struct cids_talk *t, int len);
/* Step i was answered with the TLVs that `encoded` has written at t->body; or
 * with this error. */
void cids_heard(struct cids_talk *t, unsigned i, int len);
void cids_refused(struct cids_talk *t, unsigned i, uint16_t error);
/* The TLVs that step i sends, at t->body: their length, or what it returns. */
int cids_asks(struct cids_talk *t, unsigned i);
/* The TLVs of a step that is due, and has some. */
struct att_bytes cids_sends(struct cids_talk *t, unsigned i);
/* The answer at t->body: its bytes; and what it returns, if that is an error.
 */
struct att_bytes cids_answer(struct cids_talk *t);
int cids_error(struct cids_talk *t);

/* A text of an answer. */
void cids_assert_text(const struct att_str *s, const char *wanted);

/* Each row of the part answers, or refuses, whatever its steps heard: messages
 * that are cut at every byte, and some that are noise. */
void cids_torture(const struct att_cids_part *part);

#endif
