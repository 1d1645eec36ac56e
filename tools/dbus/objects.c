/* From tables to objects on the bus. */
#include "objects.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rights.h"

#define ROWS	   64 /* at most, of one interface */
#define INTERFACES 20

/* --- getters -------------------------------------------------------------- */

GETTER(get_text)
{
	return sd_bus_message_append(reply, "s", (const char *)at);
}

GETTER(get_u32)
{
	return sd_bus_message_append(reply, "u", *(const uint32_t *)at);
}

GETTER(get_i32)
{
	return sd_bus_message_append(reply, "i", *(const int32_t *)at);
}

GETTER(get_bool)
{
	return sd_bus_message_append(reply, "b", *(const uint8_t *)at);
}

GETTER(get_path)
{
	const char *text = at;

	return sd_bus_message_append(reply, "o", text[0] ? text : "/");
}

GETTER(get_zero)
{
	return sd_bus_message_append(reply, "u", 0);
}

GETTER(get_one)
{
	return sd_bus_message_append(reply, "u", 1);
}

GETTER(get_no_text)
{
	return sd_bus_message_append(reply, "s", "");
}

GETTER(get_no_path)
{
	return sd_bus_message_append(reply, "o", "/");
}

GETTER(get_false)
{
	return sd_bus_message_append(reply, "b", 0);
}

GETTER(get_no_texts)
{
	return sd_bus_message_append(reply, "as", 0);
}

GETTER(get_no_values)
{
	return sd_bus_message_append(reply, "a{sv}", 0);
}

int entry_text(sd_bus_message *m, const char *key, const char *value)
{
	return sd_bus_message_append(m, "{sv}", key, "s", value);
}

int entry_u32(sd_bus_message *m, const char *key, uint32_t value)
{
	return sd_bus_message_append(m, "{sv}", key, "u", value);
}

int entry_i32(sd_bus_message *m, const char *key, int32_t value)
{
	return sd_bus_message_append(m, "{sv}", key, "i", value);
}

/* --- vtables -------------------------------------------------------------- */

/* sd-bus keeps a view of these; each interface has its own for ever. */
static struct {
	const struct interface *of;
	sd_bus_vtable *rows;
} vtables[INTERFACES];

static const struct method *method_of(const struct interface *i,
				      const char *name)
{
	const struct method *m = i->methods;

	while (m && m->name && strcmp(m->name, name) != 0)
		m++;
	return m && m->name ? m : NULL;
}

static int on_method(sd_bus_message *call, void *with, sd_bus_error *error)
{
	const char *interface = sd_bus_message_get_interface(call);
	const struct method *m;

	for (unsigned i = 0; i < INTERFACES && vtables[i].of; i++) {
		if (!interface || strcmp(vtables[i].of->name, interface) != 0)
			continue;
		m = method_of(vtables[i].of, sd_bus_message_get_member(call));
		if (m)
			return rights_call(m, call, with, error);
	}
	return sd_bus_error_set(error, SD_BUS_ERROR_UNKNOWN_INTERFACE,
				"the call does not name its interface");
}

static void fill(sd_bus_vtable *v, const struct interface *i)
{
	*v++ = (sd_bus_vtable)SD_BUS_VTABLE_START(0);
	for (const struct property *p = i->properties; p && p->name; p++)
		*v++ = (sd_bus_vtable)SD_BUS_PROPERTY(
			p->name, p->type, p->get, p->at,
			p->size ? SD_BUS_VTABLE_PROPERTY_EMITS_CHANGE
				: SD_BUS_VTABLE_PROPERTY_CONST);
	for (const struct method *m = i->methods; m && m->name; m++)
		*v++ = (sd_bus_vtable)SD_BUS_METHOD(m->name, m->in, m->out,
						    on_method,
						    SD_BUS_VTABLE_UNPRIVILEGED);
	for (const struct signal *s = i->signals; s && s->name; s++)
		*v++ = (sd_bus_vtable)SD_BUS_SIGNAL(s->name, s->types, 0);
	*v = (sd_bus_vtable)SD_BUS_VTABLE_END;
}

static unsigned rows_of(const struct interface *i)
{
	unsigned n = 2; /* the first and the last */

	for (const struct property *p = i->properties; p && p->name; p++)
		n++;
	for (const struct method *m = i->methods; m && m->name; m++)
		n++;
	for (const struct signal *s = i->signals; s && s->name; s++)
		n++;
	return n;
}

