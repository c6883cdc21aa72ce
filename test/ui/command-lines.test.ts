/** The command line that a step shows, read by the real program, gives the very flags that the step runs with. */
import { expect, test } from 'vitest';
import { makeProgram } from '../../src/cli/main.js';
import type { Draft, StepName } from '../../src/ui/api.js';
import { argumentsOf, lineOf } from '../../src/ui/session/command-line.js';
import { EMPTY_DRAFT, withAnswers } from '../../src/ui/session/draft.js';
import { accountsCommand, commandLines, commandsOf } from '../../src/ui/session/flags.js';
import { wholeLegs } from '../../src/ui/session/legs.js';

const terminal = { interactive: false, columns: 80, out: () => undefined, err: () => undefined };

/** What commander makes of arguments: options without those that are at their defaults of no value, and operands. */
async function read(args: readonly string[]): Promise<{ flags: unknown; operands: readonly string[] }> {
  const program = await makeProgram(terminal, () => undefined, args);
  const command = program.commands.find((each) => each.name() === args[0]);
  if (command === undefined) throw new Error(`there is no command ${args[0] ?? ''}`);
  let operands: readonly string[] = [];
  command.action(() => {
    operands = command.args;
  });
  await program.parseAsync(args, { from: 'user' });
  return { flags: command.opts(), operands };
}

const asked = (draft: Draft, usersFile: string | null = null) => ({ draft, planFile: 'plan.csv', usersFile });
const store = '/srv/kerio copy';

const choices = {
  ...{ since: '2024-01-31', until: '2025-01-01', subject: ['offer, old'], sender: ['*@company.com', 'eva'] },
  ...{ larger: '10kB', smaller: '20MB', hasAttachment: true, excludeFolder: ['Trash', 'Junk*'] },
  ...{ map: ['Old, new=Archive/Old', 'INBOX/A=A'], skipDeleted: true, maxSize: '35MB' },
};

const DRAFTS: Readonly<Record<string, { draft: Partial<Draft>; users: string | null }>> = {
  'files, as they come': { draft: { way: 'files', out: '/mnt/usb/out' }, users: null },
  'files, everything said': {
    draft: {
      ...{ way: 'files', out: '/mnt/my export', target: 'generic', mailFormat: 'maildir', passwords: 'generate' },
      ...{ unlisted: 'exclude', kinds: ['mail', 'accounts'], archive: 'include', recoverable: 'include' },
      renames: [['old.example', 'new.example']],
    },
    users: null,
  },
  Google: {
    draft: {
      ...{ way: 'google', targets: [{ address: 'google', auth: '', admin: 'admin@example.com' }] },
      own: { attendees: 'private-copy', sharing: true, public: 'group' },
    },
    users: null,
  },
  'files, with choices of mail and folders': {
    draft: { way: 'files', out: '/mnt/out', choices },
    users: null,
  },
  'Microsoft, with the same choices': {
    draft: {
      ...{ way: 'microsoft', out: '/mnt/out', choices },
      targets: [{ address: 'imaps://outlook.office365.com', auth: 'microsoft', admin: '' }],
    },
    users: null,
  },
  'Microsoft, files alone': { draft: { way: 'microsoft', out: '/mnt/out', archive: 'exclude' }, users: null },
  'Microsoft, and mail to the server': {
    draft: {
      ...{ way: 'microsoft', out: '/mnt/out', recoverable: 'exclude', stateDir: '/var/state' },
      targets: [{ address: 'imaps://outlook.office365.com', auth: 'microsoft', admin: '' }],
    },
    users: null,
  },
  'servers, each signed in to in its own way': {
    draft: {
      ...{ way: 'servers', kinds: ['mail', 'contacts', 'calendars'], insecure: true, ca: '/etc/ca.pem' },
      targets: [
        { address: 'imaps://mail.example', auth: 'master', admin: 'root' },
        { address: 'davs://dav.example/path', auth: '', admin: '' },
        { address: 'sieve://mail.example', auth: 'login', admin: '' },
      ],
    },
    users: 'users.csv',
  },
  'one server': {
    draft: {
      ...{ way: 'servers', plaintext: true, recoverable: 'include', archive: 'exclude' },
      targets: [{ address: 'imap://127.0.0.1:1143', auth: 'admin', admin: 'root' }],
    },
    users: '/home/me/users.csv',
  },
};

