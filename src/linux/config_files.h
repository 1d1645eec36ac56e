/* Which files are the configuration where nobody names one. */
#ifndef ATT_LINUX_CONFIG_FILES_H
#define ATT_LINUX_CONFIG_FILES_H

#include "linux/config.h"

/* Read `file` (ATT_CONFIG_FILE), and what in `folder` (ATT_CONFIG_FOLDER) ends
 * with ".yaml" and does not begin with a dot, in the order of the names; what
 * is not there is left out. A later file's keys go before an earlier one's, its
 * sessions and streams are added. `reads` gets the path of each file before it
 * is read; may be NULL. Errors as those of att_config_read, of all files. */
int att_config_files(struct att_config *config, const char *file,
		     const char *folder, att_config_report *reads,
		     att_config_report *report, void *ctx);

#endif
