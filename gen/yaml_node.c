/* Builds the tree of nodes from the events of libyaml. */
#include "yaml_node.h"

#include <stdbool.h>
#include <string.h>
#include <yaml.h>

#define MAX_DEPTH 16

struct loader {
	struct mbim_spec_ctx *ctx;
	const char *path;
	FILE *file;
	yaml_parser_t parser;
	yaml_event_t event; /* the current one */
	unsigned depth;
};

const char *mbim_yaml_kind_name(enum mbim_yaml_kind kind)
{
	switch (kind) {
	case MBIM_YAML_SCALAR:
		return "a scalar";
	case MBIM_YAML_LIST:
		return "a list";
	case MBIM_YAML_MAP:
		return "a map";
	}
	return "";
}

static struct mbim_spec_at at_mark(const struct loader *l,
				   const yaml_mark_t *mark)
{
	return (struct mbim_spec_at){(unsigned)mark->line + 1,
				     (unsigned)mark->column + 1, l->path};
}

/* The reader of libyaml is ahead of its marks and gives only an offset. */
static struct mbim_spec_at at_offset(const struct loader *l, size_t offset)
{
	struct mbim_spec_at at = {1, 1, l->path};
	int c;

	rewind(l->file);
	while (offset-- > 0 && (c = getc(l->file)) != EOF) {
		at.col++;
		if (c == '\n')
			at = (struct mbim_spec_at){at.line + 1, 1, l->path};
	}
	return at;
}

/* Go to the next event; false after an error. */
static bool advance(struct loader *l)
{
	struct mbim_spec_at at;

	yaml_event_delete(&l->event);
	if (yaml_parser_parse(&l->parser, &l->event))
		return true;
	at = at_mark(l, &l->parser.problem_mark);
	if (l->parser.error == YAML_READER_ERROR)
		at = at_offset(l, l->parser.problem_offset);
	mbim_spec_error(l->ctx, at, "%s", l->parser.problem);
	return false;
}

static bool refuse(struct loader *l, const char *what)
{
	mbim_spec_error(l->ctx, at_mark(l, &l->event.start_mark),
			"a spec has no %s", what);
	return false;
}

/* What a spec never has, for the sake of its readers. */
static bool plain(struct loader *l)
{
	const yaml_event_t *e = &l->event;

	switch ((int)e->type) {
	case YAML_ALIAS_EVENT:
		return refuse(l, "aliases");
	case YAML_SCALAR_EVENT:
		if (e->data.scalar.anchor)
			return refuse(l, "anchors");
		if (e->data.scalar.tag)
			return refuse(l, "tags");
		if (strlen((const char *)e->data.scalar.value) !=
		    e->data.scalar.length)
			return refuse(l, "NUL characters");
		return true;
	case YAML_SEQUENCE_START_EVENT:
		if (e->data.sequence_start.anchor)
			return refuse(l, "anchors");
		if (e->data.sequence_start.tag)
			return refuse(l, "tags");
		return true;
	case YAML_MAPPING_START_EVENT:
		if (e->data.mapping_start.anchor)
			return refuse(l, "anchors");
		if (e->data.mapping_start.tag)
			return refuse(l, "tags");
		return true;
	}
	return true;
}

static char *scalar_text(struct loader *l)
{
	return mbim_spec_text(l->ctx, "%s",
			      (const char *)l->event.data.scalar.value);
}

/* The current event is a key: note it and go to its value. */
static bool load_key(struct loader *l, const struct att_yaml_node *map,
		     const char **key, struct mbim_spec_at *key_at)
{
	if (!plain(l))
		return false;
	if (l->event.type != YAML_SCALAR_EVENT)
		return refuse(l, "keys other than scalars");
	*key = scalar_text(l);
	*key_at = at_mark(l, &l->event.start_mark);
	for (const struct att_yaml_node *v = map->first; v; v = v->next)
		if (strcmp(v->key, *key) == 0)
			mbim_spec_error(l->ctx, *key_at,
					"key '%s' stands already in line %u",
					*key, v->key_at.line);
	return advance(l);
}

/* The node that begins at the current event; its last event stays current. */
static struct att_yaml_node *load_node(struct loader *l)
{
	struct att_yaml_node *node, **link;

	if (!plain(l))
		return NULL;
	node = mbim_spec_alloc(l->ctx, 1, sizeof(*node));
	node->at = at_mark(l, &l->event.start_mark);
	if (l->event.type == YAML_SCALAR_EVENT) {
		node->kind = MBIM_YAML_SCALAR;
		node->text = scalar_text(l);
		return node;
	}
	node->kind = MBIM_YAML_LIST;
	if (l->event.type == YAML_MAPPING_START_EVENT)
		node->kind = MBIM_YAML_MAP;
	if (++l->depth > MAX_DEPTH) {
		refuse(l, "nodes as deep as this");
		return NULL;
	}
	for (link = &node->first; advance(l); link = &(*link)->next) {
		const char *key = NULL;
		struct mbim_spec_at key_at = {0};

		if (l->event.type == YAML_SEQUENCE_END_EVENT ||
		    l->event.type == YAML_MAPPING_END_EVENT) {
			l->depth--;
			return node;
		}
		if (node->kind == MBIM_YAML_MAP &&
		    !load_key(l, node, &key, &key_at))
			return NULL;
		*link = load_node(l);
		if (!*link)
			return NULL;
		(*link)->key = key;
		(*link)->key_at = key_at;
		node->n++;
	}
	return NULL;
}

static struct att_yaml_node *load_document(struct loader *l)
{
	struct att_yaml_node *root;

	if (!advance(l) || !advance(l)) /* start of stream, of document */
		return NULL;
	if (l->event.type != YAML_DOCUMENT_START_EVENT) {
		mbim_spec_error(l->ctx, at_mark(l, &l->event.start_mark),
				"the file is empty");
		return NULL;
	}
	if (!advance(l))
		return NULL;
	root = load_node(l);
	if (!root || !advance(l) || !advance(l)) /* end of document, next */
		return NULL;
	if (l->event.type != YAML_STREAM_END_EVENT) {
		refuse(l, "second document");
		return NULL;
	}
	return root;
}

struct att_yaml_node *mbim_yaml_load(struct mbim_spec_ctx *ctx,
				     const char *path, FILE *file)
{
	struct att_yaml_node *root;
	struct loader l = {.ctx = ctx, .path = path, .file = file};

	if (!yaml_parser_initialize(&l.parser)) {
		mbim_spec_error(ctx, (struct mbim_spec_at){1, 1, path},
				"out of memory");
		return NULL;
	}
	yaml_parser_set_input_file(&l.parser, file);
	root = load_document(&l);
	yaml_event_delete(&l.event);
	yaml_parser_delete(&l.parser);
	return ctx->errors ? NULL : root;
}
