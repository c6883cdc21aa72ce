#!/usr/bin/env node
// Also when a file of the program cannot be loaded it is 3, never 1.
process.exitCode = 3;
const { runProcess } = await import('../dist/process.js');
await runProcess(process.argv.slice(2));
