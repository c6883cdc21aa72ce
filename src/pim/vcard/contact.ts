/** The fields of a contact, as tables have them. All texts are UTF-8 octets, unescaped; empty where the card has nothing. */
import type { Octets } from '../../core/octets.js';
import type { Day } from './day.js';
import type { PhoneKind, Place } from './types.js';

/** An address, number, date or relation with what it is for. */
export interface Labelled<Kind = Place> {
  readonly kind: Kind;
  /** The user's own label (`X-ABLABEL`); empty where `kind` says all. */
  readonly label: Octets;
  readonly value: Octets;
  readonly preferred: boolean;
}

/** A postal address (RFC 2426 section 3.2.1). */
export interface Address {
  readonly kind: Place;
  readonly label: Octets;
  readonly poBox: Octets;
  readonly extended: Octets;
  readonly street: Octets;
  readonly city: Octets;
  readonly region: Octets;
  readonly postalCode: Octets;
  readonly country: Octets;
  /** All of it, a line for each part. */
  readonly formatted: Octets;
}

/** Fields that stand once. */
export interface SingleFields {
  family: Octets;
  given: Octets;
  middle: Octets;
  prefix: Octets;
  suffix: Octets;
  phoneticGiven: Octets;
  phoneticMiddle: Octets;
  phoneticFamily: Octets;
  formatted: Octets;
  nickname: Octets;
  fileAs: Octets;
  organization: Octets;
  department: Octets;
  title: Octets;
  role: Octets;
  notes: Octets;
  /** The address of a picture on the web. */
  photo: Octets;
  freeBusy: Octets;
  /** GENDER: `M`, `F`, or what else stands there. */
  gender: Octets;
  language: Octets;
  /** CLASS, upper case: `PUBLIC`, `PRIVATE`, `CONFIDENTIAL`. */
  classification: Octets;
  office: Octets;
  referredBy: Octets;
  uid: Octets;
}

/** A contact, or a distribution list. */
export interface Contact extends Readonly<SingleFields> {
  readonly birthday: Day | null;
  /** Other days of the year: `kind` is `anniversary`, or what the user calls it. */
  readonly events: readonly { readonly kind: string; readonly day: Day }[];
  readonly categories: readonly Octets[];
  /** Preferred ones first. */
  readonly emails: readonly Labelled[];
  readonly phones: readonly Labelled<PhoneKind>[];
  readonly addresses: readonly Address[];
  readonly websites: readonly Labelled[];
  /** People: `kind` is `spouse`, `manager`, `assistant`, `child`, or what the user calls it. */
  readonly relations: readonly { readonly kind: string; readonly value: Octets }[];
  readonly hobbies: readonly Octets[];
  /** Names at messengers and social networks: `kind` is the service. */
  readonly handles: readonly { readonly kind: string; readonly value: Octets }[];
  /** It names other contacts: KIND:group and its relatives. */
  readonly isList: boolean;
  /** The members of a list: `urn:uuid:…`, `mailto:…`, or bare identifiers. */
  readonly members: readonly Octets[];
}
