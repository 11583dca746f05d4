"""Layers: a module imports only what stands before it, and heavy libraries only when needed."""

import ast
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

PACKAGE = Path(find_spec("gdtrace").origin).parent

# From the bottom to the top. A package stands where its own __init__ may be imported.
ORDER = [
    "_version",
    "errors",
    "display",
    "expr",
    "fields",
    "calculus",
    "steps",
    "networks",
    "chains",
    "derivation",
    "notation",
    "numbering",
    "names",
    "variables",
    "lookup",
    "recording",
    "views",
    "formula",
    "evaluation",
    "numbers",
    "fitting",
    "problems",
    "presets",
    "structuring",
    "toml_files",
    "problem_files",
    "problem_changes",
    "engine",
    "engine.arrays",
    "engine.columns",
    "engine.interpret",
    "engine.recorded",
    "engine.scalar",
    "engine.numba",
    "engine.products",
    "engine.vectorise",
    "engine.updates",
    "engine.array",
    "engine.choice",
    "engine.machine",
    "engine.memory",
    "engine.finite",
    "engine.blocks",
    "engine.again",
    "stores",
    "records",
    "iterations",
    "trace",
    "leaves",
    "training",
    "trace_files",
    "trace_tables",
    "sections",
    "sections.diagram",
    "sections.elision",
    "sections.words",
    "sections.page",
    "sections.forward",
    "sections.backward",
    "sections.records",
    "sections.value",
    "sections.width",
    "sections.gradients",
    "sections.header",
    "sections.start",
    "sections.update",
    "sections.trace",
    "sections.shown",
    "sections.derive",
    "sections.explain",
    "sections.weight",
    "sections.explained",
    "render.cells",
    "render.csv",
    "render.curves",
    "render.diagram_plan",
    "render.json",
    "render.markdown",
    "render.mathml",
    "render.page_style",
    "render.html",
    "render.plain",
    "render.plot",
    "render.python",
    "render.svg",
    "render.diagram_scene",
    "render.diagram_layout",
    "render.diagram",
    "render.tex",
    "render.latex_table",
    "render.latex",
    "render.text",
    "render",
    "intake.records",
    "intake.texts",
    "intake.places",
    "intake.disk",
    "intake.archives",
    "intake.notebooks",
    "intake.choosing",
    "intake.people",
    "intake.gathering",
    "intake.reading",
    "intake.classes",
    "intake",
    "sandbox",
    "sandbox.kernel",
    "sandbox.landlock",
    "sandbox.limits",
    "sandbox.plots",
    "sandbox.readable",
    "sandbox.seccomp",
    "sandbox.harness",
    "sandbox.alone",
    "sandbox.zygote",
    "sandbox.claims",
    "sandbox.isolation",
    "sandbox.process",
    "sandbox.forked",
    "sandbox.starter",
    "sandbox.child",
    "sandbox.canary",
    "sandbox.sandbox",
    "sandbox.inline",
    "grading",
    "grading.exercise_rules",
    "grading.exercises",
    "grading.exercise_files",
    "grading.starters",
    "grading.constants",
    "grading.rewriting",
    "grading.outputs",
    "grading.misconception",
    "grading.catalogue.slope",
    "grading.catalogue.forward",
    "grading.catalogue.activation",
    "grading.catalogue.error",
    "grading.catalogue.update",
    "grading.catalogue.error_slope",
    "grading.catalogue.chain",
    "grading.catalogue.inputs",
    "grading.catalogue.copied",
    "grading.catalogue.averaging",
    "grading.catalogue.bias",
    "grading.catalogue.loops",
    "grading.catalogue",
    "grading.misconceptions",
    "grading.step_hints",
    "grading.evaluation",
    "grading.bindings",
    "grading.comparing",
    "grading.returned",
    "grading.tasks",
    "grading.wording",
    "grading.call_shapes",
    "grading.drawing",
    "grading.drivers",
    "grading.known",
    "grading.tutorial_decimals",
    "grading.choosing",
    "grading.tables",
    "grading.probe_table",
    "grading.probes",
    "grading.cases",
    "grading.free",
    "grading.solving",
    "grading.hulls",
    "grading.right_values",
    "grading.terms",
    "grading.formulas",
    "grading.runs",
    "grading.lines",
    "grading.readers",
    "grading.line_search",
    "grading.natural",
    "grading.explanation",
    "grading.moving",
    "grading.local",
    "grading.locate",
    "grading.earlier",
    "grading.regular",
    "grading.naming",
    "grading.evidence",
    "grading.report",
    "grading.visible",
    "grading.report_page",
    "grading.report_json",
    "grading.report_markdown",
    "grading.report_text",
    "grading.scaling",
    "grading.report_rows",
    "grading.report_junit",
    "grading.report_gradescope",
    "grading.report_classroom50",
    "grading.report_github",
    "grading.report_formats",
    "grading.not_checked",
    "grading.answers",
    "grading.verdicts",
    "grading.sets",
    "grading.judging",
    "grading.failures",
    "grading.changed",
    "grading.conventions",
    "grading.pairs",
    "grading.diagnose",
    "grading.detectors",
    "grading.decoys",
    "grading.helpers",
    "grading.helped",
    "grading.beside",
    "grading.experiments",
    "grading.settling",
    "grading.story",
    "grading.program_styles",
    "grading.program_arrays",
    "grading.program_source",
    "grading.right_programs",
    "grading.watching",
    "grading.variations",
    "grading.measured",
    "grading.standing",
    "grading.evidence_taken",
    "grading.other_ways",
    "grading.wrong",
    "grading.judge",
    "grading.memoryless",
    "grading.submissions",
    "grading.whole_file",
    "grading.not_run",
    "grading.one_source",
    "grading.check",
    "grading.report_store",
    "grading.certificate",
    "grading.mistake_page",
    "grading.document",
    "grading.worked_mistake",
    "grading.worked_step",
    "grading.answer_page",
    "notebook",
    "classes",
    "classes.marks",
    "classes.assignment",
    "classes.files",
    "classes.overrides",
    "classes.student_formats",
    "classes.pages.overview",
    "classes.pages.elements",
    "classes.pages.class_style",
    "classes.pages.lecture",
    "classes.pages.class_json",
    "classes.pages.class_page",
    "classes.pages.student_files",
    "classes.pages.class_files",
    "classes.pages",
    "classes.replay",
    "classes.replay_page",
    "classes.work",
    "classes.journal",
    "classes.lock",
    "classes.grader",
    "classes.graders",
    "classes.dask_graders",
    "classes.marking",
    "classes.proof",
    "classes.results",
    "classes.one",
    "classes.gradebook",
    "classes.outputs",
    "classes.run",
    "classes.summary",
    "gradebooks",
    "gradebooks.ours",
    "gradebooks.raw_csv",
    "gradebooks.canvas",
    "gradebooks.moodle",
    "setups.plan",
    "setups.gradescope",
    "setups.github",
    "setups.gitlab",
    "setups.classroom50",
    "setups.nbgrader",
    "setups.otter",
    "setups",
    "cli.iterations",
    "cli.class_progress",
    "cli.options",
    "cli.output",
    "cli.report_output",
    "cli.running",
    "cli.certify",
    "cli.checking",
    "cli.answers",
    "cli.check",
    "cli.derive",
    "cli.diagram",
    "cli.exercises",
    "cli.explain",
    "cli.gradebook",
    "cli.init",
    "cli.misconceptions",
    "cli.grade",
    "cli.plot",
    "cli.problems",
    "cli.replay",
    "cli.start",
    "cli.trace",
    "cli",
    "pytest_plugin",
    "__init__",
    "__main__",
]

