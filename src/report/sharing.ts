/** Rights on folders in words for people. */
import type { FolderRight } from '../store/tree/rights.js';

/** Whom a right is for. */
export function subjectText({ who, address, subject }: FolderRight): string {
  switch (who) {
    case 'account':
      return address;
    case 'domain':
      return `everybody of ${address}`;
    case 'signed-in':
      return 'everybody with an account';
    case 'anyone':
      return 'anyone';
    case 'denied':
      return `denied: ${subject}`;
  }
}
