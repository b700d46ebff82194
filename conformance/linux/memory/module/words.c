// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * A line is "[2 ]KIND WORD..": words in their order, words NAME=.., and words that are there or not.
 */
#include <linux/kernel.h>
#include <linux/string.h>
#include "words.h"

bool read_step(struct step *step, const char *line)
{
	char *rest = step->text, *next;

	memset(step, 0, sizeof(*step));
	if (strscpy(step->text, line, sizeof(step->text)) < 0)
		return false;
	if (!strncmp(rest, "2 ", 2)) {
		step->process = 1;
		rest += 2;
	}
	step->kind = strsep(&rest, " ");
	while ((next = strsep(&rest, " "))) {
		if (step->count == MOST_WORDS)
			return false;
		step->words[step->count++] = next;
	}
	return true;
}

const char *word(const struct step *step, int i)
{
	return i < step->count ? step->words[i] : "";
}

int number(const struct step *step, int i)
{
	int value;

	return kstrtoint(word(step, i), 10, &value) ? -1 : value;
}

const char *named(const struct step *step, const char *name)
{
	size_t length = strlen(name);
	int i;

	for (i = 0; i < step->count; i++)
		if (!strncmp(step->words[i], name, length) && step->words[i][length] == '=')
			return step->words[i] + length + 1;
	return NULL;
}

bool has(const struct step *step, const char *flag)
{
	int i;

	for (i = 0; i < step->count; i++)
		if (!strcmp(step->words[i], flag))
			return true;
	return false;
}

const char *item(const char *list, int i, int *length)
{
	for (; list && i > 0; i--) {
		list = strchr(list, ',');
		if (list)
			list++;
	}
	if (list)
		*length = strchrnul(list, ',') - list;
	return list;
}

bool lists_number(const char *list, int value)
{
	const char *one;
	int i, length;

	for (i = 0; (one = item(list, i, &length)); i++)
		if (simple_strtol(one, NULL, 10) == value)
			return true;
	return false;
}

bool read_pages(const struct step *step, int i, struct pages *pages)
{
	pages->from = number(step, i);
	pages->to = number(step, i + 1);
	return pages->from >= 0 && pages->to > pages->from && pages->to <= MOST_PAGES &&
	       pages->to - pages->from <= MOST_STEP_PAGES;
}
