import type { PropertyMap } from '../ltp/properties.js';
import { text } from '../ltp/values.js';
import { plainText } from './text.js';
import { tags } from './tags.js';

/** Prefix and rest are below 254 characters together ([MS-OXCMSG] 2.2.1.9 and 2.2.1.10). */
const longest = 253;

/**
 * Sets subject and topic. In the file a subject begins with U+0001 and a character that tells where the text behind its prefix
 * (`Re: `) begins ([MS-PST] 2.5.3.1.1.1). Gives a note when the subject had to be cut.
 */
export function setSubject(properties: PropertyMap, subject: string): string | null {
  const line = plainText(subject).replace(/[\0-\x1f\x7f]+/g, ' ');
  const cut = cutText(line, longest);
  const prefix = /^[^\d\s:]{1,3}: +/.exec(cut)?.[0] ?? '';
  properties.set(tags.subject, text(`\x01${String.fromCharCode(prefix.length + 1)}${cut}`));
  properties.set(tags.conversationTopic, text(cut.slice(prefix.length)));
  return cut === line ? null : `the subject is longer than ${longest} characters: Outlook shows its beginning`;
}

/** At most so many characters, none of them cut in two. */
export function cutText(string: string, most: number): string {
  if (string.length <= most) return string;
  const last = string.charCodeAt(most - 1);
  return string.slice(0, last >= 0xd800 && last < 0xdc00 ? most - 1 : most);
}
