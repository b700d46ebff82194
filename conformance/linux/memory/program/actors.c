// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * An actor is a thread that asks the module what to do next, and comes back with the answer. The
 * module keeps them apart: here is only what a process does itself.
 */
#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include "actors.h"
#include "module.h"
#include "process.h"
#include "steps.h"

#define ACTORS 2

int is_of_actor(const char *line)
{
	return (line[0] == 'a' || line[0] == 'b') && line[1] == ' ';
}

static void *be_actor(void *number)
{
	struct p2pspec_act act = { .actor = (long)number };

	while (!ioctl(module_file(), P2PSPEC_ACT, &act)) {
		memset(act.answer, 0, sizeof(act.answer));
		if (!strncmp(act.line, "fork", 4))
			strcpy(act.answer, fork_second());
		else
			do_beside(act.answer, act.line);
	}
	return NULL;
}

void start_actors(char *const *steps)
{
	pthread_t thread;

	while (*steps && !is_of_actor(*steps))
		steps++;
	for (long i = 0; *steps && i < ACTORS; i++)
		if (pthread_create(&thread, NULL, be_actor, (void *)i))
			_exit(4);
}

/* They come by and by. */
void act_beside(const char *line)
{
	while (ask_text(P2PSPEC_BESIDE, line) && errno == ESRCH)
		usleep(1000);
}
