import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { soon } from './open.js';
import { filesDraft, fullScene, lineOf, mailboxes, plan, runWork, serversDraft } from './results.js';
import { at, oneBrowser } from './scenes.js';
import { emptyDraft, openScene, STORE } from './views.js';

const browser = oneBrowser();

describe('who goes where', () => {
  test('is drawn up by itself; what is open stands on top, and is answered one by one', () =>
    at(browser(), openScene(), 'who', async (page, fake) => {
      await soon(() => fake.told).toEqual([{ path: '/api/work', body: { what: 'plan', ifMissing: true } }]);
      fake.give('plan', plan);
      const names = page.locator('tbody th');
      await names.first().waitFor();
      expect((await names.allInnerTexts()).map((text) => text.split('\n')[0])).toEqual([
        ...['karel.stary@company.com', 'petr@company.com', '_public@company.com'],
        ...['eva.mala@company.com', 'jan.novak@company.com', 'empty@company.com', '_archive@company.com'],
      ]);
      await page.getByRole('button', { name: 'Own address: karel.stary@company.com' }).click();
      await page.getByRole('button', { name: 'Stays: petr@company.com' }).click();
      const publicFolders = page.getByLabel('Where _public@company.com goes');
      await publicFolders.fill('office@company.com');
      await publicFolders.press('Enter');
      await page.getByText('Every mailbox has an answer.').waitFor();
      await soon(() => fake.scene.session.draft.decisions).toEqual({
        'karel.stary@company.com': 'karel.stary@company.com',
        'petr@company.com': '-',
        '_public@company.com': 'office@company.com',
      });
    }));

  test('is answered for all that are shown, and taken back', () =>
    at(browser(), fullScene({ ...emptyDraft, store: STORE }), 'who', async (page, fake) => {
      await page.getByLabel('Show', { exact: true }).selectOption('Needs an answer');
      await page.getByText('3 mailboxes of 7').waitFor();
      await page.getByRole('button', { name: 'Stay behind', exact: true }).click();
      await page.getByText('Every mailbox has an answer.').waitFor();
      expect(await page.getByRole('status').first().innerText()).toBe('3 mailboxes answered.');
      await page.getByRole('button', { name: 'Undo' }).click();
      await page.getByText('3 mailboxes need an answer.').waitFor();
      await page.getByLabel('Contains').fill('EVA');
      await page.getByText('0 mailboxes of 7').waitFor();
      await page.getByLabel('Show', { exact: true }).selectOption('All');
      await page.getByText('1 mailbox of 7').waitFor();
      await soon(() => Object.values(fake.scene.session.draft.decisions)).toEqual(['', '', '']);
    }));

  test('the answers of a saved table are taken by keyboard, and what fits no mailbox is named', () => {
    const loaded = {
      decisions: { 'karel.stary@company.com': 'office@company.com', 'petr@company.com': '-' },
      view: { taken: 2, strangers: ['gone@company.com'], unnamed: 5 },
    };
    return at(browser(), { ...fullScene({ ...emptyDraft, store: STORE }), loaded }, 'who', async (page, fake) => {
      const fold = page.getByText('Take the answers of a saved table');
      await fold.focus();
      await page.keyboard.press('Enter');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Control+a');
      await page.keyboard.type('/srv/plan.csv');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      const alert = page.getByRole('alert');
      await alert.getByText('2 lines were taken. 5 mailboxes are not in the table and stay as they were.').waitFor();
      await alert.getByText('1 line fits no mailbox').waitFor();
      await alert.getByText('gone@company.com').waitFor();
      expect(fake.told).toEqual([{ path: '/api/load', body: { what: 'plan', path: '/srv/plan.csv' } }]);
      await soon(() => page.getByLabel('Where karel.stary@company.com goes').inputValue()).toBe('office@company.com');
      await page.getByText('1 mailbox needs an answer.').waitFor();
    });
  });

  test('a domain that changes draws it up again', () =>
    at(browser(), fullScene({ ...emptyDraft, store: STORE }), 'who', async (page, fake) => {
      await page.getByLabel('New domain for company.com').fill('company.eu');
      await page.getByLabel('New domain for company.com').press('Enter');
      await soon(() => fake.told).toEqual([
        { path: '/api/draft', body: { renames: [['company.com', 'company.eu']] } },
        { path: '/api/work', body: { what: 'plan' } },
      ]);
      await page.getByRole('button', { name: 'Own address: karel.stary@company.com' }).click();
      await soon(() => fake.scene.session.draft.decisions).toEqual({
        'karel.stary@company.com': 'karel.stary@company.eu',
      });
    }));

  test('what is refused goes back, and is told', () =>
    at(
      browser(),
      { ...fullScene(filesDraft), onTold: () => 'x is no address: give one, or - for a mailbox that stays behind.' },
      'who',
      async (page) => {
        const field = page.getByLabel('Where jan.novak@company.com goes');
        await field.fill('x');
        await field.press('Enter');
        await page.getByRole('alert').getByText('x is no address').waitFor();
        await soon(() => field.inputValue()).toBe('jan.novak@company.com');
      },
      true,
    ));

  test('thousands of mailboxes are a hundred rows at a time', () => {
    const lines = Array.from({ length: 5000 }, (_, number) => lineOf(`user${number}@company.com`));
    const scene = fullScene(filesDraft);
    return at(
      browser(),
      { ...scene, results: { ...scene.results, plan: { ...plan, lines } } },
      'who',
      async (page, fake) => {
        await page.getByText('1–100 of 5,000').waitFor();
        expect(await page.locator('tbody tr').count()).toBe(100);
        await page.getByRole('button', { name: 'Items', exact: true }).click();
        await page.getByRole('button', { name: 'Last' }).click();
        await page.getByText('4,901–5,000 of 5,000').waitFor();
        await page.getByLabel('Contains').fill('user499');
        await page.getByText('11 mailboxes of 5,000').waitFor();
        await page.getByRole('button', { name: 'Stay behind', exact: true }).click();
        await soon(() => Object.keys(fake.scene.session.draft.decisions).length).toBe(11);
      },
    );
  });
});

