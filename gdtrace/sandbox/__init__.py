"""Runs a submission in a process that knows no answers."""
