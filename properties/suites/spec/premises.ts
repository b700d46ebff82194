/**
 * Of every litmus test, the rules that have something to say of Linux 6.12 in it, with a `!` where some run breaks one,
 * whether or not what the rule assumes is given. Taken from a run, and read: a rule that fires where its premise is not
 * met, or not where it is, passes for nothing.
 */
export const PREMISES = `
same-switch: S1 S2 S4 S10 S19 S20 S26
same-switch-nonzero-offset: S1 S2 S4 S10 S19 S20 S26
middle-of-a-bar: S1 S2 S4 S10 S19 S20 S26
bus-address-zero: S1 S2 S4 S10 S19 S20 S26
same-switch-translating: S1 S2 S4 S5 S6 S10 S19 S20 S26
redirected-into-iommu: S1 S2 S4 S5 S6 S10 S20 S26!
redirected-into-iommu-unlisted: S3 S8
redirected-by-ports: S1 S2 S4 S10 S20 S26 S29
redirected-nonzero-offset: S1 S2 S4 S10 S20 S26
two-root-ports-unlisted: S3 S8
allowlist-is-wrong: S1 S2! S3! S4 S10 S26
allowlist-names-one-bridge: S1 S2 S4 S8 S10 S20 S26
two-host-bridge-offsets: S1 S2 S4 S10 S20 S26
nested-switches: S1 S2 S4 S10 S20 S26 S29
nested-switches-redirect: S8
two-functions-of-one-device: S1 S2 S4 S8 S10 S20 S26 S29
virtual-to-physical-function: S8
which-provider:
peer-page-amid-ram: S1 S2! S4 S5! S6! S10 S11 S19 S20 S26 S30
ram-and-peer-alternate: S1 S4 S6! S10 S11 S26 S30
first-page-is-ram: S1 S2 S4 S10 S19 S20 S26 S30
first-page-is-peer: S1 S2 S4 S10 S19 S20 S26 S30
two-providers-in-a-list: S1 S2 S4 S10 S19 S20 S26 S30
list-fails-half-way: S3 S8 S30
list-fails-after-ram: S3 S8 S30
entry-over-two-pgmaps: S1 S2 S4 S7 S10 S19 S20 S26
segment-over-two-bios: S1 S2 S4 S7 S10 S19 S20 S26 S46
two-pgmaps-without-harm: S1 S2 S4 S7 S10 S19 S20 S26
ram-before-a-bar: S1 S2 S4 S7 S10 S19 S20 S26
empty-and-huge-list: S1 S4 S8 S10 S26
long-range-of-a-bar:
two-ranges-of-a-bar:
unmap-mixed-list: S1 S2! S4 S5! S6! S9 S10 S11 S26 S30
unmap-twice: S1 S2! S4 S5! S6! S9 S10 S11 S26 S30
list-copied-by-the-cpu: S1! S4 S10 S26
parity-over-peer-memory: S28
software-rdma: S1! S4 S10 S22! S26
child-of-a-pci-device: S8 S29!
client-not-coherent: S1! S4 S6 S10 S26!
client-must-bounce: S8 S27
persistent-memory: S10 S24
gup-flags: S28
owner-asks-for-its-own-page: S12 S34 S36 S38 S39
foreign-private-memory-is-asked-for: S12 S15 S34 S36 S38 S39
private-page-through-a-bar: S12 S34 S36 S38 S39
private-page-out-of-reach: S12 S13 S15 S36 S38 S39
bar-has-no-page-left: S12 S36 S38 S39
shown-memory-and-unbind: S12 S32 S34 S36 S38 S39
range-of-every-kind-of-page: S12 S13 S36 S38 S39
owners-join-in-order: S12 S13 S36 S38 S39
owners-join-in-another-order: S12 S13 S36 S38 S39
owner-changes-after-a-page-is-out: S12 S15 S34 S36 S38 S39
page-moves-back-under-a-sister: S12 S34 S36 S38 S39
private-page-beside-ram: S12 S34 S36 S38 S39
exporter-page-beside-ram:
exporter-maps-fewer:
unbind-while-mapped: S1 S2 S4 S10 S16! S19 S20 S26 S32
unbind-while-allocated: S1 S2 S4 S9 S10 S19 S20 S26 S32 S33 S46
client-pulled-out: S1 S4 S9 S10 S26 S32
pulled-out-while-mapped: S1 S2 S4 S10 S16! S19 S20 S26 S32
pulled-out-while-allocated: S1 S4 S9 S10 S16 S26 S32 S33
reset-while-mapped: S1 S2 S4 S10 S19 S20 S26 S33 S44!
client-reset: S1 S2 S4 S10 S19 S20 S26
revoked-from-who-cannot-be-told:
reset-of-who-lends:
registration-over-removal: S32
fence-that-a-user-holds:
reset-of-who-borrows:
revoked-while-mapped-twice: S38
importer-does-not-listen:
setpci-between-maps: S1 S2! S3! S4 S5! S6 S10 S19 S20 S21! S26
setpci-then-distance: S1 S3 S4 S6 S8 S10 S21 S26
write-without-mapping: S23
groups-of-one-device: S23!
groups-below-a-switch: S23!
iova-inside-a-bar: S2! S5! S6 S10
acs-parameter-with-commas: S3 S8
acs-parameter-with-semicolons: S1 S2 S4 S5 S6 S10 S19 S20 S26 S29
acs-parameter-twice: S8
failed-mmap-then-unbind: S32
probe-then-change: S8 S19! S21!
sync-over-a-bounce-buffer: S1 S4 S9 S10 S25! S26 S27 S46!
sync-by-the-number: S1! S4 S10 S25! S26!
base-plus-offset: S1 S4 S6 S10 S11 S26 S30
pinned-in-ram:
range-filled-with-pieces: S5 S10
range-freed-while-linked:
both-sides-of-a-vma: S38
bounced-and-not-written: S9 S10 S25 S46
bar-beyond-the-cpu: S45
bar-registered-as-memory: S1 S2! S4 S10 S26 S45
behind-a-conventional-bridge: S5 S6 S10
callback-of-any-type: S10 S24
chosen-iova-inside-a-bar: S2! S5!
chosen-iova-out-of-reach: S2! S5
chosen-iova-taken-back: S5 S9 S46
copy-of-a-file-moves-to-a-device: S12 S34 S36 S38 S39
device-memory-is-given-up: S12 S34 S36 S38 S39
device-reads-a-file: S34 S35 S36 S38 S39
device-reads-and-its-process-ends: S34 S36 S38 S39
device-reads-new-memory-at-an-old-place: S34 S36 S38 S39
device-reads-untouched-memory: S34 S35 S36 S38 S39
device-reads-what-nobody-may: S34 S35 S36 S38 S39
device-writes-a-file: S34 S36 S38 S39
device-writes-after-a-fork: S34 S36 S38 S39
device-writes-first: S34 S36 S38 S39
device-writes-shared-memory: S34 S36 S38 S39
device-writes-what-may-be-read: S34 S35 S36 S38 S39
dma-ranges: S1 S2 S4 S8 S10 S19 S20 S26
drive-behind-a-vmd: S3 S5 S6 S8 S10
dropped-while-a-cpu-faults: S12 S34 S36 S38 S39
dropped-while-a-device-faults: S34 S36 S38 S39
dropped-while-it-migrates: S12 S34! S36 S38 S39
each-device-of-a-group-is-told: S5 S6 S9 S10 S16 S33 S46
empty-entry-ends-the-unmap: S6 S9! S10 S11
evicted-while-a-cpu-faults: S12 S34 S36 S38! S39
exclusive-access-ends-at-a-fault: S34 S36 S38 S39
exclusive-coherent-page-is-evicted: S36! S38 S39
exclusive-page-at-a-fork: S34 S36 S38 S39
exclusive-page-becomes-read-only: S34 S35 S36 S38 S39
exclusive-page-dropped-while-a-cpu-faults: S34 S36 S38 S39
exporter-maps-again:
fork-of-a-pinned-page: S34 S36 S37 S38 S39
forked-memory-on-a-device-is-copied: S12 S34 S36 S38 S39
freed-behind-a-refused-list: S2! S3 S5 S6 S8! S10! S16! S30! S33
freed-page-is-taken-before-its-count-is-set: S36! S38 S39
helpers-that-look: S1 S4 S10 S26 S30
iova-waits-for-the-flush: S5 S6 S9 S10 S46
kept-over-the-flush: S5 S6 S9 S10 S16 S33 S46
untrusted-client: S1! S2! S3! S4 S5! S6 S10 S20 S26! S27!
bus-address-follows-ram: S8 S30!
padding-to-a-boundary: S6 S10 S11
refused-list-leaves-translations: S8! S30!
map-page-of-refused-memory: S1 S2! S3! S8 S10 S26
lent-where-no-way-is-known:
link-beside-a-bar: S12 S15 S34 S36 S38 S39
memory-moves-round-after-round: S12 S34 S36 S38 S39
memory-moves-to-a-device: S12 S34 S36 S38 S39
memory-that-firmware-uses: S5
migration-back-fails: S12 S34 S36 S38 S39
mixed: S1 S2 S4 S10 S19 S20 S26 S30
more-of-a-static-range-than-is-left: S34 S36 S38 S39
notifier-removed-while-called: S34 S36 S38 S39
nvme-requests-are-done: S1 S2! S5! S9 S10 S19 S20 S26 S46!
nvme-segment-by-itself: S3 S8 S10
nvme-target-takes-memory: S1 S2 S4 S9 S10 S19 S20 S26 S33 S46
old-translation-to-a-bar: S1 S5 S6 S9 S10 S26
one-group-one-domain: S5 S6 S10
one-owner-for-a-line-of-links: S12! S36 S38 S39
owners-join-by-distance: S12 S15 S34 S36 S38 S39
page-map-goes-while-a-cpu-faults: S12 S34 S36 S38 S39
page-map-goes-while-it-is-looked-up: S38 S39
page-map-without-methods: S45
page-that-a-driver-mapped: S35 S36 S38 S39
pages-appended-to-a-table: S1 S2 S4 S7 S10 S19 S20 S26
peer-by-a-kept-translation: S1 S2 S4 S5 S6 S9 S10 S16 S20 S26! S33 S46
peer-memory-made-writable: S35 S36 S38! S39
pins-of-memory-on-a-device: S12 S34 S36 S37 S38 S39
private-page-through-a-host-bridge: S12 S34 S36 S38 S39
process-reads-what-moved: S12 S34 S36 S38 S39
range-of-different-pages-moves: S12 S13 S34 S35 S36 S38 S39
range-through-a-bar: S12 S13 S15 S36 S38 S39
read-only-memory-on-a-device: S34 S35 S36 S38 S39
setpci-after-groups: S23!
sister-device-moves-memory: S12 S34 S36 S38 S39
snapshot-of-coherent-memory: S35 S36 S38 S39
snapshot-of-private-memory: S12 S13 S35 S36 S38 S39
static-and-movable-memory: S12 S34 S36 S38 S39
static-range-lies-where-it-lies: S34 S36 S37 S38 S39
switch-behind-a-vmd: S1 S2! S4 S5! S6! S10 S19 S20 S26
three-ways-to-memory: S12 S15 S34 S36 S38 S39
two-cpus-fault-a-private-page: S12 S34 S36 S38! S39
two-devices-read-and-one-takes: S12 S15 S34 S35 S36 S38 S39
unmap-after-the-way-changed: S12 S36 S38 S39
unmap-by-the-number: S36 S38 S39
unmap-of-a-page-that-moved: S12 S36 S38 S39
unmapped-and-iotlb-not-told: S5 S6 S9 S10 S16 S33
unmapped-lazily: S6 S9 S10 S16! S33
unmapped-while-a-device-reads: S34 S36 S38 S39
unmapped-while-kept: S5 S6 S9 S10 S16 S33 S46
unreachable-bar-registered-as-memory: S1 S2! S3! S4 S10 S26 S45
untouched-shared-memory-stays: S38
user-memory-of-two-bars: S1 S2 S4 S7 S10 S19 S20 S26 S46
windows: S1 S2! S3! S4 S10 S20 S26
written-while-it-migrates: S12 S34! S36 S38 S39
`
