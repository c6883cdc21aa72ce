/** A glob of `*` (any run of characters) and `?` (one), in any case, over the whole text. */
export function globToRegExp(glob: string): RegExp {
  const pattern = glob
    .normalize('NFC')
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${pattern}$`, 'isu');
}

/** Whether any of the globs fits any of the texts. */
export function matchesAny(globs: readonly string[], texts: readonly string[]): boolean {
  return globs.map(globToRegExp).some((glob) => texts.some((text) => glob.test(text)));
}
