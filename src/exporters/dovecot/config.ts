/** The configuration of a Dovecot 2.3 that serves an exported Maildir tree by IMAP and POP3, and changes nothing in it. */
import { createHash } from 'node:crypto';
import { shellWord } from '../../naming/shell-word.js';

/** Who may read the mail, which decides who may start the server. */
export interface DovecotOwner {
  /** Mail is read as this user, which may not be root; a name, or a number where the user has none. */
  readonly user: string;
  readonly group: string;
  /** Only root can start the server: the export is root's, or its owner has no name. Else its owner can, too. */
  readonly needsRoot: boolean;
}

/** Where it listens, on this machine only, unless `local.conf` says otherwise: above the ports that only root may take. */
export const DOVECOT_PORTS = { imap: 10143, pop3: 10110 } as const;

/** Files and folders of the server below `dovecot/`. */
export const DOVECOT_PATHS = {
  config: 'dovecot.conf',
  users: 'users',
  passwords: 'passwords.csv',
  rights: 'acl',
  /** What only the user changes. */
  local: 'local.conf',
  /** Indexes and lists of UIDs, which must not lie among the mail. */
  state: 'state',
} as const;

/** Longer paths leave no room for the names of sockets, which may have 107 bytes. */
const MAX_BASE = 75;

/** Looking and reading, and nothing that changes a folder or a message. */
export const READ_ONLY_RIGHTS = '* owner lr\n';

/** Folders by the part they play, under the names that the targets of an export give them. */
const SPECIAL_USE = [
  ['Sent', 'Sent'],
  ['Sent Items', 'Sent'],
  ['Sent Messages', 'Sent'],
  ['Drafts', 'Drafts'],
  ['Trash', 'Trash'],
  ['Deleted Items', 'Trash'],
  ['Deleted Messages', 'Trash'],
  ['Junk', 'Junk'],
  ['Junk E-mail', 'Junk'],
  ['Junk Email', 'Junk'],
  ['Spam', 'Junk'],
] as const;

/**
 * The text of `dovecot.conf`. `dir` is the absolute path of the folder `dovecot/`: Dovecot knows no paths relative to the
 * file, so it names the place where the export lies.
 */
export function dovecotConfig(dir: string, owner: DovecotOwner): string {
  const file = (name: string): string => `${dir}/${name}`;
  const mail = `maildir:%h:INDEX=${variable(file(DOVECOT_PATHS.state))}/%u/index:CONTROL=${variable(file(DOVECOT_PATHS.state))}/%u/control`;
  const users = quoted(`username_format=%u ${variable(file(DOVECOT_PATHS.users))}`);
  return `# Serves the mail of this export by IMAP and POP3, read-only: for services that can only pull. Dovecot 2.3.
# Every export writes this file again. Settings of your own belong into ${DOVECOT_PATHS.local} beside it.
#   start:  dovecot -c ${shellWord(file(DOVECOT_PATHS.config))}
#   stop:   doveadm -c ${shellWord(file(DOVECOT_PATHS.config))} stop
base_dir = ${quoted(baseDir(dir))}
state_dir = ${quoted(baseDir(dir))}
log_path = ${quoted(file('dovecot.log'))}
instance_name = kerio-exit
protocols = imap pop3
listen = 127.0.0.1
ssl = no
auth_mechanisms = plain login
auth_username_chars =
mail_max_userip_connections = 100

mail_location = ${quoted(mail)}
mail_uid = ${quoted(owner.user)}
mail_gid = ${quoted(owner.group)}
first_valid_uid = 1
first_valid_gid = 0
mail_plugins = acl
plugin {
  acl = ${quoted(`vfile:${variable(file(DOVECOT_PATHS.rights))}`)}
  acl_globals_only = yes
}
protocol pop3 {
  pop3_no_flag_updates = yes
}
namespace inbox {
  inbox = yes
  separator = /
${SPECIAL_USE.map(([name, use]) => `  mailbox "${name}" {\n    special_use = \\${use}\n  }\n`).join('')}}
passdb {
  driver = passwd-file
  args = ${users}
}
userdb {
  driver = passwd-file
  args = ${users}
}
service imap-login {
  inet_listener imap {
    port = ${DOVECOT_PORTS.imap}
  }
  inet_listener imaps {
    port = 0
  }
}
service pop3-login {
  inet_listener pop3 {
    port = ${DOVECOT_PORTS.pop3}
  }
  inet_listener pop3s {
    port = 0
  }
}
${owner.needsRoot ? ROOT : withoutRoot(owner)}!include_try ${DOVECOT_PATHS.local}
`;
}

/** Only root may read the file of passwords. */
const ROOT = `service auth {
  user = root
}
`;

/** Without root no process can become another user, or lock itself into a folder. */
function withoutRoot({ user, group }: DovecotOwner): string {
  const services = ['anvil', 'imap-login', 'pop3-login', 'stats'];
  return `default_internal_user = ${quoted(user)}
default_login_user = ${quoted(user)}
default_internal_group = ${quoted(group)}
${services.map((name) => `service ${name} {\n  chroot =\n}\n`).join('')}`;
}

function baseDir(dir: string): string {
  const own = `${dir}/run`;
  if (Buffer.byteLength(own) <= MAX_BASE) return own;
  return `/run/kerio-exit-${createHash('sha256').update(dir).digest('hex').slice(0, 8)}`;
}

/** A value with blanks, `#` or quotes in it. */
function quoted(value: string): string {
  return `"${value.replace(/["\\]/g, '\\$&')}"`;
}

/** A path in a value whose `%` begin variables. */
function variable(path: string): string {
  return path.replaceAll('%', '%%');
}
