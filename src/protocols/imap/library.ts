/** The library's client, in one place: the program is bundled, so that nobody pays for its dependencies but who connects. */
export { ImapFlow as Client } from 'imapflow';
