// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * Reads a text of scenarios, each a machine and questions about it, and answers line by line.
 *
 *	scenario NUMBER
 *	host ..., function ..., own ...	the fabric, or what QEMU has (fabric.c)
 *	start
 *	device ...			devices that are no PCI functions
 *	QUESTION ...			any number (ask.c), counted from 0
 *	end
 *
 * An answer is "@LINE SCENARIO QUESTION ... $SUM". LINE counts all lines of the boot, SUM is that
 * of all before " $". A scenario opens with "@LINE SCENARIO begin $SUM" and closes with "@LINE
 * SCENARIO end $SUM"; the last line is "@LINE over $SUM".
 */
#include <linux/kernel_read_file.h>
#include <linux/module.h>
#include <linux/vmalloc.h>
#include <asm/processor.h>
#include <generated/utsrelease.h>
#include "p2pspec.h"

static char *scenarios = "/scenarios.txt";
module_param(scenarios, charp, 0444);
MODULE_PARM_DESC(scenarios, "file of machines and questions");

static unsigned int line_count;
static int scenario, question;

/* The bytes as digits to the base 31, modulo a prime: what a console loses in the middle shows. */
static unsigned int sum_of(const char *text)
{
	unsigned int sum = 0;

	while (*text)
		sum = (sum * 31 + (u8)*text++) % 65521;
	return sum;
}

void answer(const char *format, ...)
{
	static char text[512];
	int at = scnprintf(text, sizeof(text), "@%u ", line_count++);
	va_list args;

	if (scenario >= 0)
		at += scnprintf(text + at, sizeof(text) - at, "%d ", scenario);
	if (scenario >= 0 && question >= 0)
		at += scnprintf(text + at, sizeof(text) - at, "%d ", question);
	va_start(args, format);
	vscnprintf(text + at, sizeof(text) - at, format, args);
	va_end(args);
	pr_notice("%s $%u\n", text, sum_of(text));
}

char *next_word(struct words *words)
{
	char *word;

	do
		word = strsep(&words->rest, " ");
	while (word && !*word);
	return word;
}

u64 next_hex(struct words *words)
{
	char *word = next_word(words);
	u64 value = 0;

	if (!word || kstrtou64(word, 16, &value))
		words->bad = true;
	return value;
}

int next_int(struct words *words)
{
	char *word = next_word(words);
	int value = 0;

	if (!word || kstrtoint(word, 10, &value))
		words->bad = true;
	return value;
}

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
		return fabric_start();
	return -ENOENT;
}

static void begin(struct words *words)
{
	scenario = next_int(words);
	question = -1;
	answer("begin");
}

static void end(void)
{
	forget_maps();
	forget_pools();
	fabric_stop();
	question = -1;
	answer("end");
	scenario = -1;
}

static void read_line(char *line)
{
	struct words words = { .rest = line };
	char *verb = next_word(&words);
	int rc;

	if (!verb)
		return;
	if (!strcmp(verb, "scenario"))
		return begin(&words);
	if (!strcmp(verb, "end"))
		return end();
	rc = build(verb, &words);
	if (rc == -ENOENT) {
		question++;
		rc = ask(verb, &words, question);
	}
	if (rc || words.bad)
		answer("failed %s %d", verb, words.bad ? -EINVAL : rc);
	cond_resched();
}

static int __init p2pspec_init(void)
{
	struct cpuinfo_x86 *cpu = &cpu_data(0);
	char *line, *rest;
	void *text = NULL;
	ssize_t size;
	int rc;

	rc = maps_init();
	if (rc)
		return rc;
	rc = fabric_init();
	if (rc)
		goto out_maps;
	size = kernel_read_file_from_path(scenarios, 0, &text, INT_MAX, NULL, READING_UNKNOWN);
	if (size <= 0) {
		rc = size ?: -ENODATA;
		goto out_fabric;
	}
	((char *)text)[size - 1] = '\0';
	scenario = -1;
	answer("linux " UTS_RELEASE " cpu %s family %d ram %llx", cpu->x86_vendor_id, cpu->x86,
	       ram_base());
	rest = text;
	while ((line = strsep(&rest, "\n")))
		read_line(line);
	answer("over");
	vfree(text);
	return 0;

out_fabric:
	fabric_exit();
out_maps:
	maps_exit();
	return rc;
}

static void __exit p2pspec_exit(void)
{
	fabric_exit();
	maps_exit();
}

module_init(p2pspec_init);
module_exit(p2pspec_exit);
MODULE_DESCRIPTION("Asks the kernel about machines that are made up");
MODULE_LICENSE("Dual MIT/GPL");
