/* Bounded bytes and little-endian numbers. Every range check on data from the
 * wire is made here, in 64 bits, so that offset + size cannot wrap. */
#ifndef ATT_BASE_BYTES_H
#define ATT_BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* A view of bytes that somebody else owns. */
struct att_bytes {
	const uint8_t *p;
	size_t len;
};

/* A view of len bytes at p, which outlive it. */
static inline struct att_bytes att_bytes_of(const void *p, size_t len)
{
	return (struct att_bytes){(const uint8_t *)p, len};
}

/* True if the range [off, off + len) lies inside b. */
static inline bool att_bytes_has(struct att_bytes b, uint64_t off, uint64_t len)
{
	return len <= b.len && off <= b.len - len;
}

/* True if it begins at *end or behind, and *end is then where it ends. Of
 * ranges that follow each other only the last end need be looked at. */
static inline bool att_bytes_follow(uint64_t *end, uint32_t off, uint64_t len)
{
	if (off < *end)
		return false;
	*end = off + len;
	return true;
}

/* The range [off, off + len) of b; false, and *out unset, if outside. */
static inline bool att_bytes_sub(struct att_bytes b, uint64_t off, uint64_t len,
				 struct att_bytes *out)
{
	if (!att_bytes_has(b, off, len))
		return false;
	out->p = b.p + off;
	out->len = (size_t)len;
	return true;
}

/* The same of 32-bit numbers, whose sum cannot wrap in 64 bits: one comparison
 * where a table of such ranges is walked. */
static inline bool att_bytes_sub32(struct att_bytes b, uint32_t off,
				   uint32_t len, struct att_bytes *out)
{
	if ((uint64_t)off + len > b.len)
		return false;
	out->p = b.p + off;
	out->len = len;
	return true;
}

/* n bytes less of what is left of a view, one addition and its sign; false:
 * there are not so many, and *left is then how many, less n. */
static inline bool att_bytes_less(int64_t *left, size_t n)
{
	*left -= (int64_t)n;
	return *left >= 0;
}

/* The same length and the same bytes. */
bool att_bytes_equal(struct att_bytes a, struct att_bytes b);

/* Compilers fold this. */
static inline bool att_host_is_little(void)
{
	const uint16_t one = 1;

	return *(const uint8_t *)&one == 1;
}

/* Unaligned little-endian access; the caller has checked the range. Each is
 * one load or store, which compilers do not always make of single bytes. */
static inline uint16_t att_get16(const uint8_t *p)
{
	uint16_t v;

	memcpy(&v, p, sizeof(v));
	return att_host_is_little() ? v : __builtin_bswap16(v);
}

static inline uint32_t att_get32(const uint8_t *p)
{
	uint32_t v;

	memcpy(&v, p, sizeof(v));
	return att_host_is_little() ? v : __builtin_bswap32(v);
}

static inline uint64_t att_get64(const uint8_t *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return att_host_is_little() ? v : __builtin_bswap64(v);
}

static inline void att_put16(uint8_t *p, uint16_t v)
{
	v = att_host_is_little() ? v : __builtin_bswap16(v);
	memcpy(p, &v, sizeof(v));
}

static inline void att_put32(uint8_t *p, uint32_t v)
{
	v = att_host_is_little() ? v : __builtin_bswap32(v);
	memcpy(p, &v, sizeof(v));
}

static inline void att_put64(uint8_t *p, uint64_t v)
{
	v = att_host_is_little() ? v : __builtin_bswap64(v);
	memcpy(p, &v, sizeof(v));
}

/* The same in network byte order. */
static inline uint16_t att_get16_be(const uint8_t *p)
{
	return __builtin_bswap16(att_get16(p));
}

static inline uint32_t att_get32_be(const uint8_t *p)
{
	return __builtin_bswap32(att_get32(p));
}

static inline void att_put16_be(uint8_t *p, uint16_t v)
{
	att_put16(p, __builtin_bswap16(v));
}

static inline void att_put32_be(uint8_t *p, uint32_t v)
{
	att_put32(p, __builtin_bswap32(v));
}

/* v rounded up to a multiple of to, a power of two. */
static inline uint64_t att_align(uint64_t v, uint64_t to)
{
	return (v + to - 1) & ~(to - 1);
}

#endif
