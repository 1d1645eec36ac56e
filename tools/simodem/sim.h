/* The simulated modem: its parts and how they meet. Everything is without
 * I/O: bytes and time go in, bytes and a deadline come out, so that the same
 * modem runs in a unit test, on a pty and behind a USB stack. */
#ifndef SIMODEM_SIM_H
#define SIMODEM_SIM_H

#include "base/bytes.h"
#include "base/nearest.h"
#include "drivers/ntb.h"
#include "tools/simodem/addresses.h"
#include "tools/simodem/config.h"

/* --- far side: the host behind the modem (host*.c) ----------------------- */

/* Answers ICMP and ICMPv6 echo, UDP echo (port 7), DNS (53: every name is the
 * router of the session), TCP: echo (7), discard (9), chargen (19: sends until
 * closed) on any address; answers IPv6 Neighbour and Router Solicitations.
 * Datagrams from it go out through `send`. */
struct sim_host;
typedef void sim_host_send(void *ctx, uint8_t session,
			   struct att_bytes datagram);
struct sim_host *sim_host_new(sim_host_send *send, void *ctx, uint32_t mtu);
void sim_host_free(struct sim_host *h);
/* The network that a session is in, unless it is the first: what a router says
 * of itself. */
void sim_host_network(struct sim_host *h, uint8_t session, uint32_t network);
/* Does it answer echo requests and DNS? It does at first. */
void sim_host_answers(struct sim_host *h, bool ping, bool dns);
/* One IP datagram from the modem's user. Bad ones are dropped and counted. */
/* A DHCP server with leases of so many seconds; 0: none, as at first. */
void sim_host_dhcp(struct sim_host *h, uint32_t lease_s);
void sim_host_input(struct sim_host *h, uint8_t session,
		    struct att_bytes datagram, uint64_t now_ms);
/* Retransmissions and chargen output; the time of the next one, UINT64_MAX:
 * none. expire before the deadline does nothing. */
uint64_t sim_host_deadline(const struct sim_host *h);
void sim_host_expire(struct sim_host *h, uint64_t now_ms);
/* The modem's queue to its user has room again: continue TCP output. */
void sim_host_writable(struct sim_host *h, uint64_t now_ms);

/* --- the modem: a world and the face in front of it (modem.c) ------------- */

struct sim_modem;
/* Powered up with a copy of c. It ends the program if there is no memory. */
struct sim_modem *sim_modem_new(const struct sim_config *c, uint64_t now_ms);
/* NULL is nothing. */
void sim_modem_free(struct sim_modem *m);
/* One control transfer from the host (a fragment), or on a byte stream any
 * piece of one (framed = false in sim_modem_framing). False: a fault lets the
 * transfer stall, the modem has not seen it. */
void sim_modem_framing(struct sim_modem *m, bool framed);
bool sim_modem_input(struct sim_modem *m, struct att_bytes bytes,
		     uint64_t now_ms);
/* The next fragment for the host (never more than the negotiated size): its
 * length, 0: none at this time. peek: is there one? */
bool sim_modem_ready(const struct sim_modem *m, uint64_t now_ms);
size_t sim_modem_output(struct sim_modem *m, uint8_t *buf, size_t cap,
			uint64_t now_ms);
uint64_t sim_modem_deadline(const struct sim_modem *m);
void sim_modem_expire(struct sim_modem *m, uint64_t now_ms);
/* Who pulls the modem out (false) and plugs it in (true) for scenarios and
 * commands; called from within sim_modem_*: it has to do it later. */
typedef void sim_plug(void *ctx, bool in);
void sim_modem_on_plug(struct sim_modem *m, sim_plug *plug, void *ctx);
/* The endpoints (enum sim_endpoint) that a command has halted; the USB function
 * clears the bits. */
uint8_t *sim_modem_halted(struct sim_modem *m);
/* Carry out one line ("network off", "sim in", "disconnect 0", "unplug"...).
 * False: no such command. */
