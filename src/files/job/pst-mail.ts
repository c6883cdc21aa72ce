/** A mailbox's PST file in the making: its folders, its mail, and beside the bundles what is in them. */
import { join } from 'node:path';
import { EMPTY_ITEM, type KeptPlace } from '../../exporters/mail/context.js';
import { brokenOffOutcome, readMore } from '../../exporters/mail/broken-off.js';
import type { Outcome } from '../../exporters/outcome.js';
import { CarriedFile } from '../../exporters/pst/carry.js';
import { PstGroupware } from '../../exporters/pst/groupware.js';
import { HomeZone } from '../../exporters/pst/home-zone.js';
import { mailMessage } from '../../exporters/pst/mapi/mail.js';
import { PstParts } from '../../exporters/pst/parts.js';
import { PstDamage } from '../../exporters/pst/read/file.js';
import type { LedgerLine } from '../../ledger/line.js';
import type { Content } from '../../store/disk/content.js';
import type { Item } from '../../store/types.js';
import { type FolderHistory, whereIs } from '../earlier/folder-history.js';
import type { Job, PlannedFolder } from '../plan/planned.js';
import { outputKind } from './bundles.js';
import { gonePstFolder, pstFolder } from './pst-folders.js';
import type { JobContext } from './job-context.js';

/** A longer message cannot be decoded in one piece, in bytes. */
const longestMail = 500 << 20;

export class PstMail {
  readonly #job: Job;
  readonly #context: JobContext;
  readonly #out: string;
  readonly #parts: PstParts;
  readonly #zone = new HomeZone();
  readonly #carried = new Map<string, CarriedFile | null>();

  constructor(job: Job, context: JobContext, out: string) {
    this.#job = job;
    this.#context = context;
    this.#out = out;
    this.#parts = new PstParts({
      root: context.files.root,
      base: `pst/${job.mailboxName}`,
      title: job.address,
      maxSize: context.options.pstSize,
    });
  }

  /** Makes all folders, those that nothing is in, too. */
  begin(): void {
    for (const planned of this.#job.folders)
      if (planned.excluded === null && this.#context.options.only.includes(outputKind(planned.folder.kind)))
        this.#parts.addFolder(pstFolder(planned));
  }

  /** Writes a message; `source` is the memory that `content` begins in. */
  add(planned: PlannedFolder, item: Item, content: Content, receivedAt: number): Outcome {
    if (content.bytes.length === 0) return EMPTY_ITEM;
    let bytes: Uint8Array;
    try {
      const whole = wholeOf(content);
      if (whole === null) return failed(`it is larger than ${longestMail >> 20} MiB: nothing of it is in the PST file`);
      bytes = whole;
    } catch (error) {
      return brokenOffOutcome(error, 'nothing of it is in the output');
    }
    const { flags } = item;
    const { message, notes } = mailMessage(bytes, { flags, receivedAt });
    const { file, nid, size } = this.#parts.add(pstFolder(planned), message);
    return { result: 'exported', reason: null, file, offset: nid, length: size, notes };
  }

  /** Takes a message over from the file of an earlier run; null when it is not there any more. */
  carry({ file, offset, receivedAt }: LedgerLine, history: FolderHistory): KeptPlace | null {
    if (file === null || offset === null) return null;
    const before = this.#carriedFile(join(this.#out, whereIs(history, file)));
    const time = receivedAt === null ? null : Date.parse(receivedAt) / 1000;
    const message = before?.find({ nid: offset, receivedAt: time }) ?? null;
    if (message === null) return null;
    const key = history.path.join('\0');
    const planned = this.#job.folders.find(({ folder }) => folder.path.join('\0') === key);
    const name = planned === undefined ? gonePstFolder(history.path) : pstFolder(planned);
    const place = this.#parts.add(name, message);
    return { file: place.file, offset: place.nid, length: place.size };
  }

  /** What listens to the bundles of a folder. `base`: their name in the output, without an ending. */
  listener(planned: PlannedFolder, base: string): PstGroupware {
    const owner = planned.folder.mailbox.address;
    const { root } = this.#context.files;
    return new PstGroupware({ sink: this.#parts, folder: pstFolder(planned), owner, zone: this.#zone, root, base });
  }

  /** Ends the last file; gives the old and the new name of the first when there are several. */
  finish(): { readonly from: string; readonly to: string } | null {
    return this.#parts.finish();
  }

  /** Lets go of all files. */
  close(): void {
    this.#parts.abandon();
    for (const file of this.#carried.values()) file?.close();
    this.#carried.clear();
  }

  #carriedFile(path: string): CarriedFile | null {
    const known = this.#carried.get(path);
    if (known !== undefined) return known;
    const opened = open(path);
    this.#carried.set(path, opened);
    return opened;
  }
}

function open(path: string): CarriedFile | null {
  try {
    return new CarriedFile(path);
  } catch (error) {
    if (error instanceof PstDamage || (error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function failed(reason: string): Outcome {
  return { result: 'failed', reason, file: null, offset: null, length: null, notes: [] };
}

/** All bytes of a message; null when they are too many. Throws `BrokenOff`. */
function wholeOf({ bytes, more }: Content): Uint8Array | null {
  if (more === null) return bytes;
  const pieces = [Buffer.from(bytes)];
  let length = bytes.length;
  for (let got = 1; got > 0; length += got) {
    if (length > longestMail) return null;
    const piece = Buffer.allocUnsafe(1 << 20);
    got = readMore(more, piece);
    pieces.push(piece.subarray(0, got));
  }
  return Buffer.concat(pieces);
}
