// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * The CPU's accesses.
 */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/mman.h>
#include "access.h"
#include "guest.h"

/* Each thread catches its own. */
static __thread sigjmp_buf before;

static void caught(int signal)
{
	siglongjmp(before, signal);
}

void catch_signals(void)
{
	struct sigaction action = { .sa_handler = caught };

	sigaction(SIGSEGV, &action, NULL);
	sigaction(SIGBUS, &action, NULL);
}

static volatile unsigned long *at(int page)
{
	return (volatile unsigned long *)PAGE_AT(page);
}

int read_page(int page, unsigned long *value)
{
	int signal = sigsetjmp(before, 1);

	if (!signal)
		*value = *at(page);
	return signal;
}

int write_page(int page, unsigned long value)
{
	int signal = sigsetjmp(before, 1);

	if (!signal)
		*at(page) = value;
	return signal;
}

int break_page(int page)
{
	int signal = sigsetjmp(before, 1);

	if (signal)
		return -signal;
	return madvise((void *)PAGE_AT(page), PAGE_SIZE, MADV_HWPOISON) ? errno : 0;
}
