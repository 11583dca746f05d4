"""Intake: reading what students hand in. Nothing of it is imported, run or unpacked."""
