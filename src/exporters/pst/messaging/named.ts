/**
 * Named properties: every file has the same list, in this order, so that a name's id is known beforehand. Sources: [MS-OXPROPS]
 * 2 for the numbers, Outlook's files for what it writes.
 */

/** Sets of names, as GUIDs in the order of their bytes; `PS_PUBLIC_STRINGS` has a number of its own. */
const ps = (start: string) => Buffer.from(`${start}0000000000c000000000000046`, 'hex');
export const sets = {
  publicStrings: 2,
  address: ps('042006'),
  appointment: ps('022006'),
  task: ps('032006'),
  common: ps('082006'),
  note: ps('0e2006'),
  log: ps('0a2006'),
  meeting: Buffer.from('90dad86e0b451b1098da00aa003f1305', 'hex'),
} as const;

export interface PropertyName {
  readonly set: Buffer | number;
  readonly key: number | string;
}

const name = (set: Buffer | number, key: number | string): PropertyName => ({ set, key });
const { address, appointment, common, log, meeting, note, publicStrings, task } = sets;

/** The names by what the code calls them. */
const table = {
  keywords: name(publicStrings, 'Keywords'),
  reminderDelta: name(common, 0x8501),
  reminderTime: name(common, 0x8502),
  reminderSet: name(common, 0x8503),
  isPrivate: name(common, 0x8506),
  sideEffects: name(common, 0x8510),
  commonStart: name(common, 0x8516),
  commonEnd: name(common, 0x8517),
  taskMode: name(common, 0x8518),
  headerItem: name(common, 0x8578),
  currentVersion: name(common, 0x8552),
  currentVersionName: name(common, 0x8554),
  reminderSignalTime: name(common, 0x8560),
  useTnef: name(common, 0x8582),
  flagRequest: name(common, 0x8530),
  contacts: name(common, 0x853a),
  companies: name(common, 0x8539),
  busyStatus: name(appointment, 0x8205),
  location: name(appointment, 0x8208),
  appointmentStart: name(appointment, 0x820d),
  appointmentEnd: name(appointment, 0x820e),
  appointmentDuration: name(appointment, 0x8213),
  appointmentColor: name(appointment, 0x8214),
  allDay: name(appointment, 0x8215),
  appointmentRecurrence: name(appointment, 0x8216),
  appointmentState: name(appointment, 0x8217),
  responseStatus: name(appointment, 0x8218),
  appointmentSequence: name(appointment, 0x8201),
  isRecurring: name(appointment, 0x8223),
  intendedBusyStatus: name(appointment, 0x8224),
  exceptionReplaceTime: name(appointment, 0x8228),
  hasOwnBody: name(appointment, 0x8206),
  isInvited: name(appointment, 0x8229),
  recurrenceType: name(appointment, 0x8231),
  recurrencePattern: name(appointment, 0x8232),
  zoneStruct: name(appointment, 0x8233),
  zoneDescription: name(appointment, 0x8234),
  clipStart: name(appointment, 0x8235),
  clipEnd: name(appointment, 0x8236),
  allAttendees: name(appointment, 0x8238),
  toAttendees: name(appointment, 0x823b),
  ccAttendees: name(appointment, 0x823c),
  startZone: name(appointment, 0x825e),
  endZone: name(appointment, 0x825f),
  recurrenceZone: name(appointment, 0x8260),
  appointmentReplyTime: name(appointment, 0x8220),
  globalObjectId: name(meeting, 3),
  cleanGlobalObjectId: name(meeting, 0x23),
  isException: name(meeting, 0x0a),
  fileAs: name(address, 0x8005),
  fileAsChoice: name(address, 0x8006),
  fileAsList: name(address, 0x8007),
  hasPicture: name(address, 0x8015),
  homeAddress: name(address, 0x801a),
  workAddress: name(address, 0x801b),
  otherAddress: name(address, 0x801c),
  postalAddressIndex: name(address, 0x8022),
  contactFlags: name(address, 0x8023),
  emailTypes: name(address, 0x8028),
  emailTypesValue: name(address, 0x8029),
  webPage: name(address, 0x802b),
  phoneticGiven: name(address, 0x802c),
  phoneticFamily: name(address, 0x802d),
  phoneticCompany: name(address, 0x802e),
  workStreet: name(address, 0x8045),
  workCity: name(address, 0x8046),
  workState: name(address, 0x8047),
  workPostalCode: name(address, 0x8048),
  workCountry: name(address, 0x8049),
  workPoBox: name(address, 0x804a),
  listChecksum: name(address, 0x804c),
  listName: name(address, 0x8053),
  listOneOffs: name(address, 0x8054),
  listMembers: name(address, 0x8055),
  messenger: name(address, 0x8062),
  email1Name: name(address, 0x8080),
  email1Type: name(address, 0x8082),
  email1Address: name(address, 0x8083),
  email1Original: name(address, 0x8084),
  email1Entry: name(address, 0x8085),
  email2Name: name(address, 0x8090),
  email2Type: name(address, 0x8092),
  email2Address: name(address, 0x8093),
  email2Original: name(address, 0x8094),
  email2Entry: name(address, 0x8095),
  email3Name: name(address, 0x80a0),
  email3Type: name(address, 0x80a2),
  email3Address: name(address, 0x80a3),
  email3Original: name(address, 0x80a4),
  email3Entry: name(address, 0x80a5),
  freeBusyAddress: name(address, 0x80d8),
  birthdayLocal: name(address, 0x80de),
  anniversaryLocal: name(address, 0x80df),
  taskStatus: name(task, 0x8101),
  taskPercent: name(task, 0x8102),
  taskTeam: name(task, 0x8103),
  taskStart: name(task, 0x8104),
  taskDue: name(task, 0x8105),
  taskDoneOn: name(task, 0x810f),
  taskRecurrence: name(task, 0x8116),
  taskComplete: name(task, 0x811c),
  taskOwner: name(task, 0x811f),
  taskFixed: name(task, 0x8124),
  taskRecurring: name(task, 0x8126),
  taskOwnership: name(task, 0x8129),
  taskAcceptance: name(task, 0x812a),
  taskVersion: name(task, 0x8112),
  taskState: name(task, 0x8113),
  taskActualWork: name(task, 0x8110),
  taskTotalWork: name(task, 0x8111),
  noteColor: name(note, 0x8b00),
  noteWidth: name(note, 0x8b02),
  noteHeight: name(note, 0x8b03),
  noteLeft: name(note, 0x8b04),
  noteTop: name(note, 0x8b05),
  logType: name(log, 0x8700),
  logStart: name(log, 0x8706),
  logDuration: name(log, 0x8707),
  logEnd: name(log, 0x8708),
  logTypeName: name(log, 0x8712),
} as const;

export type KnownName = keyof typeof table;

const firstId = 0x8000;

/** All names, in the order of their ids. */
export const propertyNames: readonly PropertyName[] = Object.values(table);

const idsByName = new Map(Object.keys(table).map((known, index) => [known, firstId + index]));

/** The id of a named property. */
export function named(known: KnownName): number {
  return idsByName.get(known) ?? 0;
}

const idsByKey = new Map(propertyNames.map(({ set, key }, index) => [keyOf(setName(set), key), firstId + index]));

/** The id of a name as files have it: the set's GUID in hexadecimal or its number, and the key; null for one that we do not have. */
export function namedId({ set, key }: { readonly set: string; readonly key: number | string }): number | null {
  return idsByKey.get(keyOf(set, key)) ?? null;
}

function setName(set: Buffer | number): string {
  return typeof set === 'number' ? String(set) : set.toString('hex');
}

function keyOf(set: string, key: number | string): string {
  return `${set}/${typeof key}/${key}`;
}
