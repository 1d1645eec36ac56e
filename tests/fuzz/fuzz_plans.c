/* What a helper does with a plan that a manager sends which somebody has taken
 * over: its form, and what the configuration allows of it. Nothing is carried
 * out. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "linux/helper_check.h"

static void configure(struct att_helper *h)
{
	att_config_default(&h->config);
	strcpy(h->config.control, "/run/attache/control");
	strcpy(h->config.hook, "/etc/attache/hook");
	strcpy(h->config.modem[0].trace, "/var/lib/attache/run.pcapng");
	h->made[0] = 1;
}

/* The parts of a plan that are long are mostly zeroes, so each is filled from
 * the input as far as that goes. */
static void fill(void *to, size_t cap, struct att_bytes *in)
{
	size_t len = fuzz_u16(in);
	struct att_bytes b = fuzz_take(in, len < cap ? len : cap);

	if (b.len)
		memcpy(to, b.p, b.len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct att_helper helper;
	struct att_bytes in = att_bytes_of(data, size);
	struct att_helper_plan *p = fuzz_alloc(sizeof(*p));
	bool ok;

	if (!helper.config.control[0])
		configure(&helper);
	memset(p, 0, sizeof(*p));
	p->kind = fuzz_u8(&in);
	fill(p->number, sizeof(p->number), &in);
	fill(p->path, sizeof(p->path), &in);
	fill(p->device, sizeof(p->device), &in);
	fill(&p->u, sizeof(p->u), &in);
	ok = att_helper_plan_ok(p, sizeof(*p)) && att_helper_check(&helper, p);
	if (ok && p->kind == ATT_HELPER_OPEN)
		FUZZ_CLAIM(!strncmp(p->path, "/sys/", 5) ||
			   !strncmp(p->path, "/dev/", 5) ||
			   !strncmp(p->path, "/run/", 5) ||
			   !strncmp(p->path, "/proc/sys/", 10));
	if (ok && p->kind == ATT_HELPER_RUN)
		FUZZ_CLAIM(!strcmp(p->u.job.arguments, "resolvectl") ||
			   !strcmp(p->u.job.arguments, "resolvconf") ||
			   !strcmp(p->u.job.arguments, helper.config.hook));
	free(p);
	return 0;
}
