import { ensureDebian } from './debian.js';
import { type Dovecot, type DovecotOptions, startDovecot } from './dovecot.js';
import { freePort } from './port.js';

/** Dovecot with Pigeonhole: ManageSieve beside IMAP. */
export interface DovecotSieve extends Dovecot {
  readonly sieve: number;
}

/** Starts it; scripts of a user lie in `sieve/` below its home. */
export async function startDovecotSieve(options: DovecotOptions): Promise<DovecotSieve> {
  ensureDebian(['dovecot-managesieved', 'dovecot-sieve']);
  const sieve = await freePort();
  const config = `protocols = imap sieve
service managesieve-login {
  inet_listener sieve {
    address = 127.0.0.1
    port = ${sieve}
  }
}
plugin {
  sieve = file:~/sieve;active=~/.dovecot.sieve
}
${options.config ?? ''}`;
  return { ...(await startDovecot({ ...options, config })), sieve };
}