for (const [name, { draft, users }] of Object.entries(DRAFTS))
  test(`${name}: each step's line gives the flags of the step`, async () => {
    const whole = withAnswers({ ...EMPTY_DRAFT, store }, draft);
    const steps = commandsOf(asked(whole, users));
    for (const commands of Object.values(steps))
      for (const each of commands) {
        const given = await read(argumentsOf(each));
        const flags = Object.fromEntries(Object.entries(each.flags).filter(([, value]) => value !== undefined));
        expect({ command: each.command, ...given }).toEqual({
          ...{ command: each.command, flags, operands: each.operand === '' ? [] : [each.operand] },
        });
      }
    // What runs is what is shown.
    const secrets = whole.way === 'google' ? ['google'] : whole.targets.map(({ address }) => address);
    expect(steps.run.map(({ flags }) => flags)).toEqual(
      wholeLegs(asked(whole, users), secrets).map(({ flags }) => flags),
    );
  });

test('the lines are what somebody would type', () => {
  const lines = (draft: Partial<Draft>): Readonly<Record<StepName, string>> =>
    commandLines(asked(withAnswers({ ...EMPTY_DRAFT, store: '/opt/kerio/mailserver' }, draft), 'users.csv'));
  const inspect = 'kerio-exit inspect /opt/kerio/mailserver';
  expect(lines({ way: 'files', out: '/mnt/usb/out', archive: 'exclude' })).toEqual({
    ...{ store: inspect, contents: inspect, where: '' },
    who: 'kerio-exit plan /opt/kerio/mailserver --for google',
    plan: 'kerio-exit export /opt/kerio/mailserver --out /mnt/usb/out --plan plan.csv --exclude-archive --dry-run',
    run: 'kerio-exit export /opt/kerio/mailserver --out /mnt/usb/out --plan plan.csv --exclude-archive',
    proof: 'kerio-exit verify /mnt/usb/out',
  });
  const targets = [{ address: 'imaps://mail.example', auth: 'admin', admin: 'root' }];
  const to =
    '--to imaps://mail.example --to-auth admin --to-admin root --to-secret-file imaps-password.txt --users users.csv --plan plan.csv';
  expect(lines({ way: 'servers', targets })).toMatchObject({
    where: `kerio-exit check ${to}`,
    run: `kerio-exit migrate --from /opt/kerio/mailserver ${to}`,
    proof: `kerio-exit migrate --from /opt/kerio/mailserver ${to} --verify`,
  });
  expect(lines({ way: 'microsoft', out: '/out', targets }).run.split('\n')).toHaveLength(2);
  expect(lines({})).toMatchObject({ who: 'kerio-exit plan /opt/kerio/mailserver --for imap', run: '' });
});

test('Google is told of rights and public folders, and other servers are not', () => {
  const own = { sharing: true, public: 'skip', attendees: 'strip' } as const;
  const line = (draft: Partial<Draft>): string =>
    commandLines(asked(withAnswers({ ...EMPTY_DRAFT, store: '/kerio' }, { own, ...draft }))).run;
  expect(line({ way: 'google' })).toBe(
    'kerio-exit migrate --from /kerio --to google --google-key google-key.json --sharing --public skip --attendees strip --plan plan.csv',
  );
  const targets = [{ address: 'davs://dav.example', auth: '', admin: '' }];
  expect(line({ way: 'servers', targets })).toBe(
    'kerio-exit migrate --from /kerio --to davs://dav.example --attendees strip --plan plan.csv',
  );
});

