/** A user's filter as a Sieve script that other servers take. */
import { decodeText } from '../../message/charset.js';
import type { OutputFiles } from '../output.js';
import { type Forward, forwardsIn, type Vacation, vacationsIn } from './actions.js';
import { type FilterRule, readRules } from './rules.js';

export interface FilterOptions {
  readonly files: OutputFiles;
  /** Safe name of the mailbox: the script goes to `filters/<address>.sieve`. */
  readonly address: string;
}

/** What a filter did, so that people can make it again where there is no Sieve. */
export interface FilterSummary {
  /** Relative to the output folder. */
  readonly file: string;
  readonly rules: readonly RuleSummary[];
  readonly forwards: readonly Forward[];
  readonly vacations: readonly Vacation[];
  readonly problems: readonly string[];
}

export interface RuleSummary {
  /** What people see it as: `Spam` and `Out of office` are the server's own. Empty for commands without a rule's name. */
  readonly name: string;
  readonly enabled: boolean;
  /** False: it stands in the script as a comment. */
  readonly active: boolean;
  readonly script: string;
}

/**
 * Writes the rules of a `filter.siv` (docs/calendars.md, filters): one `require` for what the active rules need, names and whether
 * they were on as comments, rules that were off or cannot be understood as comments too. Never throws for a bad script.
 */
export function writeFilter(siv: Uint8Array, { files, address }: FilterOptions): FilterSummary {
  const { rules, script, problems } = readFilter(siv, null);
  const file = files.create(`filters/${address}.sieve`);
  file.write(script);
  return {
    file: file.path,
    rules: rules.map((rule) => ({
      name: rule.name,
      enabled: rule.enabled,
      active: isActive(rule),
      script: rule.script,
    })),
    forwards: rules.flatMap(forwardsIn),
    vacations: rules.flatMap(vacationsIn),
    problems,
  };
}

/** A filter as one script. */
export interface FilterScript {
  readonly rules: readonly FilterRule[];
  readonly script: string;
  /** What stands in it as a comment, and why. */
  readonly problems: readonly string[];
}

/**
 * Reads a `filter.siv`. `extensions`: what the server knows that the script is for; null: what nearly all know. Never throws for a
 * bad script.
 */
export function readFilter(siv: Uint8Array, extensions: ReadonlySet<string> | null): FilterScript {
  const decoded = decodeText(siv, null);
  const all = readRules(decoded.text.replace(/\0/g, '').replace(/\r\n?/g, '\n'));
  const rules = extensions === null ? all : all.map((rule) => ({ ...rule, problem: problemAt(rule, extensions) }));
  const problems = rules.flatMap((rule) =>
    rule.problem === null ? [] : [`rule ${JSON.stringify(rule.name)} is a comment in the script: ${rule.problem}`],
  );
  if (decoded.problem !== null) problems.unshift(decoded.problem);
  return { rules, script: formatRules(rules), problems };
}

/** Every server compares so (RFC 5228 section 2.7.3), and not all of them say so. */
const ALWAYS: ReadonlySet<string> = new Set(['comparator-i;octet', 'comparator-i;ascii-casemap']);

function problemAt({ broken, extensions }: FilterRule, known: ReadonlySet<string>): string | null {
  if (broken !== null) return broken;
  const missing = [...extensions].filter((name) => !known.has(name) && !ALWAYS.has(name));
  return missing.length === 0 ? null : `it needs ${missing.join(', ')}, which the server does not have`;
}

function isActive(rule: FilterRule): boolean {
  return rule.enabled && rule.problem === null && !rule.leftBehind && rule.commands.length > 0;
}

function formatRules(rules: readonly FilterRule[]): string {
  const extensions = new Set(rules.filter(isActive).flatMap((rule) => [...rule.extensions]));
  const declared = [...extensions].sort().map((name) => `"${name}"`);
  const head = declared.length === 0 ? '' : `require [${declared.join(', ')}];\n`;
  const texts = rules.map((rule) => {
    const state = rule.enabled ? 'on' : 'off';
    const name = rule.name === '' ? '' : `# rule: ${rule.name} (${state})\n`;
    const problem = rule.problem === null ? '' : `# not used: ${rule.problem}\n`;
    const remark = rule.leftBehind ? '# left to the spam filter of the new server\n' : '';
    const body = isActive(rule) ? rule.script : commented(rule.script);
    return `${name}${problem}${remark}${body}${body === '' ? '' : '\n'}`;
  });
  return [head, ...texts].filter((text) => text !== '').join('\n');
}

function commented(script: string): string {
  return script === '' ? '' : script.replace(/^/gm, '# ');
}
