/**
 * Makes docs/images/ui.png and ui-who.png: the page of `kerio-exit ui` with the bundled store. `node scripts/ui-picture.mjs`
 * after a build; needs Chromium (`CHROMIUM` names it where it is not /usr/bin/chromium).
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { root } from './steps.mjs';

const pictures = join(root, 'docs/images');
const store = join(root, 'fixtures/kerio-store');
const program = spawn(process.execPath, [join(root, 'bin/kerio-exit.js'), 'ui', store, '--no-open'], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
try {
  await photograph(await addressOf());
} finally {
  program.kill('SIGINT');
  await once(program, 'close');
}

/** @returns {Promise<string>} */
async function addressOf() {
  let text = '';
  for await (const piece of program.stdout.setEncoding('utf8')) {
    text += String(piece);
    const found = /http:\S+(?=\n)/.exec(text)?.[0];
    if (found !== undefined) return found;
  }
  throw new Error(`it printed no address: ${text}`);
}

/** @param {string} address */
async function photograph(address) {
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1200, height: 980 }, colorScheme: 'light' });
    await page.goto(address);
    await page.getByText('By year of arrival', { exact: true }).first().waitFor();
    // Where it lay when the picture was taken is nobody's business.
    await page.evaluate(
      "document.querySelectorAll('.facts code').forEach((code) => (code.textContent = code.textContent.replace(/^.*kerio-store/, '/opt/kerio/mailserver')))",
    );
    mkdirSync(pictures, { recursive: true });
    await page.screenshot({ path: join(pictures, 'ui.png') });
    await page.getByRole('link', { name: 'Next: Who' }).click();
    await page.getByText('need an answer.').waitFor();
    await page.setViewportSize({ width: 1200, height: 1240 });
    await page.screenshot({ path: join(pictures, 'ui-who.png') });
  } finally {
    await browser.close();
  }
}
