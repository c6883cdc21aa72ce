/** Cards as the server's items, in every way a mail program may have encoded them. */
import iconv from 'iconv-lite';

const fields = 'Subject: a contact\r\nDate: Mon, 06 May 2019 07:08:09 +0000\r\n';

/** Names of the encodings, each with a function from the bytes of a UTF-8 card to those of an item. */
export const wrappings: Readonly<Record<string, (card: Buffer) => Buffer>> = {
  '8bit, CRLF': (card) => wrap('text/vcard; charset="utf-8"', '8bit', crlf(card)),
  '8bit, LF': (card) => lf(wrap('text/x-vcard; charset=utf-8', '8bit', card)),
  '8bit, CR': (card) =>
    Buffer.from(
      lf(wrap('text/vcard', '8bit', card))
        .toString('latin1')
        .replace(/\n/g, '\r'),
      'latin1',
    ),
  '8bit, CR CR LF': (card) =>
    Buffer.from(
      lf(wrap('text/vcard', '8bit', card))
        .toString('latin1')
        .replace(/\n/g, '\r\r\n'),
      'latin1',
    ),
  'no charset': (card) => wrap('text/directory; profile=vCard', '8bit', card),
  'no type': (card) => Buffer.concat([Buffer.from(`${fields}\r\n`), card]),
  'no header': (card) => card,
  'byte order mark': (card) => wrap('text/vcard', '8bit', Buffer.concat([Buffer.from('\ufeff'), card])),
  'byte order mark on top': (card) => Buffer.concat([Buffer.from('\ufeff'), wrap('text/vcard', '8bit', card)]),
  base64: (card) => wrap('text/vcard; charset=utf-8', 'base64', Buffer.from(base64Lines(card))),
  'quoted-printable': (card) =>
    wrap('text/vcard; charset=utf-8', 'quoted-printable', Buffer.from(quotedPrintable(card))),
  multipart: (card) => multipart('text/vcard; charset=utf-8', '8bit', card),
  'multipart, base64': (card) => multipart('text/x-vcard', 'base64', Buffer.from(base64Lines(card))),
  'UTF-16': (card) => Buffer.from(`\ufeff${card.toString('utf8')}`, 'utf16le'),
};

/** The same in a single-byte charset, declared or not; null where the card does not fit into it. */
export function inCharset(card: Buffer, charset: string, declared: boolean): Buffer | null {
  const text = card.toString('utf8');
  const bytes = iconv.encode(text, charset);
  if (iconv.decode(bytes, charset) !== text) return null;
  return wrap(`text/vcard${declared ? `; charset=${charset}` : ''}`, '8bit', bytes);
}

export function wrap(type: string, encoding: string, body: Buffer): Buffer {
  const head = `${fields}Content-Type: ${type}\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), body]);
}

function multipart(type: string, encoding: string, body: Buffer): Buffer {
  const head = `${fields}MIME-Version: 1.0\r\nContent-Type: multipart/mixed;\r\n\tboundary="=_b"\r\n\r\n--=_b\r\n\r\ntext\r\n--=_b\r\n`;
  const part = `Content-Type: ${type}\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head + part), body, Buffer.from('\r\n--=_b--\r\n')]);
}

function base64Lines(bytes: Buffer): string {
  return bytes.toString('base64').replace(/.{76}/g, '$&\r\n');
}

/** Every octet but letters, digits and blanks inside lines encoded; line breaks encoded too, lines of 60 octets. */
function quotedPrintable(bytes: Buffer): string {
  const codes = Array.from(bytes, (byte) => {
    const char = String.fromCharCode(byte);
    return /[A-Za-z0-9:;]/.test(char) ? char : `=${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  });
  let [text, line] = ['', ''];
  for (const code of codes) {
    if (line.length + code.length > 60) [text, line] = [`${text}${line}=\r\n`, ''];
    line += code;
  }
  return text + line;
}

function crlf(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString('latin1').replace(/\r?\n/g, '\r\n'), 'latin1');
}

function lf(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString('latin1').replace(/\r\n/g, '\n'), 'latin1');
}
