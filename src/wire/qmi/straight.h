/* Private to generated/qmi_messages.c: taking the members of a struct and the
 * TLVs of a message in steps that are constants where they stand. What a step
 * does the walkers do from the tables, with the same result. */
#ifndef QMI_WIRE_STRAIGHT_H
#define QMI_WIRE_STRAIGHT_H

#include "base/errors.h"
#include "wire/qmi/message.h"
#include "wire/walk.h"

#define QMI_INLINE static inline __attribute__((always_inline))
#define QMI_UNUSED __attribute__((unused))

/* A message that is being written: from p on to end. */
struct qmi_out {
	uint8_t *p, *end;
};

/* *p: the first n bytes of what is left, which moves behind them; false: there
 * are not so many. */
QMI_INLINE bool qmi_take(struct att_bytes *b, size_t n, const uint8_t **p)
{
	size_t left;

	if (__builtin_sub_overflow(b->len, n, &left))
		return false;
	*p = b->p;
	*b = att_bytes_of(b->p + n, left);
	return true;
}

/* The same for writing. */
QMI_INLINE bool qmi_has_room(const struct qmi_out *o, size_t n)
{
	return (size_t)(o->end - o->p) >= n;
}

QMI_INLINE uint8_t *qmi_room(struct qmi_out *o, size_t n)
{
	uint8_t *p = o->p;

	if (!qmi_has_room(o, n))
		return NULL;
	o->p += n;
	return p;
}

/* A count of w bytes. */
QMI_INLINE uint32_t qmi_get_count(const uint8_t *p, unsigned w)
{
	return w == 1 ? p[0] : w == 2 ? att_get16(p) : att_get32(p);
}

/* Bytes behind a count of w bytes, or with w = 0 to the end. */
QMI_INLINE bool qmi_take_counted(struct att_bytes *b, unsigned w,
				 struct att_bytes *out)
{
	const uint8_t *p;

	if (!qmi_take(b, w, &p))
		return false;
	out->len = w ? qmi_get_count(p, w) : b->len;
	return qmi_take(b, out->len, &out->p);
}

/* A text of 64 kB at most. */
QMI_INLINE struct att_str qmi_text(const uint8_t *p, size_t len)
{
	return (struct att_str){p, (uint32_t)len, true};
}

QMI_INLINE bool qmi_take_text(struct att_bytes *b, unsigned w,
			      struct att_str *out)
{
	struct att_bytes view;

	if (!qmi_take_counted(b, w, &view))
		return false;
	*out = qmi_text(view.p, view.len);
	return true;
}

QMI_INLINE bool qmi_take_chars(struct att_bytes *b, uint32_t n,
			       struct att_str *out)
{
	const uint8_t *p;

	if (!qmi_take(b, n, &p))
		return false;
	*out = qmi_text(p, n);
	return true;
}

QMI_INLINE void qmi_view(const uint8_t *at, uint32_t count, size_t len,
			 struct att_array *out)
{
	*out = (struct att_array){at, at, count, ATT_T_LIST, (uint32_t)len};
}

/* n values of `each` bytes. */
QMI_INLINE bool qmi_take_exactly(struct att_bytes *b, uint32_t n, unsigned each,
				 struct att_array *out)
{
	size_t len = (size_t)n * each;
	const uint8_t *p;

	/* n alone first, so that the product cannot wrap */
	if (n > b->len || !qmi_take(b, len, &p))
		return false;
	qmi_view(p, n, len, out);
	return true;
}

QMI_INLINE bool qmi_take_values(struct att_bytes *b, unsigned w, unsigned each,
				struct att_array *out)
{
	const uint8_t *p;

	return qmi_take(b, w, &p) &&
	       qmi_take_exactly(b, qmi_get_count(p, w), each, out);
}

/* n texts, each with a count of one byte. */
bool qmi_take_n_texts(struct att_bytes *b, uint32_t n, struct att_array *out);

