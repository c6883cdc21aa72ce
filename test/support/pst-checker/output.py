"""What `--json` writes: one object a line, in the order of reading."""

import json


class Output:
    """Writes to a file, or nothing where there is none."""

    def __init__(self, path):
        self.path, self.file = path, None

    def __enter__(self):
        if self.path is not None:
            self.file = open(self.path, 'w', encoding='utf-8')
        return self

    def __exit__(self, *_):
        if self.file is not None:
            self.file.close()

    @property
    def wanted(self):
        return self.file is not None

    def write(self, value):
        """One object. Lone surrogates of broken strings stay as escapes."""
        if self.file is not None:
            self.file.write(json.dumps(value) + '\n')
