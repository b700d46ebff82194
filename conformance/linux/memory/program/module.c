// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * Loads the module, and calls it.
 */
#include <fcntl.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "module.h"

static int file = -1;

void load_module(const char *parameters)
{
	int image = open("/p2pspec-memory.ko", O_RDONLY);

	if (syscall(SYS_finit_module, image, parameters, 0))
		perror("p2pspec-memory.ko");
	close(image);
	file = open("/proc/" P2PSPEC_FILE, O_RDWR);
}

int module_file(void)
{
	return file;
}

int ask_text(unsigned int command, const char *text)
{
	return ioctl(file, command, text);
}

int ask_number(unsigned int command, unsigned long number)
{
	return ioctl(file, command, number);
}
