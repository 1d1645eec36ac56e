/* Names and explanations of the local errors. */
#include "base/errors.h"

struct row {
	int err;
	const char *name;
	const char *text;
};

static const struct row rows[] = {{ATT_OK, "OK", "success"},
#define ATT_X(name, value, text) {value, #name, text},
				  ATT_ERRORS(ATT_X)
#undef ATT_X
};

static const struct row unknown = {1, "UNKNOWN", "unknown error"};

static const struct row *find(int err)
{
	for (unsigned i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].err == err)
			return &rows[i];
	return &unknown;
}

const char *att_errors_name(int err)
{
	return find(err)->name;
}

const char *att_errors_text(int err)
{
	return find(err)->text;
}
