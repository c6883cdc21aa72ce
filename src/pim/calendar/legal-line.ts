/** Lines that break the grammar: importers refuse a whole file for one of them. */
import { type ContentLine, edited } from '../contentline.js';
import { areLegalParams, formatParams, type Param, parseParams } from '../params.js';
import { decodeValue } from './vcalendar1.js';

/**
 * The line with parameters that every reader takes (RFC 5545 section 3.1): stray quotes become `'`, a word without a name
 * becomes `X-PARAM`. Quoted-printable, which vCalendar 1.0 had and careless writers of 2.0 kept, is decoded.
 */
export function legalLine(line: ContentLine): ContentLine {
  if (line.params === '') return line;
  const isQuotedPrintable = /QUOTED-PRINTABLE/i.test(line.params);
  if (!isQuotedPrintable && areLegalParams(line.params)) return line;
  const decoded = isQuotedPrintable ? withoutBreaks(decodeValue(line)) : line;
  return edited(decoded, { params: formatParams(parseParams(decoded.params).map(named)) });
}

function withoutBreaks(line: ContentLine): ContentLine {
  return edited(line, { value: line.value.replace(/\r\n|\r|\n/g, '\\n') });
}

function named({ name, values }: Param): Param {
  return { name: name === '' ? 'X-PARAM' : name.replace(/[^A-Z0-9-]+/g, '-'), values };
}