BACK = {("trace", "trace_files"), ("trace", "trace_tables")}
"""Imports upwards: the methods of a trace that write files and tables, kept apart."""

HEAVY = (
    "numpy",
    "matplotlib",
    "pytest",
    "pandas",
    "xarray",
    "cattrs",
    "tabulate",
    "tomlkit",
    "numba",
)


def name_of(path):
    """Return a file's module name without the package's own; the package itself is __init__."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and parts[1:] else parts)


MODULES = {name_of(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def executed(node):
    """Yield a node and all that is in it, except what only type checkers read."""
    yield node
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
            for other in child.orelse:
                yield from executed(other)
        else:
            yield from executed(child)


def absolute(node, name):
    """Return every module that an import may mean, as written from the top."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        assert node.level == 0, f"{name}: write imports out from gdtrace"
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return []


def home(written):
    """Return which module of ours a written import needs; "" if it is none."""
    first, *parts = written.split(".")
    if first != "gdtrace":
        return ""
    while parts and ".".join(parts) not in MODULES:
        parts.pop()
    return ".".join(parts) or "__init__"


def imports_of(name):
    """Return the modules of ours that a module imports, inside its functions too."""
    tree = ast.parse(MODULES[name].read_text(encoding="utf-8"))
    found = [home(each) for node in executed(tree) for each in absolute(node, name)]
    return {module for module in found if module and (name, module) not in BACK}


