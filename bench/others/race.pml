/* A device's driver faults a page in while the process drops it, as spec/litmus/dropped-while-a-device-faults.yaml has it.
 *
 * Written from the kernel's functions, not from our tables: mm/madvise.c, mm/mmu_notifier.c, mm/hmm.c and lib/test_hmm.c, Linux 6.12.117.
 * One page of one process, one device, one notifier. An `atomic` is what one lock covers.
 *
 * spin -a [-DIGNORES] -DEND=... race.pml; gcc -O2 -DSAFETY -o pan pan.c; ./pan
 * END is a proposition about the end of both: `pan` finds an error if it can come true.
 */
#define NONE 0
#define IS_GONE (mirror == NONE && entry == NONE)
#define IS_OWN (mirror != NONE && mirror == entry)
#define IS_STALE (mirror != NONE && mirror != entry)
#define IS_UNMAPPED (mirror == NONE && entry != NONE)

/* What the process and the device have for the page: the page of memory by number. */
byte entry = 1, mirror = NONE, pages = 1;
/* The process's sequence and how many invalidations run; the notifier's sequence starts with the one of before. */
byte sequence = 2, invalidating, seen = 1;
byte ended;
/* Of the mmap lock; nobody here waits for it, but taking it is a step. */
byte readers;

inline end() {
  ended++;
  assert(!(ended == 2 && (END)))
}

active proctype process() {
  readers++;
  atomic {
    invalidating++;
    if :: sequence % 2 == 0 -> sequence++ :: else fi;
    seen = sequence;
    mirror = NONE
  }
  entry = NONE;
  atomic {
    invalidating--;
    if :: invalidating == 0 && sequence % 2 == 1 -> sequence++ :: else fi
  }
  atomic { readers--; end() }
}

active proctype device() {
  byte saved, page;
walk:
  atomic { if :: mirror != NONE -> end(); goto done :: else fi }
read_begin:
  atomic { !(invalidating > 0 && seen == sequence) -> saved = seen }
  readers++;
check:
  atomic { if :: seen != saved -> page = NONE; goto unlock :: else fi }
  atomic { page = entry; if :: page != NONE -> goto unlock :: else fi }
  atomic { if :: entry == NONE -> pages++; entry = pages :: else fi }
  atomic { page = NONE; goto check }
unlock:
  atomic { readers--; if :: page == NONE -> goto read_begin :: else fi }
  atomic {
#ifndef IGNORES
    if :: seen != saved -> page = NONE; goto read_begin :: else fi;
#endif
    mirror = page
  }
  atomic { page = NONE; saved = 0; goto walk }
done: skip
}
