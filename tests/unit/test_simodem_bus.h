/* A host of the simulated modem's USB device, in virtual time: it brings up the
 * data path by raw requests, and sends NTBs of pings. */
#ifndef TEST_SIMODEM_BUS_H
#define TEST_SIMODEM_BUS_H

#include "test_simodem_fixture.h"

#define EP_IN  0x82
#define EP_OUT 0x02
#define PACKET 512

struct bus {
	struct sim_usb_modem *u;
	const struct sim_usb_device *d;
	uint64_t now;
	uint32_t transaction;
	uint8_t data[4096];
	uint8_t ntb[32768];
	uint32_t far_datagrams; /* with a far side of the test's own */
	uint64_t far_bytes;
	bool echoes;   /* it sends back what it gets */
	bool far_told; /* that there is room */
};

/* From a plugged device to an open channel and a data path, as a host does. */
void bus_up(struct bus *b, const struct sim_config *c, bool own_far_side);
void bus_down(struct bus *b);
/* A control transfer with `data`; what the device returns. */
int bus_request(struct bus *b, uint8_t type, uint8_t req, uint16_t value,
		uint16_t index, uint16_t length);
/* Sends what is in `data`, takes the answer, expects status 0 in it. */
void bus_exchange(struct bus *b, int len, size_t status_at);
/* CONNECT of a session. */
void bus_connect(struct bus *b, uint32_t session, bool activate);
/* An ICMP echo request of session to its gateway; len bytes in all. */
void bus_ping(uint8_t *p, size_t len, uint8_t session);
/* NTBs as this modem takes them. */
extern const struct ntb_params bus_out_params;
/* One NTB of n pings, length bytes each, in `ntb`; its length. */
uint32_t bus_ntb(struct bus *b, bool ntb32, uint8_t session, int n,
		 uint32_t length, uint16_t packet);
/* Sends that; what the device returns. */
int bus_send(struct bus *b, size_t len, bool zlp);

#endif
