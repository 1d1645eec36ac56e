/* A table of client ids. */
#include "linux/qmi_ids.h"

#include <stddef.h>
#include <string.h>

#include "generated/qmi_messages.h"

uint8_t att_qmi_ids_given(struct att_bytes frame, uint8_t service)
{
	struct qmi_ctl_allocate_cid_resp r;
	struct qmi_message m;

	if (qmi_decode(frame, &m) ||
	    qmi_ctl_allocate_cid_resp_decode(m.tlvs, &r) ||
	    !r.has.allocation_info || r.allocation_info.service != service)
		return 0;
	return r.allocation_info.cid;
}

struct att_qmi_id *att_qmi_ids_reserve(struct att_qmi_ids *ids,
				       const void *owner, uint8_t service)
{
	struct att_qmi_id *room = NULL;
	unsigned has = 0;

	for (struct att_qmi_id *i = ids->id; i < ids->id + ATT_QMI_IDS; i++) {
		if (!i->used)
			room = i;
		else
			has += i->owner == owner;
	}
	if (!room || has >= ATT_QMI_IDS_OF_ONE)
		return NULL;
	*room = (struct att_qmi_id){
		.used = true, .service = service, .owner = owner};
	return room;
}

struct att_qmi_id *att_qmi_ids_of(struct att_qmi_ids *ids, const void *owner,
				  uint8_t service, uint8_t id)
{
	for (struct att_qmi_id *i = ids->id; id && i < ids->id + ATT_QMI_IDS;
	     i++)
		if (i->used && i->owner == owner && i->service == service &&
		    i->id == id)
			return i;
	return NULL;
}

bool att_qmi_ids_serves(const struct att_qmi_ids *ids, const void *owner,
			uint8_t service)
{
	for (unsigned i = 0; i < ATT_QMI_IDS; i++)
		if (ids->id[i].used && ids->id[i].owner == owner &&
		    ids->id[i].id && ids->id[i].service == service)
			return true;
	return false;
}

struct att_qmi_id *att_qmi_ids_asked(struct att_qmi_ids *ids, uint32_t token)
{
	for (struct att_qmi_id *i = ids->id; token && i < ids->id + ATT_QMI_IDS;
	     i++)
		if (i->used && i->token == token)
			return i;
	return NULL;
}

void att_qmi_ids_unasked(struct att_qmi_ids *ids, uint32_t token)
{
	struct att_qmi_id *i = att_qmi_ids_asked(ids, token);

	if (!i)
		return;
	i->token = 0;
	i->used = i->id;
}

void att_qmi_ids_leave(struct att_qmi_ids *ids, const void *owner)
{
	for (unsigned i = 0; i < ATT_QMI_IDS; i++)
		if (ids->id[i].owner == owner) {
			ids->id[i].owner = NULL;
			ids->id[i].used &= ids->id[i].id || ids->id[i].token;
		}
}

struct att_qmi_id *att_qmi_ids_left(struct att_qmi_ids *ids)
{
	for (struct att_qmi_id *i = ids->id; i < ids->id + ATT_QMI_IDS; i++)
		if (i->used && i->id && !i->owner && !i->token)
			return i;
	return NULL;
}

void att_qmi_ids_lost(struct att_qmi_ids *ids)
{
	memset(ids, 0, sizeof(*ids));
}
