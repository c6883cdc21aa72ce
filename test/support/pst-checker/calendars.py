"""Appointments and their series ([MS-OXOCAL] 2.2)."""

import struct

from guids import APPOINTMENT, COMMON, MEETING, TASK
from named import Named
from recurrence import DAILY, MONTHLY, WEEKLY, YEARLY, BadBlob
from series import Series
from timezones import EFFECTIVE_RULE, RECURRENCE_RULE, BadZone, Definition, parse_structure, to_utc

MINUTE = 600_000_000
EXCEPTION_CLASS = 'IPM.OLE.CLASS.{00061055-0000-0000-C000-000000000046}'
GLOBAL_ID = bytes.fromhex('040000008200e00074c5b7101a82e008')
# PidLidRecurrenceType by RecurFrequency.
KINDS_OF_SERIES = {DAILY: 1, WEEKLY: 2, MONTHLY: 3, YEARLY: 4}


class Calendar:
    """Checks the calendar properties of an item that is an appointment, a meeting or a task."""

    def __init__(self, items, properties, attachments, where):
        self.find, self.where = items.find, where
        self.items, self.properties, self.attachments = items, properties, attachments
        self.named = Named(items.messaging.names, properties)
        self.message_class = str(properties.get(0x001A, '')).upper()

    def value(self, number):
        return self.named.get(APPOINTMENT, number)

    def check(self):
        zones = self.zones()
        self.global_ids()
        if self.message_class.startswith('IPM.TASK'):
            self.series(self.named.get(TASK, 0x8116), False)
            return
        if not self.message_class.startswith('IPM.APPOINTMENT'):
            return
        start, end = self.value(0x820D), self.value(0x820E)
        if isinstance(start, int) and isinstance(end, int):
            self.times(start, end)
        blob = self.value(0x8216)
        if bool(self.value(0x8223)) != (blob is not None):
            self.find('recurrence-flag', self.where, f'PidLidRecurring is {self.value(0x8223)}, the recurrence is {"there" if blob is not None else "missing"}')
        series = self.series(blob, True)
        if series is not None:
            self.series_times(series, zones, start, end)
            self.exceptions(series)
        elif self.value(0x8215) and isinstance(start, int) and zones.get(0x825E) is not None:
            self.all_day(start, zones[0x825E])

    # Time zones and ids

    def zones(self):
        """The parsed time zones by property number."""
        found = {}
        for number, parse in ((0x825E, Definition), (0x825F, Definition), (0x8260, Definition), (0x8233, parse_structure)):
            data = self.value(number)
            if data is None:
                continue
            try:
                found[number] = parse(data)
            except (BadZone, ValueError, OverflowError) as problem:
                self.find('time-zone', f'{self.where} {number:04X}', str(problem))
        rule = found[0x8260].flagged(RECURRENCE_RULE) if 0x8260 in found else None
        if 0x8260 in found and rule is None:
            self.find('time-zone', f'{self.where} 8260', 'no rule has the flag of the series\' zone')
        if rule is not None and 0x8233 in found and not rule.same(found[0x8233]):
            self.find('time-zone-mismatch', self.where, 'PidLidTimeZoneStruct is not the rule of the series\' zone')
        return found

    def global_ids(self):
        """PidLidGlobalObjectId and its clean copy ([MS-OXOCAL] 2.2.1.27)."""
        both = [self.named.get(MEETING, number) for number in (0x03, 0x23)]
        for data in both:
            if data is None:
                continue
            if not isinstance(data, bytes) or len(data) < 40 or data[:16] != GLOBAL_ID:
                self.find('global-id', self.where, 'no global object id')
            elif struct.unpack_from('<I', data, 36)[0] != len(data) - 40:
                self.find('global-id', self.where, f'size {struct.unpack_from("<I", data, 36)[0]} with {len(data) - 40} bytes of data')
        if both[1] is not None and any(both[1][16:20]):
            self.find('global-id', self.where, 'the clean global object id has a date')
        if None not in both and both[0][:16] + bytes(4) + both[0][20:] != both[1]:
            self.find('global-id', self.where, 'the clean global object id is not that of the item')

    # Times

    def times(self, start, end):
        if end < start:
            self.find('appointment-times', self.where, 'ends before it begins')
        duration = self.value(0x8213)
        if duration is not None and duration * MINUTE != (end - start) // MINUTE * MINUTE:
            self.find('appointment-times', self.where, f'PidLidAppointmentDuration is {duration}, the appointment has {(end - start) // MINUTE} minutes')
        for number, wanted in ((0x8516, start), (0x8517, end)):
            value = self.named.get(COMMON, number)
            if value is not None and value != wanted:
                self.find('appointment-times', self.where, f'PidLidCommon{"Start" if wanted == start else "End"} {number:04X} is another time')
        if not self.value(0x8223):
            for number, wanted in ((0x8235, start), (0x8236, end)):
                value = self.value(number)
                if value is not None and value != wanted:
                    self.find('appointment-times', self.where, f'PidLidClip {number:04X} is not the time of the appointment')
            self.reminder(start)

    def reminder(self, start):
        """Of a single appointment."""
        if not self.named.get(COMMON, 0x8503):
            return
        time, delta, signal = (self.named.get(COMMON, number) for number in (0x8502, 0x8501, 0x8560))
        if time is not None and time != start:
            self.find('reminder', self.where, 'PidLidReminderTime is not the start')
        if signal is None or delta is None:
            self.find('reminder', self.where, 'a reminder without PidLidReminderDelta or PidLidReminderSignalTime')

    def all_day(self, start, zone):
        """An appointment of whole days begins at midnight of its zone."""
        rule = zone.flagged(EFFECTIVE_RULE)
        if not any(to_utc(rule, minutes) == start for minutes in midnights(start)):
            self.find('appointment-all-day', self.where, 'does not begin at midnight of its time zone')

    # Series

    def series(self, blob, appointment):
        if blob is None:
            return None
        try:
            series = Series(blob, appointment)
        except BadBlob as problem:
            self.find('recurrence-blob', self.where, str(problem))
            return None
        problems = 0
        for kind, text in series.problems():
            problems += 1
            self.find(kind, self.where, text)
        if appointment and self.value(0x8231) is not None and self.value(0x8231) != KINDS_OF_SERIES[series.frequency]:
            self.find('recurrence-flag', self.where, f'PidLidRecurrenceType is {self.value(0x8231)} with RecurFrequency 0x{series.frequency:X}')
        return None if problems else series

    def series_times(self, series, zones, start, end):
        """The first occurrence in the zone of the series must be the appointment's own time."""
        zone = zones.get(0x8233) or (zones[0x8260].flagged(RECURRENCE_RULE) if 0x8260 in zones else None)
        if zone is None:
            self.find('time-zone-missing', self.where, 'a series without PidLidTimeZoneStruct or the definition of its zone')
            return
        if isinstance(start, int) and to_utc(zone, series.start + series.start_offset) != start:
            self.find('recurrence-start', self.where, 'PidLidAppointmentStartWhole is not the first occurrence in the zone of the series')
        if isinstance(end, int) and isinstance(start, int) and (end - start) // MINUTE != series.end_offset - series.start_offset:
            self.find('recurrence-start', self.where, 'an occurrence is not as long as the appointment')
        clip = self.value(0x8235)
        if clip is not None and clip != to_utc(zone, series.start):
            self.find('recurrence-clip', self.where, 'PidLidClipStart is not midnight of the first occurrence')

    def exceptions(self, series):
        """Each changed occurrence has an attachment with its own message."""
        found = {}
        for one in self.attachments:
            own = one.properties
            if one.embedded is None or str(one.embedded.get(0x001A, '')).upper() != EXCEPTION_CLASS.upper():
                continue
            where = own.where
            if own.get(0x7FFD, 0) & 2 == 0 or own.get(0x7FFE) is not True:
                self.find('exception-attachment', where, 'not hidden, or without afException')
            if own.get(0x7FFB) in found:
                self.find('exception-attachment', where, 'two attachments for one changed occurrence')
            found[own.get(0x7FFB)] = own
        for one in series.exceptions:
            own = found.pop(one.start * MINUTE, None)
            if own is None:
                self.find('exception-missing', self.where, f'no attachment for the changed occurrence that begins at minute {one.start}')
            elif own.get(0x7FFC) != one.end * MINUTE:
                self.find('exception-attachment', own.where, 'PidTagExceptionEndTime is not the end of the changed occurrence')
        for own in found.values():
            self.find('exception-attachment', own.where, 'PidTagExceptionStartTime is not the start of a changed occurrence')


def midnights(moment):
    """Local midnights, in minutes since 1601, that can be this moment in some zone."""
    day = moment // (1440 * MINUTE)
    return [(day + distance) * 1440 for distance in (-1, 0, 1)]


def check_calendar(items, properties, attachments, where):
    """The calendar part of an item, where it has one."""
    if items.messaging.names is not None:
        Calendar(items, properties, attachments, where).check()
