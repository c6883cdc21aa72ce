"""Time zone definitions and structures ([MS-OXOCAL] 2.2.1.39 and 2.2.1.41)."""

import struct
from calendar import monthrange
from datetime import datetime, timedelta

EPOCH = datetime(1601, 1, 1)
RECURRENCE_RULE, EFFECTIVE_RULE = 1, 2


class BadZone(Exception):
    """A blob that does not follow the grammar."""


class SystemTime:
    """When the clock changes: the nth weekday of a month (or a date in one year), or never where the month is 0."""

    def __init__(self, data):
        self.fields = struct.unpack('<8H', data)
        self.year, self.month, self.weekday, self.day, self.hour, self.minute, _, _ = self.fields
        if self.month == 0:
            if any(self.fields):
                raise BadZone(f'a change of clocks without month: {self.fields}')
        elif self.month > 12 or self.weekday > 6 or self.hour > 23 or self.minute > 59 or not 1 <= self.day <= (31 if self.year else 5):
            raise BadZone(f'a change of clocks at {self.fields}')
        elif self.year and not (1601 <= self.year <= 9999 and self.day <= monthrange(self.year, self.month)[1]):
            raise BadZone(f'a change of clocks on no day: {self.fields}')

    def moment(self, year):
        """The change in a year, in local time before it."""
        if self.year:
            return datetime(self.year, self.month, self.day, self.hour, self.minute)
        length = monthrange(year, self.month)[1]
        first = (self.weekday - datetime(year, self.month, 1).isoweekday()) % 7 + 1
        day = first + 7 * (self.day - 1)
        while day > length:
            day -= 7
        return datetime(year, self.month, day, self.hour, self.minute)


class Rule:
    """Biases in minutes (UTC = local + bias) and the changes between them."""

    def __init__(self, flags, year, biases, standard, daylight):
        self.flags, self.year = flags, year
        self.bias, self.standard_bias, self.daylight_bias = biases
        self.standard, self.daylight = standard, daylight
        if not -900 <= self.bias <= 900:
            raise BadZone(f'a bias of {self.bias} minutes')
        if (standard.month == 0) != (daylight.month == 0):
            raise BadZone('a change to summer time without one back, or the other way')

    def same(self, other):
        """Whether the offsets and changes are the same."""
        key = lambda rule: (rule.bias, rule.standard_bias, rule.daylight_bias, rule.standard.fields, rule.daylight.fields)
        return key(self) == key(other)

    def offset(self, local):
        """Minutes to add to a local time to get UTC."""
        if self.daylight.month == 0:
            return self.bias + self.standard_bias
        summer, winter = self.daylight.moment(local.year), self.standard.moment(local.year)
        is_summer = summer <= local < winter if summer < winter else not winter <= local < summer
        return self.bias + (self.daylight_bias if is_summer else self.standard_bias)


def parse_structure(data):
    """PidLidTimeZoneStruct: 48 bytes."""
    if len(data) != 48:
        raise BadZone(f'{len(data)} bytes, not 48')
    biases = struct.unpack_from('<3i', data)
    return Rule(0, 0, biases, SystemTime(data[14:30]), SystemTime(data[32:48]))


class Definition:
    """A TZDEFINITION: a name and rules, each from its year on."""

    def __init__(self, data):
        if len(data) < 8:
            raise BadZone(f'{len(data)} bytes')
        major, minor, header, reserved, length = struct.unpack_from('<BBHHH', data)
        if (major, minor, reserved) != (2, 1, 2):
            raise BadZone(f'versions {major}.{minor} and wReserved {reserved}')
        if header != 6 + 2 * length:
            raise BadZone(f'cbHeader is {header} with a name of {length} characters')
        if length > 260 or len(data) < 4 + header:
            raise BadZone(f'a name of {length} characters')
        try:
            self.name = data[8 : 8 + 2 * length].decode('utf-16-le')
        except UnicodeDecodeError:
            raise BadZone('the name is no UTF-16') from None
        count, = struct.unpack_from('<H', data, 8 + 2 * length)
        at = 10 + 2 * length
        if len(data) != at + 66 * count or not 1 <= count <= 1024:
            raise BadZone(f'{count} rules in {len(data) - at} bytes')
        self.rules = [self.rule(data[at + 66 * index : at + 66 * (index + 1)]) for index in range(count)]
        years = [rule.year for rule in self.rules]
        if years != sorted(set(years)):
            raise BadZone(f'the rules\' years {years} do not ascend')
        if sum(1 for rule in self.rules if rule.flags & EFFECTIVE_RULE) != 1:
            raise BadZone('not one rule is the effective one')

    @staticmethod
    def rule(data):
        major, minor, reserved, flags, year = struct.unpack_from('<BBHHH', data)
        if (major, minor, reserved) != (2, 1, 0x3E):
            raise BadZone(f'versions {major}.{minor} and reserved 0x{reserved:X} of a rule')
        if flags & ~3:
            raise BadZone(f'flags 0x{flags:X} of a rule')
        return Rule(flags, year, struct.unpack_from('<3i', data, 22), SystemTime(data[34:50]), SystemTime(data[50:66]))

    def flagged(self, flag):
        """The rule with a flag, or None."""
        return next((rule for rule in self.rules if rule.flags & flag), None)


def to_utc(rule, minutes):
    """FILETIME of a local time given in minutes since 1601."""
    local = EPOCH + timedelta(minutes=minutes)
    return (minutes + rule.offset(local)) * 600_000_000
