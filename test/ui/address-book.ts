import { type FolderSpec, linesOf } from '../support/store-builder.mjs';

/** A contacts folder of one card; `shown` is the name that a person reads. */
export function addressBook(shown = 'Jan Novák'): FolderSpec {
  const card = ['BEGIN:VCARD', 'VERSION:3.0', 'N:Novák;Jan;;;', `FN:${shown}`, 'END:VCARD'];
  return { kind: 'contacts', items: [{ bytes: linesOf(['Content-Type: text/vcard', '', ...card]) }] };
}

/** The folders of somebody with so many mails and an address book. */
export function mailAndContacts(mails: number): Readonly<Record<string, FolderSpec>> {
  return {
    INBOX: { items: Array.from({ length: mails }, (_, at) => ({ bytes: `Subject: mail ${at}\r\n\r\ntext\r\n` })) },
    Contacts: addressBook(),
  };
}
