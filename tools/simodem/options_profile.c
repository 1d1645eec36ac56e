/* The device profiles that the command line names. */
#include "tools/simodem/simodem.h"

#include <glob.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/nearest.h"
#include "tools/simodem/files.h"

void sim_options_report(void *ctx, const char *line)
{
	(void)ctx;
	fprintf(stderr, "%s\n", line);
}

/* The folder of profiles beside the program, as it was built, or where both are
 * installed, wherever that is. */
static void profiles(char *path, size_t cap)
{
	static const char installed[] = "/../share/attache/profiles";
	char self[224];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);

	self[n > 0 ? n : 0] = '\0';
	*(strrchr(self, '/') != NULL ? strrchr(self, '/') : self) = '\0';
	snprintf(path, cap, "%s/profiles", self);
	if (access(path, R_OK) != 0 && n > 0)
		snprintf(path, cap, "%s%s", self, installed);
}

/* The profile with this name, of MBIM or of QMI. */
static void find_profile(char *path, size_t cap, const char *name)
{
	const char *end = strstr(name, ".yaml") != NULL ? "" : ".yaml";
	char folder[300];

	profiles(folder, sizeof(folder));
	snprintf(path, cap, "%s/qmi/%.64s%s", folder, name, end);
	if (access(path, R_OK) != 0)
		snprintf(path, cap, "%s/%.64s%s", folder, name, end);
}

/* Try the names of the profiles in this folder. */
static void try_names(struct att_nearest *near, const char *under, glob_t *g)
{
	char pattern[340];

	profiles(pattern, 300);
	strcat(strcat(pattern, under), "/*.yaml");
	if (glob(pattern, 0, NULL, g) != 0)
		return;
	for (size_t i = 0; i < g->gl_pathc; i++) {
		const char *name = strrchr(g->gl_pathv[i], '/') + 1;

		att_nearest_try_span(near, name, strcspn(name, "."));
	}
}

static void no_profile(const char *name)
{
	glob_t of_mbim = {0}, of_qmi = {0};
	struct att_nearest near;

	att_nearest_init(&near, name, strcspn(name, "."));
	try_names(&near, "", &of_mbim);
	try_names(&near, "/qmi", &of_qmi);
	fprintf(stderr, "simodem: no profile \"%s\"%s\n", name,
		near.name ? att_nearest_hint(&near) : " (see --help)");
	globfree(&of_mbim);
	globfree(&of_qmi);
}

/* A path, or the name of one of these profiles; what is no such name may be a
 * file that is here. */
bool sim_options_profile(struct sim_config *c, const char *v)
{
	char path[512];

	find_profile(path, sizeof(path), v);
	if (strchr(v, '/') != NULL ||
	    (access(path, R_OK) != 0 && access(v, R_OK) == 0))
		snprintf(path, sizeof(path), "%s", v);
	if (access(path, R_OK) != 0 && strchr(v, '/') == NULL) {
		no_profile(v);
		return false;
	}
	return sim_profile_read(c, path, sim_options_report, NULL) == 0;
}

static void list(const char *under)
{
	char folder[320], pattern[340];
	glob_t g;

	profiles(folder, sizeof(folder) - 8);
	strcat(folder, under);
	snprintf(pattern, sizeof(pattern), "%s/*.yaml", folder);
	if (glob(pattern, 0, NULL, &g) != 0)
		return;
	printf("\nProfiles in %s:\n", folder);
	for (size_t i = 0; i < g.gl_pathc; i++)
		printf("  %.*s\n",
		       (int)(strlen(g.gl_pathv[i]) - strlen(folder) - 6),
		       g.gl_pathv[i] + strlen(folder) + 1);
	globfree(&g);
}

void sim_options_profiles(void)
{
	list("");
	list("/qmi");
}
