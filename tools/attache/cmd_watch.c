/* attache status --watch: once a second, a page on a terminal, or else a block
 * of rows. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "attache.h"
#include "running.h"
#include "watch.h"

#define LOOK_MS 1000u

static struct running running;
static struct watch_history history;
static struct watch_page page;

static uint64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* 0 or ATT_E_*: it has gone; the next look tries it anew. */
static int look(const char *command, const struct running_at *at,
		struct mbim_attache_status_response *s)
{
	static bool connected;
	int err = 0;

	if (!connected)
		err = running_open(&running, command, at);
	if (!err)
		err = running_status(&running, s);
	if (err)
		running_close(&running);
	connected = !err;
	return err;
}

static void print_block(void)
{
	for (unsigned i = 0; i + 2 < page.n; i++) /* without the foot */
		puts(page.row[i].text);
	putchar('\n');
	fflush(stdout);
}

/* Until a second is over; a key or another size of the terminal may come first,
 * and then the same is drawn anew. True: it is to end. */
static bool pause_until(uint64_t until_ms, const char *control,
			const struct mbim_attache_status_response *s,
			bool screen)
{
	uint64_t now = now_ms();

	while (now < until_ms) {
		if (watch_screen_wait((unsigned)(until_ms - now)))
			return true;
		now = now_ms();
		if (!screen || now >= until_ms)
			continue;
		watch_page(&page, &history, s, control, watch_screen_size());
		watch_screen_draw(&page);
	}
	return false;
}

static void show(const char *control,
		 const struct mbim_attache_status_response *s, bool screen)
{
	watch_page(&page, &history, s, control, watch_screen_size());
	if (screen)
		watch_screen_draw(&page);
	else
		print_block();
}

/* One that is not there at the start is no page; one that ends is waited for,
 * but by a script. */
int cmd_watch(const char *command, const struct running_at *at)
{
	const char *control = at->control;
	struct mbim_attache_status_response s;
	bool screen, ended = false;
	int err = look(command, at, &s);

	if (err)
		return running_complain(&running, err);
	screen = watch_screen_open();
	while (!ended) {
		uint64_t now = now_ms();

		watch_note(&history, err ? NULL : &s, now);
		show(control, err ? NULL : &s, screen);
		ended = pause_until(now + LOOK_MS, control, err ? NULL : &s,
				    screen) ||
			ferror(stdout);
		if (!ended)
			err = look(command, at, &s);
		ended |= err && !screen;
	}
	if (screen)
		watch_screen_close();
	else if (err)
		return running_complain(&running, err);
	running_close(&running);
	return ATTACHE_DONE;
}
