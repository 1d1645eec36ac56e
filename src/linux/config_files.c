/* The files of a system's configuration, one after the other. */
#include "linux/config_files.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/errors.h"

struct files {
	struct att_config *config;
	struct att_config_reading reading;
	att_config_report *reads, *report;
	void *ctx;
	int err; /* the first one */
};

static void add(struct files *f, const char *path)
{
	int err;

	if (f->reads)
		f->reads(f->ctx, path);
	err = att_config_add(f->config, &f->reading, path, f->report, f->ctx);
	f->err = f->err ? f->err : err;
}

static int is_ours(const struct dirent *entry)
{
	const char *end = strrchr(entry->d_name, '.');

	return end && end != entry->d_name && entry->d_name[0] != '.' &&
	       strcmp(end, ".yaml") == 0;
}

static void cannot_read(struct files *f, const char *folder)
{
	char line[512];

	snprintf(line, sizeof(line), "%s: error: %s", folder, strerror(errno));
	f->report(f->ctx, line);
	f->err = f->err ? f->err : ATT_E_IO;
}

/* In the order of the bytes of their names, whatever the locale is. */
static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static void add_folder(struct files *f, const char *folder)
{
	struct dirent **entry;
	char path[2 * ATT_CONFIG_PATH];
	int n = scandir(folder, &entry, is_ours, by_name);

	if (n < 0) {
		if (errno != ENOENT)
			cannot_read(f, folder);
		return;
	}
	for (int i = 0; i < n; i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, entry[i]->d_name);
		add(f, path);
		free(entry[i]);
	}
	free(entry);
}

int att_config_files(struct att_config *config, const char *file,
		     const char *folder, att_config_report *reads,
		     att_config_report *report, void *ctx)
{
	struct files f = {
		.config = config, .reads = reads, .report = report, .ctx = ctx};

	att_config_default(config);
	if (access(file, F_OK) == 0 || errno != ENOENT)
		add(&f, file);
	add_folder(&f, folder);
	att_config_complete(config);
	return f.err;
}
