/* The short message service beside a simulated modem, in virtual time, and a
 * spool in a folder of its own. It can be killed at any of its steps. */
#ifndef LINUX_SMS_H
#define LINUX_SMS_H

#include "linux/messages.h"
#include "linux/sms_answers.h"
#include "simodem_sms.h"

struct sms_rig {
	struct fixture f;
	struct att_sms_service s;
	char folder[64];
	struct att_core_status core;
	unsigned steps;	  /* commands and files so far */
	unsigned kill_at; /* of these; 0: never */
	jmp_buf killed;
	uint32_t poll_ms; /* of the service; then nothing is told to it */
	int disk_error;	  /* of each file that is written, or 0 */
	char lines[8192];
	unsigned told; /* indications to clients */
	/* The answer to the last command of a client. */
	bool replied;
	uint32_t status;
	uint8_t body[131072];
	size_t body_len;
};

/* A modem with this scenario and an empty folder. */
void sms_rig_start(struct sms_rig *r, const char *scenario);
void sms_rig_stop(struct sms_rig *r);
/* attache begins, on what is in the folder; its channel is open, and it is
 * online. */
void sms_rig_begin(struct sms_rig *r);
/* It has ended, however. */
void sms_rig_end(struct sms_rig *r);
/* Let ms pass, and do what is due. */
void sms_rig_pass(struct sms_rig *r, uint64_t ms);
/* Something happens in the network, and is dealt with. */
void sms_rig_happens(struct sms_rig *r, const char *line);
/* A command of a client; r->replied and the answer. */
void sms_rig_command(struct sms_rig *r, uint32_t cid, bool set,
		     const uint8_t *body, int len);
void sms_rig_send(struct sms_rig *r, const char *number, const char *text,
		  bool report);
/* The message with this text, whose text and all else are good until the next
 * call; it is there once. */
const struct mbim_attache_message *sms_rig_has(struct sms_rig *r,
					       const char *text);
unsigned sms_rig_count(const struct sms_rig *r);

#endif
