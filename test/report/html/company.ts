/** A made-up company of any size, as the report of its export. */
import { addSums, emptySums, folderSums, type Sums } from '../../../src/ledger/sums.js';
import { DEFAULT_OPTIONS } from '../../../src/files/plan/options.js';
import type { Report, ReportedFolder, ReportedMailbox } from '../../../src/report/model.js';
import type { NamedItem } from '../../../src/report/named.js';

/** How large it is, and how bad. */
export interface Company {
  readonly mailboxes: number;
  readonly folders: number;
  /** Items in each folder. */
  readonly items: number;
  /** Failed items in each mailbox. */
  readonly failed?: number;
  /** Put behind every name. */
  readonly suffix?: string;
}

/** When it was. */
export const TIMES = { startedAt: '2026-11-28T10:00:00.000Z', endedAt: '2026-11-28T10:03:20.000Z', seconds: 200 };

/** The report of its export; the same for the same company. */
export function companyReport({ mailboxes, folders, items, failed = 0, suffix = '' }: Company): Report {
  const boxes = Array.from({ length: mailboxes }, (_, at): ReportedMailbox => {
    const address = `firstname.lastname${String(at).padStart(5, '0')}@company.example${suffix}`;
    const totals = emptySums();
    const own = Array.from({ length: folders }, (__, index): ReportedFolder => {
      const sums = folderOf(items + ((at * 7 + index) % 13), index === 0 ? failed : 0);
      addSums(totals, sums);
      const path = ['INBOX', `Projects ${index}${suffix}`];
      return {
        ...{ folder: path, label: path, kind: 'mail', kindFrom: 'status.fld', hidden: index === 3, gone: false },
        ...folderSums(sums),
        outputs: [`mail/${address}/INBOX/Projects ${index}.mbox`],
        problems: [],
      };
    });
    return {
      ...{ address, type: 'user', gone: false, ledger: `ledger/${address}.jsonl`, totals, folders: own },
      ...{ passedOver: [{ rule: 'associated', files: 3, items: 1, example: `/store/${address}` }], problems: [] },
    };
  });
  const totals = emptySums();
  for (const box of boxes) addSums(totals, box.totals);
  const named = boxes.flatMap(({ address }) =>
    Array.from({ length: failed }, (_, uid) => itemOf(address, uid, suffix)),
  );
  return {
    ...{ tool: 'kerio-exit', format: 1, command: 'export', complete: true, source: '/opt/kerio/mailserver' },
    ...{ options: DEFAULT_OPTIONS, totals, mailboxes: boxes, notSelected: [], notIncluded: [], unlisted: [] },
    ...{ filters: [], times: TIMES },
    ...{ accounts: null, problems: [], attention: named.slice(0, 1000), skipped: [], late: null },
  };
}

function itemOf(mailbox: string, uid: number, suffix: string): NamedItem {
  return { mailbox, folder: ['INBOX'], uid, result: 'failed', reason: `it cannot be read (EIO)${suffix}` };
}

function folderOf(items: number, failed: number): Sums {
  const counts = {
    ...{ found: items, exported: items - failed, skipped: 0, failed, missing: 0, bytes: items * 61_111 },
  };
  return {
    ...counts,
    kinds: { mail: counts },
    ...{ oldest: '2009-03-04T05:06:07Z', newest: '2026-11-20T05:06:07Z', notes: {} },
    reasons: failed === 0 ? {} : { 'it cannot be read (EIO)': failed },
    years: { 2009: items - 1, 2026: 1 },
    sizes: { 16384: items - 1, 35000000: 1 },
  };
}
