/** Whether a text is PowerShell: a parser's word, since no PowerShell can be had here. Nothing is run. */
import { createRequire } from 'node:module';
import type { Language as LanguageClass, Parser as ParserClass } from '@vscode/tree-sitter-wasm';

const require = createRequire(import.meta.url);

/** Where the parser understands nothing, as lines of the text; none for a text that is PowerShell. */
export async function powershellErrors(script: string): Promise<string[]> {
  const parser = await loadParser();
  const tree = parser.parse(script);
  if (tree === null) return ['it cannot be parsed'];
  const lines = script.split(/\r?\n/);
  const wrong: string[] = [];
  const open = [tree.rootNode];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.isError || node.isMissing)
      wrong.push(`line ${node.startPosition.row + 1}: ${lines[node.startPosition.row] ?? ''}`);
    else if (node.hasError) for (const child of node.children) if (child !== null) open.push(child);
  }
  tree.delete();
  return wrong;
}

let loaded: Promise<ParserClass> | null = null;

function loadParser(): Promise<ParserClass> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<ParserClass> {
  const { Parser, Language } = require('@vscode/tree-sitter-wasm') as {
    readonly Parser: typeof ParserClass;
    readonly Language: typeof LanguageClass;
  };
  await Parser.init();
  const parser = new Parser();
  parser.setLanguage(await Language.load(require.resolve('@vscode/tree-sitter-wasm/wasm/tree-sitter-powershell.wasm')));
  return parser;
}
