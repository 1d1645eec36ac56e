/* The functions of libmbim-glib that oracle_libmbim.awk has made calls of. What
 * a call takes and returns is the business of those who include the calls. */
#ifndef ORACLE_LIBMBIM_CALLS_H
#define ORACLE_LIBMBIM_CALLS_H

struct libmbim_talk;
struct oracle_case;
struct _MbimMessage;

/* One generated function of libmbim, by its name without "mbim_message_";
 * the last one has the name NULL. */
struct libmbim_function {
	const char *name;
	struct _MbimMessage *(*make)(struct libmbim_talk *t);
	int (*parse)(struct libmbim_talk *t, const struct _MbimMessage *m);
};

extern const struct libmbim_function libmbim_functions[];

/* The function for a case in libmbim's tables of one MBIMEx version, or NULL;
 * and that in the tables of the case's own version, or, as what exists since
 * 1.0 for us may be in libmbim's tables of a later one, in these. */
const struct libmbim_function *libmbim_function_of_version(
	const struct oracle_case *c, unsigned version);
const struct libmbim_function *libmbim_function_of(const struct oracle_case *c);

#endif
