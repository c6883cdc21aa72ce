/** How to become a user on an IMAP server. Nothing in here is ever printed or logged. */

export type Login =
  /** The user's own name and password. */
  | { readonly kind: 'password'; readonly user: string; readonly password: string }
  /** One administrator acts for the user: SASL PLAIN with an authorisation identity (RFC 4616). */
  | { readonly kind: 'admin'; readonly user: string; readonly admin: string; readonly password: string }
  /** One administrator acts for the user by login name: `user*master` (Dovecot, Cyrus and others). */
  | {
      readonly kind: 'master';
      readonly user: string;
      readonly admin: string;
      readonly separator: string;
      readonly password: string;
    }
  /** XOAUTH2 or OAUTHBEARER; the token is fetched anew for each connection, so that it has not expired. */
  | { readonly kind: 'token'; readonly user: string; readonly token: (user: string) => Promise<string> }
  /** Kerio's X-MASTERAUTH: one master password opens every mailbox of the server. */
  | { readonly kind: 'kerio-master'; readonly user: string; readonly password: string };

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
