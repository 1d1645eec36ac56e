/* Profiles and scenarios out of the text of a test. */
#ifndef TEST_SIMODEM_YAML_H
#define TEST_SIMODEM_YAML_H

#include "test_simodem_fixture.h"
#include "tools/simodem/files.h"

/* sim_profile_read or sim_scenario_read */
typedef int yaml_reader(struct sim_config *c, const char *path,
			att_yaml_report *report, void *ctx);

/* What was reported, a line each, without the file's name. */
extern char yaml_told[4096];
/* For `report`, of a file named yaml_path. */
extern char yaml_path[64];
att_yaml_report yaml_tell;

/* On top of the default configuration; what fn returns. */
int read_yaml(yaml_reader *fn, struct sim_config *c, const char *yaml);
/* The same on top of what c is. */
int read_yaml_on(yaml_reader *fn, struct sim_config *c, const char *yaml);
/* A modem with this scenario, open. */
void yaml_start(struct fixture *f, const char *scenario);
/* Exactly `expected` is reported. */
void yaml_refuses(yaml_reader *fn, const char *yaml, const char *expected);

#endif
