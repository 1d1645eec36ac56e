/* What the code that layouts_visit.awk makes consists of. Included in it twice:
 * with LAYOUTS_UTF8 the texts are made UTF-8. */
#include "tests/bench/layouts.h"

#include "generated/cids.h"
#include "wire/mbim/msg.h"
#include "wire/tlv.h"

#ifdef LAYOUTS_UTF8
#define LAYOUTS_READERS layouts_utf8
#else
#define LAYOUTS_READERS layouts_views
#endif

#define NUMBER(name, type)                          \
	static inline uint64_t visit_##name(type v) \
	{                                           \
		return v;                           \
	}
NUMBER(u8, uint8_t)
NUMBER(u16, uint16_t)
NUMBER(u32, uint32_t)
NUMBER(u64, uint64_t)

static inline uint64_t visit_i32(int32_t v)
{
	return (uint32_t)v;
}

#define ADDRESS(name)                                                   \
	static inline uint64_t visit_##name(const struct att_##name *v) \
	{                                                               \
		return v ? v->b[0] + sizeof(*v) : 0;                    \
	}
ADDRESS(uuid)
ADDRESS(ipv4)
ADDRESS(ipv6)
#define visit_ref_ipv4 visit_ipv4
#define visit_ref_ipv6 visit_ipv6

static inline uint64_t visit_bytes(const uint8_t *p)
{
	return p[0];
}

static inline uint64_t visit_view(struct att_bytes b)
{
	return b.len ? b.p[0] + b.len : 0;
}

static inline uint64_t visit_text(const struct att_str *s)
{
#ifdef LAYOUTS_UTF8
	char text[1024];

	att_str_get(s, text, sizeof(text));
	return (uint8_t)text[0];
#else
	return s->len ? s->p[0] : 0;
#endif
}

static inline uint64_t visit_string_array(const struct att_array *a)
{
	uint64_t sum = 0;

	for (uint32_t i = 0; i < a->count; i++) {
		struct att_str s = att_array_str(a, i);

		sum += visit_text(&s);
	}
	return sum;
}

#define PLAIN_ARRAY(name, get, visit)                                  \
	static inline uint64_t visit_##name(const struct att_array *a) \
	{                                                              \
		uint64_t sum = 0;                                      \
                                                                       \
		for (uint32_t i = 0; i < a->count; i++)                \
			sum += visit(get(a, i));                       \
		return sum;                                            \
	}

static inline uint64_t visit_ipv4_value(struct att_ipv4 v)
{
	return visit_ipv4(&v);
}

static inline uint64_t visit_ipv6_value(struct att_ipv6 v)
{
	return visit_ipv6(&v);
}

PLAIN_ARRAY(u32_array, att_array_u32, visit_u32)
PLAIN_ARRAY(tlv_u16_array, att_array_u16, visit_u16)
PLAIN_ARRAY(ipv4_array, att_array_ipv4, visit_ipv4_value)
PLAIN_ARRAY(ipv6_array, att_array_ipv6, visit_ipv6_value)

static inline uint64_t visit_tlv_list(const struct att_bytes *list)
{
	struct att_bytes rest = *list;
	struct att_tlv tlv;
	uint64_t sum = 0;

	while (att_tlv_next(&rest, &tlv))
		sum += visit_view(tlv.whole);
	return sum;
}

/* The structs of an array. */
#define EACH(name)                                                    \
	static inline uint64_t each_##name(const struct att_array *a) \
	{                                                             \
		struct att_cursor c = att_cursor_of(a);               \
		struct mbim_##name m;                                 \
		uint64_t sum = 0;                                     \
                                                                      \
		while (mbim_##name##_next(&c, &m))                    \
			sum += visit_##name(&m);                      \
		return sum;                                           \
	}

/* A message from its bytes. */
#define READ(name)                                                 \
	static uint64_t read_##name(const uint8_t *p, size_t len)  \
	{                                                          \
		struct mbim_##name m;                              \
		struct mbim_msg msg;                               \
                                                                   \
		if (mbim_msg_decode(att_bytes_of(p, len), &msg) || \
		    mbim_##name##_decode(msg.body, &m))            \
			return LAYOUTS_REFUSED;                    \
		return visit_##name(&m);                           \
	}
