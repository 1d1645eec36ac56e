/* Blocks of a pcapng file, made in memory that the caller has. */
#include "trace/pcapng_write.h"

#include "trace/pcapng_blocks.h"

#define FRAME 12u /* type, length in front and behind */

static bool has_room(struct att_pcapng_block *b, size_t n)
{
	size_t cap = b->cap ? b->cap : 4096;

	if (b->cap - b->len >= n)
		return true;
	while (cap - b->len < n)
		cap *= 2;
	if (b->grow && b->grow(b, cap))
		return true;
	b->failed = true;
	return false;
}

/* n bytes, padded with zeros to a multiple of 4. */
static void put(struct att_pcapng_block *b, const void *p, size_t n)
{
	size_t padded = (size_t)att_align(n, 4);

	if (!has_room(b, padded))
		return;
	if (n)
		memcpy(b->p + b->len, p, n);
	memset(b->p + b->len + n, 0, padded - n);
	b->len += padded;
}

static void put32(struct att_pcapng_block *b, uint32_t v)
{
	uint8_t le[4];

	att_put32(le, v);
	put(b, le, sizeof(le));
}

static void option(struct att_pcapng_block *b, uint16_t code, const void *p,
		   size_t n)
{
	put32(b, (uint32_t)n << 16 | code);
	put(b, p, n);
}

static void begin(struct att_pcapng_block *b, uint32_t type)
{
	b->len = 0;
	b->failed = false;
	put32(b, type);
	put32(b, 0);
}

static void end(struct att_pcapng_block *b)
{
	put32(b, OPTION_END);
	put32(b, (uint32_t)b->len + 4);
	if (!b->failed)
		att_put32(b->p + 4, (uint32_t)b->len);
}

void att_pcapng_section(struct att_pcapng_block *b, const char *application)
{
	begin(b, BLOCK_SECTION);
	put32(b, BYTE_ORDER_MAGIC);
	put32(b, 1); /* version 1.0 */
	put32(b, UINT32_MAX);
	put32(b, UINT32_MAX); /* the section's length is not known */
	option(b, OPTION_SHB_USERAPPL, application, strlen(application));
	end(b);
}

void att_pcapng_interface(struct att_pcapng_block *b, const char *name,
			  int64_t epoch_s)
{
	static const uint8_t ms = 3; /* 10^-3 s */
	uint8_t offset[8];

	att_put64(offset, (uint64_t)epoch_s);
	begin(b, BLOCK_INTERFACE);
	put32(b, ATT_PCAPNG_UPPER_PDU);
	put32(b, 0); /* packets of any length */
	option(b, OPTION_IF_NAME, name, strlen(name));
	option(b, OPTION_IF_TSRESOL, &ms, sizeof(ms));
	option(b, OPTION_IF_TSOFFSET, offset, sizeof(offset));
	end(b);
}

/* Tags are big-endian, unlike the rest. */
static void tag(struct att_pcapng_block *b, uint16_t code, const char *text)
{
	size_t n = (size_t)att_align(strlen(text), 4);
	const uint8_t head[4] = {(uint8_t)(code >> 8), (uint8_t)code,
				 (uint8_t)(n >> 8), (uint8_t)n};

	put(b, head, sizeof(head));
	put(b, text, strlen(text));
}

void att_pcapng_packet(struct att_pcapng_block *b, uint64_t ms,
		       enum att_pcapng_direction direction,
		       const char *dissector, struct att_bytes data)
{
	size_t tags = 8 + (size_t)att_align(strlen(dissector), 4);
	uint32_t n = (uint32_t)(tags + data.len);
	uint8_t flags[4];

	att_put32(flags, direction);
	begin(b, BLOCK_PACKET);
	put32(b, 0); /* interface */
	put32(b, (uint32_t)(ms >> 32));
	put32(b, (uint32_t)ms);
	put32(b, n);
	put32(b, n);
	tag(b, TAG_DISSECTOR, dissector);
	tag(b, TAG_END, "");
	b->data_at = b->len;
	put(b, data.p, data.len);
	option(b, OPTION_EPB_FLAGS, flags, sizeof(flags));
	end(b);
}

void att_pcapng_comment(struct att_pcapng_block *b, const char *text)
{
	if (b->failed || b->len < FRAME)
		return;
	b->len -= 8; /* the end of the options, the length */
	option(b, OPTION_COMMENT, text, strlen(text));
	end(b);
}
