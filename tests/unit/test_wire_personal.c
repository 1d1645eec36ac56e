/* PINs, passwords and names of users are marked in the specs, so that each
 * walker masks them: in whatever message they stand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "generated/qmi_messages.h"
#include "wire/mbim/cid.h"
#include "wire/qmi/message.h"

/* How the names of such fields end. */
static const char *const words[] = {"password", "username", "user_name",
				    "pin",	"puk",	    "control_key",
				    "lock_code"};

static bool is_secret(const struct att_field *f)
{
	const size_t len = f->name_len;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		const size_t n = strlen(words[i]);

		if (len >= n && memcmp(f->name + len - n, words[i], n) == 0)
			return true;
	}
	return false;
}

static unsigned secrets;

static void assert_marked(const struct att_layout *l)
{
	for (unsigned i = 0; i < l->n_fields; i++) {
		const struct att_field *f = &l->fields[i];

		if (f->of || f->type <= ATT_T_U64 || !is_secret(f))
			continue;
		secrets++;
		if (!(f->flags & ATT_F_PERSONAL))
			fail_msg("%.*s is not marked", (int)f->name_len,
				 f->name);
	}
}

static void secrets_of_qmi_are_marked(void **state)
{
	(void)state;
	secrets = 0;
	for (unsigned i = QMI_NO_LAYOUT + 1; i < QMI_N_LAYOUTS; i++)
		assert_marked(qmi_layout(i));
	assert_true(secrets > 20);
}

static void secrets_of_mbim_are_marked(void **state)
{
	(void)state;
	secrets = 0;
	for (unsigned i = 0; i < mbim_services_count; i++)
		for (unsigned j = 0; j < mbim_services[i].n_cids; j++) {
			const struct mbim_cid *c = &mbim_services[i].cids[j];

			for (unsigned k = 0; k < c->n_variants; k++)
				assert_marked(c->variants[k].layout);
		}
	assert_true(secrets > 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(secrets_of_qmi_are_marked),
		cmocka_unit_test(secrets_of_mbim_are_marked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
