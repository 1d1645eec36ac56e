/* Finding services, CIDs, layouts and names in the generated tables. */
#include "wire/mbim/cid.h"

static bool same_name(const char *a, const char *b, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (a[i] != b[i] || !a[i])
			return false;
	return !a[len];
}

static bool same_uuid(const struct att_uuid *a, const struct att_uuid *b)
{
	return att_get64(a->b) == att_get64(b->b) &&
	       att_get64(a->b + 8) == att_get64(b->b + 8);
}

const struct mbim_service *mbim_service_find(const struct att_uuid *uuid)
{
	for (uint16_t i = 0; i < mbim_services_count; i++)
		if (same_uuid(&mbim_services[i].uuid, uuid))
			return &mbim_services[i];
	return NULL;
}

const char *mbim_uuid_name(const struct att_uuid *uuid)
{
	const struct mbim_named_uuid *u = mbim_uuids; /* fewer than services */
	const struct mbim_service *s;

	while (u->name && !same_uuid(u->uuid, uuid))
		u++;
	if (u->name)
		return u->name;
	s = mbim_service_find(uuid);
	return s ? s->name : NULL;
}

const struct mbim_service *mbim_service_named(const char *name, size_t len)
{
	for (uint16_t i = 0; i < mbim_services_count; i++)
		if (same_name(mbim_services[i].name, name, len))
			return &mbim_services[i];
	return NULL;
}

const struct mbim_cid *mbim_cid_find(const struct mbim_service *s,
				     uint32_t number)
{
	for (uint16_t i = 0; i < s->n_cids; i++)
		if (s->cids[i].number == number)
			return &s->cids[i];
	return NULL;
}

const struct mbim_cid *mbim_cid_named(const struct mbim_service *s,
				      const char *name, size_t len)
{
	for (uint16_t i = 0; i < s->n_cids; i++)
		if (same_name(s->cids[i].name, name, len))
			return &s->cids[i];
	return NULL;
}

const struct att_layout *mbim_cid_layout(const struct mbim_cid *c,
					 enum mbim_kind kind, uint16_t ex)
{
	const struct att_layout *found = NULL;

	for (uint8_t i = 0; i < c->n_variants; i++)
		if (c->variants[i].kind == kind && c->variants[i].since <= ex)
			found = c->variants[i].layout;
	return found;
}

uint16_t mbim_cid_newest(const struct mbim_cid *c)
{
	uint16_t newest = MBIM_EX_1;

	for (uint8_t i = 0; i < c->n_variants; i++)
		if (c->variants[i].kind != MBIM_KIND_NOTIFICATION &&
		    c->variants[i].since > newest)
			newest = c->variants[i].since;
	return newest;
}

const char *mbim_doc_find(const void *of, uint8_t field)
{
	for (const struct mbim_doc *d = mbim_docs; d->of; d++)
		if (d->of == of && d->field == field)
			return d->text;
	return NULL;
}
