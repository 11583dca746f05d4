"""Whole classes: assignments, the journal of a class run, gradebooks and pages for lecturers."""
