/**
 * What a card says, apart from how: the multiset of (name, parameters, value) that must be the same before and after. What
 * the conversion to vCard 3.0 may change (docs/contacts.md, `What changes in a card`) is taken away on both sides, here and
 * nowhere else:
 *
 * - VERSION, PROFILE; letter case of parameters; `WORK` for `TYPE=WORK`; one TYPE with two values for two of one
 * - CHARSET, ENCODING and quoted-printable, once they are applied; escapes; control characters
 * - white space in base64, and a last character that is less than a byte; VALUE=uri of pictures; `tel:` and `geo:`
 * - PREF=1, which is TYPE=pref as well
 * - the name of the second of a property that may stand once: `X-BDAY`, without VALUE
 */
import { decodeText } from '../../../src/message/charset.js';
import { readComponents } from '../../../src/pim/components.js';
import type { ContentLine } from '../../../src/pim/contentline.js';

/** The content of each card in a text of octets, one entry a property, sorted. */
export function contentOf(octets: string): string[][] {
  return readComponents(octets).components.map(({ lines }) =>
    lines
      .filter(({ name }) => name !== 'VERSION' && name !== 'PROFILE')
      .map(property)
      .sort(),
  );
}

function property(line: ContentLine): string {
  const params = line.params
    .slice(1)
    .split(';')
    .filter((param) => param !== '')
    .map((param) => param.toUpperCase());
  const has = (pattern: RegExp): boolean => params.some((param) => pattern.test(param));
  const base64 = has(/^(ENCODING=)?(B|BASE64)$/);
  const printable = has(/^(ENCODING=)?QUOTED-PRINTABLE$/);
  const charset = params.find((param) => param.startsWith('CHARSET='))?.slice(8);
  const kept = params
    .filter(
      (param) => !/^(ENCODING=|CHARSET=|BASE64$|B$|QUOTED-PRINTABLE$|[78]BIT$|PREF=1$|TYPE=PREF$|PREF$)/.test(param),
    )
    .flatMap((param) => (param.includes('=') ? typeValues(param) : [`TYPE=${param}`]));
  const value = base64
    ? Buffer.from(line.value.replace(/[^A-Za-z0-9+/]/g, ''), 'base64').toString('base64')
    : plainValue(line.value, printable, charset);
  const uri = base64 || ['TEL', 'GEO', 'PHOTO', 'LOGO', 'SOUND', 'KEY'].includes(line.name);
  const shown = kept.filter((param) => !(uri && /^(VALUE=URI|MEDIATYPE=)/.test(param))).sort();
  const once = /^(?:X-)?(FN|N|BDAY|ANNIVERSARY|REV|UID|PRODID|KIND|GENDER)$/.exec(line.name)?.[1];
  const said = once === undefined ? shown : shown.filter((param) => !param.startsWith('VALUE='));
  return `${line.group}.${once ?? line.name}|${said.join(';')}|${value}`;
}

function typeValues(param: string): string[] {
  return param.startsWith('TYPE=')
    ? param
        .slice(5)
        .replace(/"/g, '')
        .split(',')
        .map((value) => `TYPE=${value}`)
    : [param];
}

function plainValue(value: string, printable: boolean, charset: string | undefined): string {
  const bytes = printable
    ? Buffer.from(
        value.replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
        'latin1',
      )
    : Buffer.from(value, 'latin1');
  // Octets that are not what CHARSET says are read as what they look like (test/message/charset.test.ts).
  const { text } = decodeText(bytes, printable ? (charset ?? null) : 'utf-8');
  return text
    .replace(/\\n/gi, '\n')
    .replace(/\r\n?/g, '\n')
    .replace(/\\(.)/gs, '$1')
    .replace(/[\0-\x08\x0b-\x1f\x7f]/g, ' ')
    .replace(/^tel:/i, '')
    .replace(/^geo:([^,]*),/i, '$1;');
}
