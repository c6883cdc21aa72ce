import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { makeProgram } from '../../src/cli/main.js';

const root = resolve(import.meta.dirname, '../..');
const documents = [
  ...['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'fixtures/README.md'],
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

function textOf(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** Without code blocks: what looks like a link in there is none. */
function proseOf(path: string): string {
  return textOf(path).replace(/^```[^]*?^```$/gm, '');
}

/** The anchors that GitHub and npm give to headings. */
function anchorsOf(path: string): Set<string> {
  const seen = new Map<string, number>();
  const anchors = [...proseOf(path).matchAll(/^#{1,6} +(.+?) *$/gm)].map(([, heading = '']) => {
    const slug = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replace(/ /g, '-');
    const count = seen.get(slug) ?? 0;
    seen.set(slug, count + 1);
    return count === 0 ? slug : `${slug}-${count}`;
  });
  return new Set(anchors);
}

test.each(documents)('links in %s resolve', (path) => {
  const broken = [...proseOf(path).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
    .filter((target) => {
      const [file = '', anchor] = target.split('#');
      const resolved = file === '' ? path : join(dirname(path), file);
      if (resolved.startsWith('..') || !existsSync(join(root, resolved))) return true;
      return anchor !== undefined && !anchorsOf(resolved).has(anchor);
    });
  expect(broken).toEqual([]);
});

test.each(documents)('files that %s names are there', (path) => {
  const named = [...proseOf(path).matchAll(/`((?:src|test|scripts|bench|fixtures|docs|bin)\/[\w./-]*)`/g)];
  expect(named.map(([, file = '']) => file).filter((file) => !existsSync(join(root, file)))).toEqual([]);
});

/** Source files below a folder, as paths relative to the project. */
function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:ts|mjs)$/.test(name))
    .map((name) => `${folder}/${name}`);
}

test('documents and sections that comments refer to are there', () => {
  const broken = ['src', 'test', 'scripts', 'bench'].flatMap(sources).flatMap((source) => {
    // A comment's line ends are blanks.
    const text = textOf(source).replace(/\n[ \t]*(?:\*|\/\/)? */g, ' ');
    return [...text.matchAll(/(docs\/[\w-]+\.md)(?:, ([\w."“” -]+))?(?=(.)?)/g)]
      .filter(([, document = '', section = '', next = '']) => {
        if (!existsSync(join(root, document))) return true;
        // Only what stands in brackets or quotes is surely the name of a section, and not how the sentence goes on.
        const name = /^"([^"]+)"/.exec(section)?.[1] ?? (next === ')' ? section : '');
        return name !== '' && !hasSection(document, name.trim());
      })
      .map(([reference]) => `${source}: ${reference}`);
  });
  expect(broken).toEqual([]);
});

/** A heading that says so, or a row of a table of numbered things (`U-7`). */
function hasSection(document: string, name: string): boolean {
  const wanted = name.toLowerCase();
  return textOf(document)
    .toLowerCase()
    .split('\n')
    .some(
      (line) => (line.startsWith('#') && line.replace(/^#+ /, '').includes(wanted)) || line.startsWith(`| ${wanted} |`),
    );
}

const silent = { interactive: false, columns: 80, out: () => undefined, err: () => undefined };
const program = await makeProgram(silent, () => undefined);

test.each(documents)('commands in %s are there, and have the options they are given', (path) => {
  const calls = textOf(path)
    .replace(/\\\n/g, ' ')
    .matchAll(/(?:^|[ `/$])kerio-exit(?:\.js)? +([a-z]+)((?: +[^\n`#|]*)?)/gm);
  const wrong = [...calls].flatMap(([call, name = '', rest = '']) => {
    const command = program.commands.find((candidate) => candidate.name() === name);
    const options = [...rest.matchAll(/(?:^| )(--[a-z-]+)/g)].map(([, option = '']) => option);
    // Prose may say `kerio-exit does`; a line of its own is a command.
    if (command === undefined) return call.startsWith('kerio-exit') ? [call] : [];
    const known = new Set(['--help', '--debug', ...command.options.map((option) => option.long ?? '')]);
    return options.filter((option) => !known.has(option)).map((option) => `${call.trim()}: ${option}`);
  });
  expect(wrong).toEqual([]);
});
