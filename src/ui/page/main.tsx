/** The page of `kerio-exit ui` begins here. */
import { render } from 'preact';
import { App } from './app.js';
import { keepFocus } from './state/focus.js';
import { followSession } from './state/session.js';

followSession();
const place = document.getElementById('app');
if (place !== null) {
  keepFocus(place);
  render(<App />, place);
}
