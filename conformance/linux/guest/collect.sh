#!/bin/busybox sh
# The guest's first process where a machine is read: sysfs of every function, a line a file, before the module asks.
/bin/busybox mount -t sysfs sysfs /sys
cd /sys/bus/pci/devices
for function in *; do
  for file in config resource class vendor device numa_node; do
    echo "SYSFS $function $file $(/bin/busybox hexdump -v -e '1/1 "%02x"' $function/$file)"
  done
  [ -e $function/iommu_group ] && echo "SYSFS $function iommu_group $(/bin/busybox readlink $function/iommu_group)"
done
cd /
/bin/busybox insmod /p2pspec.ko
/bin/busybox poweroff -f
