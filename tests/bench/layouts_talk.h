/* What the calls of libmbim that oracle_libmbim.awk makes do with the results
 * here: they visit them. See layouts.h. */
#ifndef TESTS_BENCH_LAYOUTS_TALK_H
#define TESTS_BENCH_LAYOUTS_TALK_H

#include <stdint.h>

#include <libmbim-glib.h>
#include <mbim-proxy-control.h>

#include "tests/peer/oracle_libmbim_calls.h"

struct libmbim_talk {
	uint64_t sum;
};

struct libmbim_place {
	char none;
};

static inline struct libmbim_place libmbim_enter(struct libmbim_talk *t,
						 const char *name,
						 gboolean present)
{
	(void)t;
	(void)name;
	(void)present;
	return (struct libmbim_place){0};
}

static inline struct libmbim_place libmbim_enter_list(struct libmbim_talk *t,
						      const char *name)
{
	return libmbim_enter(t, name, TRUE);
}

static inline void libmbim_leave(struct libmbim_talk *t,
				 struct libmbim_place up)
{
	(void)t;
	(void)up;
}

/* Of bytes that have a fixed length. */
static inline guint32 libmbim_give_length(struct libmbim_talk *t,
					  const char *name)
{
	(void)t;
	(void)name;
	return 0;
}

static inline void libmbim_failed(struct libmbim_talk *t, const char *why)
{
	(void)t;
	(void)why;
}

static inline void libmbim_got_number(struct libmbim_talk *t, const char *name,
				      guint64 v)
{
	(void)name;
	t->sum += v;
}

static inline void libmbim_got_text(struct libmbim_talk *t, const char *name,
				    const gchar *s)
{
	(void)name;
	t->sum += s ? (guint8)s[0] : 0;
}

static inline void libmbim_got_texts(struct libmbim_talk *t, const char *name,
				     gchar **s)
{
	for (; s && *s; s++)
		libmbim_got_text(t, name, *s);
}

static inline void libmbim_got_bytes(struct libmbim_talk *t, const char *name,
				     const void *p, size_t len)
{
	(void)name;
	t->sum += p ? *(const guint8 *)p + len : 0;
}

static inline void libmbim_got_u16s(struct libmbim_talk *t, const char *name,
				    const guint16 *p, guint32 n)
{
	(void)name;
	for (guint32 i = 0; i < n; i++)
		t->sum += p[i];
}

static inline void libmbim_got_u32s(struct libmbim_talk *t, const char *name,
				    const guint32 *p, guint32 n)
{
	(void)name;
	for (guint32 i = 0; i < n; i++)
		t->sum += p[i];
}

static inline void libmbim_got_each(struct libmbim_talk *t, const char *name,
				    const void *p, size_t size, guint32 n)
{
	for (guint32 i = 0; i < n; i++)
		libmbim_got_bytes(t, name, (const guint8 *)p + i * size, size);
}

static inline void libmbim_got_tlv(struct libmbim_talk *t, const char *name,
				   const MbimTlv *tlv)
{
	guint32 len = 0;
	const guint8 *p = tlv ? mbim_tlv_get_raw(tlv, &len, NULL) : NULL;

	libmbim_got_bytes(t, name, p, len);
}

static inline void libmbim_got_tlvs(struct libmbim_talk *t, const char *name,
				    GList *list)
{
	for (; list; list = list->next)
		libmbim_got_tlv(t, name, list->data);
}

#endif
