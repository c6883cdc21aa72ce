"""Named properties by their names ([MS-OXPROPS] 1.3.2)."""

COMMON = '00062008-0000-0000-C000-000000000046'
APPOINTMENT = '00062002-0000-0000-C000-000000000046'
TASK = '00062003-0000-0000-C000-000000000046'
ADDRESS = '00062004-0000-0000-C000-000000000046'
NOTE = '0006200E-0000-0000-C000-000000000046'
PUBLIC_STRINGS = '00020329-0000-0000-C000-000000000046'
MEETING = '6ED8DA90-450B-101B-98DA-00AA003F1305'


class Named:
    """The named properties of one item."""

    def __init__(self, names, properties):
        self.names, self.properties = names, properties

    def ident(self, guid, name):
        """The property id of a name, or None."""
        return None if self.names is None else self.names.by_name.get((guid, name))

    def get(self, guid, name):
        """The value, or None."""
        ident = self.ident(guid, name)
        return None if ident is None else self.properties.get(ident)

    def kind(self, guid, name):
        """The type the item has it with, or None."""
        ident = self.ident(guid, name)
        return None if ident is None else self.properties.types.get(ident)
