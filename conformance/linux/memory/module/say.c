// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * A line goes out as "@NUMBER TEXT $SUM"; one that is longer than printk takes goes in pieces, of
 * which all but the last end with a backslash. NUMBER counts what goes out, SUM is that of all
 * before " $": what the console loses or garbles shows. What an actor adds is kept for its answer.
 */
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/string.h>
#include "actor.h"
#include "say.h"

#define PIECE 600

static char line[16384];
static size_t used;
static unsigned int number;

void add(const char *format, ...)
{
	char *own;
	size_t room = answer_of_actor(&own);
	va_list args;

	va_start(args, format);
	if (room)
		vscnprintf(own + strlen(own), room - strlen(own), format, args);
	else
		used += vscnprintf(line + used, sizeof(line) - used, format, args);
	va_end(args);
}

static unsigned int sum_of(const char *text)
{
	unsigned int sum = 0;

	while (*text)
		sum = (sum * 31 + (u8)*text++) % 65521;
	return sum;
}

static void send_piece(const char *text, size_t length, bool last)
{
	static char piece[PIECE + 32];

	scnprintf(piece, sizeof(piece), "@%u %.*s%s", number++, (int)length, text,
		  last ? "" : "\\");
	pr_notice("%s $%u\n", piece, sum_of(piece));
}

void send(void)
{
	size_t at = 0;

	for (; used - at > PIECE; at += PIECE)
		send_piece(line + at, PIECE, false);
	send_piece(line + at, used - at, true);
	used = 0;
	line[0] = '\0';
}
