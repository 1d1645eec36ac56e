/* Which files, folders and devices a manager may have. */
#ifndef ATT_LINUX_HELPER_PATH_H
#define ATT_LINUX_HELPER_PATH_H

#include "linux/helper.h"

/* Open it with these flags? The path becomes what the kernel makes of it, so
 * that it is the one that was looked at. False: errno, EPERM where it is not
 * allowed. */
bool att_helper_path_open(const struct att_helper *h,
			  char path[ATT_HELPER_PATH], int flags);
/* Write into it: a switch of the modem or of its network device? As above. */
bool att_helper_path_put(const struct att_helper *h,
			 char path[ATT_HELPER_PATH]);
/* Look at it: what sort it is, what is in it, who has it? As above. */
bool att_helper_path_look(const struct att_helper *h,
			  char path[ATT_HELPER_PATH]);
/* Read where this link leads? The same of the folder that it is in. */
bool att_helper_path_link(char path[ATT_HELPER_PATH]);
/* Hear of what comes to this folder? */
bool att_helper_path_watch(const struct att_helper *h, const char *path);
/* Write this file of what would be left in the modem, or take it away? */
bool att_helper_path_keep(const struct att_helper *h, const char *path);
/* Read, write or take away this file of a short message? */
bool att_helper_path_spool(const struct att_helper *h, const char *path);

/* Is it a network device that this run has made, or the modem's? False: errno,
 * ENODEV where there is none, as when the modem has just gone; or EPERM. */
bool att_helper_device(const struct att_helper *h, const char *name);

#endif
