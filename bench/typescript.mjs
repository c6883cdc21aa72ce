/**
 * Lets a bench import the servers of the tests, which are TypeScript: import this first, then them, by the same names as
 * the tests do. Types are taken away and not checked; the linter does that.
 */
import { existsSync, readFileSync } from 'node:fs';
import { register } from 'node:module';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/**
 * @public Called by Node.
 * @type {import('node:module').ResolveHook}
 */
export function resolve(specifier, context, next) {
  if (specifier.startsWith('.') && specifier.endsWith('.js')) {
    const source = new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL);
    if (existsSync(source)) return { url: source.href, format: 'module', shortCircuit: true };
  }
  return next(specifier, context);
}

/**
 * @public Called by Node.
 * @type {import('node:module').LoadHook}
 */
export function load(url, context, next) {
  if (!url.endsWith('.ts')) return next(url, context);
  const { outputText } = ts.transpileModule(readFileSync(fileURLToPath(url), 'utf8'), {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 },
  });
  return { format: 'module', source: outputText, shortCircuit: true };
}

// The same file is loaded again in the thread that runs the hooks: there it must not register itself.
if (globalThis.process.env['KERIO_EXIT_HOOKS'] === undefined) {
  globalThis.process.env['KERIO_EXIT_HOOKS'] = 'registered';
  register(import.meta.url);
}
