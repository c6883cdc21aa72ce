import type { PropertyMap } from '../ltp/properties.js';
import { int32, text, texts, time } from '../ltp/values.js';
import { named } from '../messaging/named.js';
import { tags } from './tags.js';
import { plainText } from './text.js';

/** Bits of `PidTagMessageFlags` ([MS-OXCMSG] 2.2.1.6). */
export const messageFlags = { read: 1, unsent: 8, attachment: 0x10 } as const;

/** How important an item is. */
export type Importance = 'low' | 'normal' | 'high';
const importances: Readonly<Record<Importance, number>> = { low: 0, normal: 1, high: 2 };

export const sensitivities = { normal: 0, personal: 1, private: 2, confidential: 3 } as const;
export type Sensitivity = keyof typeof sensitivities;

/** What every item says of itself. */
export interface Basics {
  readonly class: string;
  /** Unix seconds. */
  readonly created: number;
  readonly modified: number;
  readonly flags: number;
  readonly importance?: Importance;
  readonly sensitivity?: Sensitivity;
  readonly categories?: readonly string[];
}

/** Begins the properties of an item; its subject comes by `setSubject`. */
export function basicProperties(basics: Basics): PropertyMap {
  const importance = importances[basics.importance ?? 'normal'];
  const properties: PropertyMap = new Map([
    [tags.messageClass, text(basics.class)],
    [tags.importance, int32(importance)],
    [tags.priority, int32(importance - 1)],
    [tags.sensitivity, int32(sensitivities[basics.sensitivity ?? 'normal'])],
    [tags.messageFlags, int32(basics.flags)],
    [tags.creationTime, time(basics.created)],
    [tags.modificationTime, time(basics.modified)],
  ]);
  const categories = [...new Set((basics.categories ?? []).map((name) => plainText(name).trim()))].filter(
    (name) => name !== '',
  );
  if (categories.length > 0) properties.set(named('keywords'), texts(categories));
  return properties;
}
