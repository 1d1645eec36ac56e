/* What somebody has captured or logged of a modem: a file of any of the forms
 * that are known, message by message. */
#ifndef ATTACHE_CAPTURE_FILE_H
#define ATTACHE_CAPTURE_FILE_H

#include "capture/capture.h"
#include "capture/hexfile.h"
#include "capture/input.h"
#include "capture/messages.h"
#include "capture/textlog.h"
#include "capture/tracepdu.h"
#include "capture/usbmon.h"

enum capturefile_format {
	CAPTUREFILE_AUTO, /* by what is in the file */
	CAPTUREFILE_HEX,
	CAPTUREFILE_QMUX,
	CAPTUREFILE_PACKETS, /* of usbmon, or a trace */
	CAPTUREFILE_LIBMBIM, /* and of libqmi */
	CAPTUREFILE_UMBIM,
	CAPTUREFILE_UQMI
};

/* What the names of the formats are, for a complaint. */
#define CAPTUREFILE_FORMATS \
	"auto, hex, qmux, usbmon, trace, mbimcli, qmicli, umbim or uqmi"

/* How to read a file; zeroes, but for ex_version (MBIM_EX_1), are good. */
struct capturefile_how {
	enum capturefile_format format;
	bool bare; /* hex: messages of `service` of QMI, without header */
	uint16_t service;
	uint16_t ex_version; /* of a modem that has not said what it speaks */
	bool guess; /* what does not decode is tried in other versions */
};

struct capturefile {
	struct capturefile_how how; /* format: as found, never AUTO */
	const char *name;	    /* of the file, for people */
	const char *source;	    /* "log": who may have cut messages */
	bool plain;		    /* no times, devices and directions */
	/* so far */
	uint32_t messages, cut; /* messages and NTBs; those that were cut */
	uint32_t skipped;	/* packets that hold nothing of it */
	bool failed;		/* the rest cannot be read (reported) */

	/* private */
	bool detected; /* the format was not asked for */
	bool ended;
	struct input input;
	size_t taken; /* bytes of the window that were handed on */
	struct capture packets;
	struct usbmon usb;
	struct tracepdu trace;
	struct hexfile hex;
	struct textlog log;
	struct messages assembly;
};

/* Find the format of this name: false, there is none. */
bool capturefile_format(const char *name, enum capturefile_format *out);
/* Open the file, "-" is standard input; path outlives f. False: it cannot be
 * read (reported as "FILE: error: ..." on standard error), there is nothing to
 * close. */
bool capturefile_open(struct capturefile *f, const char *path,
		      const struct capturefile_how *how);
/* The next message or NTB, valid until the next call: 1; 0 at the end; -1: the
 * rest cannot be read (reported). What is incomplete comes before both. */
int capturefile_next(struct capturefile *f, struct message *out);
/* Say on standard error what was found, and what was skipped and why. After
 * the end. */
void capturefile_report(const struct capturefile *f);
/* Free what belongs to f. */
void capturefile_close(struct capturefile *f);

#endif
