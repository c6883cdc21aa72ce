import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';

const page = join(import.meta.dirname, '../../src/ui/page');

/** Attributes whose text a person sees or hears. */
const SPOKEN = new Set(['aria-label', 'aria-description', 'title', 'alt', 'placeholder', 'label', 'hint', 'summary']);

/** Texts of a file that people would read, with their lines. */
function wordsIn(name: string, text: string): string[] {
  const source = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const found: string[] = [];
  const note = (node: ts.Node, words: string): void => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart());
    found.push(`${name}:${line + 1}: ${words.trim()}`);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isJsxText(node) && /\p{L}/u.test(node.text)) note(node, node.text);
    if (ts.isJsxAttribute(node) && SPOKEN.has(node.name.getText()) && node.initializer !== undefined) {
      if (ts.isStringLiteral(node.initializer) && /\p{L}/u.test(node.initializer.text))
        note(node, node.initializer.text);
    }
    // A sentence is one wherever it stands; classes and queries have no capital and no full stop.
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddle(node) || ts.isTemplateTail(node))
      if (/\p{Lu}\p{Ll}+ \p{L}|\p{L}{2,} \p{L}{2,}[.:?]/u.test(node.text)) note(node, node.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return [...new Set(found)];
}

test('no text that people read stands anywhere but in texts.ts', () => {
  const files = readdirSync(page, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && name !== 'texts.ts')
    .sort();
  expect(files.length).toBeGreaterThan(30);
  const found = files.flatMap((name) => wordsIn(name, readFileSync(join(page, name), 'utf8')));
  // For whoever develops the page: nobody sees it unless the program itself is wrong.
  expect(found.map((line) => line.replace(/:\d+:/, ':'))).toEqual([]);
});

test('what is looked for is found', () => {
  const planted = [
    'const a = <p>Hello</p>;',
    'const b = <input aria-label="Your name" />;',
    'const c = "The store is open.";',
    'const d = `The store ${path}`;',
    'const e = <p class="quiet small">{texts.hello}</p>;',
  ].join('\n');
  expect(wordsIn('planted.tsx', planted)).toEqual([
    'planted.tsx:1: Hello',
    'planted.tsx:2: Your name',
    'planted.tsx:3: The store is open.',
    'planted.tsx:4: The store',
  ]);
});

test('nothing is ever put into the page as markup', () => {
  for (const name of readdirSync(page, { recursive: true, encoding: 'utf8' }).filter((each) => /\.tsx?$/.test(each)))
    expect({ name, text: readFileSync(join(page, name), 'utf8') }).not.toMatchObject({
      text: expect.stringMatching(/innerHTML|outerHTML|insertAdjacent|document\.write|style=/) as string,
    });
});