describe('where to', () => {
  test('files: a folder, what they are for, what comes along', () =>
    at(browser(), fullScene({ ...emptyDraft, store: STORE }), 'where', async (page, fake) => {
      await page.getByRole('radio', { name: /^Files/ }).check();
      const folder = page.getByLabel('Folder for the files');
      await folder.fill('/srv/export');
      await folder.press('Enter');
      await page.getByRole('radio', { name: /^Outlook/ }).check();
      await page.getByRole('checkbox', { name: 'Notes' }).uncheck();
      await page.getByLabel('Passwords of the new accounts').selectOption('Make one-time passwords');
      await soon(() => fake.scene.session.draft).toEqual({
        ...{ ...emptyDraft, store: STORE, way: 'files', out: '/srv/export', target: 'generic', mailFormat: 'pst' },
        ...{ kinds: ['mail', 'contacts', 'calendars', 'tasks', 'filters', 'accounts'], passwords: 'generate' },
      });
      await page.getByRole('link', { name: 'Next: Plan' }).waitFor();
    }));

  test('Google: rights on calendars, public folders, and accounts that are made after they were shown', () => {
    const scene = fullScene({ ...emptyDraft, store: STORE, way: 'google' });
    const accountsCommand = `kerio-exit migrate --from ${STORE} --to google --only accounts --dry-run`;
    return at(browser(), { ...scene, session: { ...scene.session, accountsCommand } }, 'where', async (page, fake) => {
      const publicFolders = page.getByRole('group', { name: 'Public folders' });
      expect(await publicFolders.getByRole('radio', { name: /^To an account/ }).isChecked()).toBe(true);
      await publicFolders.getByRole('radio', { name: /^To groups/ }).check();
      await page.getByRole('checkbox', { name: 'Set who may see or change whose calendars' }).check();
      await soon(() => fake.scene.session.draft.own).toEqual({ public: 'group', sharing: true });
      await publicFolders.getByRole('radio', { name: /^To an account/ }).check();
      await soon(() => fake.scene.session.draft.own).toEqual({ sharing: true });
      const accounts = page.getByRole('region', { name: 'Are the accounts there?' });
      await accounts.getByText('The same on the command line').click();
      expect(await accounts.getByLabel('the command that makes the accounts').innerText()).toBe(accountsCommand);
      await accounts.getByText('Load the key of the service account to go on.').waitFor();
      const { secrets } = fake.scene.session;
      fake.change({ secrets: { ...secrets, targets: ['google'] } });
      await accounts.getByText('Name the administrator of the domain for it.').waitFor();
      await page.getByLabel('Administrator of the domain').fill('admin@company.com');
      await page.getByLabel('Administrator of the domain').press('Enter');
      await accounts.getByText('2 missing, 1 there. Nothing was made.').waitFor();
      await accounts.getByRole('button', { name: 'Make these 2 at Google' }).click();
      await soon(() => fake.told.at(-1)).toEqual({ path: '/api/work', body: { what: 'makeAccounts' } });
      const passwords = '/home/jan/state/new-passwords.csv';
      const { steps } = fake.scene.results.accounts ?? { steps: [] };
      fake.give('accounts', {
        ...{ made: true, passwords, problems: [] },
        steps: steps.map((step) => ({ ...step, state: step.state === 'to make' ? 'made' : step.state })),
      });
      await accounts.getByText('2 made, 1 there before, 0 failed.').waitFor();
      await accounts.getByText(passwords).waitFor();
      expect(await accounts.getByRole('button', { name: /^Make/ }).count()).toBe(0);
    });
  });

  test('a host of one’s own: its usual addresses, a sign-in for each, and passwords that are not seen again', () =>
    at(browser(), fullScene({ ...emptyDraft, store: STORE, way: 'servers' }), 'where', async (page, fake) => {
      await page.getByLabel('What runs there').selectOption('mailcow');
      await page.getByLabel('Its name').fill('mail.company.com');
      await page.getByRole('button', { name: 'Fill in' }).click();
      const mail = page.getByRole('group', { name: 'Mail', exact: true });
      await mail.getByLabel('Sign in with').selectOption('a master user (Dovecot, Cyrus)');
      await mail.getByLabel('Name of the administrator').fill('root');
      await mail.getByLabel('Password').fill('s3cret');
      await mail.getByLabel('Password').press('Enter');
      await soon(() => fake.told.filter(({ path }) => path === '/api/secrets')).toEqual([
        { path: '/api/secrets', body: { targets: { 'imaps://mail.company.com': 's3cret' } } },
      ]);
      await soon(() => fake.scene.session.draft.targets).toEqual([
        { address: 'imaps://mail.company.com', auth: 'master', admin: 'root' },
        { address: 'davs://mail.company.com/SOGo/dav/', auth: 'login', admin: '' },
        { address: 'sieve://mail.company.com', auth: 'login', admin: '' },
      ]);
      fake.change({ secrets: { ...fake.scene.session.secrets, targets: ['imaps://mail.company.com'] } });
      await mail.getByText('kept in memory; type to replace it').waitFor();
      expect(await mail.getByLabel('Password').inputValue()).toBe('');
    }));

  test('the users file is loaded from the disk of whoever looks, or pasted', () =>
    at(browser(), fullScene(serversDraft), 'where', async (page, fake) => {
      await page
        .getByLabel('Load a file …')
        .setInputFiles({ name: 'users.csv', mimeType: 'text/csv', buffer: Buffer.from('eva@company.com;a;Eva\n') });
      await soon(() => fake.told.at(-1)?.body).toEqual({ users: 'eva@company.com;a;Eva\n' });
      await page.getByLabel('or paste its lines').fill('jan@company.com;b;Jan');
      await page.getByRole('button', { name: 'Take these lines' }).click();
      await soon(() => fake.told.at(-1)?.body).toEqual({ users: 'jan@company.com;b;Jan' });
      await soon(() => page.getByLabel('or paste its lines').inputValue()).toBe('');
      await page.getByText('2 people, 1 with a password.').waitFor();
      await page.getByText('line 7 has no address').waitFor();
      await page.getByRole('button', { name: 'Forget all secrets' }).click();
      await soon(() => fake.told.at(-1)?.path).toBe('/api/secrets/forget');
    }));

  test('accounts are checked, and what is in the way has its remedy', () =>
    at(browser(), fullScene(serversDraft), 'where', async (page, fake) => {
      await page.getByText('1 account has something in the way; 1 in order.').waitFor();
      await page.getByText('Give the password of the administrator to go on.').first().waitFor();
      const { secrets } = fake.scene.session;
      fake.change({ secrets: { ...secrets, targets: ['davs://mail.company.com/SOGo/dav/'] } });
      await page.getByRole('checkbox', { name: 'Only what is in the way' }).check();
      expect(await page.locator('tbody tr').allInnerTexts()).toEqual([
        'jan.novak@company.com\timaps://mail.company.com\t\nin the way login the server refused the password What helps: correct the line of jan.novak@company.com in the users file'.replace(
          ' What',
          '\nWhat',
        ),
      ]);
      await page.getByRole('button', { name: 'Check again' }).click();
      await soon(() => fake.told.at(-1)).toEqual({ path: '/api/work', body: { what: 'check' } });
    }));
});

