"""What a class run writes for people: a folder for every student, and a page about the class."""

from gdtrace.classes.pages.class_files import write_class as write_class
from gdtrace.classes.pages.student_files import write_student as write_student
