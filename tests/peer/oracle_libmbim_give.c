/* Arguments for libmbim out of a tree, its results into another one. */
#include "oracle_libmbim_give.h"

#include <string.h>

const char *libmbim_version(void)
{
	static char text[40];

	(void)g_snprintf(text, sizeof(text), "%d.%d.%d", MBIM_MAJOR_VERSION,
			 MBIM_MINOR_VERSION, MBIM_MICRO_VERSION);
	return text;
}

const struct value *libmbim_find(const struct libmbim_talk *t, const char *name)
{
	const char *ours = t->rename(t, name);

	if (!t->like)
		return NULL;
	for (const struct value *v = t->like->first; v; v = v->next)
		if (value_same_name(v->name, ours ? ours : name))
			return v;
	return NULL;
}

guint64 libmbim_give_number(const struct libmbim_talk *t, const char *name)
{
	const struct value *v = libmbim_find(t, name);

	return v ? v->number : 0;
}

const gchar *libmbim_give_text(const struct libmbim_talk *t, const char *name)
{
	const struct value *v = libmbim_find(t, name);

	return v && v->len ? (const gchar *)v->p : NULL;
}

const void *libmbim_give_bytes(const struct libmbim_talk *t, const char *name,
			       size_t least)
{
	const struct value *v = libmbim_find(t, name);
	guint8 *all;

	if (!v || v->kind != VALUE_LIST)
		return v && v->len && v->len >= least ? v->p : NULL;
	all = value_alloc(t->pool, v->n_kids * least);
	v = v->first;
	for (guint8 *p = all; v; v = v->next, p += least)
		memcpy(p, v->p, least);
	return all;
}

guint32 *libmbim_give_u32s(const struct libmbim_talk *t, const char *name)
{
	const struct value *v = libmbim_find(t, name);
	guint32 *a, n = 0;

	if (!v)
		return NULL;
	a = value_alloc(t->pool, (size_t)v->n_kids * sizeof(*a));
	for (v = v->first; v; v = v->next)
		a[n++] = (guint32)v->number;
	return a;
}

/* Of the message that is being made, which has at most one such list. */
static GList *tlvs_given;

GList *libmbim_give_tlvs(const struct libmbim_talk *t, const char *name)
{
	const struct value *v = libmbim_find(t, name);
	GList *list = NULL;
	size_t at = 0;

	while (v && at + 8 <= v->len) {
		const guint8 *p = v->p + at;
		guint32 len = (guint32)p[4] | (guint32)p[5] << 8;

		list = g_list_append(
			list, mbim_tlv_new((MbimTlvType)(p[0] | p[1] << 8),
					   p + 8, len));
		at += 8 + len + p[3];
	}
	tlvs_given = list;
	return list;
}

guint32 libmbim_give_length(const struct libmbim_talk *t, const char *name)
{
	const struct value *v = libmbim_find(t, name);

	if (!v)
		return 0;
	return v->kind == VALUE_LIST ? v->n_kids : (guint32)v->len;
}

/* What our tree calls it; else as libmbim does. */
static const char *name_of(const struct libmbim_talk *t, const char *name)
{
	const struct value *v = libmbim_find(t, name);

	return v ? v->name : name;
}

void libmbim_got_number(struct libmbim_talk *t, const char *name, guint64 v)
{
	value_add_number(t->pool, t->out, name_of(t, name), v);
}

void libmbim_got_text(struct libmbim_talk *t, const char *name, const gchar *s)
{
	value_add_bytes(t->pool, t->out, name_of(t, name), VALUE_TEXT, s,
			s ? strlen(s) : 0);
}

void libmbim_got_texts(struct libmbim_talk *t, const char *name, gchar **s)
{
	struct libmbim_place up = libmbim_enter_list(t, name);

	for (; s && *s; s++)
		libmbim_got_text(t, "", *s);
	libmbim_leave(t, up);
}

void libmbim_got_bytes(struct libmbim_talk *t, const char *name, const void *p,
		       size_t len)
{
	value_add_bytes(t->pool, t->out, name_of(t, name), VALUE_BYTES, p,
			p ? len : 0);
}

