"""Named properties by their names."""

from known import KNOWN_NAMES


class Named:
    """The named properties of one item."""

    def __init__(self, names, properties):
        self.names, self.properties = names, properties

    def ident(self, guid, name):
        """The property id of a name, or None."""
        return None if self.names is None else self.names.by_name.get((guid, name))

    def get(self, guid, name):
        """The value, or None; None as well where its type is another than everybody expects."""
        ident = self.ident(guid, name)
        if ident is None or KNOWN_NAMES.get((guid, name)) not in (None, self.properties.types.get(ident)):
            return None
        return self.properties.get(ident)

    def kind(self, guid, name):
        """The type the item has it with, or None."""
        ident = self.ident(guid, name)
        return None if ident is None else self.properties.types.get(ident)
