/**
 * FNV-1a of the UTF-16 code units of a text, 32 bits, signed: such numbers take no memory of their own. For names and prints, where a
 * clash costs a second look and no more.
 */
export function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash;
}
