"""Mistakes in appointments and series. Each function gives a spoiled file. For tests of the checker only."""

import model
from blobs import global_id, weekly, zone_definition, zone_structure
from sample import APPOINTMENT, COMMON, MEETING, MEETING_ITEM, MINUTE, TUESDAY, WEEK, named

SECOND, THIRD, FOURTH = TUESDAY + WEEK, TUESDAY + 2 * WEEK, TUESDAY + 3 * WEEK
LAST = TUESDAY + 4 * WEEK
CHANGED = (SECOND + 660, SECOND + 720, SECOND + 540, 'Später')


def early(change):
    return lambda: model.build(early=lambda it: change(it.items[MEETING_ITEM][1]))


def value(guid, name, kind, new):
    tag = named(guid, name, kind)
    return early(lambda item: item.values.pop(tag) if new is None else item.values.update({tag: new}))


def series(end=LAST, count=5, deleted=(SECOND, THIRD), modified=(SECOND,), exceptions=(CHANGED,), **more):
    return value(APPOINTMENT, 0x8216, 0x102, weekly(TUESDAY, end, count, list(deleted), list(modified), list(exceptions), **more))


def cut_blob():
    return value(APPOINTMENT, 0x8216, 0x102, weekly(TUESDAY, LAST, 5, [SECOND, THIRD], [SECOND], [CHANGED])[:-4])


def exception_values(values):
    return early(lambda item: item.attachments[0x8025].values.update(values))


def no_exception_attachment(item):
    item.attachments.clear()
    item.children.clear()
    item.values[0x0E070003] = 1


def wrong_texts():
    """The two subjects of an exception differ."""
    good = weekly(TUESDAY, LAST, 5, [SECOND, THIRD], [SECOND], [(*CHANGED[:3], 'Later')])
    return value(APPOINTMENT, 0x8216, 0x102, good.replace(b'Later', b'Lates'))


FAULTS = {
    'appointment: ends before it begins': value(APPOINTMENT, 0x820E, 0x40, (TUESDAY + 300) * MINUTE),
    'appointment: no busy state': value(APPOINTMENT, 0x8205, 3, None),
    'appointment: duration of another length': value(APPOINTMENT, 0x8213, 3, 30),
    'appointment: common end at another time': value(COMMON, 0x8517, 0x40, (TUESDAY + 430) * MINUTE),
    'zone: cbHeader of the rules, too': value(APPOINTMENT, 0x825E, 0x102, zone_definition(2)[:2] + b'\xff' + zone_definition(2)[3:]),
    'zone: no rule is the effective one': value(APPOINTMENT, 0x825E, 0x102, zone_definition(0)),
    'zone: no rule is that of the series': value(APPOINTMENT, 0x8260, 0x102, zone_definition(2)),
    'zone: structure and definition differ': value(APPOINTMENT, 0x8233, 0x102, b'\x88' + zone_structure()[1:]),
    'zone: structure of 46 bytes': value(APPOINTMENT, 0x8233, 0x102, zone_structure()[:46]),
    'global id: size of the whole': value(MEETING, 0x03, 0x102, global_id(7)[:36] + b'\x38' + global_id(7)[37:]),
    'global id: the clean one of another item': value(MEETING, 0x23, 0x102, global_id(8)),
    'series: flag missing': value(APPOINTMENT, 0x8223, 0x0B, 0),
    'series: daily in the flag, weekly in the blob': value(APPOINTMENT, 0x8231, 3, 1),
    'series: blob cut off': cut_blob(),
    'series: FirstDateTime of the start': series(first=TUESDAY),
    'series: one occurrence too many': series(count=6),
    'series: ends between occurrences': series(end=LAST + 1440),
    'series: end of an endless one is a date': series(end_type=0x2023, count=10),
    'series: weekday of another day': series(weekdays=0x08, count=4),
    'series: deleted dates not sorted': series(deleted=(THIRD, SECOND)),
    'series: deleted date that is no occurrence': series(deleted=(SECOND, THIRD + 1440)),
    'series: changed date not among the deleted ones': series(deleted=(THIRD,)),
    'series: changed date without exception': series(modified=(SECOND, FOURTH), deleted=(SECOND, THIRD, FOURTH)),
    'series: exceptions not sorted by start': series(
        deleted=(SECOND, THIRD), modified=(SECOND, THIRD), exceptions=((THIRD + 660, THIRD + 720, THIRD + 540, None), CHANGED),
    ),
    'series: exception that ends before it begins': series(exceptions=((SECOND + 660, SECOND + 600, SECOND + 540, 'Später'),)),
    'series: two texts for one exception': wrong_texts(),
    'series: start in UTC': value(APPOINTMENT, 0x820D, 0x40, (TUESDAY + 540) * MINUTE),
    'series: clip start at the time of the appointment': value(APPOINTMENT, 0x8235, 0x40, (TUESDAY + 420) * MINUTE),
    'exception: no attachment': early(no_exception_attachment),
    'exception: start in UTC': exception_values({0x7FFB0040: (CHANGED[0] - 120) * MINUTE}),
    'exception: not hidden': exception_values({0x7FFE000B: 0}),
}  # fmt: skip
