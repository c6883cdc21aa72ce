/**
 * The floors of the program (docs/architecture.md): a module imports only from its own folder and from floors below, types
 * included. Folders of one floor stand side by side and know nothing of each other, and nothing goes round in a circle.
 */
const floors = [
  ['cli', 'ui'],
  ['options'],
  ['report'],
  ['destinations', 'sources'],
  ['files', 'transfer'],
  ['exporters', 'protocols'],
  ['users-cfg', 'pim', 'naming'],
  ['store', 'ledger'],
  ['message'],
  ['core'],
];
const refused = (name, level) => [
  ...floors.slice(0, level).flat(),
  ...floors[level].filter((other) => other !== name),
  'index\\.ts',
  'library',
];
// The command line starts the page's server, and knows nothing else of it.
const opensTheDoor = { from: '^src/cli/commands/ui-action', to: '^src/ui/index' };
const rules = floors.flatMap((names, level) =>
  names.map((name) => ({
    name: `floor-${name}`,
    severity: 'error',
    from: { path: `^src/${name}/`, ...(name === 'cli' ? { pathNot: opensTheDoor.from } : {}) },
    to: { path: `^src/(${refused(name, level).join('|')})(/|$)` },
  })),
);

const door = {
  name: 'door-to-the-page',
  severity: 'error',
  from: { path: opensTheDoor.from },
  to: { path: '^src/ui/', pathNot: opensTheDoor.to },
};

// The page runs in a browser: of the program it knows the language only.
const page = {
  name: 'the-page-alone',
  severity: 'error',
  from: { path: '^src/ui/page/' },
  to: { pathNot: '^src/ui/(page/|api\\.ts$)|^node_modules/preact/' },
};
const behindThePage = {
  name: 'nobody-imports-the-page',
  severity: 'error',
  from: { path: '^src/', pathNot: '^src/ui/page/' },
  to: { path: '^src/ui/page/' },
};

module.exports = {
  forbidden: [{ name: 'no-circles', severity: 'error', from: {}, to: { circular: true } }, door, page, behindThePage, ...rules],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
