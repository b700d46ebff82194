/* SPDX-License-Identifier: MIT OR GPL-2.0 */
/*
 * What is not asked, for it would wait for a later step of the same script.
 */
#ifndef P2PSPEC_WAIT_H
#define P2PSPEC_WAIT_H

#include "words.h"

bool step_would_wait(struct step *step);	/* a step of the module's */
bool access_would_wait(int page, bool write);	/* the CPU's */
bool may_break(int page);			/* no page of a device, a file or a driver */

#endif
