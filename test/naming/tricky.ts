import fc from 'fast-check';

/** Names made of what file systems trip over. */
export const trickyName = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.constantFrom(
        ...[
          'a',
          'A',
          'é',
          'e\u0301',
          'ß',
          'SS',
          '.',
          '..',
          ' ',
          '/',
          '\\',
          ':',
          '"',
          '<',
          '*',
          '\0',
          '\n',
          '\u0085',
          '\u2028',
        ],
        ...[
          'con',
          'NUL',
          'COM1',
          'lpt¹',
          '.mbox',
          '.sbd',
          '.eml',
          '~',
          '#',
          '\udc80',
          '\udcff',
          '\ud800',
          '\ufffe',
          'ⅸ',
          '€',
          '😀',
        ],
        ...['cur', 'new', 'tmp', '&', '&-', '%80', '_', ' (2)', '.1', '\u00a0', '\u202e', 'x'.repeat(120)],
      ),
      { maxLength: 6 },
    )
    .map((parts) => parts.join('')),
);
