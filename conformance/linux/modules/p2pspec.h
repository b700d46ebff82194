/* SPDX-License-Identifier: MIT OR GPL-2.0 */
/*
 * p2pspec: Linux is asked about machines that are made up.
 *
 * main.c reads the text, fabric.c and bus.c make the machine, space.c its config space; the others
 * put the questions.
 */
#ifndef P2PSPEC_H
#define P2PSPEC_H

#include <linux/dma-mapping.h>
#include <linux/pci.h>

/* Words of a line, read from left to right; a word that is no number makes the line bad. */
struct words {
	char *rest;
	bool bad;
};

char *next_word(struct words *words);
u64 next_hex(struct words *words);
int next_int(struct words *words);

/* One answer a line: counted, and closed by a sum, so that a lost, cut or garbled one is seen. */
__printf(1, 2) void answer(const char *format, ...);

/*
 * fabric.c: functions are known by index, in the order they were added; other devices follow them.
 */
struct function {
	int host;
	int parent;	/* index of the bridge above, -1: on the root bus */
	u8 devfn;
	int type;	/* PCIe device/port type, -1: conventional */
	u16 vendor;
	u16 device;
	int acs_caps;	/* -1: no capability */
	u16 acs_control;
	int bar;	/* which one */
	u64 bar_size;	/* bytes, 0: no BAR */
	u64 dma_mask;
	u32 max_segment;
	u64 boundary_mask;
	bool untrusted;
	int physical;	/* index of the function of which it is a virtual one, or -1 */
	bool own;	/* not ours: QEMU made it */
	bool added;	/* pci_p2pdma_add_resource succeeded */
	bool acs_written;	/* its ACS control word was acs_control before */
	u8 *space;
	u8 *writable;
	struct pci_dev *pdev;
};

int fabric_add_host(struct words *words);
int fabric_add_function(struct words *words);
int fabric_adopt(struct words *words);
int fabric_add_device(struct words *words);
struct function *fabric_function(int index);	/* NULL: no such one */
struct device *fabric_client(int index);
int fabric_index(struct pci_dev *pdev);

/* bus.c */
int fabric_init(void);
void fabric_exit(void);
int fabric_start(void);
void fabric_stop(void);

/* space.c: config space as bytes, each with the mask of its writable bits. */
#define SPACE_SIZE PCI_CFG_SPACE_EXP_SIZE
#define ACS_AT 0x100
#define SRIOV_AT 0x140

int space_make(struct function *f, bool multifunction);
void space_add_sriov(struct function *f, const struct function *first, int count);
bool has_virtual(const struct function *f);
void space_free(struct function *f);
bool is_bridge(const struct function *f);
u8 secondary_bus(const struct function *f);
u32 space_read(const struct function *f, int where, int size);
void space_write(struct function *f, int where, int size, u32 value);

/* ask.c; a question is known by its number in the scenario */
int ask(const char *verb, struct words *words, unsigned int question);

/* maps.c */
int maps_init(void);
void maps_exit(void);
u64 ram_base(void);	/* CPU physical address of the piece of RAM that lists are made of */
int ask_map(struct words *words, unsigned int question);
int ask_unmap(struct words *words, unsigned int question);
int ask_again(struct words *words, unsigned int question);
int ask_page(struct words *words, unsigned int question);
int ask_resource(struct words *words, unsigned int question);
void forget_maps(void);

/* domain.c */
int ask_domain(struct words *words, unsigned int question);
void tell_reached(struct device *client, dma_addr_t dma, size_t length);
int pages_reached(struct device *client, dma_addr_t dma, size_t length);

/* pool.c */
int ask_take(struct words *words, unsigned int question);
int ask_give(struct words *words, unsigned int question);
void forget_pools(void);

/* latent.c: questions that only a scenario of latent/ puts */
int ask_latent(const char *verb, struct words *words);

#endif
