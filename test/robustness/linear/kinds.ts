/** The kinds of input, each with a valid one, who reads it, and the pieces of it that may stand in each other. */
import type { Block } from './mutations.js';
import * as seeds from './seeds.js';
import type { Subject, Subjects } from './subjects.js';

export interface Kind {
  readonly name: string;
  readonly subject: Subject;
  readonly text: string;
  readonly blocks: readonly Block[];
}

export function kindsOf(subjects: Subjects): Kind[] {
  return [
    {
      name: 'mail',
      subject: subjects.mail,
      text: seeds.mail,
      blocks: [
        ['--y\r\n', '--y--\r\n'],
        ['Content-Type: multipart/alternative; boundary=y\r\n\r\n--y\r\n', '--y--\r\n'],
      ],
    },
    {
      name: 'mail before MIME',
      subject: subjects.mail,
      text: seeds.oldMail,
      blocks: [['begin 644 a.vcf\r\n', 'end\r\n']],
    },
    { name: 'rich notes', subject: subjects.notes, text: seeds.richNote, blocks: [['{\\b', '}']] },
    {
      name: 'header values',
      subject: subjects.header,
      text: seeds.mail.slice(0, seeds.mail.indexOf('\r\n\r\n')),
      blocks: [],
    },
    { name: 'vCard 3.0', subject: subjects.contacts, text: seeds.card, blocks: components('VCARD') },
    {
      name: 'vCard 2.1',
      subject: subjects.contacts,
      text: seeds.oldCard,
      blocks: [['AGENT:\r\nBEGIN:VCARD\r\n', 'END:VCARD\r\n']],
    },
    { name: 'vCard 4.0', subject: subjects.contacts, text: seeds.newCard, blocks: components('X-A', 'VCARD') },
    {
      name: 'iCalendar',
      subject: subjects.calendar,
      text: seeds.event,
      blocks: components('VEVENT', 'VALARM', 'VTIMEZONE', 'STANDARD', 'VCALENDAR'),
    },
    { name: 'vCalendar 1.0', subject: subjects.tasks, text: seeds.oldEvent, blocks: components('VTODO', 'VCALENDAR') },
    {
      name: 'notes',
      subject: subjects.notes,
      text: seeds.note,
      blocks: [
        ['<p class="x">', '</p>'],
        ['<!--', '-->'],
        ['<script>', '</script >'],
      ],
    },
    {
      name: 'journal',
      subject: subjects.notes,
      text: seeds.oldEvent.replaceAll('VTODO', 'VJOURNAL'),
      blocks: components('VJOURNAL'),
    },
    { name: 'index.fld', subject: subjects.index, text: seeds.index, blocks: [] },
    { name: 'status.fld', subject: subjects.status, text: seeds.status, blocks: [] },
    { name: 'acl.fld', subject: subjects.acl, text: seeds.acl, blocks: [] },
    {
      name: 'filter.siv',
      subject: subjects.filter,
      text: seeds.filter,
      blocks: [
        ['if anyof (header :contains "Subject" ["a", "b\\"c"], not size :over 1K) {', '} elsif true { discard; }'],
        ['text:\n', '.\n'],
        ['/*', '*/'],
      ],
    },
    {
      name: 'users.cfg',
      subject: subjects.config,
      text: seeds.config,
      blocks: [
        ['<listitem>', '</listitem>'],
        ['<list name="User">', '</list>'],
        ['<table name="T">', '</table>'],
        ['<!--', '-->'],
      ],
    },
    { name: 'user list', subject: subjects.usersCsv, text: seeds.usersCsv, blocks: [] },
    { name: 'users file', subject: subjects.users, text: seeds.users, blocks: [] },
    { name: 'IMAP answers', subject: subjects.responses, text: seeds.responses, blocks: [['(', ')']] },
    { name: 'ledger', subject: subjects.ledger, text: seeds.ledger, blocks: [] },
    { name: 'journal of a migration', subject: subjects.journal, text: seeds.journal, blocks: [] },
    { name: 'folder names', subject: subjects.names, text: seeds.folderName, blocks: [] },
  ];
}

function components(...names: readonly string[]): Block[] {
  return names.map((name) => [`BEGIN:${name}\r\n`, `END:${name}\r\n`]);
}