bool sim_modem_command(struct sim_modem *m, const char *line, uint64_t now_ms);
/* Is this a command that sim_modem_command knows? */
bool sim_command_known(const char *line);
/* Which one its first word may have meant: a hint that lives in near. */
const char *sim_command_hint(const char *line, struct att_nearest *near);
/* Does the request for the next fragment stall? Asked once. */
bool sim_modem_stalls(struct sim_modem *m, uint64_t now_ms);
/* How many fragments are due at this time: one RESPONSE_AVAILABLE each. */
uint32_t sim_modem_responses(const struct sim_modem *m, uint64_t now_ms);
/* An NTB of the host was lost to a quirk: counted. */
void sim_modem_ntb_lost(struct sim_modem *m);
/* A datagram found the queue of its direction full: counted. */
void sim_modem_datagram_lost(struct sim_modem *m);
/* DTR of a modem that speaks QMI, set at first: SIM_QUIRK_NEEDS_DTR. */
void sim_modem_dtr(struct sim_modem *m, bool on);
/* One AT command, at the modem's port for them; said: the answer, a text. */
void sim_modem_at(const struct sim_modem *m, struct att_bytes command,
		  char said[SIM_AT_ANSWER]);
/* SET_NTB_INPUT_SIZE was made: SIM_QUIRK_NEEDS_NTB_INPUT lets OPEN pass. */
void sim_modem_ntb_input(struct sim_modem *m);
/* RESET_FUNCTION: the function is closed, the radio side stays as it is. */
void sim_modem_reset(struct sim_modem *m, uint64_t now_ms);
/* Reset by the bus, deauthorized and authorized, or without power for a while
 * (SIM_REMEDY_RESET to _POWER): all but what a SIM card itself keeps is new. */
void sim_modem_power_up(struct sim_modem *m, enum sim_remedy remedy,
			uint64_t now_ms);
/* Does it take commands? Else a transfer that carries one never ends. */
bool sim_modem_listens(const struct sim_modem *m);
/* How the datagrams of a modem that speaks QMI travel, as wda has agreed: the
 * numbers are wda's, a size is of a transfer. */
struct sim_format {
	uint32_t link, up, down;
	uint32_t up_datagrams, up_size, down_datagrams, down_size;
};
/* As it is now. */
const struct sim_format *sim_modem_format(const struct sim_modem *m);
/* The mux id of a session; 0: its calls have none. */
uint8_t sim_modem_mux(const struct sim_modem *m, uint8_t session);
/* Is this session of a device service activated? What it is told it says. */
bool sim_modem_dss_up(const struct sim_modem *m, uint8_t session);
/* Is this IP session activated? (Else its datagrams are dropped.) */
bool sim_modem_session_up(const struct sim_modem *m, uint8_t session);
/* A datagram of a session: true, and counted for PACKET_STATISTICS, if the
 * session carries this IP version; otherwise it has to be dropped. */
bool sim_modem_datagram(struct sim_modem *m, uint8_t session,
			struct att_bytes datagram, bool downlink);
/* The number of the network that a session is in (addresses.h). */
uint32_t sim_modem_network_of(const struct sim_modem *m, uint8_t session);
/* The session whose addresses a datagram from the far side is sent to, or -1:
 * addresses.h. */
int sim_modem_session_of(const struct sim_modem *m, struct att_bytes datagram);
/* Events of the world, for tests and the console. */
void sim_modem_network(struct sim_modem *m, bool available, uint64_t now_ms);
void sim_modem_detach(struct sim_modem *m, uint64_t now_ms);
void sim_modem_disconnect(struct sim_modem *m, uint8_t session,
			  uint64_t now_ms);
