/** Damage to a store, by chance and by seed: what disks, copies, crashes and people do to files and folders. */
import { execFileSync } from 'node:child_process';
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fsPath, nameFromBytes } from '../../src/core/escaped-path.js';

type Random = () => number;

/** A file or folder of the store, relative to the install folder. */
interface Place {
  readonly path: string;
  readonly isDirectory: boolean;
}

/** Damages `count` places below an install folder. Gives what was done, one short text each. */
export function mutateStore(source: string, count: number, random: Random): string[] {
  const done: string[] = [];
  for (let tries = 0; done.length < count && tries < count * 10; tries += 1) {
    const place = pick(placesBelow(source), random);
    const what = place.isDirectory
      ? mutateDirectory(source, place.path, random)
      : mutateFile(source, place.path, random);
    if (what !== null) done.push(`${what} ${JSON.stringify(place.path)}`);
  }
  return done;
}

function placesBelow(dir: string, prefix = ''): Place[] {
  return readdirSync(fsPath(join(dir, prefix)), { encoding: 'buffer' }).flatMap((raw) => {
    const path = prefix === '' ? nameFromBytes(raw) : `${prefix}/${nameFromBytes(raw)}`;
    const stat = lstatSync(fsPath(join(dir, path)));
    if (stat.isDirectory()) return [{ path, isDirectory: true }, ...placesBelow(dir, path)];
    return stat.isFile() ? [{ path, isDirectory: false }] : [];
  });
}

/** Changes of a file's bytes. */
const ON_BYTES: Readonly<Record<string, (bytes: Buffer, random: Random) => Buffer>> = {
  'flip bits of': (bytes, random) => {
    const changed = Buffer.from(bytes);
    for (let times = 1 + below(20, random); times > 0 && changed.length > 0; times -= 1) {
      const at = below(changed.length, random);
      changed[at] = (changed[at] ?? 0) ^ (1 << below(8, random));
    }
    return changed;
  },
  cut: (bytes, random) => bytes.subarray(0, below(bytes.length + 1, random)),
  empty: () => Buffer.alloc(0),
  'take the beginning off': (bytes, random) => bytes.subarray(below(bytes.length + 1, random)),
  'zero a block of': (bytes, random) => {
    const at = below(bytes.length + 1, random);
    return Buffer.from(bytes).fill(0, at, Math.min(bytes.length, at + 1 + below(4096, random)));
  },
  'repeat a piece of': (bytes, random) => {
    const [from, to] = range(bytes, random);
    const piece = bytes.subarray(from, to);
    return Buffer.concat([
      bytes.subarray(0, to),
      ...Array.from({ length: 1 + below(50, random) }, () => piece),
      bytes.subarray(to),
    ]);
  },
  'take a piece out of': (bytes, random) => {
    const [from, to] = range(bytes, random);
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
  },
  'put noise into': (bytes, random) =>
    insert(bytes, Buffer.from(Array.from({ length: below(300, random) }, () => below(256, random))), random),
  'put words into': (bytes, random) => insert(bytes, Buffer.from(pick(WORDS, random), 'latin1'), random),
  'double the lines of': (bytes) => lines(bytes, (all) => all.flatMap((line) => [line, line])),
  'turn round the lines of': (bytes) => lines(bytes, (all) => all.toReversed()),
  'give other line ends to': (bytes, random) => {
    const end = pick(['\r\n', '\n', '\r', '\n\r', ''], random);
    return Buffer.from(bytes.toString('latin1').replaceAll(/\r?\n/g, end), 'latin1');
  },
  'write in UTF-16': (bytes) => Buffer.from(`\ufeff${bytes.toString('latin1')}`, 'utf16le'),
  'make a long line of': (bytes) => Buffer.concat([bytes, Buffer.alloc(200_000, 'U'), Buffer.from(' F')]),
};

/** What parsers stumble over. */
const WORDS = [
  'From nobody Fri Jan  3 03:04:05 2020\n',
  '\n\nFrom \n>From \n',
  'U F T D C\nU-1 Fffffffffffffffffff T-1\nUzz F1\nU../../x F1\n',
  'U00000001 F00000001 T7fffffff D00000000 CIPM.Appointment\n',
  'T1 Gx Aa@b lrswipcda\n',
  '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>&b;',
  '<list name="User"><listitem><variable name="Name">../../x</variable></listitem></list>',
  'Content-Type: multipart/mixed; boundary=""\r\n\r\n--\r\n----\r\n',
  'Content-Type: text/vcard; charset=utf-7\r\nContent-Transfer-Encoding: base64\r\n\r\n=',
  'BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;TZID=:99999999T999999\r\nRRULE:FREQ=SECONDLY;COUNT=999999999\r\n',
  'BEGIN:VCARD\r\nBEGIN:VCARD\r\nPHOTO;ENCODING=b:////\r\nN;CHARSET=x;ENCODING=QUOTED-PRINTABLE:=\r\n',
  'Date: Fri, 99 Foo 99999 99:99:99 +9999\r\nReceived: ;;;\r\n',
  '\0\0\0\0\0\0\0\0',
  '\xff\xfe\xef\xbb\xbf',
  '=?utf-8?B?////?= =?x?y?z?=',
];

