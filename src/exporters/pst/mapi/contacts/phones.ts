import { textOf } from '../../../../core/octets.js';
import type { Contact } from '../../../../pim/vcard/contact.js';
import type { PhoneKind } from '../../../../pim/vcard/types.js';
import type { PropertyMap } from '../../ltp/properties.js';
import { text } from '../../ltp/values.js';
import { tags } from '../tags.js';
import { plainText } from '../text.js';
import type { Rest } from './rest.js';

/** Where a number goes: the first of these that is free. */
const places: Readonly<Record<PhoneKind, readonly number[]>> = {
  mobile: [tags.mobilePhone],
  home: [tags.homePhone, tags.homePhone2],
  work: [tags.businessPhone, tags.businessPhone2],
  main: [tags.companyPhone],
  company: [tags.companyPhone],
  primary: [tags.primaryPhone],
  other: [tags.otherPhone],
  pager: [tags.pager],
  car: [tags.carPhone],
  isdn: [tags.isdn],
  textphone: [tags.ttyPhone],
  'home fax': [tags.homeFax],
  'work fax': [tags.businessFax],
  'other fax': [tags.primaryFax],
  assistant: [tags.assistantPhone],
  callback: [tags.callbackPhone],
  radio: [tags.radioPhone],
  telex: [tags.telex],
};
const spoken: ReadonlySet<PhoneKind> = new Set(['mobile', 'home', 'work', 'main', 'company', 'primary', 'other']);
const spare = [tags.otherPhone, tags.primaryPhone];
const spareFax = [tags.primaryFax, tags.businessFax];

/** Each number to its own place, then those that found none to what is left. */
export function setPhones(properties: PropertyMap, phones: Contact['phones'], rest: Rest): void {
  const left: Contact['phones'][number][] = [];
  const put = (candidates: readonly number[], value: string): boolean => {
    const id = candidates.find((candidate) => !properties.has(candidate));
    if (id !== undefined) properties.set(id, text(plainText(textOf(value))));
    return id !== undefined;
  };
  for (const phone of phones) if (!put(places[phone.kind], phone.value)) left.push(phone);
  for (const { kind, value } of left) {
    const candidates = spoken.has(kind) ? spare : kind.endsWith(' fax') ? spareFax : [];
    if (!put(candidates, value)) rest.add(kind, value);
  }
}
