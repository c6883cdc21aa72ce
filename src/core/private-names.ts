/**
 * Names on disks that Windows reads, of folders whose names Windows does not take (docs/store-format.md, names). Whatever copies
 * them there from Linux or a Mac puts characters of the private use area in the place of the others: the Services for Macintosh,
 * which macOS and the `cifs` of Linux follow, a table of their own; WSL, Cygwin and others the character plus U+F000.
 */

/** U+F020 to U+F029. A blank and a dot are replaced at the end of a name only. */
const MACINTOSH = '"*:<>?\\|\u0020.';
const FIRST = 0xf020;

const OWN = /[\uf001-\uf029\uf02a\uf02e\uf03a\uf03c\uf03e\uf03f\uf05c\uf07c]/;
const REPLACED = new RegExp(OWN, 'g');
/** What the first table does not have. */
const ADDED = /[\uf02a\uf02e\uf03a\uf03c\uf03e\uf03f\uf05c\uf07c]/;

/** Whether a name has such characters. */
export function hasReplacedCharacters(name: string): boolean {
  return OWN.test(name);
}

/**
 * The name as it was. Two characters mean different things in the two tables: what else is in the name decides, and where
 * nothing does the first, since a colon is what most of these names have.
 */
export function withReplacedCharacters(name: string): string {
  if (!hasReplacedCharacters(name)) return name;
  const adds = ADDED.test(name) || /^[^\uf001-\uf0ff]*\uf020$/.test(name);
  return name.replace(REPLACED, (char) => {
    const code = char.charCodeAt(0);
    return (adds ? undefined : MACINTOSH[code - FIRST]) ?? String.fromCharCode(code - 0xf000);
  });
}
