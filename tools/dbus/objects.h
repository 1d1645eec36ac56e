/* Objects on the bus, each with interfaces that are a table of properties and
 * one of methods. Only modems are managed objects: SIMs and bearers are found
 * by their paths, as ModemManager has it. */
#ifndef ATTACHE_DBUS_OBJECTS_H
#define ATTACHE_DBUS_OBJECTS_H

#include <stddef.h>
#include <stdint.h>
#include <stdbool.h>
#include <systemd/sd-bus.h>

#include "facts.h"

#define MM_NAME	     "org.freedesktop.ModemManager1"
#define MM_PATH	     "/org/freedesktop/ModemManager1"
#define OBJECTS_PATH 80

/* A property: what it depends on is `size` bytes at `at` of what the object is
 * made of, such as the facts, and the getter gets a pointer to these; size 0:
 * it never changes. */
struct property {
	const char *name, *type;
	sd_bus_property_get_t get;
	size_t at, size;
};

/* Who may call it is told in rights.h. */
struct method {
	const char *name, *in, *out;
	sd_bus_message_handler_t fn;
	const char *right;
};

struct signal {
	const char *name, *types;
};

/* Tables end with a row whose name is NULL; there may be none. */
struct interface {
	const char *name;
	const struct property *properties;
	const struct method *methods;
	const struct signal *signals;
};

#define OBJECTS_INTERFACES 12

struct object {
	char path[OBJECTS_PATH]; /* "": it is not there */
	const struct interface *interface[OBJECTS_INTERFACES];
	sd_bus_slot *slot[OBJECTS_INTERFACES];
	void *base; /* what it is made of */
};

/* The end of a row: what the property is, in the facts or in another structure;
 * or it never changes. */
#define AT_OF(type, field) offsetof(type, field), sizeof(((type *)0)->field)
#define AT(field)	   AT_OF(struct facts, field)
#define NOWHERE		   0, 0

/* The head of a getter, for sd-bus. */
#define UNUSED __attribute__((unused))
#define GETTER(fn)                                                        \
	int fn(UNUSED sd_bus *bus, UNUSED const char *path,               \
	       UNUSED const char *interface, UNUSED const char *property, \
	       sd_bus_message *reply, UNUSED void *at,                    \
	       UNUSED sd_bus_error *error)

/* Of a char array, a number, a uint8_t, and of a char array that is a path or
 * empty. */
GETTER(get_text);
GETTER(get_u32);
GETTER(get_i32);
GETTER(get_bool);
GETTER(get_path);
/* The same for all modems: 0, 1, "", no path, false, and empty lists. */
GETTER(get_zero);
GETTER(get_one);
GETTER(get_no_text);
GETTER(get_no_path);
GETTER(get_false);
GETTER(get_no_texts);
GETTER(get_no_values);

/* Add an object with the interfaces that are set in o, made of what is at
 * `base`, which methods get. 0 or -errno. */
int objects_add(sd_bus *bus, struct object *o, const char *path, void *base);
/* Calls of it that wait for polkit are refused. */
void objects_remove(struct object *o);
/* Tell what has changed from old to now. */
void objects_tell(sd_bus *bus, const struct object *o, const void *old,
		  const void *now);
/* Append a{sa{sv}}: all properties of all interfaces. 0 or -errno. */
int objects_append(sd_bus *bus, const struct object *o, void *base,
		   sd_bus_message *m);

/* Append a{sv}: the properties of its first interface. 0 or -errno. */
int objects_append_first(sd_bus *bus, const struct object *o, void *base,
			 sd_bus_message *m);

/* Append "KEY": <value> to an open a{sv}. 0 or -errno. */
int entry_text(sd_bus_message *m, const char *key, const char *value);
int entry_u32(sd_bus_message *m, const char *key, uint32_t value);
int entry_i32(sd_bus_message *m, const char *key, int32_t value);

#endif