test('the accounts at Google have a line of their own, whatever else comes along', async () => {
  const targets = [{ address: 'google', auth: '', admin: 'admin@example.com' }];
  const change = { way: 'google', targets, kinds: ['mail'], archive: 'include', recoverable: 'include' };
  const command = accountsCommand(asked(withAnswers({ ...EMPTY_DRAFT, store: '/kerio' }, change)));
  if (command === null) throw new Error('there is no command');
  expect(lineOf(command)).toBe(
    'kerio-exit migrate --from /kerio --to google --google-key google-key.json --google-admin admin@example.com --plan plan.csv --only accounts --dry-run',
  );
  expect((await read(argumentsOf(command))).flags).toEqual(command.flags);
  expect(accountsCommand(asked({ ...EMPTY_DRAFT, store: '/kerio', way: 'files' }))).toBeNull();
});

test('what is missing is named before anything begins', () => {
  const missing = (draft: Partial<Draft>) => () => wholeLegs(asked(withAnswers({ ...EMPTY_DRAFT, store }, draft)), []);
  expect(missing({ way: 'files' })).toThrow('No folder for the files was chosen');
  expect(missing({ way: 'servers' })).toThrow('No server was named');
  expect(missing({ way: 'google' })).toThrow('Nothing opens google: give its key file first.');
  const targets = [{ address: 'imaps://mail.example', auth: 'admin', admin: 'root' }];
  expect(missing({ way: 'servers', targets })).toThrow('Nothing opens imaps://mail.example');
  expect(missing({ way: 'servers', targets, kinds: ['accounts'] })).toThrow('Accounts alone cannot be sent');
  expect(missing({ way: 'microsoft', out: '/out', kinds: ['mail'] })).toThrow('There is nothing to do');
});

test('answers that mean nothing are refused, each in a sentence', () => {
  for (const [answer, words] of [
    [{ targets: [{ address: 'ftp://x' }] }, 'is no server'],
    [{ targets: [{ address: 'imaps://x', auth: 'magic' }] }, 'sign in by one of'],
    [{ renames: [['a', 'b=c']] }, 'the old and the new domain'],
    [{ decisions: { 'a@b.example': 'nobody' } }, 'is no address'],
    [{ own: { public: 'everybody' } }, 'no destination has such an option'],
    [{ own: { 'to-secret-file': '/etc/shadow' } }, 'no destination has such an option'],
    [{ out: 'relative' }, 'whole path'],
    [{ out: '/a\nb' }, 'one line of text'],
    [{ store: '/elsewhere' }, 'there is no such answer'],
    [{ insecure: 'yes' }, 'give one of'],
    [{ choices: { ...choices, since: '31.1.2024' } }, '--since 31.1.2024 is no date'],
    [{ choices: { ...choices, until: '2024-01-31' } }, 'no mail lies between'],
    [{ choices: { ...choices, smaller: '1kB' } }, 'no mail lies between'],
    [{ choices: { ...choices, map: ['INBOX'] } }, '--map INBOX is no rule'],
    [{ choices: { ...choices, maxSize: 'big' } }, '--max-size big is no size'],
    [{ choices: { ...choices, hasAttachment: 'yes' } }, 'give one of'],
    [{ choices: { ...choices, subject: 'offer' } }, 'give a list'],
  ] as const)
    expect(() => withAnswers(EMPTY_DRAFT, answer)).toThrow(words);
  expect(withAnswers(EMPTY_DRAFT, { out: '/a/../b//c/' }).out).toBe('/b/c');
  const { excludeFolder, map } = withAnswers(EMPTY_DRAFT, {
    choices: { ...choices, excludeFolder: [' Trash, Junk ', ''], map: [' A=B '] },
  }).choices;
  expect([excludeFolder, map]).toEqual([['Trash', 'Junk'], ['A=B']]);
});
