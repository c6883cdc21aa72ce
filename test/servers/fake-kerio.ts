import { createHash, randomBytes } from 'node:crypto';
import { connect, createServer, type Socket } from 'node:net';
import { listen, type Proxy } from './proxy.js';

export interface FakeKerio extends Proxy {
  /** Every line that clients sent before they were somebody. */
  readonly said: readonly string[];
}

const CAPABILITY = 'IMAP4rev1 STARTTLS AUTH=PLAIN X-MASTERAUTH';

/**
 * A front that speaks Kerio's master authentication, as far as it is known, before a real server that has the mail:
 * X-MASTERAUTH with a challenge, X-SETUSER, then everything goes to `port`, logged in by `user*master` there.
 */
export async function startFakeKerio(
  port: number,
  masterPassword: string,
  behind: { readonly name: string; readonly password: string },
): Promise<FakeKerio> {
  const sockets = new Set<Socket>();
  const said: string[] = [];
  const server = createServer((client) => {
    sockets.add(client);
    client.on('close', () => sockets.delete(client));
    client.on('error', () => undefined);
    new Conversation(client, masterPassword, said, (user, tag) => {
      const mail = connect({ host: '127.0.0.1', port });
      sockets.add(mail);
      mail.on('error', () => undefined);
      mail.on('close', () => client.destroy());
      client.on('close', () => mail.destroy());
      join(client, mail, `${user}*${behind.name}`, behind.password, tag);
    });
  });
  return { ...(await listen(server, sockets)), said };
}

/** What is said before the client is a user. */
class Conversation {
  readonly #client: Socket;
  readonly #expected: string;
  readonly #said: string[];
  readonly #onUser: (user: string, tag: string) => void;
  readonly #challenge = `<${randomBytes(8).toString('hex')}@kerio.example.com>`;
  #pending: string | null = null;
  #isMaster = false;

  constructor(client: Socket, password: string, said: string[], onUser: (user: string, tag: string) => void) {
    this.#client = client;
    this.#said = said;
    this.#onUser = onUser;
    this.#expected = createHash('md5').update(`${this.#challenge}${password}`).digest('hex');
    client.write('* OK Kerio Connect 9.4.2 IMAP4rev1 server ready\r\n');
    let text = '';
    const read = (chunk: Buffer): void => {
      text += chunk.toString('latin1');
      for (let end = text.indexOf('\r\n'); end >= 0; end = text.indexOf('\r\n')) {
        const line = text.slice(0, end);
        text = text.slice(end + 2);
        if (this.#answer(line)) client.off('data', read);
      }
    };
    client.on('data', read);
  }

  /** True when the client has become a user. */
  #answer(line: string): boolean {
    this.#said.push(line);
    if (this.#pending !== null) {
      this.#isMaster = line === this.#expected;
      this.#client.write(`${this.#pending} ${this.#isMaster ? 'OK' : 'NO'} X-MASTERAUTH\r\n`);
      this.#pending = null;
      return false;
    }
    const [tag = '*', command = ''] = line.split(' ');
    const user = /^\S+ X-SETUSER "?([^"]+)"?$/i.exec(line)?.[1];
    if (/^CAPABILITY$/i.test(command)) this.#client.write(`* CAPABILITY ${CAPABILITY}\r\n${tag} OK done\r\n`);
    else if (/^X-MASTERAUTH$/i.test(command)) {
      this.#pending = tag;
      this.#client.write(`+ ${this.#challenge}\r\n`);
    } else if (user !== undefined && this.#isMaster) {
      this.#onUser(user, tag);
      return true;
    } else this.#client.write(`${tag} NO not now\r\n`);
    return false;
  }
}

/** Logs in behind, tells the client that it is the user, passes everything on. ID is answered as Kerio would. */
function join(client: Socket, mail: Socket, login: string, password: string, tag: string): void {
  mail.write(`login LOGIN "${login}" "${password}"\r\n`);
  let said = '';
  const greet = (chunk: Buffer): void => {
    said += chunk.toString('latin1');
    const answer = /^login (OK|NO)/m.exec(said);
    if (answer === null) return;
    mail.off('data', greet);
    client.write(`${tag} ${answer[1] ?? 'NO'} X-SETUSER\r\n`);
    mail.pipe(client);
    client.on('data', (piece: Buffer) => {
      const id = /^(\S+) ID /i.exec(piece.toString('latin1'));
      if (id === null) mail.write(piece);
      else client.write(`* ID ("name" "Kerio Connect")\r\n${id[1] ?? ''} OK done\r\n`);
    });
  };
  mail.on('data', greet);
}
