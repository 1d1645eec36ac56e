/* Memory, errors and names of the spec generator. */
#include "spec_base.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_ERRORS 20

struct mbim_spec_block {
	struct mbim_spec_block *next;
	max_align_t data[];
};

void *mbim_spec_alloc(struct mbim_spec_ctx *ctx, size_t n, size_t size)
{
	struct mbim_spec_block *block;

	block = calloc(1, sizeof(*block) + n * size);
	if (!block) {
		fprintf(stderr, "mbim-gen-spec: out of memory\n");
		exit(1);
	}
	block->next = ctx->blocks;
	ctx->blocks = block;
	return block->data;
}

char *mbim_spec_text(struct mbim_spec_ctx *ctx, const char *format, ...)
{
	va_list args, again;
	char *text;
	int len;

	va_start(args, format);
	va_copy(again, args);
	len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	text = mbim_spec_alloc(ctx, (size_t)len + 1, 1);
	vsnprintf(text, (size_t)len + 1, format, again);
	va_end(again);
	return text;
}

void mbim_spec_fini(struct mbim_spec_ctx *ctx)
{
	while (ctx->blocks) {
		struct mbim_spec_block *next = ctx->blocks->next;

		free(ctx->blocks);
		ctx->blocks = next;
	}
}

static const char *path_of(const struct mbim_spec_ctx *ctx,
			   struct mbim_spec_at at)
{
	return at.path ? at.path : ctx->path;
}

const char *mbim_spec_place(struct mbim_spec_ctx *ctx, struct mbim_spec_at from,
			    struct mbim_spec_at at)
{
	const char *path = path_of(ctx, at);

	return strcmp(path, path_of(ctx, from)) == 0
		       ? mbim_spec_text(ctx, "line %u", at.line)
		       : mbim_spec_text(ctx, "%s:%u", path, at.line);
}

void mbim_spec_error(struct mbim_spec_ctx *ctx, struct mbim_spec_at at,
		     const char *format, ...)
{
	va_list args;

	if (ctx->errors++ > MAX_ERRORS)
		return;
	fprintf(stderr, "%s:%u:%u: error: ", path_of(ctx, at), at.line, at.col);
	if (ctx->errors > MAX_ERRORS) {
		fprintf(stderr, "too many errors\n");
		return;
	}
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
}

void mbim_spec_check_name(struct mbim_spec_ctx *ctx,
			  const struct mbim_spec_word *name, unsigned max)
{
	static const char valid[] = "abcdefghijklmnopqrstuvwxyz0123456789_";

	if (!name->s)
		return;
	if (name->s[strspn(name->s, valid)] || name->s[0] < 'a')
		mbim_spec_error(ctx, name->at, "'%s' is not snake_case",
				name->s);
	if (strlen(name->s) > max)
		mbim_spec_error(ctx, name->at,
				"'%s' is longer than %u characters", name->s,
				max);
}

/* Of C11 and C++20, each behind and before a blank; programs of both use the
 * structs. */
static const char language[] =
	" alignas alignof and and_eq asm auto bitand bitor bool break case "
	"catch"
	" char class compl concept const const_cast consteval constexpr "
	"constinit"
	" continue decltype default delete do double dynamic_cast else enum"
	" explicit export extern false float for friend goto if inline int long"
	" mutable namespace new noexcept not not_eq nullptr operator or or_eq"
	" private protected public register reinterpret_cast requires restrict"
	" return short signed sizeof static static_assert static_cast struct"
	" switch template this thread_local throw true try typedef typeid"
	" typename union unsigned using virtual void volatile wchar_t while xor"
	" xor_eq ";

void mbim_spec_check_member(struct mbim_spec_ctx *ctx,
			    const struct mbim_spec_word *name)
{
	char word[40];

	if (!name->s ||
	    snprintf(word, sizeof(word), " %s ", name->s) >= (int)sizeof(word))
		return;
	if (strstr(language, word))
		mbim_spec_error(ctx, name->at, "'%s' is a word of C or C++",
				name->s);
}
