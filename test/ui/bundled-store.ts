import { fileURLToPath } from 'node:url';

/** The store that comes with the program, as an absolute path. */
export const bundledStore = fileURLToPath(new URL('../../fixtures/kerio-store', import.meta.url));
