/* The walker: checks a message against its layout, once and in full, and
 * leaves views in the C struct. MBIM 1.0 10.3 has the wire formats. */
#include "base/errors.h"
#include "wire/tlv.h"
#include "wire/utf16.h"
#include "wire/walk.h"

uint64_t mbim_walk_number(const struct mbim_field *f, const uint8_t *p)
{
	switch (f->width) {
	case 1:
		return p[0];
	case 2:
		return mbim_get16(p);
	case 4:
		return mbim_get32(p);
	}
	return mbim_get64(p);
}

bool mbim_walk_has(const struct mbim_walk *w, const struct mbim_field *f)
{
	const struct mbim_field *on;

	if (f->when == MBIM_NO_FIELD)
		return true;
	on = &w->layout->fields[f->when];
	return mbim_walk_number(on, w->body.p + on->wire) == f->when_value;
}

static uint32_t count_of(const struct mbim_walk *w, const struct mbim_field *f)
{
	const struct mbim_field *count = &w->layout->fields[f->count];

	return (uint32_t)mbim_walk_number(count, w->body.p + count->wire);
}

/* The address of the next n bytes, or NULL if they are not there. */
static inline const uint8_t *next(struct mbim_walk *w, uint64_t n)
{
	const uint8_t *p = w->body.p + w->at;

	if (!mbim_bytes_has(w->body, w->at, n))
		return NULL;
	w->at += (size_t)n;
	return p;
}

static void load(const struct mbim_field *f, const uint8_t *p, void *dst)
{
	uint64_t v;

	if (mbim_host_is_little() || f->type >= MBIM_T_UUID) {
		memcpy(dst, p, f->width);
		return;
	}
	v = mbim_walk_number(f, p);
	if (f->width == 1)
		*(uint8_t *)dst = (uint8_t)v;
	else if (f->width == 2)
		*(uint16_t *)dst = (uint16_t)v;
	else if (f->width == 4)
		*(uint32_t *)dst = (uint32_t)v;
	else
		*(uint64_t *)dst = v;
}

static int take_fixed(struct mbim_walk *w, const struct mbim_field *f,
		      void *dst)
{
	const uint8_t *p = next(w, f->width);

	if (!p)
		return MBIM_E_SHORT;
	if (dst)
		load(f, p, dst);
	return 0;
}

static int take_inner(struct mbim_walk *w, const struct mbim_field *f,
		      void *dst)
{
	struct mbim_bytes rest = {w->body.p + w->at, w->body.len - w->at};
	size_t used;
	int err = mbim_walk_struct(f->of, rest, dst, &used);

	w->at += err ? 0 : used;
	return err;
}

int mbim_walk_str(struct mbim_bytes base, const uint8_t *pair,
		  struct mbim_str *out)
{
	uint32_t off = mbim_get32(pair), len = mbim_get32(pair + 4);
	struct mbim_bytes b = {base.p, 0};

	/* Offset 0 is the fixed part itself: it stands for "no string". */
	if (off && len && !mbim_bytes_sub(base, off, len, &b))
		return MBIM_E_RANGE;
	if (!mbim_utf16_valid(b.p, b.len))
		return MBIM_E_TEXT;
	out->p = b.p;
	out->len = (uint32_t)b.len;
	out->utf8 = false;
	return 0;
}

static inline int take_string(struct mbim_walk *w, struct mbim_str *out)
{
	const uint8_t *p = next(w, 8);

	return p ? mbim_walk_str(w->body, p, out) : MBIM_E_SHORT;
}

/* Bytes at (offset, size), (size, offset), or (offset) with a count field. */
static int take_ref(struct mbim_walk *w, const struct mbim_field *f,
		    struct mbim_bytes *out)
{
	bool counted = f->count != MBIM_NO_FIELD;
	const uint8_t *p = next(w, counted ? 4 : 8);
	uint32_t off, len;

	if (!p)
		return MBIM_E_SHORT;
	off = mbim_get32(p);
	len = counted ? count_of(w, f) : mbim_get32(p + 4);
	if (f->type == MBIM_T_SIZE_BYTES) {
		off = mbim_get32(p + 4);
		len = mbim_get32(p);
	}
	*out = mbim_bytes_of(w->body.p, 0);
	if (off && len && !mbim_bytes_sub(w->body, off, len, out))
		return MBIM_E_RANGE;
	return 0;
}

static int take_here(struct mbim_walk *w, const struct mbim_field *f,
		     struct mbim_bytes *out)
{
	uint32_t len = count_of(w, f);
	const uint8_t *p = next(w, len);
	size_t pad;

	if (!p)
		return MBIM_E_RANGE;
	*out = mbim_bytes_of(p, len);
	pad = (size_t)(mbim_align(len, 4) - len);
	w->at = mbim_bytes_has(w->body, w->at, pad) ? w->at + pad : w->body.len;
	return 0;
}

