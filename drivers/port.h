/* A port: one modem as the loop sees it, whatever carries it (USB itself, the
 * kernel's /dev/cdc-wdm, a pty). Back ends implement struct port_ops; the
 * loop implements struct port_host. A port never sees a CID. */
#ifndef MBIM_DRIVERS_PORT_H
#define MBIM_DRIVERS_PORT_H

#include "base/bytes.h"
#include "base/data_format.h"
#include "base/nearest.h"
#include "drivers/framing.h"

#define PORT_PLACE  48
#define PORT_PASSED 8

/* Where a modem's datagrams go. */
enum port_data {
	PORT_NO_DATA,	/* nowhere that we know of */
	PORT_DATAGRAMS, /* through the port: send_reserve, data */
	PORT_KERNEL	/* through the kernel's network device */
};

/* What is known of the modem once its control channel works. */
struct port_info {
	char name[64];		  /* "usb:12d1:15c1", "/dev/cdc-wdm0" */
	char place[PORT_PLACE];	  /* this device until it is plugged in anew */
	const char *speaks;	  /* on the control channel: "mbim", "qmi" */
	uint16_t max_control;	  /* largest control transfer, bytes */
	uint16_t ex_version;	  /* bcdMBIMExtendedVersion or 0 */
	uint16_t mtu;		  /* min(wMTU, wMaxSegmentSize) or 0: unknown */
	uint16_t vendor, product; /* of the USB device; 0: unknown */
	uint8_t max_outstanding;  /* commands at once; 0: unknown */
	bool framed;		  /* control reads hold whole fragments (USB) */
	bool shared;		  /* with other programs, by a proxy */
	bool inside; /* of another protocol: no indication comes this way, and
			the modem is not ours alone */
	/* Where the data path has to be agreed on: what it can carry, as bits
	 * of 1 << enum att_link_layer and 1 << enum att_aggregation; how much
	 * in one transfer from the modem, in bytes; and what it is a part of.
	 */
	uint32_t links, aggregations, down_max_size;
	enum att_endpoint endpoint;
	uint8_t interface;
	enum port_data data;
	char netdev[16]; /* the kernel's network device, or "" */
	/* It held answers to an earlier program. Those are dropped, but it may
	 * hold more, which nothing but a reset takes away. */
	bool stale;
};

/* What a device may be called, as errors say it. */
#define PORT_NAMES                                                            \
	"auto, usb:VID:PID, usb:BUS-PORT, serial:TEXT, imei:DIGITS, "         \
	"iccid:DIGITS, qrtr:NODE or a path such as /dev/cdc-wdm0, with qmi: " \
	"or mbim: in front of it where it could speak either, or "            \
	"qmi-over-mbim: for the QMI inside MBIM"

struct port;

/* Callbacks from the port into the loop; ctx is the loop's. Called only from
 * inside the loop's own calls of watch handlers. */
struct port_host {
	void *ctx;
	/* The control channel can be used. */
	void (*up)(void *ctx, const struct port_info *info);
	/* What one read, or one GET_ENCAPSULATED_RESPONSE, returned. */
	void (*control)(void *ctx, struct att_bytes bytes);
	/* Every datagram of the NTBs that came at the same time, in order, as
	 * views that last until data_end, which is called once behind them. */
	void (*data)(void *ctx, struct flow flow, struct att_bytes datagram);
	void (*data_end)(void *ctx);
	/* TX has room again after send_reserve returned NULL. */
	void (*writable)(void *ctx);
	/* The device has gone (unplugged, or failed for good: err). The port
	 * waits for it, or for another that matches, and calls up again. */
	void (*gone)(void *ctx, int err);
	/* Watch fd for events (EPOLLIN, EPOLLOUT) and call fn(arg, revents);
	 * watching a watched fd changes it. A timer: fn(arg) once after ms;
	 * ms < 0 stops it; one timer a port. 0 or ATT_E_IO. */
	int (*watch)(void *ctx, int fd, uint32_t events,
		     void (*fn)(void *arg, uint32_t revents), void *arg);
	void (*unwatch)(void *ctx, int fd);
	void (*timer)(void *ctx, int ms, void (*fn)(void *arg), void *arg);
	/* A line for the log: what the driver does and why. */
	void (*log)(void *ctx, const char *line);
	/* Why there is no modem yet, in words that stand until `up` or until
	 * others come. */
	void (*waits)(void *ctx, const char *why);
	/* The device that is wanted is to be had by another back end now, or
	 * perhaps under another name: the port does no more, open one anew. */
	void (*moved)(void *ctx);
	/* The devices that turned out not to be the one that is wanted, by
	 * their places. They are not looked at. */
	char passed[PORT_PASSED][PORT_PLACE];
	unsigned n_passed;
	/* The same of what another port of this program has or is to have; may
	 * be NULL. */
	bool (*taken)(void *ctx, const char *place);
};

