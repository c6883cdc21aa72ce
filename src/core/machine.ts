/** Which machine this is, so that several that share a folder know whose process numbers mean something to them. */
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Where a process runs. */
export interface Place {
  /** For people. */
  readonly host: string;
  /** The same for processes that see each other's numbers, and for those of an earlier start of the same machine. */
  readonly machine: string;
  /** Differs for each start of a machine. */
  readonly boot: string;
}

/** PROC_PID_INIT_INO of the Linux kernel: the process numbers of the machine itself, not of a container. */
const OUTSIDE_CONTAINERS = 'pid:[4026531836]';

/** Where this process runs. */
export function thisPlace(): Place {
  const host = hostname();
  const boot = textOf('/proc/sys/kernel/random/boot_id');
  const numbers = namespaceOfNumbers();
  const id = textOf('/etc/machine-id');
  // A container has numbers of its own, and its name and id may be those of others.
  if (numbers !== '' && (numbers !== OUTSIDE_CONTAINERS || id === ''))
    return { host, machine: `${boot} ${numbers}`, boot };
  return { host, machine: `${host} ${id}`, boot };
}

function namespaceOfNumbers(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return '';
  }
}
