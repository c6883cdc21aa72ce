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
      rows: (plan) =>
        rows(plan, ({ source, sourcePassword, address, password, fullName }) => [
          source,
          sourcePassword,
          address,
          password,
          fullName,
        ]),
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

function* rows({ people }: Plan, row: (person: Person) => readonly string[]): Iterable<RowOrRefusal> {
  for (const person of people) {
    if (person.enabled) yield row(person);
    else yield { what: person.address, reason: 'is disabled: the old server lets nobody read it', result: 'skipped' };
  }
}
