/**
 * Makes docs/images/report.png: the report of the bundled store as a browser shows it. `node scripts/report-picture.mjs`
 * after a build; needs Chromium (`CHROMIUM` names it where it is not /usr/bin/chromium).
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { root } from './steps.mjs';

const picture = join(root, 'docs/images/report.png');
const dir = mkdtempSync(join(tmpdir(), 'kerio-exit-picture-'));
try {
  cpSync(join(root, 'fixtures/kerio-store'), join(dir, 'kerio-store'), { recursive: true });
  exportStore();
  await photograph(join(dir, 'export/report.html'));
} finally {
  rmSync(dir, { recursive: true, force: true });
}

function exportStore() {
  const program = join(root, 'bin/kerio-exit.js');
  try {
    execFileSync(process.execPath, [program, 'export', 'kerio-store', '--out', 'export', '--quiet'], { cwd: dir });
  } catch (error) {
    // 1: some items are missing. The bundled store is damaged on purpose.
    if (!(error instanceof Error) || !('status' in error) || error.status !== 1) throw error;
  }
}

/** @param {string} file */
async function photograph(file) {
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1200, height: 1900 }, colorScheme: 'light' });
    await page.goto(pathToFileURL(file).href);
    // Where it lay when the picture was taken is nobody's business.
    await page.evaluate(
      "[...document.querySelectorAll('.facts dt')].find((dt) => dt.textContent.trim() === 'From').nextElementSibling.textContent = '/opt/kerio/mailserver'",
    );
    mkdirSync(dirname(picture), { recursive: true });
    await page.screenshot({ path: picture });
  } finally {
    await browser.close();
  }
}
