import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { readTokens } from '../../../src/exporters/filters/tokens.js';
import { type FilterSummary, writeFilter } from '../../../src/exporters/filters/writer.js';
import { Staging } from '../../../src/files/workspace/staging.js';
import { ensureDebian } from '../../servers/debian.js';
import { tempDir } from '../../support/temp.js';

function filter(siv: string | Uint8Array): { summary: FilterSummary; script: string; path: string } {
  const root = join(tempDir('filter'), 'staging');
  const summary = writeFilter(typeof siv === 'string' ? Buffer.from(siv) : siv, {
    files: new Staging(root),
    address: 'jan@example.com',
  });
  const path = join(root, summary.file);
  return { summary, script: readFileSync(path, 'utf8'), path };
}

/** What Dovecot Pigeonhole says of a script; empty when it takes it. */
function complaint(path: string): string {
  const { status, stderr } = spawnSync('sievec', [path, `${path}.svbin`], { encoding: 'utf8' });
  return status === 0 && !stderr.includes('warning') ? '' : stderr;
}

const kerio = [
  '#!1 Spam',
  'if address :all :contains "From" ["a@b.c", "d@e.f"] {',
  '  fileinto "Junk E-mail";',
  '  stop;',
  '}',
  '#!0 Bank',
  'if header :contains "Subject" "Crédit" {',
  '  fileinto "Cr&AOk-dit Agricole";',
  '}',
  '#!1 Away',
  'if true {',
  '  vacation :days 7 :addresses ["jan@example.com"] :subject "Away" "I am at sea.";',
  '}',
  '#!1 Forward',
  'if true {',
  '  redirect "boss@example.com";',
  '  keep;',
  '}',
  '',
].join('\r\n');

describe('a filter of Kerio', () => {
  test('becomes a script of its own', () => {
    const { summary, script } = filter(kerio);
    expect(script).toBe(
      [
        'require ["fileinto", "vacation"];',
        '',
        '# rule: Spam (on)',
        'if address :all :contains "From" ["a@b.c", "d@e.f"] {',
        '  fileinto "Junk E-mail";',
        '  stop;',
        '}',
        '',
        '# rule: Bank (off)',
        '# if header :contains "Subject" "Crédit" {',
        '#   fileinto "Crédit Agricole";',
        '# }',
        '',
        '# rule: Away (on)',
        'if true {',
        '  vacation :days 7 :addresses ["jan@example.com"] :subject "Away" "I am at sea.";',
        '}',
        '',
        '# rule: Forward (on)',
        'if true {',
        '  redirect "boss@example.com";',
        '  keep;',
        '}',
        '',
      ].join('\n'),
    );
    expect(summary.file).toBe('filters/jan@example.com.sieve');
    expect(summary.rules.map(({ name, enabled, active }) => [name, enabled, active])).toEqual([
      ['Spam', true, true],
      ['Bank', false, false],
      ['Away', true, true],
      ['Forward', true, true],
    ]);
    expect(summary.forwards).toEqual([
      { rule: 'Forward', enabled: true, address: 'boss@example.com', keepsCopy: true },
    ]);
    expect(summary.vacations).toEqual([
      {
        rule: 'Away',
        enabled: true,
        text: 'I am at sea.',
        subject: 'Away',
        days: 7,
        from: null,
        addresses: ['jan@example.com'],
      },
    ]);
    expect(summary.problems).toEqual([]);
  });

  test.each<[string, string, string[]]>([
    ['a } is missing', '#!1 x\nif true {\n  stop;\n', ['rule "x" is a comment in the script: a } is missing']],
    [
      'a command of nobody',
      '#!1 x\nif true { kerio_magic; }',
      ['rule "x" is a comment in the script: kerio_magic is nothing that other servers know'],
    ],
    [
      'a tag of nobody',
      '#!1 x\nif header :sounds "a" "b" { stop; }',
      ['rule "x" is a comment in the script: :sounds is nothing that other servers know'],
    ],
    [
      'an argument too few',
      '#!1 x\nif header "a" { stop; }',
      ['rule "x" is a comment in the script: header has 1 arguments'],
    ],
    [
      'a string without an end',
      '#!1 x\nfileinto "a;\n',
      ['rule "x" is a comment in the script: "\\"a;\\n" cannot be read'],
    ],
    ['else alone', '#!1 x\nelse { stop; }', ['rule "x" is a comment in the script: else stands without an if']],
  ])('%s: the rule is a comment, the others go on', (_, text, problems) => {
    const { summary, script } = filter(`${text}\n#!1 good\nkeep;\n`);
    const broken = text.includes('"a;');
    expect(summary.problems).toEqual(broken ? [expect.stringContaining('cannot be read')] : problems);
    if (!broken) expect(script.endsWith('\n\n# rule: good (on)\nkeep;\n')).toBe(true);
  });

  test('another charset', () => {
    const { script, summary } = filter(
      Buffer.from('#!1 P\xf8\xedli\x9a\nif header :contains "Subject" "\x9elu\x9d" { stop; }\n', 'latin1'),
    );
    expect(script).toContain('# rule: Příliš (on)');
    expect(script).toContain('"žluť"');
    expect(summary.problems).toEqual(['no charset is declared; read as windows-1250']);
  });

  test('nothing', () => {
    expect(filter('').script).toBe('');
    expect(filter('\r\n').summary.rules).toEqual([]);
  });
});

