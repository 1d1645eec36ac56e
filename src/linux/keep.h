/* A file of what this run would leave in the modem, if it were killed: the ids
 * of its QMI clients, where nothing but their names gives them back. The next
 * run reads it. It holds for one device of one boot, from when that was plugged
 * in: then another program may have been given the ids. */
#ifndef ATT_LINUX_KEEP_H
#define ATT_LINUX_KEEP_H

#include "core/core.h"
#include "drivers/port.h"

struct att_keep {
	char path[192];	     /* "": of this modem nothing is kept */
	char head[160];	     /* whose it is: the file begins with that */
	struct att_left put; /* what the file holds */
	bool failed;	     /* it could not be written */
};

/* This modem is there. left: what an earlier run has left in it, and len 0
 * where there is no file, or it is of another device, boot or plug, or not
 * whole; such a one is deleted. The file is beside `control`, the path of the
 * control socket, or in the folder of the default one if that is "". */
void att_keep_plugged(struct att_keep *k, const char *control,
		      const struct port_info *info, struct att_left *left);
/* This would be left from now on; if it is nothing, there is no file. 0, or
 * once for each plug the errno with which it could not be written. */
int att_keep_put(struct att_keep *k, const struct att_left *left);

#endif
