/* A host for the simulated modem that speaks QMI, in virtual time: clients,
 * requests and their answers, indications. */
#ifndef TEST_SIMODEM_QMI_H
#define TEST_SIMODEM_QMI_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "generated/qmi_messages.h"
#include "tools/simodem/sim.h"
#include "wire/qmi/qmi.h"
#include "wire/qmi/stream.h"

struct qmi_host {
	struct sim_modem *m;
	/* NULL: the modem itself is asked */
	struct sim_usb_modem *usb;
	const struct sim_usb_device *device;
	uint64_t now;
	uint16_t transaction;
	struct qmi_stream rx;
	uint8_t transfer[4096], frame[4096], tlvs[2048];
	struct qmi_message got; /* the last one */
	uint16_t error;		/* of the last answer */
};

/* What a modem is unless a test says more. */
void qmi_host_config(struct sim_config *c);
/* A modem of config (NULL: that one), powered up at 1000 ms. */
void qmi_host_start(struct qmi_host *h, const struct sim_config *config);
/* The same on USB, with DTR and the far side's host. */
void qmi_host_start_usb(struct qmi_host *h, const struct sim_config *config);
void qmi_host_stop(struct qmi_host *h);
/* Let ms pass, deadline by deadline. */
void qmi_host_pass(struct qmi_host *h, uint64_t ms);
/* Bytes as they are. */
void qmi_host_write(struct qmi_host *h, const uint8_t *bytes, size_t len);
/* The next frame that is due: false if there is none. */
bool qmi_host_next(struct qmi_host *h);
/* Send a request whose TLVs, len bytes, are in h->tlvs; its transaction. */
uint16_t qmi_host_send(struct qmi_host *h, uint8_t service, uint8_t client,
		       uint16_t message, int len);
/* The same, and its answer, before which nothing else may come: the error. */
uint16_t qmi_host_ask(struct qmi_host *h, uint8_t service, uint8_t client,
		      uint16_t message, int len);
/* Expect the answer to this one next: the error. */
uint16_t qmi_host_answer(struct qmi_host *h, uint16_t transaction,
			 uint16_t message);
/* A new client; its id, or 0: h->error says why there is none. */
uint8_t qmi_host_client(struct qmi_host *h, uint8_t service);
void qmi_host_release(struct qmi_host *h, uint8_t service, uint8_t client);
/* Expect this indication next. */
void qmi_host_indication(struct qmi_host *h, uint8_t service, uint8_t client,
			 uint16_t message);
/* A call of a WDS client for one family (0: of the client); the error. Its
 * handle is at *handle, which may be NULL. */
uint16_t qmi_host_call(struct qmi_host *h, uint8_t client, uint8_t family,
		       const char *apn, uint32_t *handle);
uint16_t qmi_host_hang_up(struct qmi_host *h, uint8_t client, uint32_t handle);

/* A request of a struct, and the TLVs of an answer or indication. */
#define QMI_HOST_ASK(h, service, client, message, name, request) \
	qmi_host_ask(h, service, client, message,                \
		     qmi_##name##_req_encode(request, (h)->tlvs, \
					     sizeof((h)->tlvs)))
#define QMI_HOST_READ(h, name, out) \
	assert_int_equal(qmi_##name##_decode((h)->got.tlvs, out), 0)

#endif
