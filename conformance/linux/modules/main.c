// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * Reads a text of scenarios, each a machine and questions about it, and answers line by line.
 *
 *	scenario NUMBER
 *	host ..., function ..., own ...	the fabric, or what QEMU has (fabric.c)
 *	start
 *	device ...			devices that are no PCI functions
 *	alias ...			what a function sends as (groups.c)
 *	hold				timers wait from now on (iovas.c)
 *	QUESTION ...			any number (ask.c), counted from 0
 *	end
 */
#include <linux/kernel_read_file.h>
#include <linux/module.h>
#include <linux/vmalloc.h>
#include <asm/processor.h>
#include <generated/utsrelease.h>
#include "ask.h"
#include "bus.h"
#include "bytes.h"
#include "fabric.h"
#include "groups.h"
#include "iovas.h"
#include "maps.h"
#include "pool.h"

static char *scenarios = "/scenarios.txt";
module_param(scenarios, charp, 0444);
MODULE_PARM_DESC(scenarios, "file of machines and questions");

static int build(const char *verb, struct words *words)
{
	if (!strcmp(verb, "host"))
		return fabric_add_host(words);
	if (!strcmp(verb, "function"))
		return fabric_add_function(words);
	if (!strcmp(verb, "own"))
		return fabric_adopt(words);
	if (!strcmp(verb, "device"))
		return fabric_add_device(words);
	if (!strcmp(verb, "start"))
		return bus_start();
	if (!strcmp(verb, "alias"))
		return add_alias(words);
	if (!strcmp(verb, "hold"))
		return hold_queues();
	return -ENOENT;
}

static void end(void)
{
	let_queues_go();
	forget_maps();
	forget_pools();
	forget_groups();
	bus_stop();
	end_scenario();
}

static void read_line(char *line)
{
	struct words words = { .rest = line };
	char *verb = next_word(&words);
	int rc;

	if (!verb)
		return;
	if (!strcmp(verb, "scenario"))
		return begin_scenario(next_int(&words));
	if (!strcmp(verb, "end"))
		return end();
	rc = build(verb, &words);
	if (rc == -ENOENT) {
		begin_question();
		rc = ask(verb, &words);
	}
	if (rc || words.bad)
		answer("failed %s %d", verb, words.bad ? -EINVAL : rc);
	if (!queues_held())
		cond_resched();
}

static int __init p2pspec_init(void)
{
	struct cpuinfo_x86 *cpu = &cpu_data(0);
	char *line, *rest;
	void *text = NULL;
	ssize_t size;
	int rc;

	rc = ram_init();
	if (rc)
		return rc;
	rc = bus_init();
	if (rc)
		goto out_ram;
	size = kernel_read_file_from_path(scenarios, 0, &text, INT_MAX, NULL, READING_UNKNOWN);
	if (size <= 0) {
		rc = size ?: -ENODATA;
		goto out_bus;
	}
	((char *)text)[size - 1] = '\0';
	answer("linux " UTS_RELEASE " cpu %s family %d ram %llx", cpu->x86_vendor_id, cpu->x86,
	       ram_base());
	rest = text;
	while ((line = strsep(&rest, "\n")))
		read_line(line);
	answer("over");
	vfree(text);
	return 0;

out_bus:
	bus_exit();
out_ram:
	ram_exit();
	return rc;
}

static void __exit p2pspec_exit(void)
{
	bus_exit();
	ram_exit();
}

module_init(p2pspec_init);
module_exit(p2pspec_exit);
MODULE_DESCRIPTION("Asks the kernel about machines that are made up");
MODULE_LICENSE("Dual MIT/GPL");
