"""
Checks a PST file strictly against [MS-PST] and what Outlook's own files hold to.

    python3 check.py FILE.pst [--json OUT]

One line for each finding: severity, kind, place and text, separated by tabs. Exit status 0 without findings of severity
"error", 1 with some, 2 where the file cannot be checked at all. `--json` writes all that was read, one JSON object a line.
"""

import argparse
import sys

sys.dont_write_bytecode = True

from findings import Exhausted, Findings, Unreadable
from maps import Maps
from messaging import Messaging
from ndb import Database
from output import Output
from trees import Trees


def check(path, findings, output):
    """Runs all checks of a file."""
    database = Database(path, findings)
    try:
        maps = Maps(database)
        maps.check()
        Trees(database).check()
        Messaging(database, output, maps.legacy).check()
        database.check_unread_blocks()
    finally:
        database.close()


def run(path, findings, output):
    """Like `check`, and what cannot be read at all is a finding, too."""
    try:
        check(path, findings, output)
    except Unreadable as problem:
        findings.unreadable(problem)
    except Exhausted:
        findings.add('work-limit', 'file', 'things refer to the same blocks over and over: not read to the end')


def main(arguments):
    parser = argparse.ArgumentParser(description='Checks a PST file.')
    parser.add_argument('file')
    parser.add_argument('--json', metavar='OUT', help='write what was read, one JSON object a line')
    options = parser.parse_args(arguments)
    findings = Findings()
    try:
        with Output(options.json) as output:
            run(options.file, findings, output)
    except OSError as problem:
        print(f'{options.file}: {problem.strerror}', file=sys.stderr)
        return 2
    for line in findings.lines():
        print(line)
    return findings.status()


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
