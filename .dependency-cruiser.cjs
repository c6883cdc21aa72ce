/**
 * The floors of the program (docs/architecture.md): a module imports only from its own folder and from floors below.
 * `pipeline` and `migrate` stand side by side and know nothing of each other.
 */
const floors = [
  ['cli'],
  ['report'],
  ['pipeline', 'migrate'],
  ['exporters'],
  ['pim', 'imap'],
  ['store', 'users-cfg', 'message', 'naming', 'ledger'],
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
    { name: 'pipeline-knows-no-migrate', severity: 'error', from: { path: '^src/pipeline/' }, to: { path: '^src/migrate/' } },
    { name: 'migrate-knows-no-pipeline', severity: 'error', from: { path: '^src/migrate/' }, to: { path: '^src/pipeline/' } },
    ...rules,
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
