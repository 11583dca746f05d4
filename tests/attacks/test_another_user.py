"""Attacks fail whoever runs the grader: root, another user, root in a container."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from attacking import HERE, attacks
from levels import start

from gdtrace.sandbox import sandbox

ATTACKS = attacks()
DOCKER = [
    "chown",
    "dac_override",
    "fsetid",
    "fowner",
    "mknod",
    "net_raw",
    "setgid",
    "setuid",
    "setfcap",
    "setpcap",
    "net_bind_service",
    "sys_chroot",
    "kill",
    "audit_write",
]
"""The privileges that root has in a container with Docker's defaults."""

USERS = {
    "nobody": ["--reuid", "65534", "--regid", "65534", "--clear-groups"],
    "root in a container": [
        "--inh-caps",
        "-all",
        "--bounding-set",
        ",".join(["-all", *(f"+{each}" for each in DOCKER)]),
    ],
}

GROUPS = ("forge", "steal", "dos", "kernel")
SLOW = ("dos/many_variables", "dos/wide_list")
QUICK = [
    name
    for name, attack in ATTACKS.items()
    if attack.group in GROUPS and "timeout" not in attack.kinds and name not in SLOW
]
"""Those where it may matter who one is, and that take no time."""


TRY = "import attrs, gdtrace, numpy, subprocess, sys; subprocess.run([sys.executable, '-V'])"


def beginning(user, environment):
    """Return how a command begins that is run as somebody else; skip where that is impossible."""
    if os.geteuid() or not shutil.which("setpriv"):
        pytest.skip("only root can become somebody else, with setpriv")
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    # Root's own Python may lie where nobody else can read it.
    for python in (sys.executable, f"/usr/local/bin/python{version}", f"/usr/bin/python{version}"):
        found = ["setpriv", *USERS[user], python]
        if not subprocess.run([*found, "-c", TRY], env=environment, capture_output=True).returncode:
            return found
    pytest.skip(f"{user} cannot read Python, numpy or gdtrace")


@pytest.mark.parametrize("user", USERS)
def test_attacks_fail_for_every_user(user):
    """The same verdicts as root gets, and no harm."""
    start("L2").close()
    # Nobody else may enter the folders that pytest makes.
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        told = attacked(user, folder)
    assert told["uid"] == (0 if "root" in user else 65534)
    for name, found in told["outcomes"].items():
        attack = ATTACKS[name]
        assert [] == found["harm"], (name, found["texts"])
        assert found["status"] in attack.statuses, name
        assert found["kind"] in attack.kinds, name


def attacked(user, folder):
    """Return what became of the attacks."""
    places = os.pathsep.join([str(Path(sandbox.__file__).parents[2]), *sys.path[1:]])
    environment = {**os.environ, "PYTHONPATH": places, "PYTHONDONTWRITEBYTECODE": "1"}
    command = [*beginning(user, environment), str(HERE / "another.py"), folder, *QUICK]
    done = subprocess.run(command, env=environment, cwd="/", capture_output=True, timeout=120)
    assert 0 == done.returncode, done.stderr.decode()
    return json.loads(done.stdout)
