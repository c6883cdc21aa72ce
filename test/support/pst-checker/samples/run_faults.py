"""Checks each spoiled file. Needs the folders of the checker and of the samples in its path. For tests of the checker only."""

import json
import tempfile

import faults_calendar
import faults_ltp
import faults_messaging
import faults_ndb
import faults_rare
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


def main():
    """Prints {name of the fault: kinds of findings in the order of their names} as JSON."""
    faults = {**faults_ndb.FAULTS, **faults_ltp.FAULTS, **faults_messaging.FAULTS, **faults_calendar.FAULTS, **faults_rare.FAULTS}
    print(json.dumps({name: kinds(make()) for name, make in faults.items()}))