/* How strongly a port is reset. */
enum port_reset {
	PORT_RESET,	 /* the function (RESET_FUNCTION), or the USB device */
	PORT_REENUMERATE /* the device is taken off its bus and put back, by
			    `authorized` of sysfs; else its USB port is reset */
};

struct port_ops {
	/* Send one control transfer (one fragment); bytes are copied. Queued
	 * in order. 0, ATT_E_GONE, ATT_E_BUSY (queue full). */
	int (*send)(struct port *port, struct att_bytes fragment);
	/* Room for one datagram, straight in the NTB to be sent, or NULL:
	 * wait for `writable`. Then commit its length (0 takes it back). */
	uint8_t *(*send_reserve)(struct port *port, struct flow flow,
				 uint32_t max);
	void (*send_commit)(struct port *port, struct flow flow, uint32_t len);
	/* Nothing more at the moment: send at once if nothing is in flight. */
	void (*send_flush)(struct port *port);
	/* Bring the function to its initial state; where that cannot be, the
	 * log says so and the node is opened anew. `gone` and then `up` follow,
	 * if it was up. PORT_REENUMERATE serves a device that did not come back
	 * as well. */
	void (*reset)(struct port *port, enum port_reset how);
	/* The function refuses to open: bring it up in the other way that there
	 * is; `gone` and then `up` follow. False: there is none left. May be
	 * NULL. */
	bool (*vary)(struct port *port);
	/* The modem sends and takes datagrams like this from now on: so does
	 * the port, or the kernel's network device behind it. 0, or ATT_E_*: it
	 * cannot, and no data will pass. NULL: there is nothing to agree on. */
	int (*data_format)(struct port *port,
			   const struct att_data_format *format);
	/* Where info.links says that there is something to agree on: the
	 * kernel's network device of this session, as the data format wants it,
	 * which is made if it is not there. 0, or ATT_E_*: there is none. Else
	 * session 0 has info.netdev, and others have VLANs of it. */
	int (*netdev)(struct port *port, unsigned session, char name[16]);
	/* Stop all I/O, give the interfaces back (data before control), free
	 * the port. No callback comes after it. */
	void (*close)(struct port *port);
};

struct port {
	const struct port_ops *ops;
	const struct port_host *host;
};

/* What a device must be to be used. */
struct port_wish {
	int vendor, product; /* -1: any */
	char place[32];	     /* "1-1.2", on USB; "": any */
	char serial[64];     /* of the USB device; "": any */
	const char *speaks;  /* "mbim", "qmi"; NULL: either */
	bool qrtr;	     /* on QRTR, on this */
	int64_t node;	     /* node; -1: any */
	bool follow; /* by way of the kernel's node where there is one, whatever
			its number */
	bool libusb; /* USB by libusb, also where usbfs is built in */
};

/* The QMI inside the MBIM of what the rest of the name is: for the caller, as
 * this is no port of a driver's. */
#define PORT_QMI_OVER_MBIM "qmi-over-mbim:"

/* Take "qmi:", "mbim:" or "qmi-over-mbim:" off a name: "qmi" or "mbim", as the
 * device speaks; NULL: it has none of them. */
const char *port_wish_protocol(const char **device);
/* What the name of a device asks for; imei: and iccid: ask for any, as only the
 * modem itself can tell. ATT_E_CONFIG: it is a path, or no name. */
int port_wish_parse(const char *device, struct port_wish *wish);
/* What to say behind a name that is none (att_nearest_hint); lives in near. */
const char *port_wish_hint(const char *device, struct att_nearest *near);
bool port_wish_passed(const struct port_host *host, const char *place);

/* Open the back end that fits `device`: "usb:VID:PID" (hex) on USB; the path of
 * a character device; anything else by the kernel's cdc-wdm where its driver is
 * bound, and else on USB: "auto" (the first modem), "usb:1-1.2" (in this
 * place), "serial:TEXT" (of the USB device), "imei:DIGITS" and "iccid:DIGITS"
 * (any: the caller asks the modem). USB is driven by usbfs where that is built
 * in; libusb is asked for by "libusb:" in place of "usb:", and in front of
 * "auto" and "serial:". "qrtr:NODE" and "qrtr:any" mean a modem in one chip
 * with the host, or behind PCIe, on the kernel's QRTR. In front of any name
 * "qmi:" or "mbim:" asks for what speaks that; a pty, which cannot tell, speaks
 * MBIM without it. A device that is not there yet is waited for (0).
 * ATT_E_CONFIG: not a device name; ATT_E_IO: no such bus; ATT_E_ACCESS. host
 * must outlive the port. */
int port_open(const char *device, const struct port_host *host,
	      struct port **port);
/* The back ends themselves. */
int port_open_usb(const struct port_wish *wish, const struct port_host *host,
		  struct port **port);
int port_open_qrtr(const struct port_wish *wish, const struct port_host *host,
		   struct port **port);
int port_open_cdc_wdm(const char *path, const struct port_wish *wish,
		      const struct port_host *host, struct port **port);

#endif
