import { encodeFolderName } from '../core/modified-utf7.js';
import { capped, folded, visible } from './segment.js';
import { renameTree } from './tree.js';

/** A directory name may have 255 bytes; some file systems below encryption have fewer. */
const MAX_BYTES = 240;

/**
 * Maildir++ directory names for labels, in the order given: `''` for the inbox (the mailbox's own directory), else
 * `.Projects.2019` in modified UTF-7. Dots in names become `_`, since a dot divides the levels.
 */
export function maildirNames(labels: readonly (readonly string[])[]): string[] {
  const trees = renameTree(labels, {
    clean: (name) => maildirSegment(name),
    claims: (name) => [folded(name), encodeFolderName(name).toLowerCase()],
  });
  return trees.map((segments) => {
    const [top = ''] = segments;
    return segments.length === 1 && top.toUpperCase() === 'INBOX' ? '' : directoryName(segments);
  });
}

/** Dovecot takes a `~` in front for a home directory, and refuses empty levels. */
function maildirSegment(name: string): string {
  const clean = visible(name).replace(/[./]/g, '_').trim().replace(/^~/, '_');
  return clean === '' ? '_' : clean;
}

/** Long paths are cut level by level, harder and harder; what is nested too deep for that becomes one level. */
function directoryName(segments: readonly string[]): string {
  for (const limit of [MAX_BYTES, 60, 30, 15]) {
    const name = segments.map((segment) => `.${encodeFolderName(capped(segment, limit, encodedSize))}`).join('');
    if (name.length <= MAX_BYTES) return name;
  }
  return `.${encodeFolderName(capped(segments.join(' '), 120, encodedSize))}`;
}

function encodedSize(name: string): number {
  return encodeFolderName(name).length;
}
