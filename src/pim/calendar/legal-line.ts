/** Lines that break the grammar: importers refuse a whole file for one of them. */
import type { Octets } from '../../core/octets.js';
import { type ContentLine, contentLine, edited } from '../contentline.js';
import { areLegalParams, formatParams, type Param, parseParams } from '../params.js';
import { decodeValue } from './vcalendar1.js';

/**
 * The line as every reader takes it (RFC 5545 section 3.1): `_` in a name becomes `-`, a group goes, and a name of the standard
 * stands in capitals, since python-icalendar passes over the zone of `dtstart`; in parameters stray quotes become `'`, a word
 * without a name becomes `X-PARAM`, values with a bare colon are quoted. Quoted-printable, which vCalendar 1.0 had and careless
 * writers of 2.0 kept, is decoded.
 */
export function legalLine(line: ContentLine): ContentLine {
  const { name, group } = line;
  const isSmall = !line.raw.startsWith(name) && !name.startsWith('X-');
  const renamed =
    group !== '' || name.includes('_') || isSmall
      ? contentLine(name.replace(/_/g, '-').replace(/^-+(?=.)/, ''), line.value, line.params)
      : line;
  return renamed.params === '' ? renamed : legalParamsLine(renamed);
}

function legalParamsLine(line: ContentLine): ContentLine {
  const isQuotedPrintable = /QUOTED-PRINTABLE/i.test(line.params);
  const whole = withColons(line);
  if (!isQuotedPrintable && areLegalParams(whole.params)) return whole;
  const decoded = isQuotedPrintable ? withoutBreaks(decodeValue(whole)) : whole;
  return edited(decoded, { params: formatParams(parseParams(decoded.params).map(named)) });
}

const people = new Set(['ATTENDEE', 'ORGANIZER']);
const address = /^\s*(?:mailto|invalid|urn|https?|tel|sip|ldap):/i;
const behindParams = /:(?=(?:mailto|invalid|urn|https?|tel|sip|ldap):)/i;
/** A parameter that ends where the address in it has its first colon. */
const addressParam = /;(?:ALTREP|DIR)=(?:https?|ftp|file|cid|mid|ldap)$/i;

/**
 * `ATTENDEE;CN=Acme: sales:mailto:…`, `LOCATION;ALTREP=http://x/y:Room`: the first colon is none that ends the parameters. What a
 * property's value has to begin with, or where an address ends, tells which one does.
 */
function withColons(line: ContentLine): ContentLine {
  const { value, params } = line;
  if (people.has(line.name)) {
    const end = address.test(value) && !/=mailto$/i.test(params) ? -1 : value.search(behindParams);
    return end < 0 ? line : edited(line, { params: `${params}:${value.slice(0, end)}`, value: value.slice(end + 1) });
  }
  if (!addressParam.test(params)) return line;
  const end = endOfAddress(value);
  if (end < 0) return line;
  return edited(line, { params: quotedLast(`${params}:${value.slice(0, end)}`), value: value.slice(end + 1) });
}

/** Where the colon is that ends an address whose scheme stands before `text`: not the one before a port. -1: there is none. */
function endOfAddress(text: Octets): number {
  const port = text.startsWith('//') ? text.slice(2).search(/[/:]/) + 2 : -1;
  if (port < 2 || text[port] !== ':') return text.indexOf(':', Math.max(0, port));
  digits.lastIndex = port + 1;
  digits.test(text);
  const behindPort = text.indexOf(':', digits.lastIndex);
  return behindPort < 0 ? port : behindPort;
}

const digits = /\d*/y;

/** The last parameter's value in quotes. */
function quotedLast(params: Octets): Octets {
  const at = params.lastIndexOf('=', params.search(/;(?:ALTREP|DIR)=[^;]*$/i) + 8);
  return `${params.slice(0, at + 1)}"${params.slice(at + 1).replace(/"/g, "'")}"`;
}

function withoutBreaks(line: ContentLine): ContentLine {
  return edited(line, { value: line.value.replace(/\r\n|\r|\n/g, '\\n') });
}

function named({ name, values }: Param): Param {
  return { name: name === '' ? 'X-PARAM' : name.replace(/[^A-Z0-9-]+/g, '-'), values };
}
