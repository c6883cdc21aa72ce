import type { Octets } from '../../core/octets.js';
import type { Contact } from '../../pim/vcard/contact.js';

/**
 * What a table shows as the first name. A contact that has only a formatted name is a company, which its own column shows,
 * or somebody whose name nobody took apart.
 */
export function firstName({ given, middle, family, formatted, organization }: Contact): Octets {
  const unnamed = given === '' && middle === '' && family === '';
  return unnamed && formatted !== organization ? formatted : given;
}
