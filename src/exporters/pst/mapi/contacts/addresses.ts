import { type Octets, textOf } from '../../../../core/octets.js';
import type { Address, Contact } from '../../../../pim/vcard/contact.js';
import type { Place } from '../../../../pim/vcard/types.js';
import type { PropertyMap } from '../../ltp/properties.js';
import { int32, text } from '../../ltp/values.js';
import { named } from '../../messaging/named.js';
import { tags } from '../tags.js';
import { crlfText } from '../text.js';
import type { Rest } from './rest.js';

/** The properties of an address, each by what it holds. */
interface Slots {
  readonly whole: number;
  readonly street: number;
  readonly city: number;
  readonly state: number;
  readonly postalCode: number;
  readonly country: number;
  readonly poBox: number;
  /** `PidLidPostalAddressId`. */
  readonly index: number;
}

const slots: Readonly<Record<Place, Slots>> = {
  home: {
    ...{ whole: named('homeAddress'), street: tags.homeStreet, city: tags.homeCity, state: tags.homeState },
    ...{ postalCode: tags.homePostalCode, country: tags.homeCountry, poBox: tags.homePoBox, index: 1 },
  },
  work: {
    ...{ whole: named('workAddress'), street: named('workStreet'), city: named('workCity'), state: named('workState') },
    ...{ postalCode: named('workPostalCode'), country: named('workCountry'), poBox: named('workPoBox'), index: 2 },
  },
  other: {
    ...{ whole: named('otherAddress'), street: tags.otherStreet, city: tags.otherCity, state: tags.otherState },
    ...{ postalCode: tags.otherPostalCode, country: tags.otherCountry, poBox: tags.otherPoBox, index: 3 },
  },
};

const choices: Readonly<Record<Place, readonly Place[]>> = {
  home: ['home', 'other'],
  work: ['work', 'other'],
  other: ['other', 'home', 'work'],
};

/** Each address to its place, or to another that is free. The first is the one that letters go to. */
export function setAddresses(properties: PropertyMap, addresses: Contact['addresses'], rest: Rest): void {
  const taken = new Set<Place>();
  for (const address of addresses) {
    const place = choices[address.kind].find((candidate) => !taken.has(candidate));
    if (place === undefined) rest.add('Address', address.formatted);
    else {
      if (taken.size === 0) setMailing(properties, address, slots[place].index);
      taken.add(place);
      setAddress(properties, address, slots[place]);
    }
  }
}

function setAddress(properties: PropertyMap, address: Address, to: Slots): void {
  put(properties, to.whole, address.formatted);
  put(properties, to.street, streetOf(address));
  put(properties, to.city, address.city);
  put(properties, to.state, address.region);
  put(properties, to.postalCode, address.postalCode);
  put(properties, to.country, address.country);
  put(properties, to.poBox, address.poBox);
}

/** The mailing address has properties of its own, which repeat one of the three. */
function setMailing(properties: PropertyMap, address: Address, index: number): void {
  const { postalAddress: whole, street, locality: city, state, postalCode, country, postOfficeBox: poBox } = tags;
  setAddress(properties, address, { whole, street, city, state, postalCode, country, poBox, index });
  properties.set(named('postalAddressIndex'), int32(index));
}

function streetOf({ street, extended }: Address): Octets {
  return [street, extended].filter((line) => line !== '').join('\n');
}

function put(properties: PropertyMap, id: number, octets: Octets): void {
  if (octets !== '') properties.set(id, text(crlfText(textOf(octets))));
}
