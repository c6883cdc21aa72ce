/** The names a variable of one meaning may have; compared without regard to case and underscores. */
export interface RoleNames {
  /** What the report says the variable is for. */
  readonly meaning: string;
  /** Seen in real files, or named by the vendor for the same data. */
  readonly known: readonly string[];
  /** Guesses, in the order they are tried. */
  readonly guesses?: readonly string[];
}

/** Variables of a record that carry nothing to a new server, or must not. */
const notCarried = (...known: string[]): RoleNames => ({ meaning: 'not carried over', known });

/**
 * What the variables of users.cfg and mailserver.cfg mean (docs/accounts.md, "The variables"). There is no specification:
 * what real files and the vendor's texts show is `known`, the rest is guessed and, where no name fits, inferred.
 */
export const roles = {
  User: {
    name: { meaning: 'login name', known: ['Name'], guesses: ['LoginName'] },
    domain: { meaning: 'domain', known: ['Domain'] },
    id: { meaning: 'identifier', known: ['GUID', 'Id'], guesses: ['UID', 'UUID'] },
    enabled: { meaning: 'enabled', known: ['Account_enabled'], guesses: ['Enabled', 'IsEnabled', 'Enable'] },
    fullName: { meaning: 'full name', known: ['FullName'] },
    description: { meaning: 'description', known: ['Description'] },
    addresses: {
      meaning: 'further addresses',
      known: ['MailAddress', 'EmailAddress'],
      guesses: ['MailAddresses', 'EmailAddresses'],
    },
    groups: {
      meaning: 'group membership',
      known: ['Groups'],
      guesses: ['Group', 'Member_of', 'UserGroups', 'UserGroup'],
    },
    forwardMode: { meaning: 'forwarding mode', known: ['ForwardMode'], guesses: ['Forward_enabled'] },
    forwardTo: {
      meaning: 'forwarding addresses',
      known: [],
      guesses: ['ForwardAddress', 'ForwardAddresses', 'ForwardTo', 'Forward', 'EmailForwarding', 'Forwarding'],
    },
    authentication: { meaning: 'who checks the password', known: ['Auth_type'] },
    password: { meaning: 'password (only its scheme is read)', known: ['Password'] },
    quotaBytes: { meaning: 'size limit', known: ['Qstorage'], guesses: ['DiskSizeLimit'] },
    quotaItems: { meaning: 'item limit', known: ['Qmessage'], guesses: ['ItemLimit'] },
    rights: { meaning: 'administration rights', known: ['Rights'] },
    other: notCarried('PasswordHistory', 'PIN', 'PublishInGal', 'LastLogin', 'CleanOutItems', 'DomainRestriction'),
  },
  Group: {
    name: { meaning: 'name', known: ['Name'] },
    domain: { meaning: 'domain', known: ['Domain'] },
    id: { meaning: 'identifier', known: ['GUID', 'Id'], guesses: ['GID', 'UUID'] },
    description: { meaning: 'description', known: ['Description'] },
    addresses: {
      meaning: 'addresses',
      known: ['MailAddress', 'EmailAddress'],
      guesses: ['MailAddresses', 'EmailAddresses'],
    },
    members: { meaning: 'members', known: [], guesses: ['Members', 'Member', 'Users', 'User'] },
    other: notCarried('Rights', 'PublishInGal'),
  },
  Alias: {
    name: { meaning: 'alias', known: ['Lhs'], guesses: ['Name'] },
    domain: { meaning: 'domain', known: ['Domain'] },
    id: { meaning: 'identifier', known: ['GUID', 'Id'] },
    description: { meaning: 'description', known: ['Description'] },
    target: {
      meaning: 'where it delivers',
      known: [],
      guesses: ['Rhs', 'DeliverTo', 'Address', 'Target', 'Mail_address', 'Email_address'],
    },
    other: notCarried('Type', 'Enabled'),
  },
  Domain: {
    name: { meaning: 'name', known: ['Domain'], guesses: ['Name'] },
    type: { meaning: 'type', known: ['Type'] },
    primary: { meaning: 'main domain', known: [], guesses: ['IsPrimary', 'Primary', 'Default'] },
    id: { meaning: 'identifier', known: ['GUID', 'Id'] },
    description: { meaning: 'description', known: ['Description'] },
    aliases: {
      meaning: 'further names of the domain',
      known: [],
      guesses: ['Alias', 'Aliases', 'DomainAlias', 'DomainAliases', 'AliasList'],
    },
  },
  MailingList: {
    name: { meaning: 'name', known: ['Name'] },
    domain: { meaning: 'domain', known: ['Domain'] },
    id: { meaning: 'identifier', known: ['GUID', 'Id'] },
    description: { meaning: 'description', known: ['Description'] },
    members: { meaning: 'members', known: [], guesses: ['Members', 'Member', 'Subscribers', 'Subscriber'] },
    moderators: { meaning: 'moderators', known: [], guesses: ['Moderators', 'Moderator'] },
    memberPosting: {
      meaning: 'whether members may post',
      known: [],
      guesses: ['MemberPosting', 'MembersPosting', 'PostingMember', 'MemberPost'],
    },
    otherPosting: {
      meaning: 'whether others may post',
      known: [],
      guesses: ['NonMemberPosting', 'NonMembersPosting', 'PostingNonMember', 'NonMemberPost', 'OthersPosting'],
    },
  },
  Resource: {
    name: { meaning: 'name', known: ['Name'] },
    domain: { meaning: 'domain', known: ['Domain'] },
    id: { meaning: 'identifier', known: ['GUID', 'Id'] },
    description: { meaning: 'description', known: ['Description'] },
    type: { meaning: 'type', known: ['Type'] },
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, RoleNames>>>>;
