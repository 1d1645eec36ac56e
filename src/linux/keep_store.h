/* A file of one line. */
#ifndef ATT_LINUX_KEEP_STORE_H
#define ATT_LINUX_KEEP_STORE_H

/* Replace the file as a whole, and make its folder if only that is missing; it
 * is on the disk then. 0, or an errno. */
int att_keep_store(const char *path, const char *line);

#endif
