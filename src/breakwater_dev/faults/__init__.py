"""What breaks on a machine (a kill, a full disk, a clock set back), and whether anything was lost, halved or doubled: `./breakwater faults`."""
