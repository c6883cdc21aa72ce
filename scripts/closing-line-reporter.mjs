/**
 * A vitest reporter for people and for CI: what could not be run on this machine and what it needs, then one plain line,
 * `N passed, N failed`.
 */
export default class ClosingLineReporter {
  /** @param {ReadonlyArray<import('vitest/node').TestModule>} modules */
  onTestRunEnd(modules) {
    const count = { passed: 0, failed: 0, skipped: 0, pending: 0 };
    /** @type {string[]} */
    const notRun = [];
    for (const module of modules) {
      for (const test of module.children.allTests()) count[test.result().state] += 1;
      if (module.errors().length > 0) count.failed += 1;
      notRun.push(...notRunIn(module));
    }
    if (notRun.length > 0) console.log(['Not run on this machine:', ...notRun, ''].join('\n'));
    const skipped = count.skipped > 0 ? `, ${count.skipped} skipped` : '';
    console.log(`${count.passed} passed, ${count.failed} failed${skipped}`);
  }
}

/**
 * A line for each suite and test that was not run.
 * @param {import('vitest/node').TestModule} module
 */
function notRunIn(module) {
  const tasks = [module, ...module.children.allSuites(), ...module.children.allTests()];
  return tasks.flatMap((task) => {
    const { notRun } = task.meta();
    const name = task.type === 'module' ? '' : ` > ${task.fullName}`;
    return notRun === undefined ? [] : [`  ${module.relativeModuleId}${name}: ${notRun}`];
  });
}