void sim_modem_sim(struct sim_modem *m, bool inserted, uint64_t now_ms);
void sim_modem_signal(struct sim_modem *m, uint32_t rssi, uint64_t now_ms);
/* The live configuration: tests change a value between two steps. */
struct sim_config *sim_modem_config(struct sim_modem *m);
/* Counters for assertions. */
struct sim_counters {
	uint32_t commands, indications, pin_entries, opens, closes;
	uint32_t host_errors, function_errors;
	uint32_t faults; /* of the scenario, that have happened */
	/* For a missing ZLP, or an NDP in the wrong place. */
	uint32_t lost_ntbs;
	uint32_t lost_datagrams; /* to a rate */
};
/* As they are now; valid as long as m. */
const struct sim_counters *sim_modem_counters(const struct sim_modem *m);
/* What --fuzz has done so far. */
struct sim_fuzz *sim_modem_fuzz(struct sim_modem *m);
/* It speaks QMI, alone or inside its MBIM. */
bool sim_modem_has_qmi(const struct sim_modem *m);
/* Of all QMI services, those that are given out. */
uint32_t sim_modem_clients(const struct sim_modem *m);

/* --- USB function: descriptors, requests, NTBs (usb*.c) ----------------- */

enum sim_usb_result {
	SIM_USB_NAK = -1, /* nothing now: the transfer stays pending */
	SIM_USB_STALL = -2
};

/* Something of the program's that a front watches beside its own files. */
struct sim_watch {
	int fd;
	/* fd can be read; afterwards the front looks for output. */
	void (*ready)(void *ctx, uint64_t now_ms);
	void *ctx;
};

/* What is to be done to a device at a front's next turn. */
struct sim_hand {
	bool pull, push; /* out of its port, into it */
};

/* A USB device as a bus front needs it. The modem is one implementation; the
 * fronts' own tests may use a simpler one. */
struct sim_usb_device {
	void *ctx;
	/* Device descriptor (18 bytes) followed by every configuration
	 * descriptor, as the file `descriptors` of sysfs has them. */
	struct att_bytes descriptors;
	const char *manufacturer, *product, *serial;
	unsigned speed_mbit; /* 12, 480, 5000 */
	/* A control transfer: standard requests that concern the function
	 * (SET_CONFIGURATION, SET_INTERFACE, CLEAR_FEATURE) and class requests.
	 * setup: 8 bytes; data: wLength bytes to read from or to write to.
	 * Returns the bytes transferred, SIM_USB_STALL, or SIM_USB_NAK where
	 * only a timeout ends it. GET_DESCRIPTOR is the front's. */
	int (*control)(void *ctx, const uint8_t *setup, uint8_t *data);
	/* OUT: all bytes of one transfer of the host; zlp: it ended with a zero
	 * length packet. Returns len, SIM_USB_NAK or SIM_USB_STALL. */
	int (*out)(void *ctx, uint8_t ep, const uint8_t *data, size_t len,
		   bool zlp);
	/* IN: at most cap bytes, as one transfer that ends short, or NAK. */
	int (*in)(void *ctx, uint8_t ep, uint8_t *data, size_t cap);
	/* The host listens to an interrupt endpoint again; what it was sent
	 * before may have been lost on the way. NULL: no matter. */
	void (*listens)(void *ctx, uint8_t ep);
	/* Plugged in for the first time (SIM_REMEDY_NONE), bus reset,
	 * deauthorized and authorized, or plugged anew (_RESET to _POWER):
	 * everything as at power-up. */
	void (*reset)(void *ctx, enum sim_remedy remedy);
	/* Time: call expire at deadline (ms, UINT64_MAX: none). */
	uint64_t (*deadline)(void *ctx);
	void (*expire)(void *ctx, uint64_t now_ms);
	const struct sim_watch *watch; /* NULL: nothing to watch */
	struct sim_hand *hand;	       /* NULL: there is none; of usbfs alone */
};

/* The modem as a USB device. `now` gives the time to everything below it.
 * With far == NULL datagrams go to the built-in host; otherwise to far (a TUN
 * device), and come back through sim_usb_modem_data. */
struct sim_usb_modem;
typedef uint64_t sim_now(void *ctx);
struct sim_usb_modem *sim_usb_modem_new(const struct sim_config *c,
					sim_now *now, void *now_ctx,
					sim_host_send *far, void *far_ctx);
