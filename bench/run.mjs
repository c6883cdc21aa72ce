/** `npm run bench -- <suite> [options]`: one suite of measurements; its table goes to standard output. */

/** @type {Readonly<Record<string, () => Promise<{ run: (args: readonly string[]) => Promise<void> }>>>} */
const suites = {
  accounts: () => import('./accounts.mjs'),
  dav: () => import('./dav.mjs'),
  delta: () => import('./delta.mjs'),
  contacts: () => import('./contacts.mjs'),
  mail: () => import('./mail.mjs'),
  pst: () => import('./pst.mjs'),
  google: () => import('./google.mjs'),
  migrate: () => import('./migrate.mjs'),
  start: () => import('./start.mjs'),
  events: () => import('./events.mjs'),
  watch: () => import('./watch.mjs'),
  verify: () => import('./verify.mjs'),
  zips: () => import('./zips.mjs'),
};

const [name = '', ...args] = process.argv.slice(2);
const suite = suites[name];
if (suite === undefined) {
  console.error(`which suite? ${Object.keys(suites).join(', ')}`);
  process.exitCode = 2;
} else {
  const { run } = await suite();
  await run(args);
}
