/**
 * The columns that Outlook gives its own tables ([MS-PST] 2.4.4.4.1, 2.4.4.5.1, 2.4.4.6.1, 2.4.5.3, 2.4.6.1), as tags: id and
 * type.
 */

/** Folders below a folder. */
export const hierarchyColumns = [
  ...[0x3001001f, 0x36020003, 0x36030003, 0x360a000b, 0x0e300102, 0x0e330014, 0x0e340102, 0x0e380003, 0x3613001f],
  ...[0x66350003, 0x66360003],
];

/** Items of a folder. */
export const contentsColumns = [
  ...[0x0e170003, 0x001a001f, 0x0e070003, 0x00170003, 0x0042001f, 0x0037001f, 0x0e060040, 0x00390040, 0x0e080003],
  ...[0x0e04001f, 0x0e03001f, 0x0057000b, 0x0058000b, 0x00360003, 0x10970003, 0x0070001f, 0x00710102, 0x30080040],
  ...[0x65c60003, 0x30130102, 0x0e300102, 0x0e330014, 0x0e340102, 0x0e3d0102, 0x0e3c0102, 0x0e380003],
];

/** Items that a folder keeps for programs. */
export const associatedColumns = [
  ...[0x0e170003, 0x001a001f, 0x0e070003, 0x3001001f, 0x70030003, 0x70040102, 0x70050102, 0x7006001f, 0x70070003],
  ...[0x6800001f, 0x6803000b, 0x68051003, 0x682f001f],
];

/** What a search folder found. */
export const searchColumns = [
  ...[0x67f10003, 0x0e05001f, 0x0e170003, 0x001a001f, 0x0e070003, 0x00170003, 0x0042001f, 0x0037001f, 0x0e060040],
  ...[0x0e080003, 0x0e04001f, 0x0e03001f, 0x0057000b, 0x0058000b, 0x00360003, 0x0e2a000b, 0x30080040],
];

/** Recipients, as the template has them, and as a message's own table has them. */
export const recipientTemplateColumns = [
  ...[0x0e0f000b, 0x3002001f, 0x3003001f, 0x0fff0102, 0x3001001f, 0x0c150003, 0x300b0102, 0x0ff90102, 0x0ffe0003],
  ...[0x39000003, 0x3a40000b, 0x39ff001f],
];
export const recipientColumns = [...recipientTemplateColumns, 0x39fe001f];
/** Those of a meeting tell what each attendee is and said. */
export const attendeeColumns = [...recipientColumns, 0x5ffd0003, 0x5fff0003];

export const attachmentColumns = [0x370b0003, 0x0e200003, 0x37050003, 0x3704001f];

/** Queues and replication: empty, but every file has their templates. */
export const receiveFolderColumns = [0x66050003, 0x001a001f];
export const outgoingColumns = [0x0e140003, 0x0e100003, 0x00390040];
export const replicationColumns = [
  [0x6b6, [0x0e330014, 0x0e370102, 0x0e380003]],
  [0x6d7, [0x0e3e0102, 0x0e310102, 0x0e300102, 0x0e380003, 0x0e340102, 0x0e330014, 0x001a001f]],
  [0x6f8, [0x30070040, 0x0e330014]],
] as const;
