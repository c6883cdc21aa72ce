/** Which flags a message can keep in a destination mailbox (RFC 3501 section 2.3.2). */
import type { ServerProfile } from './server-profile.js';

const SYSTEM = ['\\Answered', '\\Flagged', '\\Deleted', '\\Seen', '\\Draft'];
const SYSTEM_BY_NAME = new Map(SYSTEM.map((flag) => [flag.toLowerCase(), flag]));
/** What an atom may hold: printable ASCII but these (RFC 3501, atom-specials). */
const KEYWORD = /^[^\s(){%*"\\\]\x00-\x20\x7f-\uffff]+$/;

/** What a mailbox keeps. */
export interface FlagRules {
  /** PERMANENTFLAGS in lower case; null when the server gave none, which means that all are kept. */
  readonly permanent: ReadonlySet<string> | null;
  /** `\Deleted` is never sent: Gmail expunges such a message at once. */
  readonly withoutDeleted: boolean;
  /** What programs note for themselves (`$Forwarded`) is never sent: Exchange shows every keyword as a category. */
  readonly withoutMarks: boolean;
}

/** What a mailbox of such a server keeps, by its PERMANENTFLAGS (lower case; null without any). */
export function flagRules(
  { expungesDeleted, showsKeywords }: Pick<ServerProfile, 'expungesDeleted' | 'showsKeywords'>,
  permanent: FlagRules['permanent'],
): FlagRules {
  return { permanent, withoutDeleted: expungesDeleted, withoutMarks: showsKeywords };
}

/** Lower case: those of Kerio (docs/store-format.md, flags), and what other servers and programs note. */
const MARKS: ReadonlySet<string> = new Set([
  ...['$forwarded', '$mdnsent', '$junk', '$notjunk', '$autojunk', '$autonotjunk', 'junk', 'nonjunk', 'notjunk'],
  ...['$submitted', '$submitpending', '$phishing', '$notphishing', '$hasattachment', '$hasnoattachment'],
]);

/** The flags to send, in a fixed order, and those that the mailbox cannot keep. */
export interface KeptFlags {
  readonly kept: readonly string[];
  readonly dropped: readonly string[];
}

/**
 * Decides which of a message's flags to send. A server answers BAD to one bad flag and stores nothing, so only system
 * flags and well-formed keywords pass; an unknown `\Name` becomes the keyword `$Name`. `\Recent` cannot be stored by
 * anyone and is left out without a word.
 */
export function keepFlags(flags: readonly string[], rules: FlagRules): KeptFlags {
  const kept = new Set<string>();
  const dropped: string[] = [];
  for (const flag of flags) {
    if (flag.toLowerCase() === '\\recent') continue;
    const name = wireFlag(flag);
    if (name !== null && isKept(name, rules)) kept.add(name);
    else dropped.push(flag);
  }
  return { kept: [...kept].sort(), dropped };
}

/** The flag as it can stand on the wire, or null. */
function wireFlag(flag: string): string | null {
  if (!flag.startsWith('\\')) return KEYWORD.test(flag) ? flag : null;
  const system = SYSTEM_BY_NAME.get(flag.toLowerCase());
  if (system !== undefined) return system;
  return KEYWORD.test(flag.slice(1)) ? `$${flag.slice(1)}` : null;
}

function isKept(flag: string, rules: FlagRules): boolean {
  if (flag === '\\Deleted' && rules.withoutDeleted) return false;
  if (rules.withoutMarks && MARKS.has(flag.toLowerCase())) return false;
  if (rules.permanent === null || rules.permanent.has(flag.toLowerCase())) return true;
  return !flag.startsWith('\\') && rules.permanent.has('\\*');
}
