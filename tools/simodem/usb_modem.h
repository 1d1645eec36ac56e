/* The inside of the simulated USB function: what its descriptors, its control
 * requests and its data path share. */
#ifndef SIMODEM_USB_MODEM_H
#define SIMODEM_USB_MODEM_H

#include "tools/simodem/sim.h"
#include "drivers/qmap.h"
#include "tools/simodem/usb_queue.h"

#define SIM_USB_DESCRIPTORS 512u

#define SIM_NTB_IN_MIN 2048u /* NCM 1.0 6.2.7 */

/* A serial port that takes AT commands. */
struct sim_usb_at {
	bool dtr, echo; /* without DTR it says nothing; ATE0, ATE1 */
	size_t line_len, out_len;
	uint8_t line[64];  /* what has come of a command */
	uint8_t out[2048]; /* for the host; what does not fit is lost */
};

struct sim_usb_modem {
	struct sim_usb_device device;
	struct sim_config config;
	struct sim_modem *modem;
	struct sim_host *host; /* NULL: the far side is `far` */
	sim_now *now;
	void *now_ctx;
	sim_host_send *far;
	void *far_ctx;
	void (*far_flush)(void *ctx), (*far_writable)(void *ctx);
	uint8_t descriptors[SIM_USB_DESCRIPTORS];
	uint16_t packet_size; /* of the bulk endpoints */

	uint8_t configuration, control_alt, data_alt;
	uint32_t notified; /* RESPONSE_AVAILABLE without its GET */

	bool ntb32;
	uint32_t in_size;
	uint16_t in_datagrams, max_datagram;
	uint16_t sequence;

	size_t out_len; /* of an NTB whose end has not come */
	uint8_t out[SIM_NTB_MAX];
	bool out_refused;	     /* a transfer waits until there is room */
	struct sim_usb_queue uplink; /* only with a rate */
	/* Datagrams for the host; what does not fit is dropped. */
	struct sim_usb_queue downlink;
	uint64_t seen_ms; /* when the host could last have taken them */

	struct sim_usb_at at;

	/* QMI */
	struct qmap_link qmap;
	uint8_t station[6]; /* the host's address, or all stations */
	size_t arp_len;	    /* of an answer that waits */
	uint8_t arp[64];
	uint8_t in[SIM_NTB_MAX];
};

/* usb_descriptors.c: wMaxPacketSize of the bulk endpoints; writes the device
 * and configuration descriptors; their length. */
uint16_t sim_usb_bulk_packet(const struct sim_config *c);
size_t sim_usb_descriptors(const struct sim_config *c, uint8_t *buf,
			   size_t cap);

/* usb_data.c */
void sim_usb_data_reset(struct sim_usb_modem *u);
int sim_usb_data_out(struct sim_usb_modem *u, const uint8_t *data, size_t len,
		     bool zlp);
int sim_usb_data_in(struct sim_usb_modem *u, uint8_t *data, size_t cap);
/* Does the next transfer have to wait for the uplink? */
bool sim_usb_data_full(struct sim_usb_modem *u);
/* A datagram of a transfer that was taken; then, it was the last of it. */
void sim_usb_data_up(struct sim_usb_modem *u, struct flow stream,
		     struct att_bytes datagram);
/* It was the last datagram of its transfer. */
void sim_usb_data_sent(struct sim_usb_modem *u);
/* Is there a datagram for the host? The queue has room again. */
bool sim_usb_data_due(struct sim_usb_modem *u);
/* What was taken out of the queue has made room. */
void sim_usb_data_room(struct sim_usb_modem *u);
uint64_t sim_usb_data_deadline(struct sim_usb_modem *u);
void sim_usb_data_expire(struct sim_usb_modem *u, uint64_t now_ms);

/* usb_qmi.c: the same of raw IP, Ethernet and QMAP, as the modem has agreed on.
 */
int sim_usb_qmi_out(struct sim_usb_modem *u, const uint8_t *data, size_t len,
		    bool zlp);
/* The next transfer to the host, as sim_usb_device.in. */
int sim_usb_qmi_in(struct sim_usb_modem *u, uint8_t *data, size_t cap);

/* usb_at.c: the port as at power-up; DTR; bytes from and to the host, as
 * sim_usb_device.out and in. */
void sim_usb_at_reset(struct sim_usb_modem *u);
void sim_usb_at_dtr(struct sim_usb_modem *u, bool on);
int sim_usb_at_out(struct sim_usb_modem *u, const uint8_t *data, size_t len);
int sim_usb_at_in(struct sim_usb_modem *u, uint8_t *data, size_t cap);

#endif
