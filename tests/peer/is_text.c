/* Is standard input what it should be? is_text json: each line one JSON value;
 * is_text yaml: YAML as libyaml reads it. Prints how many documents. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "tests/unit/wire_json.h"

static int json(void)
{
	char *line = NULL;
	size_t cap = 0;
	unsigned n = 0;
	ssize_t len;

	while ((len = getline(&line, &cap, stdin)) > 0) {
		n++;
		if (line[len - 1] != '\n' ||
		    !wire_json_valid(line, (size_t)len - 1)) {
			fprintf(stderr, "line %u: %s", n, line);
			n = 0;
			break;
		}
	}
	free(line);
	printf("%u\n", n);
	return !n;
}

static int yaml(void)
{
	yaml_parser_t parser;
	yaml_event_t event;
	unsigned n = 0;
	bool end = false;

	yaml_parser_initialize(&parser);
	yaml_parser_set_input_file(&parser, stdin);
	while (!end) {
		if (!yaml_parser_parse(&parser, &event)) {
			fprintf(stderr, "line %zu: %s\n",
				parser.problem_mark.line + 1, parser.problem);
			n = 0;
			break;
		}
		n += event.type == YAML_DOCUMENT_START_EVENT;
		end = event.type == YAML_STREAM_END_EVENT;
		yaml_event_delete(&event);
	}
	yaml_parser_delete(&parser);
	printf("%u\n", n);
	return !n;
}

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "json") == 0)
		return json();
	if (argc == 2 && strcmp(argv[1], "yaml") == 0)
		return yaml();
	return 2;
}
