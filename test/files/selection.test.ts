import { describe, expect, test } from 'vitest';
import { DEFAULT_OPTIONS } from '../../src/files/plan/options.js';
import { folderExclusion, isMailboxSelected } from '../../src/files/plan/selection.js';
import type { Folder, Mailbox } from '../../src/store/types.js';

const mailbox = { address: 'jan@company.com', user: 'jan', domain: 'company.com' } as Mailbox;
const folder = { path: ['Projects', '2019 (old)', 'Deep'] } as unknown as Folder;

describe('filters', () => {
  test.each([
    [{}, true],
    [{ users: ['jan'] }, true],
    [{ users: ['JAN@*'] }, true],
    [{ users: ['ja'] }, false],
    [{ users: ['eva', 'j?n'] }, true],
    [{ domains: ['*.com'] }, true],
    [{ users: ['jan'], domains: ['other'] }, false],
    [{ excludeUsers: ['jan@company.com'] }, false],
    [{ excludeUsers: ['eva', 'j?n'] }, false],
    [{ excludeUsers: ['jan@other.com'] }, true],
    [{ users: ['*@company.com'], excludeUsers: ['jan'] }, false],
  ])('mailbox %j: %s', (options, selected) => {
    expect(isMailboxSelected(mailbox, { ...DEFAULT_OPTIONS, ...options })).toBe(selected);
  });

  test.each([
    [{}, null],
    [{ folders: ['projects'] }, null],
    [{ folders: ['Projects/2019 (old)'] }, null],
    [{ folders: ['Deep'] }, 'folder not chosen by --folder'],
    [{ folders: ['*/Deep'] }, null],
    [{ excludeFolders: ['Projects/2019 (old)'] }, 'folder left out by --exclude-folder'],
    [{ folders: ['Projects'], excludeFolders: ['*deep'] }, 'folder left out by --exclude-folder'],
  ])('folder %j: %s', (options, reason) => {
    expect(folderExclusion(folder, { ...DEFAULT_OPTIONS, ...options })).toBe(reason);
  });
});
