/* SPDX-License-Identifier: MIT OR GPL-2.0 */
/*
 * Every step that the module does; each adds its answer to the line that is being made.
 */
#ifndef P2PSPEC_STEPS_H
#define P2PSPEC_STEPS_H

#include "words.h"

/* Processes of a script, by number. */
void join_script(int process);
void leave_script(void);
int this_process(void);		/* 0 or 1 */

bool run_step(struct step *step);	/* false: no step of the module's */
void release_all(void);			/* what the script still has */

void ask_state(struct step *step);

void ask_migrate(struct step *step);
void ask_setup(struct step *step);
void ask_pages(struct step *step);
void ask_finalize(struct step *step);
bool is_pending(int process);
void finish_migration(void);		/* that of the calling process */

void ask_evict(struct step *step);
void ask_evict_setup(struct step *step);
void ask_evict_pages(struct step *step);
void ask_evict_finalize(struct step *step);
void finish_eviction(void);

void ask_begin(struct step *step);
void ask_again(struct step *step);
void ask_retry(struct step *step);
void ask_end(struct step *step);
void forget_events(void);
void add_events(void);			/* " | 0:CLEAR:1-2 .." */
void release_notifiers(void);

void ask_hmm(struct step *step);

void ask_gup(struct step *step);
void ask_put(struct step *step);
void ask_hold(struct step *step);
void ask_lock(struct step *step);
void ask_unlock(struct step *step);
void release_holds(void);

void ask_exclusive(struct step *step);

void ask_map(struct step *step);
void ask_lookup(struct step *step);
void ask_take(struct step *step);
void ask_drop(struct step *step);
void ask_grab(struct step *step);
void ask_ungrab(struct step *step);
void ask_unmapmap(struct step *step);
void ask_poll(struct step *step);

void ask_open(struct step *step);
void ask_mirrored(struct step *step);
void ask_device_read(struct step *step);
void ask_device_write(struct step *step);
void ask_to_device(struct step *step);
void ask_to_system(struct step *step);
void ask_device_evict(struct step *step);
void ask_device_exclusive(struct step *step);
void release_driver(void);		/* its table is empty */

int pagemaps_init(void);
int pagemaps_begin(void);		/* -EBUSY: one of another script is still there */
void release_pagemaps(void);

#endif
