/* A host for the simulated modem, in virtual time: sends commands, collects
 * what comes back. */
#ifndef TEST_SIMODEM_FIXTURE_H
#define TEST_SIMODEM_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "generated/cids.h"
#include "tools/simodem/sim.h"
#include "wire/mbim/frag.h"
#include "wire/mbim/msg.h"

#define BC(cid) MBIM_SERVICE_BASIC_CONNECT, MBIM_CID_BASIC_CONNECT_##cid
#define EXT(cid)                                  \
	MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS, \
		MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_##cid

struct fixture {
	struct sim_modem *m;
	uint64_t now;
	uint32_t transaction;
	uint32_t max;		     /* negotiated control transfer */
	uint32_t longest, fragments; /* seen from the modem */
	struct mbim_frag_rx rx;
	uint8_t stream[16384], whole[16384];
	uint8_t transfer[4096], body[8192];
	struct mbim_msg got; /* the last message */
};

/* A modem of config (NULL: the default), powered up at 1000 ms. */
void fixture_start(struct fixture *f, const struct sim_config *config);
void fixture_stop(struct fixture *f);
/* A control transfer to a device on USB: what its `control` says. data: of
 * length bytes, either way. */
int fixture_control(const struct sim_usb_device *d, uint8_t *data, uint8_t type,
		    uint8_t request, uint16_t value, uint16_t index,
		    uint16_t length);
/* The next message that is due: false if there is none. */
bool fixture_next(struct fixture *f);
/* Let ms pass, deadline by deadline. */
void fixture_pass(struct fixture *f, uint64_t ms);
void fixture_open(struct fixture *f, uint32_t max);
/* A command in as many fragments as it needs; its transaction. */
uint32_t fixture_send(struct fixture *f, uint8_t service, uint32_t cid,
		      bool set, const void *body, size_t len);
/* Same, and its answer, before which no indication may come: the status. */
uint32_t fixture_command(struct fixture *f, uint8_t service, uint32_t cid,
			 bool set, const void *body, size_t len);
uint32_t fixture_query(struct fixture *f, uint8_t service, uint32_t cid);
/* Expect this indication next, and decode it. */
void fixture_indication(struct fixture *f, uint8_t service, uint32_t cid);
/* Subscribe to the CIDs (a bit each) of Basic Connect. */
void fixture_subscribe(struct fixture *f, uint64_t cids);
/* To all indications of this service, and no others. */
void fixture_subscribe_service(struct fixture *f, uint8_t service);
/* What SIGNAL_STATE says. */
uint32_t fixture_rssi(struct fixture *f);
/* VERSION as the first CID; what was agreed on. */
uint16_t fixture_version(struct fixture *f, uint16_t version);
/* CONNECT of a session (MBIMEx 1 or 3, as agreed); the status. */
uint32_t fixture_connect(struct fixture *f, uint16_t ex, uint32_t session,
			 bool activate, const char *apn, uint32_t ip_type);

/* Queries without a body that have one struct as their answer. */
#define FIXTURE_READ(f, service_cid, name, out)                         \
	do {                                                            \
		assert_int_equal(fixture_query(f, service_cid),         \
				 MBIM_STATUS_NONE);                     \
		assert_int_equal(name##_decode((f)->got.body, out), 0); \
	} while (0)

#endif
