// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * A file in /proc: the program that plays a script has its steps printed, and those done that the
 * kernel's own functions do (guest.h).
 */
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <generated/utsrelease.h>
#include "actor.h"
#include "device.h"
#include "driver-vma.h"
#include "peer.h"
#include "say.h"
#include "steps.h"
#include "symbols.h"
#include "wait.h"

static char text[8192];

static int read_text(unsigned long from)
{
	long length = strncpy_from_user(text, (const char __user *)from, sizeof(text));

	return length < 0 ? length : length == sizeof(text) ? -E2BIG : 0;
}

static long begin_step(void)
{
	add("> %s", text);
	send();
	drain_lru();
	arm_warnings();
	forget_events();
	return 0;
}

static void end_step(void)
{
	add_events();
	send();
}

static long do_step(void)
{
	static struct step step;

	if (!read_step(&step, text))
		return -EINVAL;
	if (!run_step(&step))
		return 1;
	end_step();
	return 0;
}

/* The threads of the program come by and by. */
static long do_beside(void)
{
	if (!is_ready(text))
		return -ESRCH;
	begin_step();
	add("= ");
	beside(text);
	end_step();
	return 0;
}

static long with_text(unsigned int command)
{
	switch (command) {
	case P2PSPEC_BESIDE:
		return do_beside();
	case P2PSPEC_SAY:
		add("%s", text);
		send();
		return 0;
	case P2PSPEC_STEP:
		return begin_step();
	case P2PSPEC_RUN:
		return do_step();
	default:
		add("= %s", text);
		end_step();
		return 0;
	}
}

static long with_number(unsigned int command, unsigned long n)
{
	switch (command) {
	case P2PSPEC_BEGIN:
		actors_begin();
		return devices_begin() ?: peer_begin() ?: pagemaps_begin();
	case P2PSPEC_JOIN:
		join_script(n);
		return 0;
	case P2PSPEC_WAITS:
		return access_would_wait(n % MOST_PAGES, n >= MOST_PAGES);
	case P2PSPEC_LET_GO:
		actors_let_go();
		return 0;
	case P2PSPEC_PENDING:
		return is_pending(n);
	case P2PSPEC_BREAKS:
		return may_break(n);
	case P2PSPEC_FINISH:
		finish_migration();
		leave_script();
		return 0;
	case P2PSPEC_RELEASE:
		release_all();
		return 0;
	case P2PSPEC_LEFT:
		drain_lru();
		add("left ");
		add_left();
		send();
		return 0;
	default:
		return -ENOTTY;
	}
}

static long command(struct file *file, unsigned int command, unsigned long argument)
{
	int rc;

	switch (command) {
	case P2PSPEC_SAY:
	case P2PSPEC_STEP:
	case P2PSPEC_RUN:
	case P2PSPEC_ANSWER:
	case P2PSPEC_BESIDE:
		rc = read_text(argument);
		return rc ?: with_text(command);
	case P2PSPEC_ACT:
		return act((struct p2pspec_act __user *)argument);
	default:
		return with_number(command, argument);
	}
}

static int map(struct file *file, struct vm_area_struct *vma)
{
	return map_for_driver(vma);
}

static const struct proc_ops file_ops = {
	.proc_ioctl = command,
	.proc_mmap = map,
};

static int __init memory_init(void)
{
	int rc = symbols_init() ?: devices_init() ?: peer_init() ?: pagemaps_init();

	if (rc)
		return rc;
	if (!proc_create(P2PSPEC_FILE, 0600, NULL, &file_ops))
		return -ENOMEM;
	add("linux " UTS_RELEASE);
	send();
	return 0;
}

/* Its pages stay in use by whatever leaked: the machine goes off with it. */
module_init(memory_init);
MODULE_DESCRIPTION("Asks the kernel about memory that moves");
MODULE_LICENSE("Dual MIT/GPL");
