/* The benchmark of all layouts that modems send: responses, and indications
 * that have a layout of their own.
 *
 *   bench_layouts same     what both sides see in the same messages
 *   bench_layouts count    each reading once, under callgrind, a dump for each:
 *                          "LAYOUT ELEMENTS SIDE"
 *   bench_layouts grow     attache's work for the layouts with arrays that
 *                          have no limit: "LAYOUT ELEMENTS WORK" */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <valgrind/callgrind.h>

#include "oracle_case.h"
#include "oracle_libmbim_calls.h"
#include "tests/bench/layouts.h"
#include "wire/mbim/msg.h"

#define ITEMS 256u
#define CASES 256u
#define ROOM  ((size_t)1 << 25)

/* A layout, and who reads it. */
struct item {
	struct oracle_case c;
	const struct libmbim_function *libmbim; /* NULL: it has none */
	const struct layouts_reader *views, *utf8;
};

/* A message of an item. */
struct message {
	const struct item *item;
	struct random_value random;
	void *value;
	uint8_t *p;
	size_t len;
};

static struct item items[ITEMS];
static unsigned n_items, n_empty;
static uint8_t *room, *out, *copied; /* a message, what is made, its copy */

/* Counted, one after the other; the program's answer depends on all. */
static uint64_t total;

static const struct layouts_reader *find(const struct layouts_reader *r,
					 const struct att_layout *layout)
{
	while (r->layout && r->layout != layout)
		r++;
	return r->layout ? r : NULL;
}

static bool is_new(const struct att_layout *layout)
{
	for (unsigned i = 0; i < n_items; i++)
		if (items[i].c.layout == layout)
			return false;
	return true;
}

static void add(const struct oracle_case *c)
{
	struct item *item = &items[n_items];

	if (c->kind < MBIM_KIND_RESPONSE)
		return;
	n_empty += !c->layout && !c->is_maybe && c->kind == MBIM_KIND_RESPONSE;
	if (!c->layout || !is_new(c->layout) || n_items == ITEMS)
		return;
	item->c = *c;
	item->libmbim = libmbim_function_of(c);
	item->views = find(layouts_views, c->layout);
	item->utf8 = find(layouts_utf8, c->layout);
	n_items++;
}

static void add_all(void)
{
	static struct oracle_case cases[CASES];

	for (unsigned s = 0; s < mbim_services_count; s++) {
		size_t n = oracle_cases(&mbim_services[s], cases, CASES);

		for (size_t i = 0; i < n; i++)
			add(&cases[i]);
	}
}

static struct att_bytes body_of(const struct message *m)
{
	size_t head = m->item->c.kind == MBIM_KIND_RESPONSE
			      ? MBIM_MSG_COMMAND_BODY
			      : MBIM_MSG_INDICATION_BODY;

	return att_bytes_of(m->p + head, m->len - head);
}

/* The message of an item with so many elements in each of its arrays. */
static void message_init(struct message *m, const struct item *item,
			 uint32_t elements)
{
	int len;

	m->item = item;
	random_value_init(&m->random, 7, RANDOM_TYPICAL, true);
	m->random.elements = elements;
	m->value = random_value_of(&m->random, item->c.layout);
	m->p = room;
	len = oracle_message_put(&item->c, m->value, 1, m->p, ROOM);
	if (len < 0 || !item->views || !item->utf8) {
		fprintf(stderr, "bench_layouts: %s cannot be made\n",
			item->c.name);
		exit(1);
	}
	m->len = (size_t)len;
	memcpy(copied, body_of(m).p, body_of(m).len);
}

static void message_fini(struct message *m)
{
	value_release(&m->random.pool);
}

/* --- what is measured ------------------------------------------------------
 */

typedef uint64_t work_fn(const struct message *m);

static uint64_t nothing(const struct message *m)
{
	return m->len;
}

static uint64_t views(const struct message *m)
{
	return m->item->views->read(m->p, m->len);
}

static uint64_t utf8(const struct message *m)
{
	return m->item->utf8->read(m->p, m->len);
}

static uint64_t libmbim(const struct message *m)
{
	if (!m->item->libmbim)
		return LAYOUTS_REFUSED;
	return layouts_libmbim(m->item->libmbim, m->p, m->len);
}

