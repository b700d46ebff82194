// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * Every question, by its verb. Indices are those of functions and clients, a question is named by
 * its number in the scenario; other numbers are hexadecimal.
 */
#include <linux/kernel.h>
#include <linux/string.h>
#include "ask.h"
#include "domain.h"
#include "groups.h"
#include "iovas.h"
#include "latent.h"
#include "lists.h"
#include "pool.h"
#include "provider.h"
#include "singles.h"

static const struct {
	const char *verb;
	int (*ask)(struct words *words);
} questions[] = {
	/* provider.c */
	{ "dev", ask_dev },
	{ "add", ask_add },
	{ "alloc", ask_alloc },
	{ "distance", ask_distance },
	{ "publish", ask_publish },
	{ "find", ask_find },
	{ "acs", ask_acs },
	{ "restore", ask_restore },
	/* lists.c */
	{ "map", ask_map },
	{ "unmap", ask_unmap },
	{ "again", ask_again },
	{ "sync", ask_sync },
	/* singles.c */
	{ "page", ask_page },
	{ "resource", ask_resource },
	{ "unpage", ask_unpage },
	{ "unresource", ask_unresource },
	/* domain.c, pool.c */
	{ "domain", ask_domain },
	{ "take", ask_take },
	{ "give", ask_give },
	/* groups.c, iovas.c */
	{ "mates", ask_mates },
	{ "ids", ask_ids },
	{ "reach", ask_reach },
	{ "flush", ask_flush },
	/* latent.c, latent-*.c: only the scenarios of latent/ put these */
	{ "table", ask_table },
	{ "replace", ask_replace },
	{ "maptable", ask_map_table },
	{ "unmaptable", ask_unmap_table },
	{ "walk", ask_walk },
	{ "boundary", ask_boundary },
	{ "nomask", ask_no_mask },
	{ "group", ask_group },
	{ "slice", ask_slice },
	{ "pagemap", ask_pagemap },
	{ "memremap", ask_memremap },
	{ "between", ask_between },
	{ "types", ask_types },
	{ "hmm", ask_hmm },
	{ "private", ask_private },
	{ "migrate", ask_migrate },
	{ "implement", ask_implement },
	{ "config", ask_config },
	{ "resume", ask_resume },
	{ "overlay", ask_overlay },
};

int ask(const char *verb, struct words *words)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(questions); i++)
		if (!strcmp(verb, questions[i].verb))
			return questions[i].ask(words);
	return -EOPNOTSUPP;
}
