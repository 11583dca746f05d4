"""Gradebooks of other systems, filled from the gradebook of a class run."""
