/* Pages of programs and libraries that only the start needed. */
#ifndef DBUS_START_PAGES_H
#define DBUS_START_PAGES_H

/* Gives them back: what is used comes again from the kernel's cache of the
 * files. Of attache-dbus, that is a third of its RSS, most of it what the
 * dynamic linker has gone through in libc, libsystemd and the libraries that
 * this needs. Does nothing beside a debugger, whose breakpoints are in these
 * pages. */
void start_pages_give_back(void);

#endif
