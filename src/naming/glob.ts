/** Globs in use: thousands of addresses against thousands of mailboxes would compile each millions of times. */
const compiled = new Map<string, RegExp>();

/** A glob of `*` (any run of characters) and `?` (one), in any case, over the whole text. */
function globToRegExp(glob: string): RegExp {
  const known = compiled.get(glob);
  if (known !== undefined) return known;
  const pattern = glob
    .normalize('NFC')
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replace(/\?/g, '.');
  const expression = new RegExp(`^${pattern}$`, 'isu');
  compiled.set(glob, expression);
  return expression;
}

/** Whether any of the globs fits any of the texts. */
export function matchesAny(globs: readonly string[], texts: readonly string[]): boolean {
  return globs.map(globToRegExp).some((glob) => texts.some((text) => glob.test(text)));
}
