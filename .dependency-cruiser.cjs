/**
 * The floors of the program (docs/architecture.md): a module imports only from its own folder and from floors below.
 * `files` and `transfer` stand side by side and know nothing of each other.
 */
const floors = [
  ['cli'],
  ['report'],
  ['files', 'transfer', 'sources', 'destinations'],
  ['exporters'],
  ['pim', 'protocols'],
  ['store', 'users-cfg', 'message', 'naming', 'ledger'],
  ['core'],
];
const above = (level) => floors.slice(0, level).flat();
const rules = floors.flatMap((names, level) =>
  names.map((name) => ({
    name: `floor-${name}`,
    severity: 'error',
    from: { path: `^src/${name}/` },
    to: { path: `^src/(${[...above(level), 'index\\.ts'].join('|')})` },
  })),
);

module.exports = {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    { name: 'files-know-no-transfer', severity: 'error', from: { path: '^src/files/' }, to: { path: '^src/transfer/' } },
    { name: 'transfer-knows-no-files', severity: 'error', from: { path: '^src/transfer/' }, to: { path: '^src/files/' } },
    ...rules,
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