static int take_address(struct mbim_walk *w, const struct mbim_field *f,
			void *dst)
{
	bool v4 = f->type == MBIM_T_REF_IPV4;
	const uint8_t *p = next(w, 4);
	struct mbim_bytes b = {NULL, 0};
	uint32_t off;

	if (!p)
		return MBIM_E_SHORT;
	off = mbim_get32(p);
	if (off && !mbim_bytes_sub(w->body, off, v4 ? 4 : 16, &b))
		return MBIM_E_RANGE;
	if (v4)
		*(const struct mbim_ipv4 **)dst = (const void *)b.p;
	else
		*(const struct mbim_ipv6 **)dst = (const void *)b.p;
	return 0;
}

static struct mbim_array view(const struct mbim_field *f, const uint8_t *at,
			      struct mbim_bytes base, uint32_t count)
{
	return (struct mbim_array){at, base.p, (uint32_t)base.len, count,
				   f->type};
}

static int check_elements(const struct mbim_array *a,
			  const struct mbim_layout *of)
{
	for (uint32_t i = 0; i < a->count; i++) {
		struct mbim_bytes one = mbim_walk_element(a, of, i);
		int err = mbim_walk_struct(of, one, NULL, NULL);

		if (err)
			return err;
	}
	return 0;
}

static int check_pairs(const struct mbim_array *a, const struct mbim_layout *of)
{
	struct mbim_bytes base = {a->base, a->base_len};

	for (uint32_t i = 0; i < a->count; i++) {
		const uint8_t *p = a->at + (size_t)8 * i;
		struct mbim_str s;
		int err = 0;

		if (!of)
			err = mbim_walk_str(base, p, &s);
		else if (!mbim_bytes_has(base, mbim_get32(p),
					 mbim_get32(p + 4)))
			err = MBIM_E_RANGE;
		if (err)
			return err;
	}
	return of ? check_elements(a, of) : 0;
}

/* Arrays whose elements, or pairs, stand here. */
static int take_inline_array(struct mbim_walk *w, const struct mbim_field *f,
			     struct mbim_array *out)
{
	uint32_t count = count_of(w, f);
	uint64_t each = f->type == MBIM_T_U32_ARRAY ? 4 : 8;
	const uint8_t *p = next(w, each * count);

	if (!p)
		return MBIM_E_COUNT;
	*out = view(f, p, w->body, count);
	if (f->type == MBIM_T_U32_ARRAY)
		return 0;
	return check_pairs(out, f->of);
}

/* Arrays of fixed-size elements at an offset. */
static int take_ref_array(struct mbim_walk *w, const struct mbim_field *f,
			  struct mbim_array *out)
{
	uint32_t count = count_of(w, f), off;
	const uint8_t *p = next(w, 4);
	uint64_t each = 4;
	struct mbim_bytes b = {w->body.p, 0};

	if (!p)
		return MBIM_E_SHORT;
	off = mbim_get32(p);
	if (f->type == MBIM_T_IPV6_ARRAY)
		each = 16;
	else if (f->type == MBIM_T_STRUCT_ARRAY)
		each = f->of->wire_len;
	if (!off)
		count = 0;
	if (each * count > w->body.len)
		return MBIM_E_COUNT;
	if (count && !mbim_bytes_sub(w->body, off, each * count, &b))
		return MBIM_E_RANGE;
	*out = view(f, b.p, b, count);
	return 0;
}

/* One struct, or a u32 count and the structs, at (offset, size). */
static int take_ms(struct mbim_walk *w, const struct mbim_field *f,
		   struct mbim_array *out)
{
	const uint8_t *p = next(w, 8);
	struct mbim_bytes b = {w->body.p, 0};
	uint32_t off, len, count = 1;

	if (!p)
		return MBIM_E_SHORT;
	off = mbim_get32(p);
	len = mbim_get32(p + 4);
	if (!off || !len) {
		*out = view(f, b.p, b, 0);
		return 0;
	}
	if (!mbim_bytes_sub(w->body, off, len, &b))
		return MBIM_E_RANGE;
	if (f->type == MBIM_T_MS_STRUCT_ARRAY) {
		if (b.len < 4)
			return MBIM_E_LENGTH;
		count = mbim_get32(b.p);
		b.p += 4;
		b.len -= 4;
		if ((uint64_t)f->of->wire_len * count > b.len)
			return MBIM_E_COUNT;
	}
	*out = view(f, b.p, b, count);
	return check_elements(out, f->of);
}

static int take_tlv(struct mbim_walk *w, const struct mbim_field *f, void *dst)
{
	struct mbim_bytes rest = {w->body.p + w->at, w->body.len - w->at};
	struct mbim_tlv tlv;
	int err;

	if (f->type == MBIM_T_TLV_LIST) {
		err = mbim_tlv_check(rest, dst);
		w->at = w->body.len;
		return err;
	}
	err = mbim_tlv_first(rest, &tlv);
	if (err)
		return err;
	w->at += tlv.whole.len;
	if (f->type == MBIM_T_TLV) {
		*(struct mbim_bytes *)dst = tlv.whole;
		return 0;
	}
	if (f->type == MBIM_T_TLV_U16_ARRAY) {
		if (tlv.type != MBIM_TLV_U16_ARRAY || tlv.data.len & 1)
			return MBIM_E_VALUE;
		*(struct mbim_array *)dst = view(f, tlv.data.p, tlv.data,
						 (uint32_t)tlv.data.len / 2);
		return 0;
	}
	if (tlv.type != MBIM_TLV_STRING)
		return MBIM_E_VALUE;
	*(struct mbim_str *)dst =
		(struct mbim_str){tlv.data.p, (uint32_t)tlv.data.len, false};
	return mbim_utf16_valid(tlv.data.p, tlv.data.len) ? 0 : MBIM_E_TEXT;
}

