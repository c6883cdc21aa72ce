/** vCalendar 1.0 (Internet Mail Consortium, 1996), what phones and early versions wrote: turned into iCalendar. */
import { decodeToUtf8 } from '../../message/charset.js';
import { bytesOf, type Octets, trimOctets } from '../../core/octets.js';
import { decodeQuotedPrintable } from '../../message/quoted-printable.js';
import type { Component } from '../components.js';
import { type ContentLine, contentLine, edited } from '../contentline.js';
import { parseStamp } from '../datetime.js';
import { formatParams, paramValues, parseParams } from '../params.js';
import { escapeText } from '../text.js';

/** True for VERSION:1.0. */
export function isVcalendar1(calendar: Component): boolean {
  return calendar.lines.some(({ name, value }) => name === 'VERSION' && value.trim().startsWith('1'));
}

/** The same calendar in the terms of iCalendar: texts decoded and escaped, rules, alarms and words translated. */
export function upgradeVcalendar1(calendar: Component): Component {
  return { ...calendar, components: calendar.components.map(upgradeComponent) };
}

function upgradeComponent(component: Component): Component {
  const decoded = component.lines.map(decodeValue);
  const start = parseStamp(decoded.find(({ name }) => name === 'DTSTART')?.value ?? '');
  const alarms = decoded.filter(({ name }) => alarmNames.has(name));
  return {
    ...component,
    lines: decoded.filter(({ name }) => !alarmNames.has(name)).map(upgradeLine),
    components: [...component.components, ...alarms.flatMap((line) => upgradeAlarm(line, start?.wall ?? null))],
  };
}

const alarmNames = new Set(['AALARM', 'DALARM', 'PALARM', 'MALARM']);

/** The line with its value in UTF-8, without quoted-printable and CHARSET; `;` may still be escaped. */
export function decodeValue(line: ContentLine): ContentLine {
  if (line.params === '') return line;
  const params = parseParams(line.params);
  const encoding = [...paramValues(params, 'ENCODING'), ...paramValues(params, '')].map((value) => value.toUpperCase());
  const quoted = encoding.includes('QUOTED-PRINTABLE');
  const charset = paramValues(params, 'CHARSET')[0] ?? null;
  if (!quoted && charset === null) return line;
  const bytes = bytesOf(quoted ? decodeQuotedPrintable(line.value) : line.value);
  const kept = params.filter(
    ({ name, values }) =>
      name !== 'CHARSET' &&
      !(quoted && (name === 'ENCODING' || values.some((value) => /^quoted-printable$/i.test(value)))),
  );
  return edited(line, { params: formatParams(kept), value: decodeToUtf8(bytes, charset).octets });
}

const texts = new Set(['SUMMARY', 'DESCRIPTION', 'LOCATION', 'COMMENT', 'CONTACT']);

function upgradeLine(line: ContentLine): ContentLine {
  const plain = line.value.replace(/\\([;,\\])/g, '$1');
  if (texts.has(line.name)) return edited(line, { value: escapeText(plain) });
  if (line.name === 'CATEGORIES' || line.name === 'RESOURCES')
    return edited(line, {
      value: line.value
        .split(/(?<!\\);/)
        .map((piece) => escapeText(trimOctets(piece).replace(/\\;/g, ';')))
        .join(','),
    });
  if (line.name === 'RRULE' || line.name === 'EXRULE') return edited(line, { value: upgradeRule(line.value) });
  if (line.name === 'STATUS') return edited(line, { value: line.value.trim().toUpperCase().replace(/ /g, '-') });
  if (line.name === 'TRANSP' && /^\d+$/.test(line.value.trim()))
    return edited(line, { value: Number(line.value) === 0 ? 'OPAQUE' : 'TRANSPARENT' });
  return line.value.includes('\n') ? edited(line, { value: escapeText(plain) }) : line;
}

/** `DALARM:19960415T235000;PT5M;2;Text`: relative to the start, so that it rings for every occurrence. */
function upgradeAlarm(line: ContentLine, start: number | null): Component[] {
  const [time = '', , , text = ''] = line.value.split(/(?<!\\);/);
  const at = parseStamp(time);
  if (at === null) return [];
  const minutes = start === null ? null : Math.round((start - at.wall) / 60);
  const trigger =
    minutes === null || Math.abs(minutes) > 60 * 24 * 60
      ? contentLine('TRIGGER', time.trim(), ';VALUE=DATE-TIME')
      : contentLine('TRIGGER', `${minutes < 0 ? '' : '-'}PT${Math.abs(minutes)}M`);
  const lines = [contentLine('ACTION', 'DISPLAY'), trigger, contentLine('DESCRIPTION', escapeText(text || 'Reminder'))];
  return [{ name: 'VALARM', lines, components: [], closed: true }];
}

const units = { D: 'DAILY', W: 'WEEKLY', MP: 'MONTHLY', MD: 'MONTHLY', YM: 'YEARLY', YD: 'YEARLY' } as const;

/** `W2 TU TH #5`, `MP1 1+ SU 19971224T000000Z`, `MD1 1 15 LD #0`; what cannot be read stays for the reader of rules to refuse. */
function upgradeRule(rule: Octets): Octets {
  const [, unit, interval, rest = ''] = /^\s*(D|W|MP|MD|YM|YD)(\d+)\b(.*)$/.exec(rule.trim().toUpperCase()) ?? [];
  if (unit === undefined) return rule;
  const words = rest.split(/\s+/).filter((word) => word !== '');
  const last = words.at(-1) ?? '';
  const count = /^#(\d+)$/.exec(last)?.[1];
  const until = parseStamp(last) === null ? undefined : last;
  const named = count === undefined && until === undefined ? words : words.slice(0, -1);
  const parts = [`FREQ=${units[unit as keyof typeof units]}`, `INTERVAL=${interval ?? '1'}`];
  const by = namedDays(unit, named);
  if (by !== '') parts.push(by);
  if (until !== undefined) parts.push(`UNTIL=${until}`);
  // Without a length a rule gives two occurrences; `#0` has no end.
  else if (count !== '0') parts.push(`COUNT=${count ?? '2'}`);
  return parts.join(';');
}

function namedDays(unit: string, words: readonly string[]): string {
  if (words.length === 0) return '';
  if (unit === 'W') return `BYDAY=${words.join(',')}`;
  if (unit === 'MD') return `BYMONTHDAY=${words.map((word) => (word === 'LD' ? '-1' : signed(word))).join(',')}`;
  if (unit === 'YM') return `BYMONTH=${words.join(',')}`;
  if (unit === 'YD') return `BYYEARDAY=${words.join(',')}`;
  if (unit !== 'MP') return '';
  let nth = '';
  const days = words.flatMap((word) => {
    if (!/^\d[+-]?$/.test(word)) return [`${nth}${word}`];
    nth = signed(word);
    return [];
  });
  return `BYDAY=${days.join(',')}`;
}

/** `1+` is 1, `2-` is -2: counted from the end. */
function signed(word: string): string {
  return word.endsWith('-') ? `-${word.slice(0, -1)}` : word.replace('+', '');
}