static const sd_bus_vtable *vtable_of(const struct interface *interface)
{
	for (unsigned i = 0; i < INTERFACES; i++) {
		if (vtables[i].of == interface)
			return vtables[i].rows;
		if (vtables[i].of)
			continue;
		vtables[i].rows =
			calloc(rows_of(interface), sizeof(*vtables[i].rows));
		if (!vtables[i].rows)
			return NULL;
		vtables[i].of = interface;
		fill(vtables[i].rows, interface);
		return vtables[i].rows;
	}
	return NULL;
}

/* --- objects -------------------------------------------------------------- */

int objects_add(sd_bus *bus, struct object *o, const char *path, void *base)
{
	int err = 0;

	snprintf(o->path, sizeof(o->path), "%s", path);
	o->base = base;
	for (unsigned i = 0; i < OBJECTS_INTERFACES && o->interface[i]; i++) {
		const sd_bus_vtable *v = vtable_of(o->interface[i]);

		if (err >= 0)
			err = v ? sd_bus_add_object_vtable(
					  bus, &o->slot[i], o->path,
					  o->interface[i]->name, v, base)
				: -ENOBUFS;
	}
	return err < 0 ? err : 0;
}

void objects_remove(struct object *o)
{
	for (unsigned i = 0; i < OBJECTS_INTERFACES; i++)
		o->slot[i] = sd_bus_slot_unref(o->slot[i]);
	if (o->path[0])
		rights_forget(o->base);
	o->path[0] = '\0';
}

static void tell_one(sd_bus *bus, const char *path,
		     const struct interface *interface, const void *old,
		     const void *now)
{
	char *names[ROWS + 1];
	unsigned n = 0;

	for (const struct property *p = interface->properties;
	     p && p->name && n < ROWS; p++)
		if (memcmp((const char *)old + p->at, (const char *)now + p->at,
			   p->size) != 0)
			names[n++] = (char *)(uintptr_t)p->name;
	names[n] = NULL;
	if (n)
		sd_bus_emit_properties_changed_strv(bus, path, interface->name,
						    names);
}

void objects_tell(sd_bus *bus, const struct object *o, const void *old,
		  const void *now)
{
	for (unsigned i = 0;
	     o->path[0] && i < OBJECTS_INTERFACES && o->interface[i]; i++)
		tell_one(bus, o->path, o->interface[i], old, now);
}

static int append_property(sd_bus *bus, const struct object *o,
			   const struct interface *interface,
			   const struct property *p, void *base,
			   sd_bus_message *m)
{
	sd_bus_error error = SD_BUS_ERROR_NULL;
	int err = sd_bus_message_open_container(m, 'e', "sv");

	err = err < 0 ? err : sd_bus_message_append(m, "s", p->name);
	err = err < 0 ? err : sd_bus_message_open_container(m, 'v', p->type);
	err = err < 0 ? err
		      : p->get(bus, o->path, interface->name, p->name, m,
			       (char *)base + p->at, &error);
	sd_bus_error_free(&error);
	err = err < 0 ? err : sd_bus_message_close_container(m);
	return err < 0 ? err : sd_bus_message_close_container(m);
}

static int append_properties(sd_bus *bus, const struct object *o,
			     const struct interface *interface, void *base,
			     sd_bus_message *m)
{
	int err = sd_bus_message_open_container(m, 'a', "{sv}");

	for (const struct property *p = interface->properties;
	     err >= 0 && p && p->name; p++)
		err = append_property(bus, o, interface, p, base, m);
	return err < 0 ? err : sd_bus_message_close_container(m);
}

int objects_append_first(sd_bus *bus, const struct object *o, void *base,
			 sd_bus_message *m)
{
	return append_properties(bus, o, o->interface[0], base, m);
}

static int append_interface(sd_bus *bus, const struct object *o,
			    const struct interface *interface, void *base,
			    sd_bus_message *m)
{
	int err = sd_bus_message_open_container(m, 'e', "sa{sv}");

	err = err < 0 ? err : sd_bus_message_append(m, "s", interface->name);
	err = err < 0 ? err : append_properties(bus, o, interface, base, m);
	return err < 0 ? err : sd_bus_message_close_container(m);
}

int objects_append(sd_bus *bus, const struct object *o, void *base,
		   sd_bus_message *m)
{
	int err = sd_bus_message_open_container(m, 'a', "{sa{sv}}");

	for (unsigned i = 0;
	     err >= 0 && i < OBJECTS_INTERFACES && o->interface[i]; i++)
		err = append_interface(bus, o, o->interface[i], base, m);
	return err < 0 ? err : sd_bus_message_close_container(m);
}
