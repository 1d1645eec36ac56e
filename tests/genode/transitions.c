/* The transitions of the manager from a plugged modem to its link, in virtual
 * time, with the modem that the arguments describe as Genode's usb_modem_sim
 * has them in its configuration: transitions [NAME=VALUE]... */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/usb_pair.h"

#define STEPS 10000u

/* Without the time: that is the only thing that two platforms may differ in. */
static void print(void *ctx, const struct att_trace_rec *rec)
{
	char line[256];
	struct att_text t;

	(void)ctx;
	att_text_init(&t, line, sizeof(line));
	att_trace_text(&t, rec, rec->at_ms);
	puts(strchr(line, ' ') + 1);
}

static bool set_number(struct sim_config *c, const char *name,
		       const char *value)
{
	const struct {
		const char *name;
		uint32_t *to;
	} numbers[] = {
		{"delay_ms", &c->delay_ms},	  {"sim_ms", &c->sim_ms},
		{"register_ms", &c->register_ms}, {"attach_ms", &c->attach_ms},
		{"connect_ms", &c->connect_ms},
	};

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		if (strcmp(numbers[i].name, name) != 0)
			continue;
		*numbers[i].to = (uint32_t)strtoul(value, NULL, 10);
		return true;
	}
	return false;
}

static bool set(struct sim_config *c, char *argument)
{
	char *value = strchr(argument, '=');

	if (!value)
		return false;
	*value++ = '\0';
	if (strcmp(argument, "pin") == 0 && strlen(value) < sizeof(c->pin))
		strcpy(c->pin, value);
	else if (strcmp(argument, "radio_off") == 0)
		c->radio_off = strcmp(value, "yes") == 0;
	else if (strcmp(argument, "auto_attach") == 0)
		c->auto_attach = strcmp(value, "yes") == 0;
	else
		return set_number(c, argument, value);
	return true;
}

int main(int argc, char **argv)
{
	struct sim_config c;
	struct usb_pair p;
	unsigned steps = 0;

	sim_config_default(&c);
	for (int i = 1; i < argc; i++) {
		if (set(&c, argv[i]))
			continue;
		fprintf(stderr, "transitions: what is %s?\n", argv[i]);
		return 2;
	}
	usb_pair_init(&p, &c, print);
	while (!p.up && steps++ < STEPS && usb_pair_step(&p))
		;
	usb_pair_fini(&p);
	return p.up ? 0 : 1;
}
