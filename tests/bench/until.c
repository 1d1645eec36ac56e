/* How long a program takes until it says something, or until it ends.
 *
 *   bench_until TEXT PROGRAM ARGS...    until a line of its output holds TEXT
 *   bench_until "" PROGRAM ARGS...      until it exits
 *
 * Prints microseconds from before fork; then ends the program. */
#define _GNU_SOURCE
#include <stdbool.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static pid_t start(char **argv, int *out)
{
	int p[2];
	pid_t pid;

	if (pipe(p))
		exit(1);
	pid = fork();
	if (pid == 0) {
		dup2(p[1], 1);
		close(p[0]);
		close(p[1]);
		execvp(argv[0], argv);
		_exit(127);
	}
	close(p[1]);
	*out = p[0];
	return pid;
}

int main(int argc, char **argv)
{
	double begin = now_us(), end;
	char *line = NULL;
	size_t cap = 0;
	int fd, status;
	bool found;
	FILE *out;
	pid_t pid;

	if (argc < 3)
		return 2;
	pid = start(argv + 2, &fd);
	out = fdopen(fd, "r");
	found = !argv[1][0];
	while (getline(&line, &cap, out) > 0)
		if (argv[1][0] && strstr(line, argv[1])) {
			found = true;
			break;
		}
	end = now_us();
	free(line);
	if (argv[1][0])
		kill(pid, SIGTERM);
	while (fgetc(out) != EOF)
		;
	fclose(out);
	waitpid(pid, &status, 0);
	if (!argv[1][0] && (!WIFEXITED(status) || WEXITSTATUS(status)))
		found = false;
	printf("%.0f\n", end - begin);
	return !found;
}
