/** How the 8-bit characters of an RTF document are read (RTF 1.9.1, character set and font table). */
import { decodeText } from '../../message/charset.js';
import { bytesOf, type Octets } from '../../core/octets.js';

/** Code pages by the number behind `\fcharset`. 0 (ANSI) and 1 (default) are the document's own; 2 is for symbols. */
const FONT_PAGES: Readonly<Record<number, string>> = {
  ...{ 77: 'macintosh', 128: 'shift_jis', 129: 'cp949', 130: 'cp949', 134: 'gbk', 136: 'big5' },
  ...{ 161: 'windows-1253', 162: 'windows-1254', 163: 'windows-1258', 177: 'windows-1255', 178: 'windows-1256' },
  ...{ 186: 'windows-1257', 204: 'windows-1251', 222: 'windows-874', 238: 'windows-1250', 255: 'cp437' },
};

/** Those of `\ansicpg` that have another name than `windows-` or `cp` and the number. */
const NUMBERED_PAGES: Readonly<Record<number, string>> = {
  ...{ 932: 'shift_jis', 936: 'gbk', 949: 'cp949', 950: 'big5', 10000: 'macintosh', 65001: 'utf-8' },
};

/** The charset of a font; null: the document's. */
export function fontCharset(number: number): string | null {
  return FONT_PAGES[number] ?? null;
}

/** The charset of a code page by its number. */
export function pageCharset(number: number): string {
  const known = NUMBERED_PAGES[number];
  if (known !== undefined) return known;
  return number === 874 || (number >= 1250 && number <= 1258) ? `windows-${number}` : `cp${number}`;
}

/** Bytes of a document as text. */
export function rtfCharacters(octets: Octets, charset: string): string {
  return /^[\x00-\x7f]*$/.test(octets) ? octets : decodeText(bytesOf(octets), charset).text;
}
