// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * Two threads of a script, a and b. A step of one goes on until it stops at a point that it names
 * (stop=POINT,..), ends, waits for another, or goes round without end. Then the script says who
 * goes on. A point is a place in a callback or between two calls of this module: no lock of the
 * kernel's own is taken there that the call would not hold anyway.
 */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include "actor.h"
#include "notifier.h"
#include "say.h"
#include "steps.h"
#include "symbols.h"

/* Milliseconds: whoever sleeps so long in the kernel waits; whoever is busy so long goes round. */
#define LOOK 20
#define QUIET 400
#define BUSY 3000

/* On a busy machine looking takes longer than it says; a guest that is silent for 12 s is ended. */
#define LONGEST (6 * HZ)

static struct actor {
	struct task_struct *task;
	enum { IDLE, ORDERED, GOING, STOPPED, ENDED } state;
	const char *point;		/* where it stops */
	bool told;			/* that it stops there */
	struct step step;
	char line[512], answer[1024];
	struct completion order, go;
	unsigned long switches;		/* of its task, when somebody last looked */
	unsigned int asleep;		/* for how many milliseconds it has slept without a switch */
} actors[2];

static bool nobody_stops;

static struct actor *self(void)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(actors); i++)
		if (actors[i].task == current)
			return &actors[i];
	return NULL;
}

bool is_actor(void)
{
	return self();
}

bool actors_have_come(void)
{
	return actors[0].task || actors[1].task;
}

size_t answer_of_actor(char **text)
{
	struct actor *actor = self();

	if (!actor)
		return 0;
	*text = actor->answer;
	return sizeof(actor->answer);
}

void actors_begin(void)
{
	int i;

	nobody_stops = false;
	for (i = 0; i < ARRAY_SIZE(actors); i++) {
		memset(&actors[i], 0, sizeof(actors[i]));
		init_completion(&actors[i].order);
		init_completion(&actors[i].go);
	}
}

static bool stops_at(const struct step *step, const char *point)
{
	const char *list = named(step, "stop"), *one;
	int i, length;

	for (i = 0; (one = item(list, i, &length)); i++)
		if (!strncmp(one, point, length) && !point[length])
			return true;
	return false;
}

void pass(const char *point)
{
	struct actor *actor = self();

	if (!actor || nobody_stops || !stops_at(&actor->step, point))
		return;
	actor->point = point;
	actor->told = false;
	WRITE_ONCE(actor->state, STOPPED);
	wait_for_completion(&actor->go);
}

static void end(struct actor *actor)
{
	WRITE_ONCE(actor->state, ENDED);
}

/* Steps of the module's are done here; another goes to the program, which comes back with its answer. */
long act(struct p2pspec_act __user *order)
{
	struct actor *actor;
	int number;

	if (get_user(number, &order->actor) || number < 0 || number >= ARRAY_SIZE(actors))
		return -EINVAL;
	actor = &actors[number];
	if (actor->task) {
		if (strncpy_from_user(actor->answer, order->answer, sizeof(order->answer)) < 0)
			return -EFAULT;
		end(actor);
	}
	actor->task = current;
	for (;;) {
		if (wait_for_completion_interruptible(&actor->order))
			return -EINTR;
		WRITE_ONCE(actor->state, GOING);
		if (!run_step(&actor->step))
			break;
		end(actor);
	}
	return copy_to_user(order->line, actor->line, sizeof(actor->line)) ? -EFAULT : 0;
}

/* Asleep in the kernel since somebody last looked, and never awake between. */
static void look_at(struct actor *actor)
{
	unsigned long switches = actor->task->nvcsw + actor->task->nivcsw;
	bool asleep = READ_ONCE(actor->task->__state) != TASK_RUNNING;

	actor->asleep = asleep && switches == actor->switches ? actor->asleep + LOOK : 0;
	actor->switches = switches;
}

static bool is_going(const struct actor *actor)
{
	return READ_ONCE(actor->state) == ORDERED || READ_ONCE(actor->state) == GOING;
}

/* Until nobody gets any further, or is busy for too long. */
static void settle(void)
{
	unsigned long until = jiffies + LONGEST;
	bool quiet = false;
	int i, waited;

	for (i = 0; i < ARRAY_SIZE(actors); i++)
		actors[i].asleep = 0;
	for (waited = 0; !quiet && waited < BUSY && time_before(jiffies, until); waited += LOOK) {
		msleep(LOOK);
		quiet = true;
		for (i = 0; i < ARRAY_SIZE(actors); i++) {
			if (!is_going(&actors[i]))
				continue;
			look_at(&actors[i]);
			quiet = quiet && actors[i].asleep >= QUIET;
		}
	}
}

static void add_outcome(struct actor *actor)
{
	switch (READ_ONCE(actor->state)) {
	case STOPPED:
		actor->told = true;
		add("stops %s", actor->point);
		break;
	case ENDED:
		add("%s", actor->answer);
		actor->state = IDLE;
		break;
	case IDLE:
		add("nothing");
		break;
	default:
		add(actor->asleep >= QUIET ? "waits" : "spins");
	}
}

static void release(struct actor *actor)
{
	WRITE_ONCE(actor->state, GOING);
	complete(&actor->go);
}

static void order(struct actor *actor, const char *line)
{
	strscpy(actor->line, line, sizeof(actor->line));
	read_step(&actor->step, line);
	actor->answer[0] = '\0';
	WRITE_ONCE(actor->state, ORDERED);
	complete(&actor->order);
}

bool is_ready(const char *line)
{
	return actors[line[0] == 'b'].task;
}

void beside(const char *line)
{
	struct actor *actor = &actors[line[0] == 'b'];
	bool is_go = !strcmp(line + 2, "go");

	if (!is_go && actor->state != IDLE) {
		add("bad");
	} else {
		if (!is_go)
			order(actor, line + 2);
		else if (actor->state == STOPPED && actor->told)
			release(actor);
		settle();
		add_outcome(actor);
	}
}

void actors_let_go(void)
{
	int i;

	nobody_stops = true;
	for (i = 0; i < ARRAY_SIZE(actors); i++)
		if (actors[i].state == STOPPED)
			release(&actors[i]);
	settle();
}
