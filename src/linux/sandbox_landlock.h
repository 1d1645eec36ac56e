/* Landlock: what the kernel keeps a process from by the objects that it asks
 * for, however it asks. Documentation/userspace-api/landlock.rst of Linux. */
#ifndef ATT_LINUX_SANDBOX_LANDLOCK_H
#define ATT_LINUX_SANDBOX_LANDLOCK_H

/* The version of the kernel's interface, from 1; 0: it has none, as one that
 * is too old, or where another process has said that it may not be asked. */
int att_sandbox_landlock_version(void);
/* For this process and for good: no file or folder may be opened, made, named
 * anew or taken away; and where the version knows of them, no port of TCP be
 * used, no abstract socket outside be sent to, and no process outside be
 * signalled. What is open stays as it is. Needs no_new_privs. 0, also where the
 * kernel has none; or -1 (errno). */
int att_sandbox_landlock(void);

#endif
