"""A recurrence held against the calendar ([MS-OXOCAL] 2.2.1.44 and 3.1.4.4)."""

from calendar import monthrange
from datetime import date, timedelta

from recurrence import AFTER_COUNT, DAILY, DAY, ENDLESS, MONTHLY, NEVER, WEEKLY, YEARLY, Recurrence

EPOCH = date(1601, 1, 1)
# For a series without end Outlook counts 10.
ENDLESS_COUNT = 10
# Longer series than these are not counted.
MOST_DAYS = 60_000


class Series(Recurrence):
    """A recurrence that knows its dates. Gregorian patterns only."""

    def problems(self):
        """What contradicts itself: pairs of kind and text."""
        if self.calendar not in (0, 1) or self.pattern > 4:
            return
        broken = list(self.check_pattern())
        yield from broken
        if broken:
            return
        yield from self.check_range()
        yield from self.check_dates()
        yield from self.check_exceptions()

    def check_pattern(self):
        allowed = {DAILY: (0, 1), WEEKLY: (1,), MONTHLY: (2, 3, 4), YEARLY: (2, 3, 4)}[self.frequency]
        if self.pattern not in allowed:
            yield 'recurrence-pattern', f'PatternType {self.pattern} with RecurFrequency 0x{self.frequency:X}'
        unit = DAY if self.pattern == 0 else 12 if self.frequency == YEARLY else 1
        if self.period == 0 or self.period % unit:
            yield 'recurrence-pattern', f'Period {self.period} is no multiple of {unit}'
            return
        if self.pattern in (1, 3) and not 1 <= self.specific[0] <= 0x7F:
            yield 'recurrence-pattern', f'days of the week 0x{self.specific[0]:X}'
        if self.pattern in (2, 4) and not 1 <= self.specific[0] <= 31:
            yield 'recurrence-pattern', f'day of the month {self.specific[0]}'
        if self.pattern == 3 and not 1 <= self.specific[1] <= 5:
            yield 'recurrence-pattern', f'week {self.specific[1]} of the month'
        if self.first != self.expected_first():
            yield 'recurrence-first', f'FirstDateTime is {self.first}, not {self.expected_first()}'

    def expected_first(self):
        """FirstDateTime as [MS-OXOCAL] 2.2.1.44.1 makes it from the start and the period."""
        if self.pattern == 0:
            return self.start % self.period
        if self.pattern == 1:
            return self.week_of(self.start // DAY) * DAY % (self.period * 7 * DAY)
        day = EPOCH + timedelta(days=self.start // DAY)
        months = ((day.year - 1601) * 12 + day.month - 1) % self.period
        return (date(1601 + months // 12, months % 12 + 1, 1) - EPOCH).days * DAY

    def week_of(self, day):
        """Day number of the beginning of a day's week. Day 0 is a Monday."""
        return day - (day + 1 - self.week_start) % 7

    def occurs(self, minutes):
        """Whether the rule has an occurrence on a date."""
        day, remainder = divmod(minutes, DAY)
        if remainder or minutes < self.start:
            return False
        first = self.start // DAY
        if self.pattern == 0:
            return (day - first) % (self.period // DAY) == 0
        if self.pattern == 1:
            return bool(self.specific[0] >> (day + 1) % 7 & 1) and (self.week_of(day) - self.week_of(first)) // 7 % self.period == 0
        moment, begin = EPOCH + timedelta(days=day), EPOCH + timedelta(days=first)
        months = (moment.year - begin.year) * 12 + moment.month - begin.month
        return months % self.period == 0 and moment.day == self.day_in(moment.year, moment.month)

    def day_in(self, year, month):
        """The day of a month on which a monthly rule falls."""
        length = monthrange(year, month)[1]
        if self.pattern in (2, 4):
            return min(self.specific[0], length)
        mask, number = self.specific
        days = [day for day in range(1, length + 1) if mask >> (date(year, month, day).weekday() + 1) % 7 & 1]
        return 0 if not days else days[-1] if number == 5 or number > len(days) else days[number - 1]

    def occurrences(self):
        """The dates of a series with an end, in minutes since 1601; None where it is too long to count them."""
        if (self.end - self.start) // DAY > MOST_DAYS:
            return None
        return [day * DAY for day in range(self.start // DAY, self.end // DAY + 1) if self.occurs(day * DAY)]

    def check_range(self):
        for what, value in (('StartDate', self.start), ('EndDate', self.end)):
            if value % DAY and not (what == 'EndDate' and value == NEVER):
                yield 'recurrence-range', f'{what} {value} is no midnight'
        if not 0 < self.start // DAY < 1_060_000:
            yield 'recurrence-range', f'StartDate {self.start} is in no year'
            return
        if self.end_type in ENDLESS:
            if self.end != NEVER:
                yield 'recurrence-range', f'EndDate of a series without end is 0x{self.end:X}, not 0x{NEVER:X}'
            if self.count != ENDLESS_COUNT:
                yield 'recurrence-count', f'OccurrenceCount of a series without end is {self.count}, not {ENDLESS_COUNT}'
        elif self.end == NEVER or self.end < self.start:
            yield 'recurrence-range', f'EndDate 0x{self.end:X} of a series with an end'
        else:
            found = self.occurrences()
            if found is not None and len(found) != self.count:
                yield 'recurrence-count', f'OccurrenceCount is {self.count}, there are {len(found)} until EndDate'
            if self.end_type == AFTER_COUNT and found and found[-1] != self.end:
                yield 'recurrence-range', 'EndDate is not the last occurrence'
        if not self.occurs(self.start):
            yield 'recurrence-range', 'StartDate is no occurrence'

    def check_dates(self):
        for what, dates in (('deleted', self.deleted), ('modified', self.modified)):
            if any(one >= other for one, other in zip(dates, dates[1:])):
                yield 'recurrence-order', f'the {what} dates do not ascend'
            if any(one % DAY for one in dates):
                yield 'recurrence-order', f'a {what} date is no midnight'
        if len(self.modified) > len(self.deleted):
            yield 'recurrence-exceptions', f'{len(self.modified)} modified dates, {len(self.deleted)} deleted ones, which count the modified ones, too'
        for one in self.deleted:
            if not one % DAY and not (one <= self.end and self.occurs(one)):
                yield 'recurrence-dates', f'deleted date {EPOCH + timedelta(days=one // DAY)} is no occurrence'

    def check_exceptions(self):
        if not self.start_offset and not self.end_offset and not self.exceptions and not self.modified:
            return
        if self.end_offset < self.start_offset:
            yield 'recurrence-times', f'StartTimeOffset {self.start_offset}, EndTimeOffset {self.end_offset}'
        if self.start_offset >= DAY:
            yield 'recurrence-times', f'StartTimeOffset {self.start_offset} is beyond the day'
        if len(self.exceptions) != len(self.modified):
            yield 'recurrence-exceptions', f'ExceptionCount {len(self.exceptions)}, ModifiedInstanceCount {len(self.modified)}'
        starts = [one.start for one in self.exceptions]
        if starts != sorted(starts):
            yield 'recurrence-order', 'the exceptions are not sorted by their start'
        if [start // DAY * DAY for start in sorted(starts)] != self.modified:
            yield 'recurrence-exceptions', 'the modified dates are not the dates of the exceptions'
        deleted, seen = set(self.deleted), set()
        for one in self.exceptions:
            if one.original // DAY * DAY not in deleted or one.original in seen:
                yield 'recurrence-exceptions', f'OriginalStartDate {one.original} is not among the deleted dates, or twice'
            seen.add(one.original)
            if one.original % DAY != self.start_offset:
                yield 'recurrence-exceptions', f'OriginalStartDate {one.original} is not at the series\' time'
            if one.end < one.start:
                yield 'recurrence-times', 'an exception that ends before it begins'
            for narrow, wide in ((one.subject, one.wide_subject), (one.location, one.wide_location)):
                if narrow is not None and wide is not None and narrow.isascii() and wide.isascii() and narrow.decode('ascii') != wide:
                    yield 'recurrence-text', f'{narrow!r} in the ExceptionInfo, {wide!r} in the ExtendedException'