function mutateFile(source: string, path: string, random: Random): string | null {
  const place = fsPath(join(source, path));
  const [name, change] = pick([...Object.entries(ON_BYTES), ...Object.entries(ON_FILES)], random);
  if (name in ON_FILES) return (change as FileChange)(source, path, random) ? name : null;
  writeFileSync(place, (change as (bytes: Buffer, random: Random) => Buffer)(readFileSync(place), random));
  return name;
}

type FileChange = (source: string, path: string, random: Random) => boolean;

/** Changes of a file as a whole. False: not possible there. */
const ON_FILES: Readonly<Record<string, FileChange>> = {
  remove: (source, path) => {
    rmSync(fsPath(join(source, path)));
    return true;
  },
  'make a folder of': (source, path) => {
    rmSync(fsPath(join(source, path)));
    mkdirSync(fsPath(join(source, path)));
    return true;
  },
  'make a link of': (source, path, random) => {
    rmSync(fsPath(join(source, path)));
    symlinkSync(
      pick(['/etc/passwd', '.', basename(path), '/nowhere', '../../../../../../canary'], random),
      fsPath(join(source, path)),
    );
    return true;
  },
  'make a pipe of': (source, path) => {
    if (path.includes('\udc80') || /[\udc80-\udcff]/u.test(path)) return false;
    rmSync(fsPath(join(source, path)));
    execFileSync('mkfifo', [join(source, path)]);
    return true;
  },
  rename: (source, path, random) => {
    const old = basename(path);
    const name = pick(
      [
        old.toUpperCase(),
        `${old}.eml`,
        `x${old}`,
        `${'0'.repeat(40)}${old}`,
        '-rf.eml',
        'nul.eml',
        `a\nb.eml`,
        '\udce9\udcff.eml',
        '.eml',
        'ž".eml',
        '00000001.EML',
      ],
      random,
    );
    return moveTo(source, path, name);
  },
};

/** Names that nobody gives a folder, and that some program did. Hidden ones are left out: they are passed over by rule. */
const FOLDER_NAMES = [
  ...[
    '..&AC8-x',
    '&AC4ALgAv-',
    '&',
    '&&&',
    '&AAA-',
    '&2D0-',
    'a\nb',
    'a\tb',
    '"quoted"',
    "it's",
    '...',
    ' x ',
    'CON',
    'aux.mbox',
  ],
  ...[
    '\udcff\udcfe',
    'x'.repeat(250),
    '%2e%2e',
    'a\\b',
    'INBOX',
    'inbox',
    'Sent',
    'Trash',
    '[Gmail]',
    'x.mbox',
    'x.sbd',
    '~',
    '-',
  ],
];

function mutateDirectory(source: string, path: string, random: Random): string | null {
  const depth = path.split('/').length;
  // The frame of the store stays: without it there is nothing to export, which another test looks at.
  if (depth < 5 || !path.startsWith('store/mail/')) return null;
  const isMessages = basename(path) === '#msgs';
  const way = random();
  if (way < 0.15) {
    rmSync(fsPath(join(source, path)), { recursive: true });
    return 'remove the folder';
  }
  if (way < 0.25) {
    rmSync(fsPath(join(source, path)), { recursive: true });
    writeFileSync(fsPath(join(source, path)), 'no folder');
    return 'make a file of the folder';
  }
  if (isMessages || basename(path).startsWith('#') || basename(path).startsWith('__')) return null;
  const name = pick(FOLDER_NAMES, random);
  return moveTo(source, path, name) ? `rename to ${JSON.stringify(name)} the folder` : null;
}

function moveTo(source: string, path: string, name: string): boolean {
  const target = fsPath(join(source, dirname(path), name));
  if (lstatSync(target, { throwIfNoEntry: false }) !== undefined) return false;
  renameSync(fsPath(join(source, path)), target);
  return true;
}

function below(limit: number, random: Random): number {
  return Math.floor(random() * limit);
}

function pick<T>(things: readonly T[], random: Random): T {
  const thing = things[below(things.length, random)];
  if (thing === undefined) throw new Error('there is nothing to pick from');
  return thing;
}

function range(bytes: Buffer, random: Random): [number, number] {
  const ends = [below(bytes.length + 1, random), below(bytes.length + 1, random)].sort((a, b) => a - b);
  return [ends[0] ?? 0, ends[1] ?? 0];
}

function insert(bytes: Buffer, piece: Buffer, random: Random): Buffer {
  const at = below(bytes.length + 1, random);
  return Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)]);
}

function lines(bytes: Buffer, change: (all: string[]) => string[]): Buffer {
  return Buffer.from(change(bytes.toString('latin1').split(/(?<=\n)/)).join(''), 'latin1');
}
