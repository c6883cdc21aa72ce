"""What each class of items must have, and what contacts, lists, tasks and notes say ([MS-OXOCNTC], [MS-OXOTASK], [MS-OXONOTE])."""

from encoding import crc
from guids import ADDRESS, APPOINTMENT, COMMON, NOTE, TASK
from named import Named
from recipients import ONE_OFF, check_entry

WRAPPED = bytes.fromhex('c091add3519dcf11a4a900aa0047faa4')
LONG, DOUBLE, BOOLEAN, TEXT, TIME, BINARIES = 0x03, 0x05, 0x0B, 0x1F, 0x40, 0x1102

# By the beginning of the class: properties, as ids or names, with their types.
REQUIRED = (
    ('IPM.NOTE', ((0x0037, TEXT),)),
    ('IPM.APPOINTMENT', (((APPOINTMENT, 0x820D), TIME), ((APPOINTMENT, 0x820E), TIME), ((APPOINTMENT, 0x8205), LONG), ((APPOINTMENT, 0x8223), BOOLEAN), ((APPOINTMENT, 0x8215), BOOLEAN))),
    ('IPM.CONTACT', ((0x3001, TEXT), ((ADDRESS, 0x8005), TEXT))),
    ('IPM.DISTLIST', ((0x3001, TEXT), ((ADDRESS, 0x8053), TEXT))),
    ('IPM.TASK', (((TASK, 0x8101), LONG), ((TASK, 0x8102), DOUBLE), ((TASK, 0x811C), BOOLEAN))),
    ('IPM.STICKYNOTE', ((0x0037, TEXT), ((NOTE, 0x8B00), LONG))),
)  # fmt: skip
SENDERS = ((0x0C1A, 0x0C1E, 0x0C1F, 0x0C19), (0x0042, 0x0064, 0x0065, 0x0041))


class ClassCheck:
    def __init__(self, items, properties, where):
        self.find, self.where, self.properties = items.find, where, properties
        self.named = Named(items.messaging.names, properties)

    def check(self):
        message_class = str(self.properties.get(0x001A, '')).upper()
        for prefix, wanted in REQUIRED:
            if message_class == prefix or message_class.startswith(prefix + '.'):
                self.required(wanted)
        self.senders()
        if message_class.startswith('IPM.CONTACT'):
            self.contact()
        elif message_class.startswith('IPM.DISTLIST'):
            self.list()
        elif message_class.startswith('IPM.TASK'):
            self.task()
        elif message_class.startswith('IPM.STICKYNOTE') and self.named.get(NOTE, 0x8B00) not in (0, 1, 2, 3, 4):
            self.find('note', self.where, f'PidLidNoteColor is {self.named.get(NOTE, 0x8B00)}')

    def required(self, wanted):
        for name, kind in wanted:
            found = self.named.kind(*name) if isinstance(name, tuple) else self.properties.types.get(name)
            if found != kind:
                text = f'{name[1]:04X} of {name[0]}' if isinstance(name, tuple) else f'{name:04X}'
                self.find('class-property', self.where, f'{self.properties.get(0x001A)} without {text} of type {kind:04X}')

    def senders(self):
        """Name, type, address and entry id of a sender come together and say the same."""
        for name, kind, address, entry in SENDERS:
            has = [ident in self.properties.types for ident in (name, kind, address, entry)]
            if has[1] != has[2]:
                self.find('item-sender', self.where, f'{kind:04X} and {address:04X} belong together')
            if all(has[1:]) and isinstance(self.properties.get(entry), bytes):
                check_entry(self.find, self.properties.get(entry), self.properties.get(kind), self.properties.get(address), f'{self.where} {entry:04X}0102')

    def contact(self):
        """E-mail addresses: display, type, address, original, entry id; and the list of those that are there."""
        mask = 0
        for index, base in enumerate((0x8080, 0x8090, 0x80A0)):
            kind, address, entry = (self.named.get(ADDRESS, base + distance) for distance in (2, 3, 5))
            if not address:
                continue
            mask |= 1 << index
            if not kind:
                self.find('contact-email', self.where, f'address {index + 1} without type')
            if isinstance(entry, bytes):
                check_entry(self.find, entry, kind, address, f'{self.where} address {index + 1}')
            else:
                self.find('contact-email', self.where, f'address {index + 1} without entry id')
        members, said = self.named.get(ADDRESS, 0x8028), self.named.get(ADDRESS, 0x8029)
        if said is not None and said & 7 != mask:
            self.find('contact-email', self.where, f'PidLidAddressBookProviderArrayType is 0x{said:X}, the addresses there are 0x{mask:X}')
        if members is not None and said is not None and sum(1 << member for member in set(members) if 0 <= member < 6) != said:
            self.find('contact-email', self.where, f'PidLidAddressBookProviderEmailList is {members} with 0x{said:X}')

    def list(self):
        """A distribution list's two lists of members, and their checksum."""
        members, one_offs = (self.named.get(ADDRESS, number) for number in (0x8055, 0x8054))
        if members is None and one_offs is None:
            return
        if not isinstance(members, list) or not isinstance(one_offs, list) or len(members) != len(one_offs):
            self.find('list-members', self.where, 'PidLidDistributionListMembers and -OneOffMembers are not of one length')
            return
        for number, member in enumerate(one_offs):
            if len(member) < 24 or member[4:20] != ONE_OFF:
                self.find('list-members', self.where, f'one-off member {number} is no one-off entry id')
            else:
                check_entry(self.find, member, None, None, f'{self.where} member {number}')
        for number, member in enumerate(members):
            if len(member) < 24 or member[4:20] not in (ONE_OFF, WRAPPED):
                self.find('list-members', self.where, f'member {number} is neither a one-off nor a wrapped entry id')
        checksum = self.named.get(ADDRESS, 0x804C)
        if checksum is not None and checksum & 0xFFFFFFFF != crc(b''.join(members)):
            self.find('list-checksum', self.where, f'PidLidDistributionListChecksum is 0x{checksum & 0xFFFFFFFF:08X}, not 0x{crc(b"".join(members)):08X}')

    def task(self):
        status, percent, complete = (self.named.get(TASK, number) for number in (0x8101, 0x8102, 0x811C))
        if status not in (0, 1, 2, 3, 4):
            self.find('task', self.where, f'PidLidTaskStatus is {status}')
        if isinstance(percent, float) and not 0 <= percent <= 1:
            self.find('task', self.where, f'PidLidPercentComplete is {percent}')
        if bool(complete) != (status == 2) or bool(complete) != (percent == 1.0):
            self.find('task', self.where, f'PidLidTaskComplete {complete}, status {status} and {percent} disagree')
        for number, common in ((0x8104, 0x8516), (0x8105, 0x8517)):
            own, other = self.named.get(TASK, number), self.named.get(COMMON, common)
            if own is not None and own % (1440 * 600_000_000):
                self.find('task', self.where, f'date {number:04X} is no midnight')
            if other is not None and own is None:
                self.find('task', self.where, f'PidLidCommon {common:04X} without {number:04X}')


def check_class(items, properties, where):
    """The part of an item that its class asks for."""
    if items.messaging.names is not None:
        ClassCheck(items, properties, where).check()
