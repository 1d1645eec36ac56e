/* Random changes of what the modem says. */
#include "tools/simodem/fuzz.h"

#include <string.h>

#include "base/bytes.h"
#include "base/text.h"

/* --- one change -------------------------------------------------------------
 */

/* SplitMix64 (Steele, Lea and Flood, 2014). */
static uint64_t draw(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

static size_t below(uint64_t *state, size_t n)
{
	return (size_t)(draw(state) % n);
}

/* Lengths and offsets that hosts have to check. */
static uint32_t edge(uint64_t *state, size_t len, uint32_t was)
{
	const uint32_t edges[] = {0,
				  1,
				  was + 1,
				  was - 1,
				  was * 2,
				  0x7fffffff,
				  0x80000000u,
				  0xffffffffu,
				  0xfffffffcu,
				  0xffff,
				  (uint32_t)len,
				  (uint32_t)len + 1,
				  (uint32_t)len - 1};

	return edges[below(state, sizeof(edges) / sizeof(edges[0]))];
}

/* The bytes [keep, len) of p, and room behind them. */
struct change {
	uint8_t *p;
	size_t keep, len, cap;
	uint64_t *state;
	struct att_text what;
};

static void say(struct change *c, const char *text, uint64_t n)
{
	att_text_put(&c->what, text);
	att_text_dec(&c->what, n);
}

static void change_byte(struct change *c)
{
	size_t at = c->keep + below(c->state, c->len - c->keep);
	uint8_t was = c->p[at];

	if (below(c->state, 2) == 0)
		c->p[at] ^= (uint8_t)(1u << below(c->state, 8));
	else
		c->p[at] = (uint8_t)edge(c->state, c->len, was);
	say(c, "byte ", at);
	say(c, ": ", was);
	say(c, " becomes ", c->p[at]);
}

/* At a multiple of its width, as fields of MBIM and NTBs are. */
static void change_word(struct change *c)
{
	size_t width = below(c->state, 3) == 0 ? 2 : 4;
	size_t first = (c->keep + width - 1) / width;
	size_t n = c->len / width;
	size_t at;
	uint32_t was, value;

	if (first >= n) {
		change_byte(c);
		return;
	}
	at = (first + below(c->state, n - first)) * width;
	was = width == 2 ? att_get16(c->p + at) : att_get32(c->p + at);
	value = edge(c->state, c->len, was);
	if (width == 2)
		att_put16(c->p + at, (uint16_t)value);
	else
		att_put32(c->p + at, value);
	say(c, "u", width * 8);
	say(c, " at ", at);
	say(c, ": ", was);
	say(c, " becomes ", width == 2 ? value & 0xffff : value);
}

static void cut(struct change *c)
{
	size_t len = c->keep + below(c->state, c->len - c->keep);

	say(c, "length ", c->len);
	say(c, " is cut to ", len);
	c->len = len;
}

static void grow(struct change *c)
{
	size_t room = c->cap - c->len;
	size_t n = 1 + below(c->state, SIM_FUZZ_GROWTH);

	if (n > room) {
		change_byte(c);
		return;
	}
	for (size_t i = 0; i < n; i++)
		c->p[c->len + i] = (uint8_t)draw(c->state);
	say(c, "length ", c->len);
	say(c, " grows by ", n);
	c->len += n;
}

/* A piece of it over another one. */
static void copy_piece(struct change *c)
{
	size_t room = c->len - c->keep;
	size_t n = 1 + below(c->state, room < 32 ? room : 32);
	size_t from = c->keep + below(c->state, room - n + 1);
	size_t to = c->keep + below(c->state, room - n + 1);

	memmove(c->p + to, c->p + from, n);
	say(c, "bytes from ", from);
	say(c, " over those from ", to);
	say(c, ": ", n);
}

static void change(struct change *c)
{
	static void (*const kinds[])(struct change * c) = {
		change_byte, change_word, change_word, change_word,
		cut,	     grow,	  copy_piece};

	kinds[below(c->state, sizeof(kinds) / sizeof(kinds[0]))](c);
}

/* --- what is said -----------------------------------------------------------
 */

static bool is_due(struct sim_fuzz *f, enum sim_fuzz_of of, uint64_t *state)
{
	const struct sim_fuzz_limits *l = f->limits;
	uint32_t n = ++f->seen[of];

	*state = (uint64_t)l->seed << 32 ^ (uint64_t)of << 63 ^ n;
	return below(state, l->every) == 0 && !l->off[of] && n >= l->from &&
	       n <= l->to && (l->most == 0 || f->changed < l->most);
}

/* The line begins with whose number it is. */
static void begin_line(const struct sim_fuzz *f, enum sim_fuzz_of of,
		       struct att_text *line)
{
	att_text_put(line, of == SIM_FUZZ_CONTROL ? "control " : "data ");
	att_text_dec(line, f->seen[of]);
	att_text_put(line, ": ");
}

size_t sim_fuzz_next(struct sim_fuzz *f, enum sim_fuzz_of of, uint8_t *p,
		     size_t len, size_t cap,
		     void (*lengthen)(uint8_t *p, uint32_t n))
{
	uint64_t state;
	struct change c = {p, f->limits->keep, len, cap, &state, {0}};
	char line[128];
	bool told;

	if (!f->limits->on || !is_due(f, of, &state) || len <= c.keep)
		return len;
	att_text_init(&c.what, line, sizeof(line));
	begin_line(f, of, &c.what);
	change(&c);
	told = lengthen != NULL && c.len != len && c.len >= 8 &&
	       below(&state, 2) == 0;
	if (told) {
		lengthen(p, (uint32_t)c.len - (uint32_t)len);
		att_text_put(&c.what, ", as its header says");
	}
	f->changed++;
	if (f->limits->tell != NULL)
		f->limits->tell(line);
	return c.len;
}
