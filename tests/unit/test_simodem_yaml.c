/* Profiles and scenarios from texts: through a file, as people give them. */
#include "test_simodem_yaml.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/errors.h"

char yaml_path[64], yaml_told[4096];

void yaml_tell(void *ctx, const char *line)
{
	size_t n = strlen(yaml_told), skip = strlen(yaml_path);

	(void)ctx;
	assert_memory_equal(line, yaml_path, skip);
	snprintf(yaml_told + n, sizeof(yaml_told) - n, "%s\n", line + skip + 1);
}

int read_yaml_on(yaml_reader *fn, struct sim_config *c, const char *yaml)
{
	FILE *f;
	int fd, err;

	strcpy(yaml_path, "/tmp/simodem-files-XXXXXX");
	fd = mkstemp(yaml_path);
	assert_true(fd >= 0);
	f = fdopen(fd, "w");
	assert_non_null(f);
	fputs(yaml, f);
	fclose(f);
	yaml_told[0] = '\0';
	err = fn(c, yaml_path, yaml_tell, NULL);
	unlink(yaml_path);
	return err;
}

int read_yaml(yaml_reader *fn, struct sim_config *c, const char *yaml)
{
	sim_config_default(c);
	return read_yaml_on(fn, c, yaml);
}

void yaml_start(struct fixture *f, const char *scenario)
{
	struct sim_config c;

	if (read_yaml(sim_scenario_read, &c, scenario) != 0)
		fail_msg("%s", yaml_told);
	fixture_start(f, &c);
	fixture_open(f, 4096);
}

void yaml_refuses(yaml_reader *fn, const char *yaml, const char *expected)
{
	struct sim_config c;

	assert_int_equal(read_yaml(fn, &c, yaml), ATT_E_CONFIG);
	assert_string_equal(yaml_told, expected);
}
