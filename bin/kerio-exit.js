#!/usr/bin/env node
import module from 'node:module';

// Node 22 and later keep what they have compiled.
module.enableCompileCache?.();
try {
  const { runProcess } = await import('../dist/process.js');
  await runProcess(process.argv.slice(2));
} catch (error) {
  // A file of the program is missing or cannot be read. That is 3 as well, never 1.
  process.stderr.write(
    `kerio-exit: the program cannot be loaded (${String(error).split('\n')[0]}): install it again.\n`,
  );
  process.exitCode = 3;
}