int mbim_walk_take(struct mbim_walk *w, const struct mbim_field *f, void *dst)
{
	switch ((enum mbim_type)f->type) {
	case MBIM_T_U8:
	case MBIM_T_U16:
	case MBIM_T_U32:
	case MBIM_T_U64:
	case MBIM_T_I32:
	case MBIM_T_UUID:
	case MBIM_T_IPV4:
	case MBIM_T_IPV6:
	case MBIM_T_BYTES:
		return take_fixed(w, f, dst);
	case MBIM_T_STRUCT:
		return take_inner(w, f, dst);
	case MBIM_T_STRING:
		return take_string(w, dst);
	case MBIM_T_REF_BYTES:
	case MBIM_T_SIZE_BYTES:
		return take_ref(w, f, dst);
	case MBIM_T_HERE_BYTES:
		return take_here(w, f, dst);
	case MBIM_T_REST:
		*(struct mbim_bytes *)dst =
			mbim_bytes_of(w->body.p + w->at, w->body.len - w->at);
		w->at = w->body.len;
		return 0;
	case MBIM_T_REF_IPV4:
	case MBIM_T_REF_IPV6:
		return take_address(w, f, dst);
	case MBIM_T_U32_ARRAY:
	case MBIM_T_STRING_ARRAY:
	case MBIM_T_REF_STRUCT_ARRAY:
		return take_inline_array(w, f, dst);
	case MBIM_T_IPV4_ARRAY:
	case MBIM_T_IPV6_ARRAY:
	case MBIM_T_STRUCT_ARRAY:
		return take_ref_array(w, f, dst);
	case MBIM_T_MS_STRUCT:
	case MBIM_T_MS_STRUCT_ARRAY:
		return take_ms(w, f, dst);
	case MBIM_T_TLV:
	case MBIM_T_TLV_STRING:
	case MBIM_T_TLV_U16_ARRAY:
	case MBIM_T_TLV_LIST:
		return take_tlv(w, f, dst);
	case MBIM_T_TYPES:
		break;
	}
	return MBIM_E_VALUE;
}

/* The size of the C type of a field. */
static size_t size_of(const struct mbim_field *f)
{
	if (mbim_walk_is_fixed(f))
		return f->width;
	switch ((enum mbim_type)f->type) {
	case MBIM_T_STRUCT:
		return f->of->size;
	case MBIM_T_STRING:
	case MBIM_T_TLV_STRING:
		return sizeof(struct mbim_str);
	case MBIM_T_REF_BYTES:
	case MBIM_T_SIZE_BYTES:
	case MBIM_T_HERE_BYTES:
	case MBIM_T_REST:
	case MBIM_T_TLV:
	case MBIM_T_TLV_LIST:
		return sizeof(struct mbim_bytes);
	case MBIM_T_REF_IPV4:
	case MBIM_T_REF_IPV6:
		return sizeof(void *);
	default: /* fixed ones are done, the others are arrays */
		return sizeof(struct mbim_array);
	}
}

int mbim_walk_struct(const struct mbim_layout *layout, struct mbim_bytes body,
		     void *out, size_t *used)
{
	struct mbim_walk w = {layout, body, 0};
	const struct mbim_field *f = layout->fields;
	const struct mbim_field *end = f + layout->n_fields;

	for (; f < end; f++) {
		uint8_t *dst = out ? (uint8_t *)out + f->at : NULL;
		union mbim_walk_value scratch;
		int err;

		if (f->when != MBIM_NO_FIELD && !mbim_walk_has(&w, f)) {
			if (out)
				memset(dst, 0, size_of(f));
			continue;
		}
		if (f->run_bytes && mbim_host_is_little()) {
			const uint8_t *p = next(&w, f->run_bytes);

			if (!p)
				return MBIM_E_SHORT;
			if (out)
				memcpy(dst, p, f->run_bytes);
			f += f->run_fields - 1;
			continue;
		}
		if (!out && f->type > MBIM_T_STRUCT)
			dst = (uint8_t *)&scratch;
		err = mbim_walk_take(&w, f, dst);
		if (err)
			return err;
	}
	if (used)
		*used = w.at;
	return 0;
}

int mbim_layout_decode(const struct mbim_layout *layout, struct mbim_bytes body,
		       void *out)
{
	return mbim_walk_struct(layout, body, out, NULL);
}
