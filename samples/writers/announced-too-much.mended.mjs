/**
 * Writes a record into the buffer that comes on standard input, and the frame to standard output.
 *
 *   netchannel-sim probe -- node announced-too-much.mended.mjs
 *
 * announced-too-much.mjs with the record cleared first, as long as it is announced.
 */
import { readFileSync, writeSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const HEADER = 14;
const RECORD = 120;

/** As `netchannel-sim/testing` takes it: fills the buffer, and returns how long the frame is. */
export function writeRecord(buffer) {
  buffer.set([0x00, 0x16, 0x3e, 0, 0, 0x0b, 0x00, 0x16, 0x3e, 0, 0, 0x01, 0x88, 0xb5]);
  buffer.fill(0, HEADER, HEADER + RECORD);
  buffer.set(new TextEncoder().encode('good night, bob'), HEADER);
  return HEADER + RECORD;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const buffer = readFileSync(0);
  writeSync(1, buffer.subarray(0, writeRecord(buffer)));
}
