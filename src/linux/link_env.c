/* The log of network devices. */
#include "linux/link_env.h"

#include <stdarg.h>
#include <stdio.h>

void att_link_say(struct att_link_env *env, const char *format, ...)
{
	char line[768];
	va_list args;

	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	env->log(env->log_ctx, line);
}
