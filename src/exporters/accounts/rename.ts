/** Gives an address its new domain. */
export type Rename = (address: string) => string;

/** A renaming of domains: old name to new name, compared without regard to case. Other addresses stay as they are. */
export function domainRename(domains: ReadonlyMap<string, string>): Rename {
  const renames = new Map([...domains].map(([from, to]) => [from.toLowerCase(), to]));
  return (address) => {
    const at = address.lastIndexOf('@');
    const domain = renames.get(address.slice(at + 1).toLowerCase());
    return domain === undefined ? address : `${address.slice(0, at + 1)}${domain}`;
  };
}

/** The part behind the last `@`. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}

/** The part before the last `@`. */
export function localPart(address: string): string {
  const at = address.lastIndexOf('@');
  return at < 0 ? address : address.slice(0, at);
}
