// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * The guest's first process: plays every script of /scripts.txt, each in a process of its own, and
 * switches the machine off.
 *
 *	# NUMBER
 *	STEP ..
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "calls.h"
#include "module.h"
#include "process.h"

#define MOST_STEPS 4096

static char *read_scripts(void)
{
	struct stat about;
	int file = open("/scripts.txt", O_RDONLY);
	char *text;

	if (file < 0 || fstat(file, &about))
		return NULL;
	text = calloc(1, about.st_size + 1);
	if (read(file, text, about.st_size) != about.st_size)
		return NULL;
	close(file);
	return text;
}

static void say(const char *word, const char *number)
{
	char line[64];

	snprintf(line, sizeof(line), "%s %s", word, number);
	ask_text(P2PSPEC_SAY, line);
}

/* A script is played where nothing of another is left; 0: not here. */
static int play_script(const char *number, char *const *steps)
{
	pid_t process;
	int status;

	if (ask_number(P2PSPEC_BEGIN, 0)) {
		say("dirty", number);
		return 0;
	}
	say("script", number);
	process = fork();
	if (!process)
		play(steps);
	waitpid(process, &status, 0);
	if (status) {
		say("died", number);
		return 0;
	}
	ask_number(P2PSPEC_LEFT, 0);
	say("end", number);
	return 1;
}

static void play_all(char *text)
{
	static char *steps[MOST_STEPS + 1];
	char *line = strtok(text, "\n");

	while (line) {
		char *number = line + 2;
		int count = 0;

		while ((line = strtok(NULL, "\n")) && line[0] != '#')
			if (count < MOST_STEPS)
				steps[count++] = line;
		steps[count] = NULL;
		if (!play_script(number, steps))
			return;
	}
}

/* The module's: a word of the kernel's command line, which separates them by commas. */
static const char *parameters(void)
{
	char *words = getenv("module");

	for (char *comma = words; comma && (comma = strchr(comma, ',')); )
		*comma = ' ';
	return words ? words : "";
}

int main(int argc, char **argv)
{
	char *text;

	(void)argc;
	(void)argv;
	mount("proc", "/proc", "proc", 0, NULL);
	mount("sysfs", "/sys", "sysfs", 0, NULL);
	load_module(parameters());
	find_peer();
	text = read_scripts();
	if (text)
		play_all(text);
	ask_text(P2PSPEC_SAY, "over");
	reboot(RB_POWER_OFF);
	return 0;
}
