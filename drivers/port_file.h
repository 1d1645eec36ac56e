/* A file of the kernel's, in sysfs or beside it, as bytes. */
#ifndef MBIM_DRIVERS_PORT_FILE_H
#define MBIM_DRIVERS_PORT_FILE_H

#include <stdbool.h>
#include <stddef.h>

/* Read it into buf, up to cap bytes: how many; 0: it is not there, is empty or
 * cannot be read to its end (its device may just have left). */
size_t port_file_read(const char *path, void *buf, size_t cap);
/* Write the text in one piece, as an attribute wants it; for who has the right
 * to. False: errno tells. */
bool port_file_write(const char *path, const char *text);

#endif
