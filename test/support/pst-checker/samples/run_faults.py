"""Checks each spoiled file and prints {name of the fault: kinds of findings in the order of their names} as JSON."""

import json
import os
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path[:0] = [os.path.dirname(os.path.abspath(__file__)), os.path.dirname(os.path.dirname(os.path.abspath(__file__)))]

import faults_ltp
import faults_ndb
import model
from check import run
from findings import Findings
from output import Output


def kinds(data):
    """The kinds of findings in a file."""
    findings = Findings()
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        run(file.name, findings, Output(None))
    return sorted(findings.counts)


if __name__ == '__main__':
    faults = {**faults_ndb.FAULTS, **faults_ltp.FAULTS}
    only = sys.argv[1:]
    print(json.dumps({name: kinds(make()) for name, make in faults.items() if not only or name in only}, indent=1))
