/** The names that Windows gives to zones, from CLDR by way of `windows-iana`: read when somebody asks, for most never do. */
import { createRequire } from 'node:module';
import type * as WindowsIana from 'windows-iana';

let tables: typeof WindowsIana | null = null;

/** The package's tables: Windows' zones with the IANA zones of each, and the names that mean the same IANA zone. */
export function windowsIana(): typeof WindowsIana {
  tables ??= createRequire(import.meta.url)('windows-iana') as typeof WindowsIana;
  return tables;
}
