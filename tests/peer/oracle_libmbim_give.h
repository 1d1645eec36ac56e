/* What the generated calls of libmbim are made of: `give` takes an argument
 * out of our tree, `got` puts a result into libmbim's tree. */
#ifndef ORACLE_LIBMBIM_GIVE_H
#define ORACLE_LIBMBIM_GIVE_H

#include <libmbim-glib.h>
#include <mbim-proxy-control.h>

#include "oracle_libmbim.h"

/* Our value of that name, or NULL. */
const struct value *libmbim_find(const struct libmbim_talk *t,
				 const char *name);

guint64 libmbim_give_number(const struct libmbim_talk *t, const char *name);
/* NULL if it is empty. */
const gchar *libmbim_give_text(const struct libmbim_talk *t, const char *name);
/* Of at least `least` bytes, NULL if there are none; or a list of values of
 * that many bytes, side by side. */
const void *libmbim_give_bytes(const struct libmbim_talk *t, const char *name,
			       size_t least);
guint32 *libmbim_give_u32s(const struct libmbim_talk *t, const char *name);
GList *libmbim_give_tlvs(const struct libmbim_talk *t, const char *name);
/* Bytes or elements. */
guint32 libmbim_give_length(const struct libmbim_talk *t, const char *name);

void libmbim_got_number(struct libmbim_talk *t, const char *name, guint64 v);
void libmbim_got_text(struct libmbim_talk *t, const char *name, const gchar *s);
void libmbim_got_texts(struct libmbim_talk *t, const char *name, gchar **s);
void libmbim_got_bytes(struct libmbim_talk *t, const char *name, const void *p,
		       size_t len);
void libmbim_got_u16s(struct libmbim_talk *t, const char *name,
		      const guint16 *p, guint32 n);
void libmbim_got_u32s(struct libmbim_talk *t, const char *name,
		      const guint32 *p, guint32 n);
/* n values of `size` bytes. */
void libmbim_got_each(struct libmbim_talk *t, const char *name, const void *p,
		      size_t size, guint32 n);
void libmbim_got_tlv(struct libmbim_talk *t, const char *name,
		     const MbimTlv *tlv);
void libmbim_got_tlvs(struct libmbim_talk *t, const char *name, GList *list);
void libmbim_failed(struct libmbim_talk *t, const char *why);

/* Where a talk stands, to return to. */
struct libmbim_place {
	const struct value *like;
	struct value *out;
};

/* Go into a struct (which may be absent), or a list, of both trees. */
struct libmbim_place libmbim_enter(struct libmbim_talk *t, const char *name,
				   gboolean present);
struct libmbim_place libmbim_enter_list(struct libmbim_talk *t,
					const char *name);
void libmbim_leave(struct libmbim_talk *t, struct libmbim_place up);

#endif
