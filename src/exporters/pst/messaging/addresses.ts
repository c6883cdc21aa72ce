import { utf16 } from '../ltp/values.js';

/** An address with the name that is shown for it. */
export interface Mailbox {
  readonly name: string;
  readonly address: string;
}

const oneOffHead = Buffer.from('00000000812b1fa4bea310199d6e00dd010f540200000180', 'hex');

/** An entry id that holds the address itself ([MS-OXCDATA] 2.2.5.1). */
export function oneOffEntry({ name, address }: Mailbox): Buffer {
  return Buffer.concat([oneOffHead, utf16(`${name}\0SMTP\0${address}\0`)]);
}

/** What addresses are compared by. */
export function addressKey({ address }: Mailbox): Buffer {
  return Buffer.from(`SMTP:${address.toUpperCase()}\0`, 'utf8');
}
