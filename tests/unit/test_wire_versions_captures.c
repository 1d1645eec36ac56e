/* What real modems and their hosts have said (tests/captures/mbim), in each
 * other MBIMEx version and back: it reads as before. */
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "capture/file.h"
#include "wire/mbim/msg.h"
#include "wire/mbim/versions.h"

#define TEXT 16384

static unsigned translated, other_layouts;

/* A body as JSON, which a failure shows. */
static void show(const struct att_layout *l, struct att_bytes body, char *text)
{
	struct att_text t;

	att_text_init(&t, text, TEXT);
	assert_int_equal(att_layout_json(l, body, ATT_SHOW_ALL, &t), 0);
	assert_false(t.cut);
}

static void there_and_back(const struct mbim_cid *c, enum mbim_kind kind,
			   struct att_bytes body, uint16_t from, uint16_t to)
{
	static char before[TEXT], after[TEXT];
	static uint8_t there[65536], back[65536];
	const struct att_layout *l = mbim_cid_layout(c, kind, from);
	const struct att_layout *m = mbim_cid_layout(c, kind, to);
	int n = mbim_version_translate(c, kind, from, to, body, there,
				       sizeof(there));

	assert_true(n >= 0);
	show(l, body, before);
	show(m, att_bytes_of(there, (size_t)n), after);
	n = mbim_version_translate(c, kind, to, from,
				   att_bytes_of(there, (size_t)n), back,
				   sizeof(back));
	assert_true(n >= 0);
	show(l, att_bytes_of(back, (size_t)n), after);
	assert_string_equal(before, after);
	translated++;
	other_layouts += l != m;
}

static void try_message(const struct message *m)
{
	static const uint16_t versions[] = {MBIM_EX_1, MBIM_EX_2, MBIM_EX_3};
	const struct mbim_service *s;
	const struct mbim_cid *c;
	struct mbim_msg msg;

	if (m->protocol != MESSAGE_MBIM || m->error || m->cut_from ||
	    mbim_msg_decode(m->bytes, &msg) || !mbim_msg_fragmented(msg.type))
		return;
	s = mbim_service_find(&msg.service);
	c = s ? mbim_cid_find(s, msg.cid) : NULL;
	if (!c || !mbim_msg_layout(&msg, m->ex_version) ||
	    (msg.type == (uint32_t)MBIM_MSG_COMMAND_DONE && msg.code))
		return;
	for (unsigned i = 0; i < sizeof(versions) / sizeof(versions[0]); i++)
		if (versions[i] != m->ex_version && c->since <= versions[i])
			there_and_back(c, mbim_msg_kind(&msg), msg.body,
				       m->ex_version, versions[i]);
}

static void try_file(const char *path)
{
	const struct capturefile_how how = {.ex_version = MBIM_EX_1};
	struct capturefile f;
	struct message m;

	assert_true(capturefile_open(&f, path, &how));
	while (capturefile_next(&f, &m) > 0)
		try_message(&m);
	capturefile_close(&f);
}

static void captures_read_as_before(void **state)
{
	static const char *const patterns[] = {"tests/captures/mbim/*.hex",
					       "tests/captures/mbim/*.log"};

	(void)state;
	for (unsigned k = 0; k < 2; k++) {
		glob_t files;

		assert_int_equal(glob(patterns[k], 0, NULL, &files), 0);
		for (size_t i = 0; i < files.gl_pathc; i++)
			try_file(files.gl_pathv[i]);
		globfree(&files);
	}
	print_message("# %u translations, %u to another layout\n", translated,
		      other_layouts);
	assert_true(translated > 20);
	assert_true(other_layouts > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(captures_read_as_before),
	};

	return cmocka_run_group_tests_name("wire_versions_captures", tests,
					   NULL, NULL);
}
