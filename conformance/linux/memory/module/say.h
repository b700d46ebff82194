/* SPDX-License-Identifier: MIT OR GPL-2.0 */
/*
 * Lines for whoever reads the console.
 */
#ifndef P2PSPEC_SAY_H
#define P2PSPEC_SAY_H

#include <linux/compiler.h>

__printf(1, 2) void add(const char *format, ...);	/* to the line that is being made */
void send(void);					/* that line */

#endif
