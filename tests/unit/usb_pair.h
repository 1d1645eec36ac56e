/* The manager and the simulated modem as a USB device, with the class driver
 * of the control channel between them, in one process and in virtual time. The
 * modem speaks MBIM or QMI, as its configuration has it. */
#ifndef TESTS_UNIT_USB_PAIR_H
#define TESTS_UNIT_USB_PAIR_H

#include "core/core.h"
#include "drivers/wdm.h"
#include "trace/recorder.h"
#include "tools/simodem/sim.h"

#define USB_PAIR_PIN "0000"

struct usb_pair {
	struct att_recorder recorder;
	struct att_core *core; /* the recorder's */
	struct sim_usb_modem *usb;
	const struct sim_usb_device *device;
	struct sim_modem *modem;
	struct usb_function function;
	struct wdm wdm;
	uint8_t *mem;
	uint64_t now_ms, up_ms; /* up_ms: when the link came up last */
	bool plugged, up;
	bool closed;	 /* as it was wanted */
	bool brought_up; /* as the USB port does it, when plugged */
	bool pull, push; /* the scenario's hand */
	bool shared;	 /* with others, behind a proxy of QMI */
	uint32_t resets; /* of the port, as the manager asked for */
	bool by_bus;	 /* it is a reset of the device, not of the function */
	/* A control transfer that the device does not take. */
	bool waits;
	struct usb_req waiting;
	uint64_t waits_until_ms;
	/* Called at this time; it sets the next one. UINT64_MAX: never. */
	uint64_t look_ms;
	void (*look)(struct usb_pair *p);
	/* Called with every response that is not empty; may be NULL. */
	void (*heard)(void *ctx, struct att_bytes response);
	/* With every encapsulated command; may be NULL. */
	void (*said)(void *ctx, struct att_bytes command);
	void *ctx; /* of the two */
};

/* The manager's PIN is USB_PAIR_PIN; the device is plugged. trace is called
 * with p as its context; NULL: not at all. */
void usb_pair_init(struct usb_pair *p, const struct sim_config *sim,
		   att_core_trace_fn *trace);
/* The same with a configuration of its own and the requests of bring-up, wanted
 * at first as `want` has it; path: of the trace file that is written, or NULL.
 * False: that cannot be. */
bool usb_pair_record(struct usb_pair *p, const struct sim_config *sim,
		     const struct att_core_config *config, enum att_want want,
		     const char *path);
/* The same with a masked trace. */
bool usb_pair_record_masked(struct usb_pair *p, const struct sim_config *sim,
			    const struct att_core_config *config,
			    enum att_want want, const char *path);
void usb_pair_want(struct usb_pair *p, enum att_want want);
void usb_pair_observe(struct usb_pair *p, const struct att_observation *o);
void usb_pair_reconfigure(struct usb_pair *p,
			  const struct att_core_config *config);
/* Before the first step: others have the modem as well. */
void usb_pair_share(struct usb_pair *p);
/* 0, or ATT_E_IO of the trace file. */
int usb_pair_fini(struct usb_pair *p);
/* One transfer, or, if there is none, the next deadline. False: neither will
 * ever come. */
bool usb_pair_step(struct usb_pair *p);

#endif
