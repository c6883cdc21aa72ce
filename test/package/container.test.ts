import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const lines = readFileSync(join(root, 'Containerfile'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => line.split(' '));
const of = (word: string): string[][] => lines.filter(([first]) => first === word).map(([, ...rest]) => rest);
const program = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly bin: { readonly 'kerio-exit': string };
  readonly engines: { readonly node: string };
};

/** What is copied from the clone into the image. */
const copied = of('COPY')
  .filter(([first]) => first?.startsWith('--from=') === false)
  .flatMap((paths) => paths.slice(0, -1));

test('what the Containerfile copies is there, and is let through to the engine', () => {
  expect(copied).toContain('package-lock.json');
  for (const path of copied) expect(existsSync(join(root, path)), path).toBe(true);
  const ignored = readFileSync(join(root, '.dockerignore'), 'utf8').split('\n');
  expect(ignored).toContain('*');
  expect(
    ignored
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1))
      .sort(),
  ).toEqual([...copied].sort());
});

test('what the second stage takes from the first is what the program needs', () => {
  const taken = of('COPY')
    .filter(([first]) => first === '--from=build')
    .map(([, path = '']) => posix.basename(path));
  expect(taken.sort()).toEqual(['bin', 'dist', 'node_modules', 'package.json']);
});

test('it starts the program of package.json, not as root, on a Node that is new enough', () => {
  const [entry = []] = of('ENTRYPOINT');
  expect(JSON.parse(entry.join(' '))).toEqual(['node', posix.join('/app', program.bin['kerio-exit'])]);
  expect(of('USER')).toEqual([['node']]);
  for (const [image = ''] of of('FROM')) {
    const [, major = '0'] = /^node:(\d+)-slim$/.exec(image) ?? [];
    expect(Number(major)).toBeGreaterThan(Number(/\d+/.exec(program.engines.node)?.[0]));
  }
});

test('every documented run mounts the store read-only', () => {
  const text = readFileSync(join(root, 'docs/container.md'), 'utf8').replaceAll('\\\n', '');
  const runs = text.split('\n').filter((line) => /^(?:podman|docker) run/.test(line));
  expect(runs.length).toBe(3);
  for (const run of runs) {
    expect(run).toContain('-v /srv/kerio-copy:/opt/kerio/mailserver:ro ');
    expect(run).toMatch(/-v "\$PWD":\/data /);
    expect(run).toMatch(/--userns=keep-id|--user "\$\(id -u\):\$\(id -g\)"/);
  }
});