void sim_usb_modem_free(struct sim_usb_modem *u);
const struct sim_usb_device *sim_usb_modem_device(struct sim_usb_modem *u);
struct sim_modem *sim_usb_modem_modem(struct sim_usb_modem *u);
/* A datagram from the far side for the user of the modem; dropped if the queue
 * is full. */
void sim_usb_modem_data(struct sim_usb_modem *u, uint8_t session,
			struct att_bytes datagram);
/* The same without a copy: room for one of up to max bytes, or NULL; then what
 * it is. */
uint8_t *sim_usb_modem_reserve(struct sim_usb_modem *u, size_t max);
void sim_usb_modem_commit(struct sim_usb_modem *u, uint8_t session, size_t len);
/* What else `far` is told, either of which may be NULL: no more datagrams for
 * now (what it was given goes away); the queue has room again. */
void sim_usb_modem_on_far(struct sim_usb_modem *u, void (*flush)(void *ctx),
			  void (*writable)(void *ctx));

/* --- fronts -------------------------------------------------------------- */

/* Ports of the one hub: more devices there cannot be. */
#define SIM_MODEMS 4u

/* A modem on a pty, pulled out and plugged in by its hand. `ready` gets the
 * link and the slave's path; its error ends all. */
struct sim_pty {
	struct sim_modem *modem;
	struct sim_hand *hand;
	const char *link; /* or NULL */
	int (*ready)(const char *link, const char *path);
};

/* n ptys (at most SIM_MODEMS), whose slaves are used like /dev/cdc-wdm0; the
 * first one is also unplugged and plugged again on SIGUSR1/SIGUSR2. Runs until
 * `stop_fd` is readable. watch may be NULL. 0, ATT_E_IO or that error. */
int sim_front_pty(const struct sim_pty *ptys, unsigned n, int stop_fd,
		  const struct sim_watch *watch);

/* In place of libmbim's or libqmi's proxy (proxy.h), at "@NAME", an abstract
 * socket, or a path; prints it on stdout when clients may come. Unplugged and
 * plugged again on SIGUSR1/SIGUSR2; runs until `stop_fd` is readable. watch may
 * not be NULL. 0, or ATT_E_CONFIG (too long a name), ATT_E_BUSY (it is taken),
 * ATT_E_IO. */
int sim_front_proxy(struct sim_modem *m, const char *where, int stop_fd,
		    const struct sim_watch *watch);

/* On QRTR of this host, a server for each service; prints "qrtr" on stdout when
 * they are there. Unplugged and plugged again on SIGUSR1/SIGUSR2; runs until
 * `stop_fd` is readable. watch may not be NULL. 0 or ATT_E_IO. */
int sim_front_qrtr(struct sim_modem *m, int stop_fd,
		   const struct sim_watch *watch);

/* /dev/bus/usb and /sys for unmodified libusb programs started by this
 * process: new mount and network namespaces, n devices plugged in the ports
 * 1-1, 1-2, ... at start. Runs `argv` (NULL: a shell) in there. A device is
 * unplugged and plugged again by its hand, the first one also on
 * SIGUSR1/SIGUSR2; `authorized` in sysfs unconfigures and configures it, as the
 * kernel does. The first one's watch is watched. Returns the exit status of the
 * program. */
int sim_front_usbfs(const struct sim_usb_device *devices, unsigned n,
		    char *const argv[]);

/* The host end of usbredir, for QEMU's -device usb-redir, one guest after the
 * other. Listens at `where`, "unix:PATH" or a TCP port of the loopback
 * address, and prints it on stdout when guests may come; the device is
 * unplugged and plugged again on SIGUSR1/SIGUSR2. Runs until SIGINT, SIGTERM
 * or SIGHUP: 0 or a negative ATT_E_*. */
int sim_front_usbredir(const struct sim_usb_device *device, const char *where);

#endif
