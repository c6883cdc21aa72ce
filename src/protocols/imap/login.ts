/** A login in the words of the IMAP library. Nothing in here is ever printed or logged. */
import type { Login } from '../../core/login.js';

/** What imapflow wants to know. */
export interface LibraryAuth {
  readonly user: string;
  readonly pass?: string;
  readonly accessToken?: string;
  readonly authzid?: string;
  readonly loginMethod?: string;
}

/** Prepares a login. Rejects when no token can be had. */
export async function libraryAuth(login: Login): Promise<LibraryAuth> {
  switch (login.kind) {
    case 'password':
    case 'kerio-master':
      return { user: login.user, pass: login.password };
    case 'admin':
      // Without the method named, the library falls back to LOGIN for names with a slash and loses the identity.
      return { user: login.admin, pass: login.password, authzid: login.user, loginMethod: 'AUTH=PLAIN' };
    case 'master':
      return { user: `${login.user}${login.separator}${login.admin}`, pass: login.password };
    case 'token':
      return { user: login.user, accessToken: await login.token(login.user) };
  }
}
