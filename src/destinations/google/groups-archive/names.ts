/** What the group of a public mail folder is called: the same in every run, whatever folders come beside it. */
import { createHash } from 'node:crypto';

/** A local part has 64 characters at most. */
const LONGEST = 40;

/**
 * `public-info@company.com` of the folder `Info`. Where the path says more than an address can (blanks, accents, dashes of its own), a few digits of
 * a hash stand behind it: two folders never share a group.
 */
export function groupAddress(path: readonly string[], domain: string): string {
  const words = path.map((name) =>
    name
      .normalize('NFKD')
      .replace(/\p{M}+/gu, '')
      .toLowerCase(),
  );
  const slug = words
    .join('-')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, LONGEST);
  const isWhole = path.every((name) => /^[A-Z]?[a-z0-9]+$/.test(name)) && words.join('-') === slug;
  const hash = createHash('sha256').update(JSON.stringify(path)).digest('hex').slice(0, 6);
  const name = [slug, ...(isWhole ? [] : [hash])].filter((part) => part !== '').join('-');
  return `public-${name}@${domain}`;
}
