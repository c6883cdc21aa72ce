/** `--ca` adds to what is trusted, and takes nothing away. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readCertificates } from '../../../src/options/migrate-flags.js';
import { ensureDebian } from '../../servers/debian.js';
import { bundledModule } from '../../support/bundled.js';
import { makeTempDir, removeDir, tempDir } from '../../support/temp.js';

let dir: string;
beforeAll(() => {
  ensureDebian(['openssl']);
  dir = makeTempDir('trust');
  for (const name of ['given', 'extra', 'stranger']) {
    const request = [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-days',
      '9',
    ];
    const names = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=DNS:localhost'];
    const files = ['-keyout', join(dir, `${name}.key`), '-out', join(dir, `${name}.pem`)];
    execFileSync('openssl', [...request, ...names, ...files], { stdio: 'ignore' });
  }
});
afterAll(() => removeDir(dir));

/** Connects to a server of each certificate, and says how it went: roots are read when a process begins. */
const SCRIPT = `
import { readFileSync } from 'node:fs';
import { connect, createServer, rootCertificates } from 'node:tls';
const { trustBesides } = await import(process.argv[1]);
const read = (name) => readFileSync(process.argv[2] + '/' + name);
// One that is trusted already does no harm.
const given = Buffer.concat([read('given.pem'), Buffer.from(rootCertificates[0] + '\\n'), read('given.pem')]);
for (const name of ['given', 'extra', 'stranger']) {
  const server = createServer({ key: read(name + '.key'), cert: read(name + '.pem') }, (socket) => socket.end());
  server.on('tlsClientError', () => undefined);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  const socket = connect({ host: '127.0.0.1', port, servername: 'localhost', secureContext: trustBesides(given) });
  const result = await new Promise((resolve) => {
    socket.on('secureConnect', () => resolve('trusted'));
    socket.on('error', ({ code }) => resolve(code));
  });
  socket.destroy();
  server.close();
  console.log(name + ': ' + result);
}
`;

async function trusted(env: NodeJS.ProcessEnv, ...flags: readonly string[]): Promise<string[]> {
  const module = await bundledModule('protocols/trust.ts');
  const args = [...flags, '--input-type=module', '--eval', SCRIPT, module, dir];
  const options = { encoding: 'utf8', env: { PATH: process.env['PATH'], ...env } } as const;
  return execFileSync(process.execPath, args, options).trim().split('\n');
}

test('certificates that Node was told of stay trusted', async () => {
  expect(await trusted({ NODE_EXTRA_CA_CERTS: join(dir, 'extra.pem') })).toEqual([
    'given: trusted',
    'extra: trusted',
    'stranger: DEPTH_ZERO_SELF_SIGNED_CERT',
  ]);
});

test('those of the system stay trusted where Node takes them', async () => {
  expect(await trusted({ SSL_CERT_FILE: join(dir, 'extra.pem') }, '--use-openssl-ca')).toEqual([
    'given: trusted',
    'extra: trusted',
    'stranger: DEPTH_ZERO_SELF_SIGNED_CERT',
  ]);
});

test('a file without a certificate is refused', () => {
  const file = join(tempDir(), 'key.pem');
  writeFileSync(file, '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n');
  expect(() => readCertificates(file)).toThrow('key.pem has no certificate in PEM form');
  expect(() => readCertificates('/none.pem')).toThrow('/none.pem cannot be read (ENOENT)');
});