describe('the plan', () => {
  test('asks what is open, takes the answer and is made again', () =>
    at(browser(), fullScene(), 'plan', async (page, fake) => {
      expect(await page.locator('.tiles dd').allInnerTexts()).toEqual(['2', '48,104', '2.7 GB', '2.9 GB', '81.0 GB']);
      await page.getByRole('button', { name: 'Leave it behind: recoverable mail of 1 mailbox (7 items)' }).click();
      await soon(() => fake.told).toEqual([
        { path: '/api/draft', body: { recoverable: 'exclude' } },
        { path: '/api/work', body: { what: 'prepare', ifMissing: true } },
      ]);
      await page.getByRole('button', { name: /^They stay behind/ }).click();
      await soon(() => fake.scene.session.draft.decisions).toEqual({
        'karel.stary@company.com': '-',
        'petr@company.com': '-',
      });
      await page.getByText('1 folder gets another name').click();
      await page.getByText('Sent Items becomes Sent').waitFor();
    }));

  test('says when there is too little room, and still begins the run when it is told to', () => {
    const scene = fullScene();
    const { preparation } = scene.results;
    if (preparation === undefined) throw new Error('no preparation');
    return at(
      browser(),
      { ...scene, results: { ...scene.results, preparation: { ...preparation, free: 1_000_000 } } },
      'plan',
      async (page, fake) => {
        await page.getByText('About 2.9 GB are needed, and 1.0 MB are free there.').waitFor();
        await page.getByRole('button', { name: 'Start the run' }).click();
        await page.getByRole('heading', { level: 1, name: 'The run' }).waitFor();
        expect(fake.told).toEqual([{ path: '/api/work', body: { what: 'run' } }]);
      },
    );
  });
});

