// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * The steps that a process does itself: its accesses and its system calls. All others are the
 * module's.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include "access.h"
#include "calls.h"
#include "module.h"
#include "steps.h"

static int *writes;

void share_writes(void)
{
	writes = mmap(NULL, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
}


static void say_rc(char *answer, int rc)
{
	if (rc)
		sprintf(answer, "err %d", rc);
	else
		strcpy(answer, "ok");
}

static const char *signal_name(int signal)
{
	return signal == SIGSEGV ? "SEGV" : "BUS";
}

static void do_access(char *answer, int page, int writing)
{
	unsigned long value = writing ? ++*writes : 0;
	int signal;

	signal = writing ? write_page(page, value) : read_page(page, &value);
	if (signal)
		strcpy(answer, signal_name(signal));
	else
		sprintf(answer, writing ? "wrote %lu" : "%lu", value);
}

static void do_poison(char *answer, int page)
{
	int rc;

	if (!ask_number(P2PSPEC_BREAKS, page)) {
		strcpy(answer, "refused");
		return;
	}
	rc = break_page(page);
	if (rc < 0)
		strcpy(answer, signal_name(-rc));
	else
		say_rc(answer, rc);
}

static void do_mark(char *answer, struct range range)
{
	int registered, set, rc = mark(range, &registered, &set);

	if (!registered)
		sprintf(answer, "err register %d", rc);
	else if (rc)
		sprintf(answer, "err %d set=%d", rc, set);
	else
		strcpy(answer, "ok");
}

/* Who would change the process's VMAs waits for the end of a migration. */
static int changes_vmas(const char *kind)
{
	static const char *const kinds[] = { "vma", "prot", "unmap", "move", "mark" };

	for (unsigned int i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (!strcmp(kind, kinds[i]))
			return 1;
	return 0;
}

static void do_call(char *answer, const char *kind, char word[4][32])
{
	struct range range = { atoi(word[0]), atoi(word[1]) };

	if (!strcmp(kind, "vma"))
		say_rc(answer, map_memory(range, word[2], word[3]));
	else if (!strcmp(kind, "prot"))
		say_rc(answer, protect(range, word[2]));
	else if (!strcmp(kind, "unmap"))
		say_rc(answer, unmap(range));
	else if (!strcmp(kind, "zap"))
		say_rc(answer, drop(range));
	else if (!strcmp(kind, "move"))
		say_rc(answer, move(range, atoi(word[2])));
	else if (!strcmp(kind, "mark"))
		do_mark(answer, range);
	else if (!strcmp(kind, "read") || !strcmp(kind, "write"))
		do_access(answer, range.from, kind[0] == 'w');
	else if (!strcmp(kind, "poison"))
		do_poison(answer, range.from);
	else
		strcpy(answer, "bad");
}

static int would_wait(const char *kind, int page, int process)
{
	if (changes_vmas(kind))
		return ask_number(P2PSPEC_PENDING, process);
	if (strcmp(kind, "read") && strcmp(kind, "write"))
		return 0;
	return ask_number(P2PSPEC_WAITS, page + (kind[0] == 'w' ? MOST_PAGES : 0));
}

void do_beside(char *answer, const char *line)
{
	char kind[32] = "", word[4][32] = { "", "", "", "" };

	sscanf(line, "%31s %31s %31s %31s %31s", kind, word[0], word[1], word[2], word[3]);
	do_call(answer, kind, word);
}

void do_step(const char *line)
{
	char answer[128] = "", kind[32] = "", word[4][32] = { "", "", "", "" };
	const char *own = strncmp(line, "2 ", 2) ? line : line + 2;

	ask_text(P2PSPEC_STEP, line);
	if (!ask_text(P2PSPEC_RUN, line))
		return;
	sscanf(own, "%31s %31s %31s %31s %31s", kind, word[0], word[1], word[2], word[3]);
	if (would_wait(kind, atoi(word[0]), own != line)) {
		/* A write that is refused has its number all the same. */
		*writes += !strcmp(kind, "write");
		strcpy(answer, "refused");
	} else {
		do_call(answer, kind, word);
	}
	ask_text(P2PSPEC_ANSWER, answer);
}
