# SPDX-License-Identifier: GPL-2.0-or-later
"""What coverage.py, mutation.py and sanitized.py know of the test programs alike."""
import os
import signal
import subprocess
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get('NESTSCOPE_BUILD') or TOP / 'build')
CLI = TOP / 'selftests/cli'
KSRC = subprocess.run([TOP / 'scripts/kernel', 'source'], capture_output=True, text=True, check=True).stdout.strip()


def cli_tests():
    """The tests of the command line"""
    return sorted(path for path in CLI.glob('*.sh') if path.name != 'ktap.sh')


def end_by_signals():
    """A shell's job in the background ignores SIGINT, and so does all that it runs."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
