import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { freePort } from './port.js';
import { startProcess } from './process.js';

const node = process.execPath;

test('a process is ready when its port answers, and gone after stop', async () => {
  const port = await freePort();
  const program = `require('net').createServer().listen(${port}, '127.0.0.1')`;
  const server = await startProcess({ command: node, args: ['-e', program], ready: { port } });
  await server.stop();
  expect(() => process.kill(server.pid, 0)).toThrow();
  await expect(
    new Promise((resolve, reject) => connect({ host: '127.0.0.1', port }, () => resolve(null)).once('error', reject)),
  ).rejects.toThrow('ECONNREFUSED');
});

test('a process is ready when it has printed a line', async () => {
  const program = `console.log('ready now'); setInterval(() => {}, 1000)`;
  const server = await startProcess({ command: node, args: ['-e', program], ready: { log: /ready/ } });
  expect(server.output()).toBe('ready now\n');
  await server.stop();
});

test('a process that ends at once is an error with what it said', async () => {
  const start = startProcess({ command: node, args: ['-e', `console.error('no config')`], ready: { log: /ready/ } });
  await expect(start).rejects.toThrow('no config');
});

test('a command that does not exist is an error', async () => {
  await expect(startProcess({ command: 'no-such-server', args: [], ready: { log: /x/ } })).rejects.toThrow(
    'spawn no-such-server',
  );
});
