/** Flags and folders of a message as Gmail has them: labels, and the absence of one. */
import type { Labels } from './labels.js';
import { HIDING, isPlace } from './labels.js';

/** What a folder is among the flags of a message: `label:Work/2019`. */
export function labelFlag(name: string): string {
  return `label:${name}`;
}

/** Flags that Gmail keeps, and those that it does not. `\Draft` and `\Recent` say what the folder says, or nothing. */
export function keptFlags(flags: readonly string[]): { readonly kept: string[]; readonly dropped: string[] } {
  const kept: string[] = [];
  const dropped: string[] = [];
  for (const flag of new Set(flags.map((one) => KEPT.get(one.toLowerCase()) ?? one))) {
    if (KEPT.has(flag.toLowerCase())) kept.push(flag);
    else if (!SILENT.has(flag.toLowerCase())) dropped.push(flag);
  }
  return { kept: kept.sort(), dropped };
}

const KEPT: ReadonlyMap<string, string> = new Map([
  ['\\seen', '\\Seen'],
  ['\\flagged', '\\Flagged'],
]);
const SILENT: ReadonlySet<string> = new Set(['\\draft', '\\recent']);

/** Labels of a message besides that of its folder. A draft is never unread. */
export function stateLabels(flags: readonly string[], isDraft: boolean): string[] {
  return [
    ...(flags.includes('\\Seen') || isDraft ? [] : ['UNREAD']),
    ...(flags.includes('\\Flagged') ? ['STARRED'] : []),
  ];
}

/** What a message at Gmail has, in the words of the engine, in a fixed order. */
export function presentFlags(labelIds: readonly string[], labels: Labels): string[] {
  const places = labelIds.filter(isPlace).map((id) => labelFlag(labels.nameOf(id)));
  const flags = [
    ...(labelIds.includes('UNREAD') ? [] : ['\\Seen']),
    ...(labelIds.includes('STARRED') ? ['\\Flagged'] : []),
  ];
  return [...flags, ...places].sort();
}

/** The flags that a message will have. What hides a message from its other labels is only true of one that has no other. */
export function expectedFlags(kept: readonly string[], label: string, isAlone: boolean): string[] {
  return [...kept, ...(HIDING.has(label) && !isAlone ? [] : [labelFlag(label)])].sort();
}
