/**
 * imapflow, by `require`. Imported as a module it costs every command a tenth of a second more: Node then reads each of its
 * many dependencies twice, the first time to find the names they export.
 */
import { createRequire } from 'node:module';
import type * as Library from 'imapflow';

const library = createRequire(import.meta.url)('imapflow') as typeof Library;

/** The library's client. */
export const Client = library.ImapFlow;
