/* Device profiles and scenarios: YAML files on top of a configuration. Every
 * mistake is reported on stderr as "FILE:LINE:COLUMN: error: ...".
 * profiles/README.md describes the keys. */
#ifndef SIMODEM_FILES_H
#define SIMODEM_FILES_H

#include "linux/yaml.h"
#include "tools/simodem/sim.h"

/* What the modem is. 0, ATT_E_CONFIG or ATT_E_IO. */
int sim_profile_read(struct sim_config *c, const char *path,
		     att_yaml_report *report, void *ctx);
/* What happens to it. */
int sim_scenario_read(struct sim_config *c, const char *path,
		      att_yaml_report *report, void *ctx);
/* "12d1:15c1"; false: it is none. */
bool sim_files_id(const char *text, uint16_t *vendor, uint16_t *product);

/* --- what the two have in common ------------------------------------------ */

/* The CID that a text names: "connect", or "ussd.ussd". NULL: there is none;
 * *service is its MBIM_SERVICE_*. */
const struct mbim_cid *sim_files_cid(const char *text, uint8_t *service);
/* "3.0", "super": of a profile and of the command line. */
extern const struct att_yaml_word sim_versions[], sim_speeds[];
/* False: none of the words. */
bool sim_files_word(const struct att_yaml_word *words, const char *text,
		    uint32_t *value);
/* A status by its name; what is none is reported. */
void sim_files_status(struct att_yaml *y, const char *name,
		      const yaml_node_t *value, uint32_t *status);
/* For tables: a bool that is true where the configuration says "no ...". */
att_yaml_fn sim_files_not;
/* Times of struct sim_config; reads {answer_ms: ..., connect_ms: ...}. */
extern const struct att_yaml_key sim_delay_keys[];
/* Calls fn for each item of a list. */
void sim_files_list(struct att_yaml *y, const char *name,
		    const yaml_node_t *list,
		    void (*fn)(struct att_yaml *y, const yaml_node_t *item,
			       void *target),
		    void *target);

#endif
