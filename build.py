#!/usr/bin/env python3
"""``python3 build.py [command …]``: on a fresh machine it sets itself up, then hands over to ``statuary``.

    python3 build.py                 probe, record, render, publish into site/
    python3 build.py test [args …]   run the tests (pytest's arguments); --require-all: nothing may be skipped
    python3 build.py check           any other command of statuary: see `python3 build.py --help`

Standard library only. The environment is .venv beside this file; it is kept while requirements/*.txt do not change.
"""

import hashlib
import os
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(HERE, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
MARK = os.path.join(VENV, "statuary-environment")
OLDEST = (3, 11)


def main(arguments):
    """Sets up what is missing and becomes the command."""
    if sys.version_info < OLDEST:
        stop("Statuary needs Python {}.{} or newer; this is {}.".format(*OLDEST, sys.version.split()[0]))
    testing = arguments[:1] == ["test"]
    set_up(os.path.join(HERE, "requirements", "test.txt" if testing else "run.txt"))
    environ = dict(os.environ)
    if testing:
        arguments = arguments[1:]
        if "--require-all" in arguments:
            arguments.remove("--require-all")
            environ["STATUARY_REQUIRE_ALL"] = "1"
        environ.pop("PYTHONDONTWRITEBYTECODE", None)  # tests start the program hundreds of times: compiled once
        command = ["-m", "pytest", "-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder", *arguments]
        os.chdir(HERE)
    else:
        if "--root" not in arguments and not any(argument.startswith("--root=") for argument in arguments):
            arguments = ["--root", HERE, *arguments]
        command = ["-m", "statuary", *arguments]
        environ["STATUARY_COMMAND"] = "python3 build.py"
    sys.stdout.flush()
    os.execve(PYTHON, [PYTHON, *command], environ)


def set_up(requirements):
    """Makes or completes .venv, unless it already holds these requirements. One process at a time."""
    if is_ready(requirements):
        return
    import fcntl

    with open(os.path.join(HERE, ".venv.lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_ready(requirements):
            install(requirements)


def is_ready(requirements):
    """Whether the marks of a finished set-up name this Python and these requirements."""
    try:
        with open(MARK) as mark:
            return fingerprint(requirements) in mark.read().split() and os.path.exists(PYTHON)
    except OSError:
        return False


def install(requirements):
    """A venv with the pinned requirements; what failed half-way is made anew."""
    print("Setting up .venv (once; a minute or two) …", file=sys.stderr)
    if not os.path.exists(MARK):
        shutil.rmtree(VENV, ignore_errors=True)
        try:
            import ensurepip  # noqa: F401
            import venv

            venv.create(VENV, with_pip=True)
        except (ImportError, subprocess.CalledProcessError, OSError) as error:
            shutil.rmtree(VENV, ignore_errors=True)
            stop(
                "A virtual environment could not be made ({}). Install Python's venv module "
                "(on Debian and Ubuntu: apt-get install python3-venv) and try again.".format(error)
            )
    pip = [PYTHON, "-m", "pip", "--disable-pip-version-check", "install", "-q", "--require-hashes", "-r", requirements]
    if subprocess.call(pip, stdout=sys.stderr):
        stop(
            "The libraries in {} could not be installed. pip's message above says why; most often there is "
            "no network. Nothing else was changed; try again.".format(os.path.relpath(requirements, HERE))
        )
    with open(site_packages_file(), "w") as path_file:
        path_file.write(os.path.join(HERE, "src") + "\n")
    with open(MARK, "a") as mark:
        mark.write(fingerprint(requirements) + "\n")


def site_packages_file():
    """Where the venv is told of src/."""
    folder = "python{}.{}".format(*sys.version_info[:2])
    return os.path.join(VENV, "lib", folder, "site-packages", "statuary-src.pth")


def fingerprint(requirements):
    """One word for this Python, this place and these requirements."""
    with open(requirements, "rb") as file:
        digest = hashlib.sha256(file.read())
    digest.update("{}\n{}".format(sys.version, HERE).encode())
    return digest.hexdigest()


def stop(sentence):
    """Ends with the sentence, nothing built."""
    print("build.py: " + sentence, file=sys.stderr)
    sys.exit(2)


if __name__ == "__main__":
    main(sys.argv[1:])
