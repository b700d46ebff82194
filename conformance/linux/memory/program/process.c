// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * A script plays in a process of its own; steps behind "2 " go to a second one that it forked.
 * Both count the values that they write together.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include "access.h"
#include "actors.h"
#include "module.h"
#include "process.h"
#include "steps.h"

static pid_t second;
static int to_second[2], from_second[2];

static void send_second(const char *line)
{
	char message[512] = "", done;

	strncpy(message, line, sizeof(message) - 1);
	if (write(to_second[1], message, sizeof(message)) < 0 || read(from_second[0], &done, 1) < 1)
		_exit(3);
}

/* Lines come from the first process; each is answered by a byte. */
static void be_second(void)
{
	char message[512];

	ask_number(P2PSPEC_JOIN, 1);
	for (;;) {
		if (write(from_second[1], "", 1) < 1 ||
		    read(to_second[0], message, sizeof(message)) != sizeof(message))
			_exit(3);
		if (!strcmp(message, "finish"))
			ask_number(P2PSPEC_FINISH, 1);
		else if (!strcmp(message, "exit"))
			_exit(0);
		else
			do_step(message);
	}
}

static void start_second(void)
{
	char ready;

	if (pipe(to_second) || pipe(from_second))
		_exit(3);
	second = fork();
	if (!second)
		be_second();
	if (read(from_second[0], &ready, 1) < 1)
		_exit(3);
}

static void end_second(void)
{
	char message[512] = "exit";

	if (write(to_second[1], message, sizeof(message)) < 0)
		_exit(3);
	waitpid(second, NULL, 0);
	second = 0;
	close(to_second[0]);
	close(to_second[1]);
	close(from_second[0]);
	close(from_second[1]);
}

const char *fork_second(void)
{
	if (second)
		return "bad";
	start_second();
	return "ok";
}

static const char *do_fork(void)
{
	return ask_number(P2PSPEC_PENDING, 0) ? "refused" : fork_second();
}

static const char *do_exit(void)
{
	if (!second || ask_number(P2PSPEC_PENDING, 1))
		return "bad";
	send_second("finish");
	end_second();
	return "ok";
}

static void play_step(const char *line)
{
	int of_second = !strncmp(line, "2 ", 2);

	if (is_of_actor(line))
		return act_beside(line);
	if (of_second && second)
		return send_second(line);
	if (!of_second && strcmp(line, "fork") && strcmp(line, "exit2"))
		return do_step(line);
	ask_text(P2PSPEC_STEP, line);
	ask_text(P2PSPEC_ANSWER, of_second ? "bad" : !strcmp(line, "fork") ? do_fork() : do_exit());
}

void play(char *const *steps)
{
	share_writes();
	catch_signals();
	ask_number(P2PSPEC_JOIN, 0);
	start_actors(steps);
	while (*steps)
		play_step(*steps++);
	ask_number(P2PSPEC_LET_GO, 0);
	if (second)
		send_second("finish");
	ask_number(P2PSPEC_FINISH, 0);
	ask_number(P2PSPEC_RELEASE, 0);
	if (second)
		end_second();
	_exit(0);
}
