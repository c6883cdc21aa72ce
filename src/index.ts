/**
 * The library as a whole (docs/library.md); its parts can be had alone as `kerio-exit/store`, `/export`, `/transfer` and `/pim`.
 * Everything that is not named in these may change at any time.
 */
export * from './library/export.js';
export * from './library/pim.js';
export * from './library/store.js';
export * from './library/transfer.js';
