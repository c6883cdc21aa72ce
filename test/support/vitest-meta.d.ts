import 'vitest';

declare module 'vitest' {
  interface TaskMeta {
    /** What is missing on this machine, where the test or suite was not run. */
    notRun?: string;
  }
}
