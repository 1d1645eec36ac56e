/* CIDs that a modem of QMI is asked for, without a daemon: the modem is the
 * test's, and so is the client. */
#ifndef CIDS_RIG_H
#define CIDS_RIG_H

#include "linux/cids.h"

#define CIDS_RIG_ANSWERS 16
/* Client ids that the modem gives: this, and what follows. */
#define CIDS_RIG_CLIENT 0x41

/* A modem that answers what it was told to, and refuses all else. */
struct cids_rig_modem {
	struct {
		uint8_t service;
		uint16_t message, error;
		size_t len;
		uint8_t tlvs[512];
	} answer[CIDS_RIG_ANSWERS];
	unsigned n_answers;
	bool waits; /* the next request is not answered before goes_on */
	struct att_manager_reply reply;
	uint8_t held[600];
	size_t held_len;
	struct att_bytes last;	/* that it was asked */
	struct att_bytes frame; /* where that was while it was asked */
	unsigned asked[256];	/* by service */
	unsigned allocated, verified;
	struct att_core_status core;
	uint32_t up; /* bits of sessions */
};

/* What the client has got. */
struct cids_rig_client {
	unsigned replies;
	uint32_t status;
	struct att_bytes body;
	unsigned told;
	bool gone; /* it wants no news */
	struct mbim_msg news;
};

extern struct att_cids cids_rig;
extern uint64_t cids_rig_now; /* ms */
extern struct cids_rig_modem cids_rig_modem;
extern struct cids_rig_client cids_rig_client;
#define CIDS_RIG_TOKEN 77u

int cids_rig_setup(void **state);
int cids_rig_teardown(void **state);
/* The modem answers this message so from now on; len of tlvs: or an error of
 * encode, with which the test fails. */
void cids_rig_answers(uint8_t service, uint16_t message, uint16_t error,
		      const void *tlvs, int len);
/* It has a card with this state (QMI_UIM_CARD_APPLICATION_STATE_*), and PIN1
 * with this one (QMI_UIM_PIN_STATE_*) and attempts. */
void cids_rig_has_card(uint8_t state, uint8_t pin_state, uint8_t pin,
		       uint8_t puk);
/* Its radio is in this mode (QMI_DMS_OPERATING_MODE_*). */
void cids_rig_has_mode(uint8_t mode);
/* What waits is answered, or (status) never will be. */
void cids_rig_goes_on(uint32_t status);
/* The client asks; len as above. */
void cids_rig_asks(unsigned service, uint32_t cid, bool set, const void *body,
		   int len);
/* The same, where the answer is there at once: its status. */
uint32_t cids_rig_status(unsigned service, uint32_t cid, bool set,
			 const void *body, int len);

/* The client has got what decodes as this. */
#define IS_ANSWERED(name, r) \
	assert_int_equal(mbim_##name##_decode(cids_rig_client.body, &(r)), 0)

#endif
