"""Has a number where a function is asked for."""

update_w = 0.5
