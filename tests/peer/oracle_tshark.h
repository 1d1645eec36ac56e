/* One packet as tshark understands it against one message as attache does. */
#ifndef ORACLE_TSHARK_H
#define ORACLE_TSHARK_H

#include "oracle_case.h"
#include "oracle_list.h"
#include "oracle_pdml.h"

/* What has come out so far. */
struct oracle_score {
	unsigned layouts, messages, fields;
};

/* True if tshark reads the same type, lengths, transaction, service, CID and
 * operation or status. */
bool oracle_tshark_header(const struct oracle_case *c,
			  const struct oracle_message *m,
			  const struct oracle_pdml *p);

/* True if tshark shows anything of the content. */
bool oracle_tshark_knows(const struct oracle_message *m,
			 const struct oracle_pdml *p);

/* Compare the content of a message whose header agrees; true if tshark reads
 * the same. If not, why is in text[cap]. What tshark does not show, or calls
 * by other words, must be listed ("unnamed", "name"). */
bool oracle_tshark_agrees(const struct oracle_case *c,
			  const struct oracle_message *m,
			  const struct oracle_pdml *p,
			  struct oracle_list *listed,
			  struct oracle_score *score, char *text, size_t cap);

#endif
