import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type AppendMessage, AppendPipeline } from '../../../src/protocols/imap/append-pipeline.js';
import { createMailbox, fetchItems, openMailbox, searchUids } from '../../../src/protocols/imap/mailbox.js';
import { CommandRefused, SessionLost } from '../../../src/protocols/imap/failures.js';
import { Session } from '../../../src/protocols/imap/session.js';
import { NEVER } from '../../support/never.js';

/** What a server does with each line it gets; lines are without their ends. */
type Script = (line: string, say: (text: string) => void, socket: Socket) => void;

interface Talk {
  readonly session: Session;
  /** Every line that the server got. */
  readonly heard: string[];
}

/** A session with a server that follows a script. */
async function talk(script: Script, capabilities: readonly string[] = [], timeoutMs = NEVER): Promise<Talk> {
  const heard: string[] = [];
  const server = createServer((socket) => {
    let text = '';
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      for (let end = text.indexOf('\r\n'); end >= 0; end = text.indexOf('\r\n')) {
        const line = text.slice(0, end);
        text = text.slice(end + 2);
        heard.push(line);
        script(line, (answer) => socket.write(`${answer}\r\n`), socket);
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  await once(socket, 'connect');
  const wire = { readSocket: socket, writeSocket: socket, socket };
  const session = new Session(wire, { capabilities: new Set(capabilities), timeoutMs });
  onTestFinished(() => {
    session.break('end of test');
    server.close();
  });
  return { session, heard };
}

const tagOf = (line: string): string => line.split(' ')[0] ?? '';
const message = (text: string): AppendMessage => ({
  flags: ['\\Seen'],
  date: 1_578_020_645,
  literal: { length: text.length, content: [Buffer.from(text)] },
});
const window = { bytes: 1000, commands: 3 };
const DATE = '" 3-Jan-2020 03:04:05 +0000"';

describe('APPEND', () => {
  test('one message a command, written before earlier ones are answered, as far as the window goes', async () => {
    const tags: string[] = [];
    const { session, heard } = await talk(
      (line) => {
        if (line.includes('APPEND')) tags.push(tagOf(line));
      },
      ['LITERAL+'],
    );
    const pipeline = new AppendPipeline(session, 'A "b"', window);
    for (const text of ['one', 'two', 'three']) await pipeline.append([message(text)]);
    const fourth = pipeline.append([message('four')]);
    while (tags.length < 3) await sleep(5);
    await sleep(30);
    expect(heard).toEqual([
      `K1 APPEND "A \\"b\\"" (\\Seen) ${DATE} {3+}`,
      'one',
      `K2 APPEND "A \\"b\\"" (\\Seen) ${DATE} {3+}`,
      'two',
      `K3 APPEND "A \\"b\\"" (\\Seen) ${DATE} {5+}`,
      'three',
    ]);
    session.break('enough');
    await expect(fourth).rejects.toBeInstanceOf(SessionLost);
  });

  test('several messages in one command', async () => {
    const { session, heard } = await talk(
      (line, say) => {
        if (line === ') end') say('K1 OK [APPENDUID 1 5:6] done');
        if (line === 'two') say('K1 OK [APPENDUID 1 5:6] done');
      },
      ['LITERAL+', 'MULTIAPPEND'],
    );
    const { answer } = await new AppendPipeline(session, 'INBOX', window).append([message('one'), message('two')]);
    expect(await answer).toMatchObject({ status: 'OK', code: 'APPENDUID', args: '1 5:6' });
    expect(heard).toEqual([`K1 APPEND "INBOX" (\\Seen) ${DATE} {3+}`, `one (\\Seen) ${DATE} {3+}`, 'two']);
  });

  test('LITERAL-: small ones without asking, larger ones asked for', async () => {
    const large = 'x'.repeat(5000);
    const { session, heard } = await talk(
      (line, say) => {
        if (line.endsWith('{5000}')) say('+ go ahead');
        if (line === 'small') say('K1 OK done');
        if (line === large) say('K2 OK done');
      },
      ['LITERAL-'],
    );
    const pipeline = new AppendPipeline(session, 'INBOX', { bytes: 100_000, commands: 3 });
    for (const text of ['small', large]) await (await pipeline.append([message(text)])).answer;
    expect(heard).toEqual([
      `K1 APPEND "INBOX" (\\Seen) ${DATE} {5+}`,
      'small',
      `K2 APPEND "INBOX" (\\Seen) ${DATE} {5000}`,
      large,
    ]);
  });

  test('a literal that is refused is not sent, and the next message goes on', async () => {
    const { session, heard } = await talk((line, say) => {
      if (line.startsWith('K1 ')) say('K1 NO [TOOBIG] no');
      if (line.startsWith('K2 ')) say('+ ok');
      if (line === 'two') say('K2 OK done');
    });
    const pipeline = new AppendPipeline(session, 'INBOX', window);
    const first = await pipeline.append([message('one')]);
    const second = await pipeline.append([message('two')]);
    expect(await first.answer).toMatchObject({ status: 'NO', code: 'TOOBIG' });
    expect(await second.answer).toMatchObject({ status: 'OK' });
    expect(heard).not.toContain('one');
    await pipeline.drained();
  });

  test('a message that cannot be read to its end breaks the connection: half a literal cannot be taken back', async () => {
    const { session } = await talk(() => undefined, ['LITERAL+']);
    const pipeline = new AppendPipeline(session, 'INBOX', window);
    const literal = { length: 10, content: () => [Buffer.from('short')] };
    await expect(pipeline.append([{ flags: [], date: null, literal }])).rejects.toThrow('shrank');
    expect(session.lost?.message).toBe('a message could not be read while it was sent');
  });
});

describe('a connection is lost, with everything unanswered,', () => {
  const lost = async (script: Script, timeoutMs?: number): Promise<SessionLost> => {
    const { session } = await talk(script, ['LITERAL+'], timeoutMs);
    const { answer } = await new AppendPipeline(session, 'INBOX', window).append([message('one')]);
    const error: unknown = await answer.catch((thrown: unknown) => thrown);
    if (!(error instanceof SessionLost)) throw new Error('it was answered');
    return error;
  };

  test.each<[string, Script, string]>([
    ['when it is closed', (_, __, socket) => socket.end(), 'the server closed the connection'],
    ['when it is reset', (_, __, socket) => socket.resetAndDestroy(), ''],
    ['after an answer to nothing', (_, say) => say('K9 OK what'), 'answered something that was not asked'],
    ['after a line that is no answer', (_, say) => say('K1 WHAT'), 'answered something that was not asked'],
    ['after an untagged BAD', (_, say) => say('* BAD Invalid tag'), 'could not follow: Invalid tag'],
  ])('%s', async (_, script, words) => {
    let done = false;
    const once: Script = (line, say, socket) => {
      if (!done && line === 'one') {
        done = true;
        script(line, say, socket);
      }
    };
    expect((await lost(once)).message).toContain(words);
  });

  test('with the last words of the server', async () => {
    const error = await lost((line, say, socket) => {
      if (line !== 'one') return;
      say('* BYE Session expired, please login again.');
      socket.end();
    });
    expect(error.message).toBe('the server ended the connection: Session expired, please login again.');
    expect(error.bye).toMatchObject({ status: 'BYE' });
  });

  test('when the server is silent for too long', async () => {
    expect((await lost(() => undefined, 150)).message).toMatch(/^no answer for/);
  });
});

describe('commands on mailboxes', () => {
  test('what SELECT tells', async () => {
    const { session } = await talk((line, say) => {
      say('* FLAGS (\\Seen)');
      say('* 12 EXISTS');
      say('* OK [PERMANENTFLAGS (\\Seen $Label \\*)] Limited');
      say('* OK [UIDVALIDITY 1577] UIDs valid');
      say('* OK [UIDNEXT 99] next');
      say(`${tagOf(line)} OK [READ-WRITE] done`);
    });
    expect(await openMailbox(session, 'INBOX', 'SELECT')).toEqual({
      exists: 12,
      uidValidity: '1577',
      uidNext: 99,
      permanentFlags: new Set(['\\seen', '$label', '\\*']),
      readOnly: false,
    });
  });

  test('UIDs from a place on, ascending, without the last message that * adds', async () => {
    const { session, heard } = await talk((line, say) => {
      say('* SEARCH 12 10 7');
      say(`${tagOf(line)} OK done`);
    });
    expect(await searchUids(session, 10)).toEqual([10, 12]);
    expect(heard).toEqual(['K1 UID SEARCH UID 10:*']);
  });

  test('a message that is told of without being asked for is passed over', async () => {
    const { session } = await talk((line, say) => {
      say('* 3 FETCH (FLAGS (\\Seen))');
      say('* 4 FETCH (UID 40 FLAGS (\\Flagged))');
      say(`${tagOf(line)} OK done`);
    });
    const seen: number[] = [];
    await fetchItems(session, [40], 'FLAGS', (uid) => seen.push(uid));
    expect(seen).toEqual([40]);
  });

  test('creating asks for a part where the server can give it, and does without where it will not', async () => {
    const { session, heard } = await talk(
      (line, say) => {
        const refused = line.includes('USE') || line.includes('There');
        say(`${tagOf(line)} ${refused ? 'NO [ALREADYEXISTS] there' : 'OK done'}`);
      },
      ['CREATE-SPECIAL-USE'],
    );
    await createMailbox(session, 'Sent', '\\Sent');
    await createMailbox(session, 'There', null);
    expect(heard).toEqual([
      'K1 CREATE "Sent" (USE (\\Sent))',
      'K2 CREATE "Sent"',
      'K3 SUBSCRIBE "Sent"',
      'K4 CREATE "There"',
      'K5 SUBSCRIBE "There"',
    ]);
  });

  test('a refusal is an error with the words of the server', async () => {
    const { session } = await talk((line, say) => say(`${tagOf(line)} NO [NOPERM] not yours`));
    const refused = await openMailbox(session, 'X', 'EXAMINE').catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(CommandRefused);
    expect(refused).toMatchObject({ status: { status: 'NO', code: 'NOPERM', text: 'not yours' } });
  });
});
