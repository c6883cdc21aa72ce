/** `checklist.html` of an export. */
import { checklistOf } from '../checklist.js';
import type { Guide } from '../guide.js';
import type { Report } from '../model.js';
import { checklistPage } from './checklist-page.js';
import { domainsOf } from './run-facts.js';
import { countOf, formatBytes } from './text.js';

/** The page as text; `report` names the page of the export beside it, null where there is none. */
export function exportChecklist(
  { totals, mailboxes, source }: Report,
  guide: Guide,
  report: 'report.html' | null,
): string {
  const what = `${countOf(totals.exported, 'item')} of ${countOf(mailboxes.length, 'mailbox')}, ${formatBytes(totals.bytes)}`;
  return checklistPage({
    ...{ checklist: checklistOf(guide), company: domainsOf(mailboxes), report },
    facts: [
      ['From', source],
      ['Export', what],
    ],
  });
}
