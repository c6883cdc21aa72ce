/** The page of `kerio-exit ui` begins here. */
import { render } from 'preact';
import { App } from './app.js';
import { followSession } from './state/session.js';

followSession();
const place = document.getElementById('app');
if (place !== null) render(<App />, place);
