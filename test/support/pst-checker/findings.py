"""Where the checker puts what it finds: one line for each, with a kind that tests can rely on."""

from kinds import KINDS

MOST_PER_KIND = 40


class Unreadable(Exception):
    """A structure so broken that what hangs on it cannot be read; carries the finding."""

    def __init__(self, kind, where, text):
        super().__init__(f'{kind}: {where}: {text}')
        self.kind, self.where, self.text = kind, where, text


class Exhausted(Exception):
    """The file asks for more work than its size explains: the check ends here."""


class Findings:
    """Collects findings. Of each kind the first ones are kept and all are counted, so that a ruin gives no endless list."""

    def __init__(self):
        self.kept = []
        self.counts = {}

    def add(self, kind, where, text):
        """Notes a finding of a kind of `kinds.KINDS`; any other kind is a mistake in the checker."""
        if kind not in KINDS:
            raise KeyError(kind)
        count = self.counts.get(kind, 0) + 1
        self.counts[kind] = count
        if count <= MOST_PER_KIND:
            self.kept.append((kind, where, text))

    def unreadable(self, problem):
        """Notes what an `Unreadable` carries."""
        self.add(problem.kind, problem.where, problem.text)

    def lines(self):
        """The findings as lines `severity<TAB>kind<TAB>where<TAB>text`, and how many were left out of a kind."""
        for kind, where, text in self.kept:
            yield f'{KINDS[kind][0]}\t{kind}\t{where}\t{text}'
        for kind, count in self.counts.items():
            if count > MOST_PER_KIND:
                yield f'{KINDS[kind][0]}\t{kind}\t(file)\tand {count - MOST_PER_KIND} more of this kind'

    def status(self):
        """The exit status."""
        return 1 if any(KINDS[kind][0] == 'error' for kind in self.counts) else 0