QMI_INLINE bool qmi_take_texts(struct att_bytes *b, unsigned w,
			       struct att_array *out)
{
	const uint8_t *p;

	return qmi_take(b, w, &p) &&
	       qmi_take_n_texts(b, qmi_get_count(p, w), out);
}

/* n bytes of a text, which mostly are few; nothing is read of none. */
void qmi_copy(uint8_t *to, const uint8_t *from, size_t n);

/* Writing: 0 or ATT_E_ROOM, VALUE. */
int qmi_put_chars(struct qmi_out *o, uint32_t n, const struct att_str *s);
int qmi_put_data(struct qmi_out *o, unsigned w, const struct att_bytes *b);
int qmi_put_values(struct qmi_out *o, unsigned w, unsigned each,
		   const struct att_array *a);
int qmi_put_exactly(struct qmi_out *o, uint32_t n, unsigned each,
		    const struct att_array *a);
int qmi_put_texts(struct qmi_out *o, unsigned w, const struct att_array *a);
int qmi_put_n_texts(struct qmi_out *o, uint32_t n, const struct att_array *a);
/* The count of a list, and all of it if it is a view. */
int qmi_put_count(struct qmi_out *o, unsigned w, uint32_t n);
int qmi_put_view(struct qmi_out *o, const struct att_array *a);

/* A text behind its count. */
QMI_INLINE int qmi_put_text(struct qmi_out *o, unsigned w,
			    const struct att_str *s)
{
	uint8_t *p = o->p;

	if (!qmi_has_room(o, (size_t)w + s->len))
		return ATT_E_ROOM;
	o->p += w + s->len;
	if (w > 0 && w < 4 && s->len >> 8 * w)
		return ATT_E_VALUE;
	for (unsigned i = 0; i < w; i++)
		p[i] = (uint8_t)(s->len >> 8 * i);
	qmi_copy(p + w, s->p, s->len);
	return 0;
}

/* Begin a TLV: where its length goes, NULL: no room; end it. */
QMI_INLINE uint8_t *qmi_tlv_begin(struct qmi_out *o, uint8_t type)
{
	uint8_t *p = qmi_room(o, QMI_TLV_HEADER);

	if (p)
		p[0] = type;
	return p;
}

QMI_INLINE void qmi_tlv_end(const struct qmi_out *o, uint8_t *p)
{
	att_put16(p + 1, (uint16_t)((size_t)(o->p - p) - QMI_TLV_HEADER));
}

/* Numbers, by the walker's types. */
QMI_INLINE float qmi_get_f32(const uint8_t *p)
{
	uint32_t bits = att_get32(p);
	float v;

	memcpy(&v, &bits, sizeof(v));
	return v;
}

QMI_INLINE double qmi_get_f64(const uint8_t *p)
{
	uint64_t bits = att_get64(p);
	double v;

	memcpy(&v, &bits, sizeof(v));
	return v;
}

QMI_INLINE struct att_ipv4 qmi_get_ipv4(const uint8_t *p)
{
	struct att_ipv4 v;

	att_put32_be(v.b, att_get32(p));
	return v;
}

QMI_INLINE struct att_ipv6 qmi_get_ipv6(const uint8_t *p)
{
	struct att_ipv6 v;

	memcpy(v.b, p, sizeof(v.b));
	return v;
}

QMI_INLINE void qmi_set_f32(uint8_t *p, float v)
{
	uint32_t bits;

	memcpy(&bits, &v, sizeof(bits));
	att_put32(p, bits);
}

QMI_INLINE void qmi_set_f64(uint8_t *p, double v)
{
	uint64_t bits;

	memcpy(&bits, &v, sizeof(bits));
	att_put64(p, bits);
}

QMI_INLINE void qmi_set_u48(uint8_t *p, uint64_t v)
{
	att_put32(p, (uint32_t)v);
	att_put16(p + 4, (uint16_t)(v >> 32));
}

