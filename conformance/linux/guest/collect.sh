#!/bin/busybox sh
# The guest's first process where a machine is read: sysfs of every function, a line a file, before the module asks. Each line ends with
# the length of what stands in it, and the last one counts them: a console may lose a piece.
/bin/busybox mount -t sysfs sysfs /sys
cd /sys/bus/pci/devices
lines=0
say() {
  echo "SYSFS $1 $2 $3 ${#3}"
  lines=$((lines + 1))
}
for function in *; do
  for file in config resource class vendor device numa_node; do
    say $function $file "$(/bin/busybox hexdump -v -e '1/1 "%02x"' $function/$file)"
  done
  [ -e $function/iommu_group ] && say $function iommu_group "$(/bin/busybox readlink $function/iommu_group)"
done
echo "SYSFS over $lines"
cd /
/bin/busybox insmod /p2pspec.ko
/bin/busybox poweroff -f