describe('the run', () => {
  test('in numbers; paused, gone on with, stopped', () =>
    at(browser(), fullScene(filesDraft, runWork('running')), 'run', async (page, fake) => {
      expect((await page.locator('.tiles dd').allInnerTexts()).map((text) => text.replace(/\s+/g, ' '))).toEqual([
        ...['12,300 of 48,104', '800 MB', '205 items/s 13.4 MB/s', '2 min 54 s', '2 of 3'],
      ]);
      expect(await page.getByRole('progressbar', { name: 'Progress of the whole run' }).getAttribute('value')).toBe(
        '25',
      );
      await page.getByRole('button', { name: 'Pause' }).click();
      await soon(() => fake.told.at(-1)?.path).toBe('/api/work/pause');
      fake.change({ work: runWork('pausing') });
      await page.getByText('Pausing: what is under way is finished first').waitFor();
      fake.change({ work: runWork('paused') });
      await page.getByRole('button', { name: 'Go on', exact: true }).click();
      await soon(() => fake.told.at(-1)?.path).toBe('/api/work/resume');
      fake.change({ work: runWork('running') });
      await page.getByRole('button', { name: 'Stop' }).click();
      await soon(() => fake.told.at(-1)?.path).toBe('/api/work/stop');
      fake.change({ work: runWork('stopped') });
      await page.getByRole('button', { name: 'Go on with the run' }).click();
      await soon(() => fake.told.at(-1)).toEqual({ path: '/api/work', body: { what: 'run' } });
    }));

  test('a full disk breaks it off with the words of the program', () => {
    const words = 'No room is left on the disk of /srv/export (ENOSPC): make room and run it again.';
    return at(browser(), fullScene(filesDraft, runWork('failed', words)), 'run', async (page) => {
      await page.getByRole('alert').getByText(words).waitFor();
      await page.getByRole('button', { name: 'Go on with the run' }).waitFor();
    });
  });

  test('the table of everybody is fetched again when it has changed', () =>
    at(browser(), fullScene(filesDraft, runWork('running')), 'run', async (page, fake) => {
      await page.getByText('12,000 of 31,004').first().waitFor();
      fake.give(
        'mailboxes',
        mailboxes.map((each) => ({ ...each, state: 'done' as const, done: each.total })),
      );
      await page.getByText('31,004 of 31,004').waitFor();
    }));
});

