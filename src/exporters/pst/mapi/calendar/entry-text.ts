import { unescapeText } from '../../../../pim/text.js';
import type { PropertyMap } from '../../ltp/properties.js';
import { binary, int32, text } from '../../ltp/values.js';
import { utf8CodePage } from '../code-pages.js';
import { tags } from '../tags.js';
import { type EntryFields, paramOf } from './fields.js';

/** Sets the text of an entry: its description, and below it addresses on the web that it names. */
export function setEntryText(properties: PropertyMap, fields: EntryFields, links: readonly string[]): void {
  const description = fields.text('DESCRIPTION');
  const url = fields.text('URL').trim();
  const named = [...links, url].filter((link) => link !== '' && !description.includes(link));
  const pieces = [description.replace(/\s+$/, ''), ...new Set(named)].filter((piece) => piece !== '');
  if (pieces.length > 0) properties.set(tags.body, text(`${pieces.join('\r\n')}\r\n`));
  const rich = fields.component.lines.find(
    (line) => line.name === 'X-ALT-DESC' && paramOf(line, 'FMTTYPE').toLowerCase() === 'text/html',
  );
  properties.set(tags.codePage, int32(utf8CodePage));
  if (rich !== undefined && named.length === 0)
    properties.set(tags.html, binary(Buffer.from(unescapeText(rich.value), 'latin1')));
}
