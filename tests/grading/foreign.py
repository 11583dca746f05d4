"""Reads results as others read them: junitparser, schemas of the formats, GitHub's own rules."""

import json
import re
from functools import cache
from pathlib import Path

import jsonschema
from junitparser import JUnitXml
from lxml import etree

from gdtrace.grading.report_formats import rendered

SCHEMAS = Path(__file__).parents[1] / "schemas"
ENVIRONMENT = {
    "CLASSROOM": "nets",
    "ASSIGNMENT": "step-1",
    "USERNAME": "ada",
    "SUBMISSION_TAG": "submit/2026-09-01T08-00-00Z-abc",
    "COMMIT_URL": "https://example.org/commit/1",
    "RELEASE_URL": "https://example.org/release/1",
    "REVIEW_URL": "https://example.org/compare/1",
}
TOLD = {
    "folder": "week 1",
    "lines": False,
    "environment": ENVIRONMENT,
    "now": "2026-09-01T08:00:00Z",
}
PROPERTY = re.compile(r"(\w+)=([^,:\r\n]*)")


def text_of(report, form, **told):
    """Return a report in a format."""
    return rendered(form, **{**TOLD, **told})(report, False)


def strict_json(text):
    """Read JSON as a strict reader does: no NaN, no name twice."""

    def pairs(found):
        names = [name for name, _ in found]
        assert len(names) == len(set(names))
        return dict(found)

    def refuse(name):
        raise AssertionError(f"{name} is not JSON")

    return json.loads(text, parse_constant=refuse, object_pairs_hook=pairs)


@cache
def schema(name):
    """Return a JSON schema of the tests, after a look at the schema itself."""
    made = json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(made)
    return jsonschema.Draft202012Validator(made)


@cache
def strict_junit():
    """Return the schema of strict readers."""
    return etree.XMLSchema(etree.parse(SCHEMAS / "junit.xsd"))


def gradescope(report):
    """Return results.json as Gradescope would take it."""
    made = strict_json(text_of(report, "gradescope"))
    schema("gradescope").validate(made)
    return made


def classroom50(report):
    """Return result.json as Classroom 50 would take it; one without a score it refuses."""
    made = strict_json(text_of(report, "classroom50"))
    blank = [made, *made["tests"]]
    if made["score"] is None:
        assert {None} == {each["score"] for each in blank}
        made = {**made, "score": 0, "tests": [{**each, "score": 0} for each in made["tests"]]}
    schema("classroom50").validate(made)
    return made if blank[0] is made else blank[0]


def junit(report):
    """Return the suites, after the strict schema and the rules that no schema can say."""
    text = text_of(report, "junit")
    strict_junit().assertValid(etree.fromstring(text.encode("utf-8")))
    suites = JUnitXml.fromstring(text.encode("utf-8"))
    cases = [case for suite in suites for case in suite]
    names = [re.sub(r"[^a-z0-9]", "", f"{c.classname}{c.name}".lower()) for c in cases]
    assert len(names) == len(set(names)), "names differ in more than punctuation"
    for suite in suites:
        results = [result._tag for case in suite for result in case.result]
        assert suite.tests == len(list(suite))
        assert (suite.failures, suite.errors) == (results.count("failure"), results.count("error"))
    return suites


def points_of(suites):
    """Return the points of all suites together: (score, max_score); None without a score."""
    found = [{each.name: each.value for each in suite.properties()} for suite in suites]
    scores = [float(each["score"]) for each in found if "score" in each]
    most = sum(float(each["max_score"]) for each in found)
    return (sum(scores) if len(scores) == len(found) else None), most


def github(report, **told):
    """Return the annotations of what GitHub reads, and the text that it takes for no command."""
    lines = text_of(report, "github", **told).split("\n")
    stop = next(i for i, line in enumerate(lines) if line.startswith("::stop-commands::"))
    token = lines[stop].removeprefix("::stop-commands::")
    end = lines.index(f"::{token}::")
    assert [""] == lines[end + 1 :]
    annotations = [_annotation(line) for line in lines[:stop]]
    return annotations, "\n".join(lines[stop + 1 : end])


def _annotation(line):
    found = re.fullmatch(r"::(\w+) (.*?)::(.*)", line)
    assert found, line[:200]
    properties = {name: _decoded(value) for name, value in PROPERTY.findall(found[2])}
    return found[1], properties, _decoded(found[3])


def _decoded(text):
    for sign, code in {":": "%3A", ",": "%2C", "\n": "%0A", "\r": "%0D", "%": "%25"}.items():
        text = text.replace(code, sign)
    return text