void libmbim_got_u16s(struct libmbim_talk *t, const char *name,
		      const guint16 *p, guint32 n)
{
	struct libmbim_place up = libmbim_enter_list(t, name);

	for (guint32 i = 0; i < n; i++)
		libmbim_got_number(t, "", p[i]);
	libmbim_leave(t, up);
}

void libmbim_got_u32s(struct libmbim_talk *t, const char *name,
		      const guint32 *p, guint32 n)
{
	struct libmbim_place up = libmbim_enter_list(t, name);

	for (guint32 i = 0; i < n; i++)
		libmbim_got_number(t, "", p[i]);
	libmbim_leave(t, up);
}

void libmbim_got_each(struct libmbim_talk *t, const char *name, const void *p,
		      size_t size, guint32 n)
{
	struct libmbim_place up = libmbim_enter_list(t, name);

	for (guint32 i = 0; i < n; i++)
		libmbim_got_bytes(t, "", (const guint8 *)p + i * size, size);
	libmbim_leave(t, up);
}

void libmbim_got_tlv(struct libmbim_talk *t, const char *name,
		     const MbimTlv *tlv)
{
	guint32 len = 0;
	const guint8 *p = tlv ? mbim_tlv_get_raw(tlv, &len, NULL) : NULL;

	libmbim_got_bytes(t, name, p, len);
}

void libmbim_got_tlvs(struct libmbim_talk *t, const char *name, GList *list)
{
	g_autoptr(GByteArray) all = g_byte_array_new();

	for (; list; list = list->next) {
		guint32 len = 0;
		const guint8 *p = mbim_tlv_get_raw(list->data, &len, NULL);

		g_byte_array_append(all, p, len);
	}
	libmbim_got_bytes(t, name, all->data, all->len);
}

void libmbim_failed(struct libmbim_talk *t, const char *why)
{
	g_strlcpy(t->error, why, sizeof(t->error));
}

/* Our counterpart of the next element of a list, or of a member. */
static const struct value *counterpart(const struct libmbim_talk *t,
				       const char *name)
{
	const struct value *v;

	if (name[0] || !t->like)
		return libmbim_find(t, name);
	v = t->like->first;
	for (unsigned i = 0; v && i < t->out->n_kids; i++)
		v = v->next;
	return v;
}

static struct libmbim_place enter(struct libmbim_talk *t, const char *name,
				  enum value_kind kind)
{
	struct libmbim_place up = {t->like, t->out};
	const struct value *like = counterpart(t, name);
	struct value *v = value_add(t->pool, t->out,
				    like && name[0] ? like->name : name, kind);

	if (kind == VALUE_ABSENT)
		return up;
	t->like = like;
	t->out = v;
	return up;
}

struct libmbim_place libmbim_enter(struct libmbim_talk *t, const char *name,
				   gboolean present)
{
	return enter(t, name, present ? VALUE_STRUCT : VALUE_ABSENT);
}

struct libmbim_place libmbim_enter_list(struct libmbim_talk *t,
					const char *name)
{
	return enter(t, name, VALUE_LIST);
}

void libmbim_leave(struct libmbim_talk *t, struct libmbim_place up)
{
	t->like = up.like;
	t->out = up.out;
}

size_t libmbim_make(const struct libmbim_function *f, struct libmbim_talk *t,
		    uint32_t transaction, uint8_t *buf, size_t cap)
{
	g_autoptr(MbimMessage) m = f->make ? f->make(t) : NULL;
	const guint8 *raw;
	guint32 len;

	g_list_free_full(g_steal_pointer(&tlvs_given),
			 (GDestroyNotify)mbim_tlv_unref);
	if (!m)
		return 0;
	mbim_message_set_transaction_id(m, transaction);
	raw = mbim_message_get_raw(m, &len, NULL);
	if (!raw || len > cap)
		return 0;
	memcpy(buf, raw, len);
	return len;
}

bool libmbim_parse(const struct libmbim_function *f, struct libmbim_talk *t,
		   const uint8_t *message, size_t len)
{
	g_autoptr(MbimMessage) m = mbim_message_new(message, (guint32)len);
	g_autoptr(GError) error = NULL;

	if (!mbim_message_validate(m, &error)) {
		libmbim_failed(t, error->message);
		return false;
	}
	t->out = value_add(t->pool, NULL, t->like ? t->like->name : "",
			   VALUE_STRUCT);
	return f->parse(t, m);
}
