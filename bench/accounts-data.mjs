/** A users.cfg of any size for the bench. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Writes a users.cfg as a large school would have it: each user about 1 kB, in two of 200 groups; an alias for every fourth.
 * @param {string} dir
 * @param {number} users
 */
export function makeUsersCfg(dir, users) {
  const numbers = Array.from({ length: users }, (_, number) => number);
  const lists = {
    User: numbers.map(user),
    Group: ['all', ...numbers.slice(0, 200).map((number) => `group${number}`)].map((Name) => ({
      Name,
      Domain: 'company.com',
      MailAddress: Name,
      Description: '',
    })),
    Alias: numbers
      .filter((number) => number % 4 === 0)
      .map((number) => ({ Domain: 'company.com', Lhs: `alias${number}`, Rhs: `user${number}`, Description: '' })),
  };
  const text = Object.entries(lists).map(([name, records]) => {
    const items = records.map(
      (record) =>
        `    <listitem>\n${Object.entries(record)
          .map(([variable, value]) => `      <variable name="${variable}">${value}</variable>\n`)
          .join('')}    </listitem>\n`,
    );
    return `  <list name="${name}" identityCounter="${records.length}">\n${items.join('')}  </list>\n`;
  });
  const xml = `<?xml version="1.0" encoding="UTF-8"?>\n<config>\n${text.join('')}</config>\n`;
  writeFileSync(join(dir, 'users.cfg'), xml);
}

/** @param {number} number */
function user(number) {
  return {
    Id: String(number),
    GUID: `64590354-03bc-46fa-9d94-${String(number).padStart(12, '0')}`,
    Name: `user${number}`,
    Domain: 'company.com',
    Account_enabled: number % 50 === 0 ? '0' : '1',
    Auth_type: '0',
    FullName: `Jan Novák ${number}`,
    Description: 'Sales &amp; support, Plzeň',
    Password: 'D3S:22d1da9fa35569fc075aa577936b4be6259caeafe9a42324',
    PasswordHistory: 'SHA:0011223344556677889900112233445566778899001122334455667788',
    Rights: '0',
    MailAddress: `jan.novak${number},novak${number}`,
    Groups: `group${number % 200},all`,
    ForwardMode: number % 100 === 0 ? '2' : '0',
    ForwardAddress: number % 100 === 0 ? `user${number}@elsewhere.example` : '',
    Qstorage: '10485760',
    Qmessage: '5000',
    PublishInGal: '1',
  };
}
