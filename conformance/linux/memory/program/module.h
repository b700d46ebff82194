/* SPDX-License-Identifier: MIT OR GPL-2.0 */
/*
 * The module, as the program calls it.
 */
#ifndef MODULE_H
#define MODULE_H

#include "guest.h"

void load_module(const char *parameters);
int ask_text(unsigned int command, const char *text);	/* -1, or what the module returns */
int ask_number(unsigned int command, unsigned long number);
int module_file(void);

#endif
