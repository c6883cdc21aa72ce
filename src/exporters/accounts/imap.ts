import type { AccountFile, RowOrRefusal } from './account-file.js';
import { saltedHash } from './passwords.js';
import type { Person, Plan } from './plan-types.js';
import { domainOf, localPart } from './rename.js';

/** The servers that imapsync talks to; placeholders where nobody said. */
export interface ImapHosts {
  readonly source: string | null;
  readonly target: string | null;
}

/** The files for whoever moves mail over IMAP: Kerio's tool, imapsync, `kerio-exit migrate`, and Dovecot's users. */
export function imapFiles(hosts: ImapHosts): readonly AccountFile[] {
  return [
    {
      destination: 'imap',
      path: 'imap/kimt.csv',
      header: null,
      rows: (plan) => rows(plan, ({ source, sourcePassword, fullName }) => [source, sourcePassword, fullName]),
      layout: { kind: 'plain', separators: [';', ';'], forbidden: /[;"\r\n]/, subject: 0, lineEnd: '\r\n' },
      secret: true,
    },
    {
      destination: 'imap',
      path: 'imap/imapsync.txt',
      header: null,
      rows: (plan) =>
        rows(plan, ({ source, sourcePassword, address, password }) => [
          hosts.source ?? 'SOURCE-HOST',
          source,
          sourcePassword,
          hosts.target ?? 'TARGET-HOST',
          address,
          password,
        ]),
      // Its loop reads with `IFS=';' read`, which takes backslashes away.
      layout: {
        kind: 'plain',
        separators: [';', ';', ';', ';', ';', ';'],
        forbidden: /[;\\\r\n]/,
        subject: 1,
        lineEnd: '\n',
      },
      secret: true,
    },
    {
      destination: 'imap',
      path: 'imap/migrate.csv',
      header: ['source', 'source_password', 'target', 'target_password', 'full_name'],
      rows: migrateRows,
      layout: { kind: 'csv' },
      secret: true,
    },
    {
      destination: 'imap',
      path: 'imap/dovecot-users',
      header: null,
      rows: ({ people }) => people.map(dovecotRow),
      // user:password:uid:gid:gecos:home:shell:extra
      layout: {
        kind: 'plain',
        separators: [':', ':', ':', ':', ':', ':', ':'],
        forbidden: /[:\s\u0000-\u001f]/,
        subject: 0,
        lineEnd: '\n',
      },
      secret: true,
    },
  ];
}

/** Ids and home as in Dovecot's own examples of virtual users; its configuration says how mail is kept below. */
function dovecotRow({ address: written, password, enabled }: Person): RowOrRefusal {
  // Dovecot looks a login up in lower case.
  const address = written.toLowerCase();
  const [user, domain] = [localPart(address), domainOf(address)];
  if (/^\.{1,2}$|[/\\]/.test(user) || /^\.{1,2}$|[/\\]/.test(domain)) {
    return { what: address, reason: 'cannot be the name of a folder', result: 'failed' };
  }
  const hash = password === '' ? '' : saltedHash('SSHA512', address, password);
  return [address, hash, '5000', '5000', '', `/var/vmail/${domain}/${user}`, '', enabled ? '' : 'nologin'];
}

/**
 * Every mailbox of the store: from the disk those of disabled users can be read, too. What needs a decision is commented out
 * below its question.
 */
function* migrateRows({ people, open }: Plan): Iterable<RowOrRefusal> {
  for (const { mailbox, ...person } of people) {
    const row = [person.source, person.sourcePassword, person.address, person.password, person.fullName];
    if (mailbox === false)
      yield* commentedOut(`${person.source} has no mailbox in the store: there is nothing to move.`, row);
    else yield row;
  }
  for (const { source, address, question, answer } of open)
    if (answer !== null) yield [source, '', answer, '', ''];
    else yield* commentedOut(`${question} ${ANSWER}`, [source, '', address, '', '']);
}

const ANSWER = 'Take the # off the next line with the right target in it; the target - says that it stays behind.';

/** A line of a users file that does not count yet, and above it the reason. */
export function* commentedOut(reason: string, [first = '', ...rest]: readonly string[]): Iterable<readonly string[]> {
  // One field: a comma or a line end would put the reason into quotes.
  yield [`# ${reason.replace(/[\s,"]+/g, ' ')}`];
  yield [`#${first}`, ...rest];
}

function* rows({ people }: Plan, row: (person: Person) => readonly string[]): Iterable<RowOrRefusal> {
  for (const person of people) {
    if (person.enabled) yield row(person);
    else yield { what: person.address, reason: 'is disabled: the old server lets nobody read it', result: 'skipped' };
  }
}
