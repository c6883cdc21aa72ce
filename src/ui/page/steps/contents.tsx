import type { InspectionView } from '../../api.js';
import { Step } from '../parts/step.js';
import { Working } from '../parts/working.js';
import { useResult } from '../state/results.js';
import { addressOf, useRoute } from '../state/route.js';
import { texts } from '../texts.js';
import { FolderItems } from './contents-items.js';
import { MailboxFolders, Overview } from './contents-tables.js';

const words = texts.contents;

/** What is in the store: in pictures, mailbox by mailbox, folder by folder, item by item. */
export function ContentsStep() {
  const inspection = useResult('inspection');
  return (
    <Step name="contents" next={{ ready: inspection !== null, why: words.none }}>
      <Working what="open" />
      {inspection === null ? (
        <p>
          {words.none} <a href={addressOf('store')}>{words.toStore}</a>
        </p>
      ) : (
        <Part inspection={inspection} />
      )}
    </Step>
  );
}

function Part({ inspection }: { readonly inspection: InspectionView }) {
  const { rest } = useRoute();
  const [address, ...path] = rest;
  const mailbox = inspection.mailboxes.find((each) => each.mailbox === address);
  if (mailbox === undefined) return <Overview inspection={inspection} />;
  return (
    <>
      <nav class="trail" aria-label={words.trail}>
        <ol>
          <li>
            <a href={addressOf('contents')}>{words.all}</a>
          </li>
          <li>
            {path.length === 0 ? (
              <span aria-current="page">{mailbox.mailbox}</span>
            ) : (
              <a href={addressOf('contents', mailbox.mailbox)}>{mailbox.mailbox}</a>
            )}
          </li>
          {path.length === 0 ? null : (
            <li>
              <span aria-current="page">{path.join(' / ')}</span>
            </li>
          )}
        </ol>
      </nav>
      {path.length === 0 ? (
        <MailboxFolders key={mailbox.mailbox} mailbox={mailbox} />
      ) : (
        <FolderItems key={rest.join('/')} mailbox={mailbox.mailbox} folder={path} />
      )}
    </>
  );
}
