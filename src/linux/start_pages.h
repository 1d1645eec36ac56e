/* Pages of programs and libraries that only the start needed. */
#ifndef ATT_LINUX_START_PAGES_H
#define ATT_LINUX_START_PAGES_H

/* The start is over by then, and the first client served. */
#define ATT_START_MS 5000u

/* Gives them back: what is used comes again from the kernel's cache of the
 * files. It is a third of the RSS: most of it is what the dynamic linker has
 * gone through in the C library and in libraries that libraries need. Does
 * nothing beside a debugger, whose breakpoints are in these pages. */
void att_start_pages_give_back(void);

#endif
