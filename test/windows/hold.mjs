/** Opens a file as Outlook does: nobody else may, until this process ends. Prints `held`. */
import { openSync, writeSync } from 'node:fs';

/** UV_FS_O_EXLOCK of libuv: CreateFile without any share mode. */
const EXCLUSIVE = 0x10000000;

openSync(process.argv[2] ?? '', EXCLUSIVE);
writeSync(1, 'held\n');
setInterval(() => undefined, 60_000);
