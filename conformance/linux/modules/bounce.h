/* SPDX-License-Identifier: MIT OR GPL-2.0 */
/*
 * Which bytes the CPU copies between memory and the bounce buffers that stand in for it.
 */
#ifndef P2PSPEC_BOUNCE_H
#define P2PSPEC_BOUNCE_H

int mark_bounced(void);	/* all that is mapped, before a question */
void tell_copied(void);	/* after it */

#endif
