"""What `make bench` measures: every figure with its target and, where it is a ratio, with its floor of the same run."""
