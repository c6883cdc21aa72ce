/** vitest's own runner, which also knows tests that this machine cannot run (`NotRun` in test/support/not-run.ts). */
import { TestRunner } from 'vitest';

/**
 * Why a hook or a test was not run: its message, or null when it was.
 * @param {import('vitest').RunnerTaskResult | undefined} result
 */
function reasonOf(result) {
  return result?.errors?.find(({ name }) => name === 'NotRun')?.message ?? null;
}

export default class extends TestRunner {
  /**
   * A hook that stopped at what is missing has left nothing for the later hooks to stop: their errors are its errors.
   * @override
   * @param {import('vitest').RunnerTestSuite} suite
   */
  async onAfterRunSuite(suite) {
    await super.onAfterRunSuite(suite);
    const reason = reasonOf(suite.result);
    if (reason === null) return;
    suite.result = { state: 'skip' };
    suite.meta.notRun = reason;
  }

  /**
   * @override
   * @param {import('vitest').RunnerTestCase} test
   */
  onAfterRunTask(test) {
    super.onAfterRunTask(test);
    const reason = reasonOf(test.result);
    if (reason === null) return;
    test.mode = 'skip';
    test.result = { state: 'skip' };
    test.meta.notRun = reason;
  }
}
