/* An assertion guards an invariant of the core itself: if it is broken, the
 * component faults at that place, which Genode reports. */
#ifndef ATTACHE_ASSERT_H
#define ATTACHE_ASSERT_H

#define assert(expr) ((expr) ? (void)0 : __builtin_trap())

/* a keyword of C++ */
#ifndef __cplusplus
#define static_assert _Static_assert
#endif

#endif
