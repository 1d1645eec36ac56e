/* The forms in which people have what a modem said, a row each: how a form is
 * known by its content, and how it is read. */
#ifndef ATTACHE_FORMS_H
#define ATTACHE_FORMS_H

#include "capture/capture.h"
#include "capture/hexfile.h"
#include "capture/raw.h"
#include "capture/skips.h"
#include "capture/textlog.h"
#include "capture/tracepdu.h"
#include "capture/usbmon_text.h"
#include "capture/usbpcap.h"

/* One file that is read, whatever its form. */
struct form_reader {
	/* set before it is opened */
	struct att_window *in;
	const char *name; /* of the file, for complaints */
	bool detected;	  /* the form was not asked for */
	bool bare; /* hex: messages of `service` of QMI, without header */
	uint16_t service;
	/* what was skipped, so far */
	struct skips skips;
	/* private */
	struct capture packets;
	struct urbs urbs;
	struct usbpcap usbpcap;
	struct tracepdu trace;
	struct usbmon_text usbmon;
	struct textlog log;
	struct hexfile hex;
	struct raw raw;
};

struct form {
	const char *name;   /* for --format */
	const char *source; /* "log": who may have cut messages */
	const char *whats;  /* "lines": what is counted when it is skipped */
	const char *advice; /* how nothing of a log is cut, or NULL */
	bool plain;	    /* it has no times, devices and directions */
	/* Is it the form of a file that begins with these bytes? NULL: another
	 * row of the same form tells. */
	bool (*is)(struct att_bytes head);
	/* Begin to read: false, it cannot be read like this (reported). */
	bool (*open)(struct form_reader *r);
	/* The next transfer, valid until the next call: 1; 0 at the end; -1:
	 * the rest cannot be read (reported). */
	int (*next)(struct form_reader *r, struct transfer *out);
	void (*close)(struct form_reader *r);
};

/* Row i of the table, NULL behind the last. In their order they are asked
 * whether a file is theirs: the surest first. */
const struct form *form_at(unsigned i);
/* The row of this name, or for "auto" NULL. False: there is no such name. */
bool form_named(const char *name, const struct form **out);
/* "auto, usbmon ... or hex", for a complaint. */
const char *form_names(void);
/* The first row whose form it is, or NULL. */
const struct form *form_of(struct att_bytes head);

#endif