#define GET_U8(p)      ((p)[0])
#define GET_I8(p)      ((int8_t)(p)[0])
#define GET_U16(p)     att_get16(p)
#define GET_I16(p)     ((int16_t)att_get16(p))
#define GET_U32(p)     att_get32(p)
#define GET_I32(p)     ((int32_t)att_get32(p))
#define GET_U48(p)     (att_get32(p) | (uint64_t)att_get16((p) + 4) << 32)
#define GET_U64(p)     att_get64(p)
#define GET_F32(p)     qmi_get_f32(p)
#define GET_F64(p)     qmi_get_f64(p)
#define GET_IPV4_LE(p) qmi_get_ipv4(p)
#define GET_IPV6(p)    qmi_get_ipv6(p)

#define SET_U8(p, v)	  ((p)[0] = (v))
#define SET_I8(p, v)	  ((p)[0] = (uint8_t)(v))
#define SET_U16(p, v)	  att_put16(p, v)
#define SET_I16(p, v)	  att_put16(p, (uint16_t)(v))
#define SET_U32(p, v)	  att_put32(p, v)
#define SET_I32(p, v)	  att_put32(p, (uint32_t)(v))
#define SET_U48(p, v)	  qmi_set_u48(p, v)
#define SET_U64(p, v)	  att_put64(p, v)
#define SET_F32(p, v)	  qmi_set_f32(p, v)
#define SET_F64(p, v)	  qmi_set_f64(p, v)
#define SET_IPV4_LE(p, v) att_put32(p, att_get32_be((v).b))
#define SET_IPV6(p, v)	  memcpy(p, (v).b, 16)

/* Steps that take: members of fixed width at offset `at` of a run of n bytes;
 * those that count what they hold by w bytes, or n of it. */
#define T_STEP(take) \
	if (!(take)) \
		return att_bytes_of(NULL, 0);
#define T_ROOM(n)	     T_STEP(qmi_take(&b, n, &p))
#define T_FIXED(f, at, t)    out->f = GET_##t(p + at);
#define T_BYTES(f, at, n)    memcpy(out->f, p + at, n);
#define T_TEXT(f, w)	     T_STEP(qmi_take_text(&b, w, &out->f))
#define T_EXACT_TEXT(f, n)   T_STEP(qmi_take_chars(&b, n, &out->f))
#define T_DATA(f, w)	     T_STEP(qmi_take_counted(&b, w, &out->f))
#define T_VALUES(f, w, each) T_STEP(qmi_take_values(&b, w, each, &out->f))
#define T_EXACT_VALUES(f, n, each) \
	T_STEP(qmi_take_exactly(&b, n, each, &out->f))
#define T_TEXTS(f, w)	    T_STEP(qmi_take_texts(&b, w, &out->f))
#define T_EXACT_TEXTS(f, n) T_STEP(qmi_take_n_texts(&b, n, &out->f))
#define T_STRUCT(f, l)            \
	b = l##_take(b, &out->f); \
	T_STEP(b.p)
#define T_STRUCTS(f, w, l)                                  \
	{                                                   \
		struct qmi_##l nobody;                      \
		uint32_t n, i;                              \
                                                            \
		T_ROOM(w)                                   \
		n = qmi_get_count(p, w);                    \
		p = b.p;                                    \
		T_STEP(n <= b.len)                          \
		for (i = 0; i < n; i++) {                   \
			b = l##_take(b, &nobody);           \
			T_STEP(b.p)                         \
		}                                           \
		qmi_view(p, n, (size_t)(b.p - p), &out->f); \
	}

/* ... and that put. */
#define P_STEP(put) \
	err = put;  \
	if (err)    \
		return err;
#define P_ROOM(n)                  \
	if (!qmi_has_room(o, n))   \
		return ATT_E_ROOM; \
	p = o->p;                  \
	o->p += n;
