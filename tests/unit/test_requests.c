/* What the pages of the charts and of the spec say that an effect asks for
 * (machines/mbim_requests.tsv) is what it does ask for, all of it and no more.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/state.h"
#include "protocol/mbim/state.h"
#include "wire/mbim/cid.h"

#define ROWS 128

static char said[ROWS][128], done[ROWS][128];
static unsigned n_said, n_done;

static void read_table(void)
{
	FILE *f = fopen("machines/mbim_requests.tsv", "r");
	char line[128];

	assert_non_null(f);
	while (fgets(line, sizeof(line), f)) {
		line[strcspn(line, "\n")] = '\0';
		if (line[0] == '#' || strstr(line, "\t-\t"))
			continue;
		assert_true(n_said < ROWS);
		strcpy(said[n_said++], line);
	}
	fclose(f);
}

static void add(const char *chart, const char *effect,
		const struct mbim_request *r)
{
	const struct mbim_service *s = &mbim_services[r->service];
	char line[128];

	snprintf(line, sizeof(line), "%s\t%s\t%s.%s\t%s", chart, effect,
		 s->name, mbim_cid_find(s, r->cid)->name,
		 r->set ? "set" : "query");
	for (unsigned i = 0; i < n_done; i++)
		if (strcmp(done[i], line) == 0)
			return;
	assert_true(n_done < ROWS);
	strcpy(done[n_done++], line);
}

/* All that a modem may be asked for this operation: the two locks of radios
 * exclude each other, and a request may have parts. */
static void add_kind(const char *chart, const char *effect, uint16_t kind)
{
	struct mbim_state s = {.has = {.intel_fcc_lock = true,
				       .device_reset = true,
				       .attach_configuration = true,
				       .slot_mappings = true,
				       .slot_info = true}};
	const struct mbim_request *r;

	for (int lock = 0; lock < 2; lock++) {
		s.has.quectel_radio = lock;
		for (unsigned part = 0; part < 4; part++) {
			r = mbim_request_of(&s, kind, part);
			if (r)
				add(chart, effect, r);
		}
	}
}

static void add_effect(const char *chart, const char *effect, uint16_t kind)
{
	add_kind(chart, effect, kind);
	if (kind != ATT_OP_UNLOCK)
		return;
	/* which of them, the lock decides */
	add_kind(chart, effect, ATT_OP_UNLOCK_FOXCONN);
	add_kind(chart, effect, ATT_OP_UNLOCK_QUECTEL);
}

static bool has(char rows[ROWS][128], unsigned n, const char *row)
{
	for (unsigned i = 0; i < n; i++)
		if (strcmp(rows[i], row) == 0)
			return true;
	return false;
}

static void table_says_what_effects_ask_for(void **state)
{
	const struct att_machine_info *m = &att_attach_info;

	(void)state;
	read_table();
	for (unsigned i = 1; i < m->n_effects; i++)
		add_effect("attach", m->effects[i],
			   att_operation_of_attach((uint8_t)i));
	m = &att_connect_info;
	for (unsigned i = 1; i < m->n_effects; i++)
		add_effect("connect", m->effects[i],
			   att_operation_of_connect((uint8_t)i));
	m = &mbim_control_info;
	for (unsigned i = 1; i < m->n_effects; i++)
		add_effect("mbim_control", m->effects[i],
			   mbim_channel_order((uint8_t)i));
	assert_true(n_done > 20);
	for (unsigned i = 0; i < n_done; i++)
		if (!has(said, n_said, done[i]))
			fail_msg("the table has not: %s", done[i]);
	for (unsigned i = 0; i < n_said; i++)
		if (!has(done, n_done, said[i]))
			fail_msg("nothing asks for: %s", said[i]);
	assert_int_equal(n_said, n_done);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(table_says_what_effects_ask_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
