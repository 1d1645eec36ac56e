/* The entries of a folder, one after the other. */
#include "drivers/port_dir.h"

#include <dirent.h>
#include <string.h>

bool port_dir_next(const char *folder, const char *prefix, char *name,
		   size_t cap)
{
	const size_t begins = strlen(prefix);
	char best[256] = "";
	struct dirent *e;
	DIR *dir = opendir(folder);

	if (!dir)
		return false;
	while ((e = readdir(dir)))
		if (strncmp(e->d_name, prefix, begins) == 0 &&
		    strlen(e->d_name) < cap && strcmp(e->d_name, name) > 0 &&
		    (!best[0] || strcmp(e->d_name, best) < 0))
			strcpy(best, e->d_name);
	closedir(dir);
	if (best[0])
		strcpy(name, best);
	return best[0];
}
