import { useEffect, useRef } from 'preact/hooks';
import { announce } from '../state/announce.js';
import { useConnection } from '../state/session.js';
import { texts } from '../texts.js';
import { Notice } from './notice.js';

/** Says that the program does not answer, as long as it does not. */
export function ConnectionBanner() {
  const connection = useConnection();
  const wasLost = useRef(false);
  useEffect(() => {
    if (connection === 'live' && wasLost.current) announce(texts.connection.backAgain);
    wasLost.current = connection === 'lost';
  }, [connection]);
  return connection === 'lost' ? (
    <div class="banner">
      <Notice tone="attention" mark={texts.connection.lostMark} alert>
        <p>{texts.connection.lost}</p>
      </Notice>
    </div>
  ) : null;
}

/** What stands there instead of a step: before the first word, and after the last. */
export function ConnectionPage() {
  const connection = useConnection();
  const { connection: words } = texts;
  if (connection === 'ended') return <Words title={words.endedTitle} text={words.ended} />;
  if (connection === 'closed') return <Words title={words.closedTitle} text={words.closed} />;
  return <Words title={words.connecting} text="" />;
}

function Words({ title, text }: { readonly title: string; readonly text: string }) {
  return (
    <div class="opening">
      <h1>{title}</h1>
      {text === '' ? null : <p class="lead">{text}</p>}
    </div>
  );
}
