/* Dictionaries. */
#include "dict.h"

#include <errno.h>
#include <string.h>

int dict_text(sd_bus_message *m, char *to, size_t cap)
{
	const char *text;
	int err = sd_bus_message_read(m, "v", "s", &text);

	if (err >= 0 && strlen(text) >= cap)
		return -E2BIG;
	if (err >= 0)
		strcpy(to, text);
	return err;
}

static int refuse(sd_bus_error *error, const char *key, int err)
{
	if (err == -E2BIG)
		return sd_bus_error_setf(error, ERROR_CORE("InvalidArgs"),
					 "%s is too long", key);
	return sd_bus_error_setf(error, ERROR_CORE("InvalidArgs"),
				 "%s has a value of another type", key);
}

static int read_entry(sd_bus_message *m, dict_value_fn *fn, void *to,
		      sd_bus_error *error)
{
	const char *key;
	int err = sd_bus_message_read(m, "s", &key);

	if (err < 0)
		return err;
	err = fn(m, key, to);
	return err == -E2BIG || err == -ENXIO ? refuse(error, key, err) : err;
}

int dict_read(sd_bus_message *m, dict_value_fn *fn, void *to,
	      sd_bus_error *error)
{
	int err = sd_bus_message_enter_container(m, 'a', "{sv}");

	while (err >= 0 &&
	       (err = sd_bus_message_enter_container(m, 'e', "sv")) > 0) {
		err = read_entry(m, fn, to, error);
		err = err < 0 ? err : sd_bus_message_exit_container(m);
	}
	return err < 0 ? err : sd_bus_message_exit_container(m);
}
