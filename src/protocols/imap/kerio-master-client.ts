/**
 * Kerio's master authentication: `X-MASTERAUTH` answers a challenge with MD5 of challenge and master password, then
 * `X-SETUSER` becomes any user. It is enabled in Kerio under Advanced Options > Master Authentication.
 */
import { createHash } from 'node:crypto';
import type { ImapFlowOptions } from 'imapflow';
import { Client } from './library.js';

/** What the library keeps out of its types but names as its way to add commands. */
interface CommandChannel {
  exec(
    command: string,
    attributes: readonly unknown[],
    options?: { onPlusTag?: (response: { attributes?: readonly { value?: unknown }[] }) => Promise<void> },
  ): Promise<{ next(): void }>;
  write(line: string): void;
  setAuthenticationState(): Promise<void>;
  expectCapabilityUpdate: boolean;
}

/** A client that logs in by master password. */
export class KerioMasterClient extends Client {
  readonly #user: string;
  readonly #password: string;

  constructor(options: ImapFlowOptions, user: string, password: string) {
    super(options);
    this.#user = user;
    this.#password = password;
  }

  /** Takes the place of the library's own; called once after the greeting or STARTTLS. */
  async authenticate(): Promise<boolean> {
    try {
      return await this.#becomeUser(this as unknown as CommandChannel);
    } catch (error) {
      // The library marks refused logins so; everything else it does stays as it is.
      throw Object.assign(error as Error, { authenticationFailed: true });
    }
  }

  async #becomeUser(channel: CommandChannel): Promise<boolean> {
    channel.expectCapabilityUpdate = true;
    const challenged = await channel.exec('X-MASTERAUTH', [], {
      onPlusTag: (response) => {
        channel.write(masterAnswer(challengeOf(response), this.#password));
        return Promise.resolve();
      },
    });
    challenged.next();
    const became = await channel.exec('X-SETUSER', [{ type: 'STRING', value: this.#user }]);
    became.next();
    await channel.setAuthenticationState();
    return true;
  }
}

/** MD5 of challenge and master password, hexadecimal. */
export function masterAnswer(challenge: string, password: string): string {
  return createHash('md5').update(challenge.trim(), 'utf8').update(password, 'utf8').digest('hex');
}

function challengeOf(response: { attributes?: readonly { value?: unknown }[] }): string {
  const value = response.attributes?.[0]?.value;
  return typeof value === 'string' ? value : '';
}
