/* What the reference pages say about QMI's spec, whatever form they have. */
#ifndef QMI_GEN_PAGE_H
#define QMI_GEN_PAGE_H

#include "qmi_spec.h"

/* One place of the spec: a layout, and the message that it belongs to if it is
 * no struct. */
struct qmi_page_place {
	const struct qmi_spec_service *service; /* NULL: a struct */
	const struct qmi_spec_message *message;
	int kind;
	const struct qmi_spec_layout *layout;
};

/* Call `visit` for those whose fields have this enum, or this struct, in the
 * order of the spec. */
typedef void qmi_page_visit(void *arg, const struct qmi_page_place *place);
void qmi_page_users(const struct qmi_spec *spec, const struct qmi_spec_enum *e,
		    const struct qmi_spec_layout *of, qmi_page_visit *visit,
		    void *arg);

/* Sentences about a field, in memory of ctx; NULL if there is nothing to say.
 * "has to be there", "only if it failed", "exactly 6", "counted by a u8". */
const char *qmi_page_need(const struct qmi_spec_field *f);
const char *qmi_page_when(struct mbim_spec_ctx *ctx,
			  const struct qmi_spec_field *f);
const char *qmi_page_limit(struct mbim_spec_ctx *ctx,
			   const struct qmi_spec_field *f);
const char *qmi_page_count(struct mbim_spec_ctx *ctx,
			   const struct qmi_spec_field *f);

/* "1", or "0x80000001" for flags and large values. */
const char *qmi_page_value(struct mbim_spec_ctx *ctx,
			   const struct qmi_spec_enum *e, uint64_t value);
/* Who sends a message of this kind. */
const char *qmi_page_direction(int kind);
/* How many messages all services have. */
unsigned qmi_page_messages(const struct qmi_spec *spec);
/* The wire types, explained: type i, or false behind the last. */
bool qmi_page_type(unsigned i, const char **name, const char **text);

#endif
