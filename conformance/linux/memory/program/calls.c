// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * Memory of every kind is mapped, changed and taken away.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <linux/userfaultfd.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "calls.h"
#include "module.h"

/* Of Linux 6.6, and not in the headers of every C library. */
#ifndef UFFDIO_POISON
struct uffdio_poison {
	struct uffdio_range range;
	__u64 mode;
	__s64 updated;
};
#define UFFDIO_POISON _IOWR(UFFDIO, 0x08, struct uffdio_poison)
#endif

static char peer[256];

void find_peer(void)
{
	glob_t found;

	if (glob("/sys/bus/pci/devices/*/p2pmem/allocate", 0, NULL, &found))
		return;
	snprintf(peer, sizeof(peer), "%s", found.gl_pathv[0]);
	globfree(&found);
}

static void *start(struct range range)
{
	return (void *)PAGE_AT(range.from);
}

static size_t size(struct range range)
{
	return (long)(range.to - range.from) * (long)PAGE_SIZE;
}

static int bits(const char *protection)
{
	return !strcmp(protection, "rw") ? PROT_READ | PROT_WRITE :
	       !strcmp(protection, "r") ? PROT_READ : PROT_NONE;
}

/* A file for the mapping; -1: none. */
static int file_for(const char *kind, struct range range)
{
	int file;

	if (!strcmp(kind, "p2p"))
		return open(peer, O_RDWR);
	if (!strcmp(kind, "mixed") || !strcmp(kind, "pfn"))
		return dup(module_file());
	if (strncmp(kind, "file", 4))
		return -1;
	file = memfd_create("script", 0);
	if (ftruncate(file, size(range)))
		perror("memfd");
	return file;
}

int map_memory(struct range range, const char *protection, const char *kind)
{
	int file = file_for(kind, range);
	int owned = !strcmp(kind, "anon") || !strcmp(kind, "filep");
	int flags = MAP_FIXED | (owned ? MAP_PRIVATE : MAP_SHARED) | (file < 0 ? MAP_ANONYMOUS : 0);
	void *at = mmap(start(range), size(range), bits(protection), flags, file,
			!strcmp(kind, "pfn") ? P2PSPEC_PFN : 0);
	int rc = at == MAP_FAILED ? errno : 0;

	if (file >= 0)
		close(file);
	return rc;
}

int protect(struct range range, const char *protection)
{
	return mprotect(start(range), size(range), bits(protection)) ? errno : 0;
}

int unmap(struct range range)
{
	return munmap(start(range), size(range)) ? errno : 0;
}

int drop(struct range range)
{
	return madvise(start(range), size(range), MADV_DONTNEED) ? errno : 0;
}

int move(struct range range, int to)
{
	void *at = mremap(start(range), size(range), size(range), MREMAP_MAYMOVE | MREMAP_FIXED,
			  (void *)PAGE_AT(to));

	return at == MAP_FAILED ? errno : 0;
}

/* Poison is set where a userfaultfd watches for writes; its end is the end of the watch. */
int mark(struct range range, int *registered, int *set)
{
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register watch = {
		.range = { (unsigned long)start(range), size(range) },
		.mode = UFFDIO_REGISTER_MODE_WP,
	};
	struct uffdio_poison poison = { .range = watch.range };
	int watcher = syscall(SYS_userfaultfd, O_CLOEXEC), rc;

	*set = 0;
	*registered = watcher >= 0 && !ioctl(watcher, UFFDIO_API, &api) &&
		      !ioctl(watcher, UFFDIO_REGISTER, &watch);
	rc = *registered && !ioctl(watcher, UFFDIO_POISON, &poison) ? 0 : errno;
	if (*registered && poison.updated > 0)
		*set = poison.updated / (long)PAGE_SIZE;
	close(watcher);
	return rc;
}
