/* The reader of the spec: what it does not refuse, every writer can write. */
#include <stdlib.h>

#include "fuzz.h"
#include "gen/spec.h"

static void write_all(const struct mbim_spec *spec)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	FUZZ_CLAIM(out);
	mbim_spec_emit_header(spec, "input", out);
	mbim_spec_emit_tables(spec, "input", out);
	mbim_spec_emit_html(spec, "input", out);
	mbim_spec_emit_man(spec, "input", out);
	fclose(out);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct mbim_spec_ctx ctx = {.path = "input"};
	struct mbim_spec spec = {.ctx = &ctx};
	uint8_t *copy = fuzz_copy(att_bytes_of(data, size));
	FILE *file = size ? fmemopen(copy, size, "r") : NULL;
	struct att_yaml_node *root = NULL;

	if (file) {
		root = mbim_yaml_load(&ctx, ctx.path, file);
		fclose(file);
	}
	if (root)
		mbim_spec_read(&spec, root);
	if (root && ctx.errors == 0)
		mbim_spec_check(&spec);
	if (root && ctx.errors == 0)
		mbim_spec_lay_out(&spec);
	if (root && ctx.errors == 0)
		write_all(&spec);
	mbim_spec_fini(&ctx);
	free(copy);
	return 0;
}
