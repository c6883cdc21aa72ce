/** How to become a user of a server, whatever it speaks. Nothing in here is ever printed or logged. */

export type Login =
  /** The user's own name and password. */
  | { readonly kind: 'password'; readonly user: string; readonly password: string }
  /** One administrator acts for the user: SASL PLAIN with an authorisation identity (RFC 4616), or what comes nearest. */
  | { readonly kind: 'admin'; readonly user: string; readonly admin: string; readonly password: string }
  /** One administrator acts for the user by login name: `user*master` (Dovecot, Cyrus and others). */
  | {
      readonly kind: 'master';
      readonly user: string;
      readonly admin: string;
      readonly separator: string;
      readonly password: string;
    }
  /** A bearer token, fetched anew for each connection, so that it has not expired. */
  | { readonly kind: 'token'; readonly user: string; readonly token: (user: string) => Promise<string> }
  /** Kerio's X-MASTERAUTH: one master password opens every mailbox of the server. */
  | { readonly kind: 'kerio-master'; readonly user: string; readonly password: string };