def test_every_module_has_its_place():
    """A new module is put into the order above, and a removed one taken out."""
    assert sorted(MODULES) == sorted(ORDER)


@pytest.mark.parametrize("name", ORDER)
def test_modules_import_only_from_lower_layers(name):
    """Whatever a module imports stands before it in the order."""
    assert imports_of(name) <= set(ORDER[: ORDER.index(name)])


def test_the_reader_of_imports_sees_what_python_would():
    """Imports in functions count, those for type checkers do not."""
    source = (
        "from typing import TYPE_CHECKING\n"
        "if TYPE_CHECKING:\n    from gdtrace.trace import Trace\n"
        "else:\n    import gdtrace.errors\n"
        "def late():\n    from gdtrace.engine import scalar\n"
        "    from gdtrace.expr import Ref\n"
        "    from gdtrace import __version__\n"
    )
    found = [home(each) for node in executed(ast.parse(source)) for each in absolute(node, "")]
    assert ["", "errors", "engine.scalar", "expr", "__init__"] == found


def loaded(*arguments):
    """Run Python in a process of its own; return which of the heavy libraries it has imported."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", *arguments], capture_output=True, text=True, check=True
    )
    lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    return {line.rpartition("|")[2].strip().partition(".")[0] for line in lines} & set(HEAVY)


@pytest.mark.parametrize(
    "arguments",
    [
        ("-c", "import gdtrace"),
        ("-c", "from gdtrace import GdtraceError, Layer, Network, Problem, Data, Training"),
        ("-m", "gdtrace", "--version"),
        ("-m", "gdtrace", "--help"),
        ("-m", "gdtrace", "trace", "--help"),
        ("-c", "from gdtrace.grading.exercise_files import exercise; exercise('train-step')"),
        # They say how many threads numpy may start.
        ("-c", "import gdtrace.cli.check, gdtrace.cli.checking, gdtrace.sandbox.child"),
    ],
    ids=" ".join,
)
def test_what_is_not_needed_is_not_imported(arguments):
    """Importing the package and asking for help load no numerical or other large library."""
    assert set() == loaded(*arguments)


def test_heavy_imports_are_seen():
    """The check above can fail: training needs numpy."""
    assert {"numpy"} == loaded("-c", "from gdtrace import train")


WATCHED = """\
import sys
from gdtrace.grading.check import check_file
from gdtrace.sandbox.child import Child
def load(child, *arguments, **options):
    print("gdtrace.grading.wrong" in sys.modules, "gdtrace.grading.catalogue" in sys.modules)
    return run(child, *arguments, **options)
run, Child.load = Child.load, load
check_file(sys.argv[1], exercise_id="update-weight")
"""


def test_the_search_is_imported_before_a_submission_runs(tmp_path):
    """Where a submission may write files, it could write modules. The catalogue is for later."""
    (tmp_path / "mine.py").write_text("def update_w(w, g, r): return w - r*g\n", encoding="utf-8")
    command = [sys.executable, "-c", WATCHED, str(tmp_path / "mine.py")]
    subprocess.run(command, capture_output=True, check=True)
    # The second time nothing is worked out for the exercise.
    done = subprocess.run(command, capture_output=True, check=True)
    assert b"True False" == done.stdout.strip()


def test_a_command_imports_no_other_command():
    """Each has options of its own, which take their time."""
    source = (
        "import sys; from gdtrace.cli import main; main(['problems'], standalone_mode=False)\n"
        "print([name for name in ('problems', 'grade', 'trace') if 'gdtrace.cli.' + name in "
        "sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, check=True)
    assert b"['problems']" == done.stdout.splitlines()[-1]
