/* Short messages of the simulated modem, in the words of its tests. */
#ifndef SIMODEM_SMS_H
#define SIMODEM_SMS_H

#include "test_simodem_yaml.h"
#include "wire/sms/sms.h"

#define SMS(cid) MBIM_SERVICE_SMS, MBIM_CID_SMS_##cid

struct sms_messages {
	uint32_t n;
	struct mbim_sms_pdu_read_record at[SIM_SMS_PLACES];
};

/* A line of the console, and what follows at once. */
void sms_command(struct fixture *f, const char *line);

/* READ, with MBIM_SMS_FLAG_*: the status, and what was read; of an indication
 * that has come; how many there are. */
uint32_t sms_read(struct fixture *f, uint32_t flag, uint32_t index,
		  struct sms_messages *r);
void sms_decode(struct fixture *f, struct sms_messages *r);
uint32_t sms_count(struct fixture *f, uint32_t flag);
/* One that was read, decoded; compared. */
struct att_sms sms_message(const struct mbim_sms_pdu_read_record *r);
void sms_check(const struct mbim_sms_pdu_read_record *r, uint32_t index,
	       uint32_t status, const char *peer, const char *text);

/* DELETE and SEND: the status; `bits` are those of the first octet beside
 * SUBMIT. The reference of what was sent. */
uint32_t sms_delete(struct fixture *f, uint32_t flag, uint32_t index);
uint32_t sms_send_pdu(struct fixture *f, const uint8_t *pdu, size_t n);
uint32_t sms_send(struct fixture *f, const char *to, const char *text,
		  uint8_t bits);
uint32_t sms_reference(struct fixture *f);

/* What has come is this MESSAGE_STORE_STATUS, this CONFIGURATION. */
void sms_check_status(struct fixture *f, uint32_t flag, uint32_t index);
void sms_check_configuration(struct fixture *f, uint32_t state, uint32_t places,
			     const char *centre);

#endif
