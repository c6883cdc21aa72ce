import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { UserError } from '../../src/core/errors.js';
import { readConfigFile } from '../../src/users-cfg/config-file.js';
import { problemText } from '../../src/users-cfg/problem.js';
import { tempDir } from '../support/temp.js';

const good = '<config><list name="User"><listitem><variable name="Name">jan</variable></listitem></list></config>';

const bomb = `<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">]>
<config><list name="User"><listitem><variable name="Name">&lol2;</variable></listitem></list></config>`;

const outside = bomb.replace('"lol"', 'SYSTEM "file:///etc/passwd"');

const unreadable: readonly (readonly [name: string, content: string, reason: string])[] = [
  ['empty', '', 'is empty'],
  ['blank', ' \r\n', 'is empty'],
  ['no XML', 'jan;Jan Novák', 'is no XML'],
  ['another root', '<html><list name="User"/></html>', 'its root element is <html>, not <config>'],
  ['an entity bomb', bomb, 'declares a document type'],
  ['an external entity', outside, 'declares a document type'],
  ['nothing in it', '<config></config>', 'holds no records'],
  [
    'nothing that can be read',
    '<config><list name="User"><listitem><variable></listitem></list>',
    'no record that can be read',
  ],
];

for (const [name, content, reason] of unreadable) {
  test(`${name}: refused, with the reason and the remedy`, () => {
    const path = join(tempDir(), 'users.cfg');
    writeFileSync(path, content);
    let error: unknown;
    try {
      readConfigFile(path);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(UserError);
    const { message, exitCode } = error as UserError;
    expect(exitCode).toBe(2);
    expect(message).toContain(path);
    expect(message).toContain(reason);
    expect(message).toContain('there is no users.cfg.bak: copy the file from the server again');
  });

  test(`${name}: the .bak beside it is read instead, and that is told`, () => {
    const path = join(tempDir(), 'users.cfg');
    writeFileSync(path, content);
    writeFileSync(`${path}.bak`, good);
    const file = readConfigFile(path);
    expect(file.path).toBe(`${path}.bak`);
    expect(file.records).toHaveLength(1);
    expect(file.problems.map(problemText)).toEqual([
      expect.stringContaining('users.cfg.bak beside it was read instead'),
    ]);
  });
}

test('a file that is not there, and a folder, are named', () => {
  const dir = tempDir();
  expect(() => readConfigFile(join(dir, 'users.cfg'))).toThrow('does not exist');
  expect(() => readConfigFile(dir)).toThrow('is a folder');
});