const webmail = [
  '#!1 __WebmailJunk__',
  'if spamtest {',
  '  fileinto "Junk E-mail";',
  '  stop;',
  '}',
  '',
  '#!0 send on',
  'if true',
  '{',
  '  redirect "old@elsewhere.example";',
  '}',
  '',
  '#!1 __WebmailAutoreply__',
  'if true {',
  '   vacation',
  '     :subject "auto-reply"',
  '     :days 0 "I am away.',
  '#!1 is what stands here',
  'Back on Monday"; }',
].join('\r\n');

describe("the server's own rules", () => {
  test('are known by name, the one for spam left behind without a problem', () => {
    const { summary, script } = filter(webmail);
    expect(script).toBe(
      [
        'require ["vacation"];',
        '',
        '# rule: Spam (on)',
        '# left to the spam filter of the new server',
        '# if spamtest {',
        '#   fileinto "Junk E-mail";',
        '#   stop;',
        '# }',
        '',
        '# rule: send on (off)',
        '# if true',
        '# {',
        '#   redirect "old@elsewhere.example";',
        '# }',
        '',
        '# rule: Out of office (on)',
        'if true {',
        '   vacation',
        '     :subject "auto-reply"',
        '     :days 1 "I am away.',
        '#!1 is what stands here',
        'Back on Monday"; }',
        '',
      ].join('\n'),
    );
    expect(summary.problems).toEqual([]);
    expect(summary.rules.map(({ name, enabled, active }) => [name, enabled, active])).toEqual([
      ['Spam', true, false],
      ['send on', false, false],
      ['Out of office', true, true],
    ]);
    expect(summary.forwards).toEqual([
      { rule: 'send on', enabled: false, address: 'old@elsewhere.example', keepsCopy: false },
    ]);
    expect(summary.vacations).toMatchObject([
      { rule: 'Out of office', enabled: true, text: 'I am away.\n#!1 is what stands here\nBack on Monday', days: 0 },
    ]);
  });

  test('off, they are shown as off', () => {
    const { summary, script } = filter(webmail.replaceAll('#!1 __', '#!0 __'));
    expect(script).toContain('# rule: Spam (off)\n# left to the spam filter of the new server\n# if spamtest {\n');
    expect(script).toContain('# rule: Out of office (off)\n# if true {\n');
    expect(script).not.toContain('require');
    expect(summary.problems).toEqual([]);
    expect(summary.vacations).toMatchObject([{ rule: 'Out of office', enabled: false }]);
  });

  test('a rule of the user that asks the same is a comment with its reason', () => {
    const { summary, script } = filter('#!1 mine\nif not spamtest { keep; }\n');
    expect(script).toBe(
      '# rule: mine (on)\n# not used: spamtest without a value is something that only Kerio knows\n# if not spamtest { keep; }\n',
    );
    expect(summary.problems).toEqual([
      'rule "mine" is a comment in the script: spamtest without a value is something that only Kerio knows',
    ]);
  });

  test.each([
    ['spamtest :value "ge" "3"', 'if spamtest :value "ge" "3" { stop; }'],
    ['editheader', 'addheader "X-A" "b";'],
    ['vacation-seconds', 'vacation :seconds 5 "x";'],
    ['ereject', 'ereject "x";'],
    ['include', 'include "x";'],
    ['comparator-i;unicode-casemap', 'if header :comparator "i;unicode-casemap" :contains "Subject" "a" { stop; }'],
  ])('what few servers have does not take the other rules with it: %s', (needs, rule) => {
    const { summary, script } = filter(`#!1 rare\n${rule}\n#!1 good\nfileinto "A";\n`);
    const reason = `it needs ${needs.split(' ')[0] ?? ''}, which few servers have`;
    expect(script).toBe(
      `require ["fileinto"];\n\n# rule: rare (on)\n# not used: ${reason}\n# ${rule}\n\n# rule: good (on)\nfileinto "A";\n`,
    );
    expect(summary.problems).toEqual([`rule "rare" is a comment in the script: ${reason}`]);
  });
});

