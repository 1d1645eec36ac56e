/* What somebody has captured or logged of a modem: a file of any of the forms
 * that are known, message by message. */
#ifndef ATTACHE_CAPTURE_FILE_H
#define ATTACHE_CAPTURE_FILE_H

#include "capture/coats.h"
#include "capture/forms.h"
#include "capture/input.h"
#include "capture/messages.h"

/* How to read a file; zeroes, but for ex_version (MBIM_EX_1), are good. */
struct capturefile_how {
	const struct form *form; /* NULL: by what is in the file */
	bool bare; /* hex: messages of `service` of QMI, without header */
	uint16_t service;
	uint16_t ex_version; /* of a modem that has not said what it speaks */
	bool guess; /* what does not decode is tried in other versions */
};

struct capturefile {
	const struct form *form; /* NULL: nothing in the file is known */
	const char *name;	 /* of the file, for people */
	const char *source;	 /* "log": who may have cut messages */
	bool plain;		 /* no times, devices and directions */
	/* so far */
	uint32_t messages, cut; /* messages and NTBs; those that were cut */
	bool failed;		/* the rest cannot be read (reported) */

	/* private */
	bool ended;
	struct input input;
	struct coats coats;
	struct form_reader reader;
	struct messages assembly;
};

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
