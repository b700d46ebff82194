/* SPDX-License-Identifier: MIT OR GPL-2.0 */
/*
 * What ends in a signal, caught.
 */
#ifndef ACCESS_H
#define ACCESS_H

void catch_signals(void);

/* 0, or the signal; *@value is what was read, or what is to be written. */
int read_page(int page, unsigned long *value);
int write_page(int page, unsigned long value);

/* madvise(MADV_HWPOISON): 0, an errno, or minus the signal. */
int break_page(int page);

#endif
