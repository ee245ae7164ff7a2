"""The defects by topic: each module has a tuple `DEFECTS`."""
