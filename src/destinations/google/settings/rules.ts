/** Which of a user's rules Gmail can have: simple ones. It knows no order, no else, no stop, and no conditions on other fields. */
import { vacationsIn } from '../../../exporters/filters/actions.js';
import type { Argument, Command } from '../../../exporters/filters/parse.js';
import { type FilterRule, readRules } from '../../../exporters/filters/rules.js';
import { decodeText } from '../../../message/charset.js';

/** Conditions of a filter, by the API's names. */
export interface Criteria {
  readonly from?: string;
  readonly to?: string;
  readonly subject?: string;
  readonly size?: number;
  readonly sizeComparison?: 'larger' | 'smaller';
}

/** A filter; `labels` are folders of the old side, level by level with `/` between. */
export interface GmailRule {
  readonly criteria: Criteria;
  readonly folder: string | null;
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

/** What becomes of a user's rules. */
export interface GmailRules {
  readonly rules: readonly GmailRule[];
  /** An answer to everybody; null for none. */
  readonly vacation: { readonly subject: string | null; readonly text: string } | null;
  /** Rules that Gmail cannot have, each with its text, and other things to say. */
  readonly notes: readonly string[];
}

/** Gmail takes a criterion of some 1,500 characters. */
const LONGEST = 1500;

/** Reads a `filter.siv`. Never throws for a bad script. */
export function readGmailRules(siv: Uint8Array): GmailRules {
  const all = readRules(decodeText(siv, null).text.replace(/\0/g, '').replace(/\r\n?/g, '\n'));
  const rules: GmailRule[] = [];
  const notes: string[] = [];
  let vacation: GmailRules['vacation'] = null;
  for (const rule of all) {
    if (!rule.enabled || rule.leftBehind || rule.script === '') continue;
    const [answer] = isForAll(rule) ? vacationsIn(rule) : [];
    if (answer !== undefined && vacation === null) {
      vacation = { subject: answer.subject, text: answer.text };
      notes.push('the notice of absence is in Gmail’s settings and off: switch it on there when everything is moved');
      continue;
    }
    const own = rule.broken === null ? gmailRules(rule.commands) : null;
    if (own === null) notes.push(`Gmail cannot have the rule "${rule.name}": ${rule.script.replace(/\s+/g, ' ')}`);
    else rules.push(...own);
  }
  return { rules, vacation, notes };
}

/** It asks for nothing before it answers. */
function isForAll({ commands }: FilterRule): boolean {
  const [only, ...others] = commands.filter(({ name }) => name !== 'stop' && name !== 'keep');
  return others.length === 0 && only?.name === 'vacation';
}

/** One `if` with conditions that Gmail knows, and a block that it can follow: a filter for each alternative. Null: it cannot. */
function gmailRules(commands: readonly Command[]): GmailRule[] | null {
  const [only, ...others] = commands;
  if (only?.name !== 'if' || only.block === null || others.length > 0) return null;
  const alternatives = alternativesOf(only.tests);
  const action = actionOf(only.block);
  if (alternatives === null || action === null) return null;
  return alternatives.map((criteria) => ({ criteria, ...action }));
}

function alternativesOf(tests: readonly Command[]): Criteria[] | null {
  const [test] = tests;
  if (test === undefined || tests.length !== 1) return null;
  if (test.name === 'anyof') return every(test.tests.map((one) => alternativesOf([one])))?.flat() ?? null;
  if (test.name !== 'allof') return criteriaOf(test);
  const parts = every(test.tests.map(criteriaOf));
  if (parts === null || parts.some((part) => part.length !== 1)) return null;
  const names = parts.flat().flatMap((part) => Object.keys(part));
  // Of two conditions on one field Gmail keeps one.
  return new Set(names).size === names.length ? [Object.assign({}, ...parts.flat()) as Criteria] : null;
}

const FIELDS: Readonly<Record<string, 'from' | 'to' | 'subject'>> = {
  from: 'from',
  sender: 'from',
  to: 'to',
  cc: 'to',
  subject: 'subject',
};

/** A condition on a field: one for each text that it may have. Gmail looks for words, as `:contains` and `:is` do for people. */
function criteriaOf({ name, args, tests }: Command): Criteria[] | null {
  if (tests.length > 0) return null;
  if (name === 'size') return sizeOf(args);
  if (name !== 'header' && name !== 'address') return null;
  const tags = args.filter(({ type }) => type === 'tag').map(({ values }) => values[0] ?? '');
  if (tags.some((tag) => ![':contains', ':is', ':all'].includes(tag))) return null;
  const [fields, texts, ...more] = args.filter(({ type }) => type === 'strings');
  if (fields === undefined || texts === undefined || more.length > 0) return null;
  const known = new Set(fields.values.map((field) => FIELDS[field.toLowerCase()]));
  const [field] = known;
  if (known.size !== 1 || field === undefined) return null;
  return texts.values.some((text) => text === '' || text.length > LONGEST || text.includes('"'))
    ? null
    : texts.values.map((text) => ({ [field]: PLAIN.test(text) ? text : `"${text}"` }));
}

/** What Gmail reads as it stands: `-spam`, `OR` and `{a b}` would mean something else. */
const PLAIN = /^(?!(?:OR|AND|AROUND)$)[\p{L}\p{N}@._+][\p{L}\p{N}@._+-]*$/u;

function sizeOf(args: readonly Argument[]): Criteria[] | null {
  const tag = args.find(({ type }) => type === 'tag')?.values[0];
  const [, digits, unit = ''] =
    /^(\d+)([KMG]?)$/i.exec(args.find(({ type }) => type === 'number')?.values[0] ?? '') ?? [];
  if (digits === undefined || (tag !== ':over' && tag !== ':under')) return null;
  const size = Number(digits) * 1024 ** ' KMG'.indexOf(unit.toUpperCase() || ' ');
  return [{ size, sizeComparison: tag === ':over' ? 'larger' : 'smaller' }];
}

type Action = Omit<GmailRule, 'criteria'>;

function actionOf(block: readonly Command[]): Action | null {
  let folder: string | null = null;
  const add = new Set<string>();
  const remove = new Set<string>();
  for (const { name, args } of block) {
    const texts = args.findLast(({ type }) => type === 'strings')?.values ?? [];
    if (name === 'keep' || name === 'stop') continue;
    if (name === 'discard') add.add('TRASH');
    else if (name === 'fileinto' && folder === null) {
      folder = texts[0] ?? null;
      if (!args.some(({ values }) => values[0] === ':copy')) remove.add('INBOX');
    } else if ((name === 'addflag' || name === 'setflag') && texts.every((flag) => /^\\(seen|flagged)$/i.test(flag))) {
      for (const flag of texts) {
        if (/seen/i.test(flag)) remove.add('UNREAD');
        else add.add('STARRED');
      }
    } else return null;
  }
  return folder === null && add.size + remove.size === 0 ? null : { folder, add: [...add], remove: [...remove] };
}

function every<T>(values: readonly (T | null)[]): T[] | null {
  const kept = values.filter((value) => value !== null);
  return kept.length === values.length ? kept : null;
}
