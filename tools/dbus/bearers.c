/* Bearers come and go. */
#include "bearers.h"
#include "families.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define TYPE_DEFAULT 1u /* MMBearerType */

uint32_t bearers_max(const struct facts *f)
{
	return f->max_sessions > 0 && f->max_sessions < FACTS_SESSIONS
		       ? f->max_sessions
		       : FACTS_SESSIONS;
}

int bearers_add(struct bridge *b, const struct facts_wish *w,
		struct bearer **added)
{
	char path[OBJECTS_PATH];
	struct bearer *r = NULL;
	int err;

	for (unsigned i = 0; i < bearers_max(&b->now) && !r; i++)
		if (!b->bearer[i].object.path[0])
			r = &b->bearer[i];
	if (!r)
		return -ENOSPC;
	memset(&r->now, 0, sizeof(r->now));
	r->now.wish = *w;
	r->now.type = TYPE_DEFAULT;
	r->told = r->now;
	r->session = NO_SESSION;
	r->set = r->begun = r->up = false;
	r->families = FAMILIES_UNKNOWN;
	snprintf(path, sizeof(path), MM_PATH "/Bearer/%u", b->modems->bearer++);
	err = objects_add(b->bus, &r->object, path, r);
	if (err < 0) {
		objects_remove(&r->object);
		return err;
	}
	b->now.bearers++; /* the list is another one */
	*added = r;
	return 0;
}

void bearers_remove(struct bearer *r)
{
	if (!r->object.path[0])
		return;
	objects_remove(&r->object);
	memset(&r->now, 0, sizeof(r->now)); /* a password as well */
	r->told = r->now;
	r->bridge->now.bearers++; /* the list is another one */
}

void bearers_remove_all(struct bridge *b)
{
	for (unsigned i = 0; i < FACTS_SESSIONS; i++)
		bearers_remove(&b->bearer[i]);
}

struct bearer *bearers_of_path(struct bridge *b, const char *path)
{
	for (unsigned i = 0; i < FACTS_SESSIONS; i++)
		if (b->bearer[i].object.path[0] &&
		    strcmp(b->bearer[i].object.path, path) == 0)
			return &b->bearer[i];
	return NULL;
}

struct bearer *bearers_of_wish(struct bridge *b, const struct facts_wish *w)
{
	for (unsigned i = 0; i < FACTS_SESSIONS; i++)
		if (b->bearer[i].object.path[0] &&
		    memcmp(&b->bearer[i].now.wish, w, sizeof(*w)) == 0)
			return &b->bearer[i];
	return NULL;
}

struct bearer *bearers_spare(struct bridge *b)
{
	for (unsigned i = 0; i < FACTS_SESSIONS; i++)
		if (b->bearer[i].object.path[0] && !b->bearer[i].connecting &&
		    b->bearer[i].session == NO_SESSION)
			return &b->bearer[i];
	return NULL;
}

int bearers_append(sd_bus_message *m, const struct bridge *b)
{
	int err = sd_bus_message_open_container(m, 'a', "o");

	for (unsigned i = 0; i < FACTS_SESSIONS && err >= 0; i++)
		if (b->bearer[i].object.path[0])
			err = sd_bus_message_append(m, "o",
						    b->bearer[i].object.path);
	return err < 0 ? err : sd_bus_message_close_container(m);
}

static void look_at(struct bridge *b, struct bearer *r)
{
	if (r->session < b->way.n && b->way.session[r->session].link.connected)
		r->now.link = b->way.session[r->session].link;
	else
		memset(&r->now.link, 0, sizeof(r->now.link));
	families_put(r, &r->now.link);
	objects_tell(b->bus, &r->object, &r->told, &r->now);
	r->told = r->now;
}

void bearers_look(struct bridge *b)
{
	for (unsigned i = 0; i < FACTS_SESSIONS; i++)
		if (b->bearer[i].object.path[0])
			look_at(b, &b->bearer[i]);
}
