/**
 * What has to become of every item of the bundled store (fixtures/README.md), with the archive and what is kept for
 * recovery. A row: folder, UID, kind, received time, flags, and for mail its output file below the mailbox, or what else
 * became of it.
 */
export const expectedLedger: Readonly<Record<string, string>> = {
  '_archive@localhost': `
2024-Jan | 1 | mail | 2024-01-02T08:00:00Z | - | 2024-Jan.mbox
2024-Jan | 2 | mail | 2024-01-03T08:00:00Z | - | 2024-Jan.mbox
`,
  '_public@example.com': `
Calendar | 1 | calendar | 2024-01-15T09:00:00Z | Seen | *
Contacts | 1 | contacts | 2023-09-01T08:00:00Z | Seen | *
Info | 1 | mail | 2022-06-01T08:00:00Z | Seen | Info.mbox
Info | 2 | mail | 2022-06-02T08:00:00Z | Seen | Info.mbox
`,
  '_resources@example.com': `
Meeting Room | 1 | calendar | 2024-01-15T09:00:00Z | Seen | *
`,
  'alice@example.com': `
Calendar | 1 | calendar | 2005-08-17T12:17:03Z | Seen | *
Calendar | 2 | calendar | 2024-01-15T09:00:00Z | Seen | *
Calendar | 3 | calendar | 2024-01-15T09:00:00Z | Seen | *
Calendar | 4 | calendar | 2024-01-15T09:00:00Z | Seen | *
Calendar | 5 | calendar | 2024-01-15T09:00:00Z | Seen | *
Calendar | 6 | calendar | 2024-01-15T09:00:00Z | Seen | *
Calendar | 7 | calendar | 2024-01-15T09:00:00Z | Seen | *
Calendar | 8 | calendar | 2024-01-15T09:00:00Z | Seen | *
Calendar | 9 | calendar | 2024-01-15T09:00:00Z | Seen | *
Calendar | 10 | calendar | 2024-01-15T09:00:00Z | Seen | *
Calendar | 11 | calendar | 2024-01-15T09:00:00Z | Seen | *
Calendar | 12 | calendar | 2024-01-15T09:00:00Z | Seen | *
Calendar/Týmový | 1 | calendar | 2024-01-15T09:00:00Z | Seen | *
Contacts | 1 | contacts | 2023-09-01T08:00:00Z | Seen | *
Contacts | 2 | contacts | 2023-09-01T08:00:00Z | Seen | *
Contacts | 3 | contacts | 2023-09-01T08:00:00Z | Seen | *
Contacts | 4 | contacts | 2023-09-01T08:00:00Z | Seen | *
Contacts | 5 | contacts | 2023-09-01T08:00:00Z | Seen | *
Contacts | 6 | contacts | 2023-09-01T08:00:00Z | Seen | *
Contacts | 7 | contacts | 2023-09-01T08:00:00Z | Seen | *
Contacts | 8 | contacts | 2023-09-01T08:00:00Z | Seen | *
Contacts | 9 | mail | 2023-09-01T08:00:00Z | - | Contacts.mbox
Contacts/Suppliers | 1 | contacts | 2023-09-01T08:00:00Z | Seen | *
Contacts/Suppliers | 2 | contacts | 2023-09-01T08:00:00Z | Seen | *
Contacts/Suppliers | 3 | contacts | 2023-09-01T08:00:00Z | Seen | *
INBOX | 1 | mail | 2024-02-20T08:00:00Z | - | INBOX.mbox
INBOX | 2 | mail | 2024-02-21T08:00:00Z | Seen Answered | INBOX.mbox
Journal | 1 | journal | 2024-01-15T09:00:00Z | Seen | *
Notes | 1 | notes | 2024-02-20T08:00:00Z | Seen | *
Notes | 2 | notes | 2024-02-20T08:00:00Z | Seen | *
Notes | 3 | notes | 2024-02-20T08:00:00Z | Seen | *
Tasks | 1 | tasks | 2024-01-15T09:00:00Z | Seen | *
Tasks | 2 | tasks | 2024-01-15T09:00:00Z | Seen | *
Tasks | 3 | tasks | 2024-01-15T09:00:00Z | Seen | *
Termine | 1 | calendar | 2024-01-15T09:00:00Z | Seen | *
`,
  'eva@example.org': `
Deleted Messages | 1 | mail | 2021-04-03T08:00:00Z | Seen | Trash.mbox
INBOX | 1 | mail | 2021-04-01T08:00:00Z | Seen | INBOX.mbox
Sent Messages | 1 | mail | 2021-04-02T08:00:00Z | Seen | Sent.mbox
`,
  'jan.novak@example.com': `
#deleted | 1 | mail | 2024-01-12T08:00:00Z | Seen | #deleted.mbox
../../escape | 1 | mail | 2021-04-13T08:00:00Z | Seen | _._.._escape.mbox
100%25 done | 1 | mail | 2021-04-07T08:00:00Z | Seen | 100%25 done.mbox
CON | 1 | mail | 2021-04-09T08:00:00Z | Seen | _CON.mbox
Copied by hand | 1 | mail | 2022-02-03T08:00:00Z | - | Copied by hand.mbox
Crédit Agricole | 1 | mail | 2021-04-01T08:00:00Z | Seen | Crédit Agricole.mbox
Deleted Items | 1 | mail | 2024-01-10T08:00:00Z | Seen | Trash.mbox
Dodávky 船 | 1 | mail | 2021-04-04T08:00:00Z | Seen | Dodávky 船.mbox
Dodávky 船/Loď & náklad | 1 | mail | 2021-04-05T08:00:00Z | Seen | Dodávky 船/Loď & náklad.mbox
Drafts | 1 | mail | 2024-02-01T10:00:00Z | Seen Draft | Drafts.mbox
Drafts | 2 | mail | 2024-02-02T10:00:00Z | Draft | Drafts.mbox
Empty status | 1 | mail | 2022-02-02T08:00:00Z | Seen | Empty status.mbox
Fraudes+Chaussures | 1 | mail | 2021-04-03T08:00:00Z | Seen | Fraudes+Chaussures.mbox
From 2005 | 1 | mail | 2005-08-17T12:17:03Z | Seen | From 2005.mbox
INBOX | 1 | mail | 2024-03-01T07:15:32Z | Seen | INBOX.mbox
INBOX | 2 | mail | 2024-03-01T09:00:00Z | Seen Answered Flagged | INBOX.mbox
INBOX | 3 | mail | 2024-03-02T11:00:00Z | - | INBOX.mbox
INBOX | 4 | mail | 2024-03-03T08:00:00Z | - | INBOX.mbox
INBOX | 5 | mail | 2024-03-03T08:00:01Z | - | INBOX.mbox
INBOX | 6 | mail | 2024-03-03T08:30:00Z | - | INBOX.mbox
INBOX | 7 | mail | 2024-03-03T08:31:00Z | - | skipped
INBOX | 8 | mail | 2024-03-03T08:32:00Z | - | INBOX.mbox
INBOX | 9 | mail | 2024-03-04T09:00:03Z | Seen | INBOX.mbox
INBOX | 10 | mail | 2024-03-04T09:05:00Z | - | INBOX.mbox
INBOX | 11 | mail | 2024-03-04T09:10:00Z | - | INBOX.mbox
INBOX | 12 | mail | 2016-11-16T14:29:20Z | - | INBOX.mbox
INBOX | 13 | mail | 2024-03-05T06:00:00Z | Seen Deleted | INBOX.mbox
INBOX | 14 | mail | 2024-03-05T06:10:00Z | Seen | INBOX.mbox
INBOX | 15 | mail | 2024-03-05T06:20:00Z | Seen | INBOX.mbox
INBOX | 16 | mail | 2024-03-05T06:30:00Z | Seen | missing
INBOX | 17 | mail | 2024-03-05T06:40:09Z | - | INBOX.mbox
INBOX | 18 | mail | 2024-03-05T07:00:00Z | - | INBOX.mbox
INBOX | 19 | mail | 2024-03-06T08:00:00Z | Seen | INBOX.mbox
INBOX | 20 | mail | 2024-03-06T08:05:00Z | - | INBOX.mbox
INBOX | 21 | mail | 2024-03-06T08:10:00Z | - | INBOX.mbox
INBOX | 22 | contacts | 2024-03-06T08:15:00Z | - | *
INBOX | 255 | mail |  | - | missing
Invoices | 1 | mail | 2021-04-11T08:00:00Z | Seen | Invoices.mbox
Junk E-mail | 1 | mail | 2024-01-11T08:00:00Z | Seen | Spam.mbox
Offers. | 1 | mail | 2021-04-10T08:00:00Z | Seen | Offers_.mbox
Projects/2024/Věž | 1 | mail | 2024-01-04T08:00:00Z | Seen | Projects/2024/Věž.mbox
Projects/Calendar | 1 | mail | 2022-01-03T08:00:00Z | Seen | Projects/Calendar.mbox
Projects/Notes | 1 | mail | 2022-01-01T08:00:00Z | Seen | Projects/Notes.mbox
Projects/Notes | 2 | mail | 2022-01-02T08:00:00Z | Seen | Projects/Notes.mbox
R&D costs | 1 | mail | 2021-04-06T08:00:00Z | Seen | R&D costs.mbox
Re: plan? <final> | 1 | mail | 2021-04-08T08:00:00Z | Seen | Re_ plan_ _final_.mbox
Reindexed | 1 | mail | 2022-02-04T08:00:00Z | Seen | Reindexed.mbox
Reindexed | 2 | mail | 2022-02-05T08:00:00Z | Seen | Reindexed.mbox
Reindexed twice | 1 | mail | 2022-02-06T08:42:40Z | Seen Answered Flagged | Reindexed twice.mbox
Restored | 26 | mail | 2022-03-01T08:00:00Z | - | Restored.mbox
Restored | 28 | mail | 2022-03-05T08:00:00Z | - | Restored.mbox
Restored | 434 | mail | 2022-03-02T08:00:00Z | - | Restored.mbox
Restored | 0123456789abcdef0123 | mail | 2022-03-03T08:00:00Z | - | Restored.mbox
Restored | saved from disk | mail | 2022-03-04T08:00:00Z | - | Restored.mbox
Sent | 1 | mail | 2023-06-01T12:00:00Z | Seen | Sent.mbox
Sent | 2 | mail | 2023-06-02T12:00:00Z | Seen | Sent.mbox
Sent Items | 1 | mail | 2023-05-01T12:00:00Z | Seen | Sent.mbox
Sent Items | 2 | mail | 2023-05-02T12:00:00Z | Seen | Sent.mbox
Sent Items | 3 | mail | 2023-05-03T12:00:00Z | Seen | Sent.mbox
Télécollecte | 1 | mail | 2021-04-02T08:00:00Z | Seen | Télécollecte.mbox
Without status | 1 | mail | 2022-02-01T08:00:00Z | Seen | Without status.mbox
invoices | 1 | mail | 2021-04-12T08:00:00Z | Seen | invoices (2).mbox
`,
  'jan.novak@example.org': `
INBOX | 1 | mail | 2021-05-01T08:00:00Z | Seen | INBOX.mbox
`,
  'marta@example.com': `
Deleted mailbox - petra@example.com/Calendar | 1 | calendar | 2024-01-15T09:00:00Z | Seen | *
Deleted mailbox - petra@example.com/Contacts | 1 | contacts | 2023-09-01T08:00:00Z | Seen | *
Deleted mailbox - petra@example.com/INBOX | 1 | mail | 2019-02-01T08:00:00Z | Seen | Deleted mailbox - petra@example.com/INBOX.mbox
INBOX | 1 | mail | 2020-02-01T08:00:00Z | Seen | INBOX.mbox
`,
  'o.brien@example.com': `
INBOX | 1 | mail | 2021-02-01T08:00:00Z | Seen | INBOX.mbox
`,
  'tomas@example.com': `
INBOX | 1 | mail | 2021-03-01T08:00:00Z | Seen | INBOX.mbox
`,
};
