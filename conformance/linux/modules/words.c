// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * An answer is "@LINE SCENARIO QUESTION ... $SUM". LINE counts all lines of the boot, SUM is that
 * of all before " $". A scenario opens with "@LINE SCENARIO begin $SUM" and closes with "@LINE
 * SCENARIO end $SUM"; the last line is "@LINE over $SUM".
 */
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/string.h>
#include "words.h"

static unsigned int line_count;
static int scenario = -1, question = -1;

char *next_word(struct words *words)
{
	char *word;

	do
		word = strsep(&words->rest, " ");
	while (word && !*word);
	return word;
}

u64 next_hex(struct words *words)
{
	char *word = next_word(words);
	u64 value = 0;

	if (!word || kstrtou64(word, 16, &value))
		words->bad = true;
	return value;
}

int next_int(struct words *words)
{
	char *word = next_word(words);
	int value = 0;

	if (!word || kstrtoint(word, 10, &value))
		words->bad = true;
	return value;
}

void begin_scenario(int number)
{
	scenario = number;
	question = -1;
	answer("begin");
}

void begin_question(void)
{
	question++;
}

int this_question(void)
{
	return question;
}

void end_scenario(void)
{
	question = -1;
	answer("end");
	scenario = -1;
}

/* The bytes as digits to the base 31, modulo a prime: what a console loses in the middle shows. */
static unsigned int sum_of(const char *text)
{
	unsigned int sum = 0;

	while (*text)
		sum = (sum * 31 + (u8)*text++) % 65521;
	return sum;
}

void answer(const char *format, ...)
{
	static char text[512];
	int at = scnprintf(text, sizeof(text), "@%u ", line_count++);
	va_list args;

	if (scenario >= 0)
		at += scnprintf(text + at, sizeof(text) - at, "%d ", scenario);
	if (scenario >= 0 && question >= 0)
		at += scnprintf(text + at, sizeof(text) - at, "%d ", question);
	va_start(args, format);
	vscnprintf(text + at, sizeof(text) - at, format, args);
	va_end(args);
	pr_notice("%s $%u\n", text, sum_of(text));
}
