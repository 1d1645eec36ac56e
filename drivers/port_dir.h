/* The entries of a folder in their order, without the heap and the patterns of
 * glob. */
#ifndef MBIM_DRIVERS_PORT_DIR_H
#define MBIM_DRIVERS_PORT_DIR_H

#include <stdbool.h>
#include <stddef.h>

/* The first entry of the folder that begins with `prefix` and comes after
 * `name`, in the order of strcmp, into `name`, which is "" at first and has cap
 * bytes; longer names are passed over. False: there is none. */
bool port_dir_next(const char *folder, const char *prefix, char *name,
		   size_t cap);

#endif
