// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * In the place of latent-pages.c and latent-private.c, which look into page maps as 6.12 has them
 * inside: later kernels are not asked that.
 */
#include <linux/errno.h>
#include "latent.h"

int ask_slice(struct words *words)
{
	return -EOPNOTSUPP;
}

int ask_pagemap(struct words *words)
{
	return -EOPNOTSUPP;
}

int ask_memremap(struct words *words)
{
	return -EOPNOTSUPP;
}

int ask_between(struct words *words)
{
	return -EOPNOTSUPP;
}

int ask_private(struct words *words)
{
	return -EOPNOTSUPP;
}

int ask_migrate(struct words *words)
{
	return -EOPNOTSUPP;
}
