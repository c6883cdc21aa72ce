import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AccountSources, readAccounts, type ReadAccounts } from '../../src/users-cfg/read-accounts.js';
import { tempDir } from '../support/temp.js';

/** Records of one list: variable names and values, a name with several values several times. */
export type Records = readonly Readonly<Record<string, string | readonly string[]>>[];

/** A configuration file with these lists, written as the server does. */
export function configXml(lists: Readonly<Record<string, Records>>): string {
  const escape = (value: string): string => value.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
  const text = Object.entries(lists).map(([list, records]) => {
    const items = records.map((record) => {
      const variables = Object.entries(record).flatMap(([name, values]) =>
        [values].flat().map((value) => `      <variable name="${name}">${escape(value)}</variable>\n`),
      );
      return `    <listitem>\n${variables.join('')}    </listitem>\n`;
    });
    return `  <list name="${list}" identityCounter="${records.length}">\n${items.join('')}  </list>\n`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<config>\n${text.join('')}</config>\n`;
}

/** Reads accounts from lists of users.cfg and mailserver.cfg. Only inside a test. */
export function accountsFrom(
  users: Readonly<Record<string, Records>>,
  server: Readonly<Record<string, Records>> | null = null,
  more: Partial<AccountSources> = {},
): ReadAccounts {
  const dir = tempDir('config');
  const usersCfg = join(dir, 'users.cfg');
  writeFileSync(usersCfg, configXml(users));
  const mailserverCfg = server === null ? null : join(dir, 'mailserver.cfg');
  if (mailserverCfg !== null) writeFileSync(mailserverCfg, configXml(server ?? {}));
  return readAccounts({ usersCfg, mailserverCfg, ...more });
}