describe('Pigeonhole', () => {
  beforeAll(() => {
    ensureDebian(['dovecot-sieve']);
  });

  test('takes it', () => {
    expect(complaint(filter(kerio).path)).toBe('');
    expect(complaint(filter(webmail).path)).toBe('');
  });

  test.each([
    'require ["fileinto", "x-kerio"];\nif size :over 1M { fileinto "Big"; }',
    'if anyof (header :contains ["Subject", "X-A"] ["a", "b\\"c"], not exists "X-B") { discard; } elsif true { keep; } else { stop; }',
    'if envelope :domain :is "to" "example.com" { redirect :copy "a@example.com"; }',
    'if header :regex "Subject" ".*" { addflag "\\\\Seen"; fileinto :create :flags "\\\\Seen" "A"; }',
    'if header :value "gt" :comparator "i;ascii-numeric" "x-priority" "3" { setflag "\\\\Flagged"; }',
    'if allof (currentdate :value "ge" "date" "2024-01-01", body :contains "x") { vacation :days 1 text:\nHello\n..dot\n.\n; }',
    'if address :user "to" "x" { reject "no\nthanks"; }',
    'if true { notify :method "mailto" :options "a@example.com" :high :message "new"; }',
    'notify :importance "1" :message "m" "mailto:a@example.com";',
    'set "a" "b"; if string :is "${a}" "b" { removeflag "\\\\Seen"; }',
    '/* comment */ keep; # end',
  ])('takes %s', (rule) => {
    const { path, summary } = filter(`#!1 rule\r\n${rule.replaceAll('\n', '\r\n')}\r\n#!0 off\r\n${rule}\r\n`);
    expect(summary.problems).toEqual([]);
    expect(summary.rules[0]?.active).toBe(true);
    expect(complaint(path)).toBe('');
  });

  test('takes whatever comes out, whatever came in', () => {
    const pieces = [
      'if ',
      'true',
      ' { ',
      '}',
      'stop',
      ';',
      'keep;',
      'fileinto "a";',
      'header :is "a" "b"',
      '#!1 x\n',
      '#!0 y\n',
      '"',
      '\n',
      '[',
      ']',
      ',',
      ':tag',
      'text:\n',
      '.\n',
      '/*',
      '*/',
      'not ',
      'anyof (',
      ')',
      '5K',
      'elsif ',
      'else ',
    ];
    const scripts = fc.sample(fc.array(fc.constantFrom(...pieces), { maxLength: 30 }), { numRuns: 60, seed: 3 });
    const refused = scripts
      .map((words) => ({ script: words.join(''), complaint: complaint(filter(words.join('')).path) }))
      .filter((result) => result.complaint !== '');
    expect(refused).toEqual([]);
  });
});

test('tokens are all of the script but its blanks', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', '"', '\\', '\n', ' ', '#', '/', '*', ';', '[', ':', '1', 'K', 'é') }),
      (script) => {
        const tokens = readTokens(script);
        expect(
          tokens
            .map(({ text }) => text)
            .join('')
            .replace(/\s/g, ''),
        ).toBe(script.replace(/\s/g, ''));
        expect(tokens.every(({ text, start, end }) => script.slice(start, end) === text)).toBe(true);
      },
    ),
  );
});

test('a text without an end takes all that is left, as a quote does', () => {
  expect(readTokens('keep; text:\na\n..\n').map(({ type, text }) => [type, text])).toEqual([
    ['identifier', 'keep'],
    ['punctuation', ';'],
    ['broken', 'text:\na\n..\n'],
  ]);
  expect(readTokens('text: #c\na\n..b\n.\n"x\\"y" "z').map(({ type, value }) => [type, value])).toEqual([
    ['string', 'a\n.b\n'],
    ['string', 'x"y'],
    ['broken', '"z'],
  ]);
});