#define P_FIXED(f, at, t)	   SET_##t(p + at, in->f);
#define P_BYTES(f, at, n)	   memcpy(p + at, in->f, n);
#define P_TEXT(f, w)		   P_STEP(qmi_put_text(o, w, &in->f))
#define P_EXACT_TEXT(f, n)	   P_STEP(qmi_put_chars(o, n, &in->f))
#define P_DATA(f, w)		   P_STEP(qmi_put_data(o, w, &in->f))
#define P_VALUES(f, w, each)	   P_STEP(qmi_put_values(o, w, each, &in->f))
#define P_EXACT_VALUES(f, n, each) P_STEP(qmi_put_exactly(o, n, each, &in->f))
#define P_TEXTS(f, w)		   P_STEP(qmi_put_texts(o, w, &in->f))
#define P_EXACT_TEXTS(f, n)	   P_STEP(qmi_put_n_texts(o, n, &in->f))
#define P_STRUCT(f, l)		   P_STEP(l##_put(o, &in->f))
#define P_STRUCTS(f, w, l)                                           \
	{                                                            \
		const struct qmi_##l *one = (const void *)in->f.at;  \
                                                                     \
		P_STEP(qmi_put_count(o, w, in->f.count))             \
		if (in->f.base) {                                    \
			P_STEP(qmi_put_view(o, &in->f))              \
		} else {                                             \
			for (uint32_t i = 0; i < in->f.count; i++) { \
				P_STEP(l##_put(o, one + i))          \
			}                                            \
		}                                                    \
	}

/* A struct: TAKE(nas_serving_system, its steps); a TLV with a function. They
 * get what is left and return what then is left, NULL: it does not fit, so that
 * it stays in registers. */
#define TAKE_AS(name, type, ...)                                     \
	QMI_UNUSED static struct att_bytes name(                     \
		struct att_bytes b, struct qmi_##type *restrict out) \
	{                                                            \
		const uint8_t *p = b.p;                              \
                                                                     \
		(void)p;                                             \
		__VA_ARGS__                                          \
		return b;                                            \
	}
#define RUN_AS(name, type, ...)                                      \
	QMI_UNUSED static void name(const uint8_t *restrict p,       \
				    struct qmi_##type *restrict out) \
	{                                                            \
		__VA_ARGS__                                          \
	}
#define TAKE_FIXED(l, n, ...)           \
	RUN_AS(l##_run, l, __VA_ARGS__) \
	TAKE_AS(l##_take, l, T_ROOM(n) l##_run(p, out);)
#define TAKE(l, ...)	    TAKE_AS(l##_take, l, __VA_ARGS__)
#define TAKE_TLV(l, f, ...) TAKE_AS(l##_take_##f, l, __VA_ARGS__)

#define PUT_AS(name, type, ...)                                 \
	QMI_UNUSED static int name(struct qmi_out *o,           \
				   const struct qmi_##type *in) \
	{                                                       \
		uint8_t *p = o->p;                              \
		int err = 0;                                    \
                                                                \
		(void)p;                                        \
		__VA_ARGS__                                     \
		return err;                                     \
	}
#define PUT(l, ...)	   PUT_AS(l##_put, l, __VA_ARGS__)
#define PUT_TLV(l, f, ...) PUT_AS(l##_put_##f, l, __VA_ARGS__)

/* A struct without values, in wide stores: "rep stos", which compilers make of
 * a memset of this length, takes longer than all the rest. */
QMI_INLINE void qmi_clear(void *to, size_t n)
{
	uint8_t *p = to;

	if (n < 16 || n > 1024) {
		memset(p, 0, n);
		return;
	}
#pragma GCC unroll 64
	for (size_t i = 0; i + 16 < n; i += 16)
		memset(p + i, 0, 16);
	memset(p + n - 16, 0, 16);
}

/* The TLVs of a message: DECODE(nas_reset_resp, T_TLV_...). Of two of a type
 * the first counts, and one that does not fit is not there. Each is len bytes
 * behind its header. */
#define T_VALUE (tlv + QMI_TLV_HEADER)
#define T_TLV(id, f, enough, take)           \
	case id:                             \
		if (enough && !out->has.f) { \
			take;                \
			out->has.f = true;   \
		}                            \
		break;
#define T_TLV_FIXED(id, f, n, t) \
	T_TLV(id, f, len >= n, out->f = GET_##t(T_VALUE))
#define T_TLV_RUN(id, f, n, l) T_TLV(id, f, len >= n, l##_run(T_VALUE, &out->f))
/* However long. */
#define T_TLV_TEXT(id, f) T_TLV(id, f, true, out->f = qmi_text(T_VALUE, len))
/* By a function. */
#define T_TLV_CALL(id, f, take, to)                                          \
	case id:                                                             \
		if (!out->has.f)                                             \
			out->has.f = take(att_bytes_of(T_VALUE, len), to).p; \
		break;
#define T_TLV_STRUCT(id, f, l) T_TLV_CALL(id, f, l##_take, &out->f)
#define T_TLV_VALUE(id, f, l)  T_TLV_CALL(id, f, l##_take_##f, out)
#define DECODE(l, ...)                                          \
	int qmi_##l##_decode(struct att_bytes tlvs,             \
			     struct qmi_##l *restrict out)      \
	{                                                       \
		const ptrdiff_t head = QMI_TLV_HEADER;          \
		const ptrdiff_t n = (ptrdiff_t)tlvs.len;        \
		ptrdiff_t at, next;                             \
                                                                \
		qmi_clear(out, sizeof(*out));                   \
		for (at = 0; at <= n - head; at = next) {       \
			const uint8_t *const tlv = tlvs.p + at; \
			const uint8_t type = tlv[0];            \
			const size_t len = att_get16(tlv + 1);  \
                                                                \
			next = at + head + (ptrdiff_t)len;      \
			if (next > n)                           \
				return ATT_E_LENGTH;            \
			switch (type) {                         \
				__VA_ARGS__                     \
			}                                       \
		}                                               \
		return at == n ? 0 : ATT_E_LENGTH;              \
	}

#define P_TLV(id, f, ...)                            \
	if (in->has.f) {                             \
		uint8_t *tlv = qmi_tlv_begin(o, id); \
                                                     \
		if (!tlv)                            \
			return ATT_E_ROOM;           \
		__VA_ARGS__                          \
		qmi_tlv_end(o, tlv);                 \
	}
#define P_TLV_FIXED(id, f, n, t)              \
	if (in->has.f) {                      \
		P_ROOM(QMI_TLV_HEADER + n)    \
		att_put32(p, id | n << 8);    \
		P_FIXED(f, QMI_TLV_HEADER, t) \
	}
#define P_TLV_TEXT(id, f)                                 \
	if (in->has.f) {                                  \
		const size_t n = in->f.len;               \
                                                          \
		P_ROOM(QMI_TLV_HEADER + n)                \
		p[0] = id;                                \
		att_put16(p + 1, (uint16_t)n);            \
		qmi_copy(p + QMI_TLV_HEADER, in->f.p, n); \
	}
#define P_TLV_STRUCT(id, f, l) P_TLV(id, f, P_STEP(l##_put(o, &in->f)))
#define P_TLV_VALUE(id, f, l)  P_TLV(id, f, P_STEP(l##_put_##f(o, in)))
#define ENCODE(l, ...)                                                     \
	int qmi_##l##_encode(const struct qmi_##l *in, uint8_t *buf,       \
			     size_t cap)                                   \
	{                                                                  \
		struct qmi_out out = {                                     \
			buf, buf + (cap < UINT16_MAX ? cap : UINT16_MAX)}; \
		struct qmi_out *o = &out;                                  \
		uint8_t *p = buf;                                          \
		int err = 0;                                               \
                                                                           \
		(void)p;                                                   \
		(void)err;                                                 \
		__VA_ARGS__                                                \
		return (int)(out.p - buf);                                 \
	}

#endif
