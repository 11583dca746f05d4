"""Grading: exercises, misconceptions, sets of inputs, and what is wrong with a submission."""
