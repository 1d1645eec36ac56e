/* A test's own open (-Wl,--wrap=open) by its other names: as FORTIFY has it,
 * and as it is where a long has 32 bits. */
int __wrap_open(const char *path, int flags, ...);
int __wrap___open_2(const char *path, int flags);
int __wrap_open64(const char *path, int flags, ...);
int __wrap___open64_2(const char *path, int flags);

int __wrap___open_2(const char *path, int flags)
{
	return __wrap_open(path, flags);
}

int __wrap_open64(const char *path, int flags, ...)
{
	return __wrap_open(path, flags);
}

int __wrap___open64_2(const char *path, int flags)
{
	return __wrap_open(path, flags);
}