describe('the proof', () => {
  test('says how it ended, compares, and what is to be done next can be ticked off and copied', () =>
    at(browser(), fullScene(), 'proof', async (page, fake) => {
      await page
        .getByText('1 item failed; 2 items that the server knew are missing from its disk.', { exact: true })
        .waitFor();
      const reports = await page.getByRole('link', { name: /^Open the report/ }).all();
      expect(await Promise.all(reports.map((link) => link.getAttribute('href')))).toEqual([
        '/report/outcome',
        '/report/proof',
      ]);
      await page.getByText('The export and the store do not agree in 1 item.').waitFor();
      await page.getByRole('button', { name: 'Compare again' }).click();
      await soon(() => fake.told).toEqual([{ path: '/api/work', body: { what: 'verify' } }]);
      await page.getByRole('checkbox', { name: 'Done: Make the accounts' }).check();
      await page.getByText('1 of 2 done').waitFor();
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      await page.getByRole('button', { name: 'Copy a command of: Upload the mail' }).first().click();
      await page.getByText('Copied').first().waitFor();
      expect(await page.evaluate('navigator.clipboard.readText()')).toMatch(/^gyb --action restore-mbox --email eva/);
      await page.reload();
      await page.getByText('1 of 2 done').waitFor();
    }));

  test('a comparison that was made here and agrees is no step that is left', () => {
    const scene = fullScene();
    const compare = { title: 'Prove it', text: [], commands: ['kerio-exit verify /x'], limits: [], time: null };
    const outcome = { ...scene.results.outcome, next: [compare, ...(scene.results.outcome?.next ?? [])] };
    const results = { ...scene.results, outcome, proof: { ...scene.results.proof, agrees: true } };
    return at(browser(), { ...scene, results } as typeof scene, 'proof', async (page) => {
      await page.getByText('1 of 3 done').waitFor();
      expect(await page.getByRole('checkbox', { name: 'Done: Prove it' }).isChecked()).toBe(true);
    });
  });
});

describe('every step', () => {
  test('shows the command line that does the same', () =>
    at(browser(), fullScene(), 'run', async (page) => {
      await page.getByText('The same on the command line').click();
      expect(await page.getByLabel('the command for: The run').innerText()).toBe(
        `kerio-exit export ${STORE} --out /srv/export`,
      );
    }));

  test('says in a line what is under way elsewhere', () =>
    at(browser(), fullScene(filesDraft, runWork('running')), 'contents', async (page) => {
      await page.getByText('Running. 25 %').waitFor();
      await page.getByRole('link', { name: 'Under way in step “Run”' }).click();
      await page.getByRole('heading', { level: 1, name: 'The run' }).waitFor();
    }));
});

test('the script of the page is small', () => {
  const script = readFileSync(new URL('../../dist/ui.js', import.meta.url));
  expect(script.length).toBeLessThan(300_000);
  expect(script.length).toBeGreaterThan(20_000);
});
