/** The file around every page: it needs nothing else, from the network or from the disk. */
import { createHash } from 'node:crypto';
import { clientScript } from './client.js';
import { html, type Markup, raw } from './markup.js';
import { style } from './style.js';

/** What the page may load and run: its own style and script, by their hashes. */
function policy(script: string): string {
  return [
    "default-src 'none'",
    `style-src '${hashOf(style)}'`,
    `script-src '${hashOf(script)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

/** A page as text: `title` is that of the window, `body` all that is seen. The same parts give the same bytes. */
export function renderDocument({ title, body }: { readonly title: string; readonly body: Markup }): string {
  const script = clientScript();
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${raw(policy(script))}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title} – kerio-exit</title>
<style>${raw(style)}</style>
</head>
<body>
${body}<script type="module">${raw(script)}</script>
</body>
</html>
`.markup;
}

/** A source of the Content Security Policy (CSP 3, 2.3.1). */
function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