static uint64_t print(const struct message *m)
{
	struct att_text t;

	att_text_init(&t, (char *)out, ROOM);
	return (uint64_t)att_layout_print(m->item->c.layout, body_of(m),
					  ATT_SHOW_ALL, 0, &t) +
	       out[0];
}

static uint64_t mask(const struct message *m)
{
	return (uint64_t)att_layout_mask(m->item->c.layout, body_of(m),
					 copied) +
	       copied[0];
}

static uint64_t encode(const struct message *m)
{
	return (uint64_t)att_layout_encode(m->item->c.layout, m->value, out,
					   ROOM);
}

/* A decoded struct, written again. */
static uint64_t copy(const struct message *m)
{
	max_align_t decoded[4096 / sizeof(max_align_t)];
	const struct att_layout *l = m->item->c.layout;

	if (l->size > sizeof(decoded) ||
	    att_layout_decode(l, body_of(m), decoded))
		return LAYOUTS_REFUSED;
	return (uint64_t)att_layout_encode(l, decoded, out, ROOM);
}

struct work {
	const char *name;
	work_fn *run;
};

static const struct work reads[] = {
	{"nothing", nothing}, {"views", views}, {"utf8", utf8},
	{"libmbim", libmbim}, {NULL, NULL},
};
static const struct work works[] = {
	{"nothing", nothing}, {"decode", views},  {"print", print},
	{"mask", mask},	      {"encode", encode}, {"copy", copy},
	{NULL, NULL},
};

/* Elements in each array. */
#define END UINT32_MAX
static const uint32_t few[] = {0, 4, 64, END};
static const uint32_t many[] = {1, 4, 16, 64, 256, 1024, END};

/* The second time, when nothing is the first. */
static void count(const struct message *m, const struct work *w,
		  uint32_t elements)
{
	char name[200];

	(void)snprintf(name, sizeof(name), "%s %u %s", m->item->c.name,
		       elements, w->name);
	if (w->run(m) == LAYOUTS_REFUSED)
		return;
	CALLGRIND_ZERO_STATS;
	CALLGRIND_TOGGLE_COLLECT;
	total += w->run(m);
	CALLGRIND_TOGGLE_COLLECT;
	CALLGRIND_DUMP_STATS_AT(name);
}

static void count_all(const struct item *item, const uint32_t *sizes,
		      const struct work *w)
{
	struct message m;

	for (; *sizes != END; sizes++) {
		message_init(&m, item, *sizes);
		for (const struct work *one = w; one->name; one++)
			count(&m, one, *sizes);
		message_fini(&m);
	}
}

static size_t len_of(const struct item *item, uint32_t elements)
{
	struct message m;

	message_init(&m, item, elements);
	message_fini(&m);
	return m.len;
}

/* An array of it has no limit. */
static bool grows(const struct item *item)
{
	return len_of(item, 256) < len_of(item, 1024);
}

/* --- do both see the same? -------------------------------------------------
 */

static const char *compare(const struct item *item)
{
	const char *says = "same";
	struct message m;

	if (!item->libmbim)
		return "unknown";
	for (const uint32_t *n = few; *n != END; n++) {
		uint64_t ours, theirs;

		message_init(&m, item, *n);
		ours = views(&m);
		theirs = libmbim(&m);
		if (ours == LAYOUTS_REFUSED || utf8(&m) != ours) {
			fprintf(stderr, "bench_layouts: %s\n", item->c.name);
			exit(1);
		}
		if (theirs == LAYOUTS_REFUSED)
			says = "refused";
		else if (theirs != ours)
			says = "differs";
		message_fini(&m);
	}
	return says;
}

int main(int argc, char **argv)
{
	const char *mode = argc == 2 ? argv[1] : "";

	room = malloc(ROOM);
	out = malloc(ROOM);
	copied = malloc(ROOM);
	add_all();
	for (unsigned i = 0; i < n_items; i++) {
		if (!strcmp(mode, "same"))
			printf("%s %s\n", items[i].c.name, compare(&items[i]));
		else if (!strcmp(mode, "count"))
			count_all(&items[i], few, reads);
		else if (!strcmp(mode, "grow") && grows(&items[i]))
			count_all(&items[i], many, works);
	}
	printf("%u empty\n", n_empty);
	free(room);
	free(out);
	free(copied);
	return total == 1;
}
