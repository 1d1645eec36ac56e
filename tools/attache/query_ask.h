/* A query or set that a command line asks for, and carrying it out. */
#ifndef ATTACHE_QUERY_ASK_H
#define ATTACHE_QUERY_ASK_H

#include "wire/table.h"

struct query {
	const char *command, *device, *control;
	const char *modem; /* as the control socket calls it; or NULL */
	uint16_t ex;
	uint32_t timeout_s; /* 0: not given */
	bool set, proxy, dry_run, json, personal, verbose, list, help;
	const char *name; /* "basic_connect.connect", or NULL */
	char *const *words;
	int n_words;
	/* one of MBIM, or of QMI */
	const struct mbim_service *service;
	const struct mbim_cid *cid; /* NULL: QMI */
	const struct qmi_service_info *qmi;
	const struct qmi_message_info *message;
};

/* Tell that the command line is wrong; ATTACHE_USAGE. */
int query_wrong(const struct query *q, const char *problem);
/* The newest version up to q->ex that has these words as fields. 0: none has,
 * and why in that which understood most of them is told. */
uint16_t query_newest_version(const struct query *q);
/* Show the command in version ex, or send it and show the answer; the exit
 * status. Of QMI there are no versions, and the words may be wrong. */
int query_dry_run(const struct query *q, uint16_t ex);
int query_dry_run_qmi(const struct query *q);
int query_carry_out(const struct query *q);

#endif
