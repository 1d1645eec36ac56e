/* The entries of a folder come in their order, once each. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "drivers/port_dir.h"

static void entries_are(const char *folder, const char *prefix, size_t cap,
			const char *expected)
{
	char name[64] = "", all[256] = "";

	while (port_dir_next(folder, prefix, name, cap)) {
		strcat(all, name);
		strcat(all, " ");
	}
	assert_string_equal(all, expected);
}

static void entries_come_in_their_order(void **state)
{
	static const char *const names[] = {"cdc-wdm10", "cdc-wdm2", "other",
					    "cdc-wdm0", "cdc-wdm1-longer"};
	char folder[] = "/tmp/port_dir.XXXXXX", path[64];

	(void)state;
	assert_non_null(mkdtemp(folder));
	for (size_t i = 0; i < 5; i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
		assert_int_equal(mkdir(path, 0700), 0);
	}
	entries_are(folder, "cdc-wdm", 64,
		    "cdc-wdm0 cdc-wdm1-longer cdc-wdm10 cdc-wdm2 ");
	entries_are(folder, "cdc-wdm", 10, "cdc-wdm0 cdc-wdm10 cdc-wdm2 ");
	entries_are(folder, "wwan", 64, "");
	for (size_t i = 0; i < 5; i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
		rmdir(path);
	}
	rmdir(folder);
	entries_are(folder, "cdc-wdm", 64, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(entries_come_in_their_order),
	};

	return cmocka_run_group_tests_name("drivers/port_dir", tests, NULL,
					   NULL);
}
