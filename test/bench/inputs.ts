import { spawnSync } from 'node:child_process';
import { closeSync, copyFileSync, existsSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import { type Place, ProgramFailed } from './measure.ts';
import { ourProgram } from './our-program.ts';
import { udpStream } from './workloads.ts';

/** Files that programs read, made when they are first asked for. */
export class Inputs {
  private readonly place: Place;

  constructor(place: Place) {
    this.place = place;
  }

  /** @returns a capture of so many datagrams. @throws ProgramFailed */
  capture(size: number, packets: number): string {
    const file = path.join(this.place.folder, `in-${size}-${packets}.pcap`);
    if (existsSync(file)) return file;
    const { root } = this.place;
    const { command, args } = ourProgram(root, [
      ...['run', ...udpStream(root, size).args(packets), '-q', '-o', file],
    ]);
    const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
    if (status !== 0) {
      const reason = error?.message ?? `it ended with status ${status}`;
      throw new ProgramFailed([command, ...args].join(' '), reason, stderr);
    }
    return file;
  }

  /** @returns a script of the user's own, of the size of the default sample, of which the build knows nothing */
  script(): string {
    const file = path.join(this.place.folder, 'own.yaml');
    copyFileSync(path.join(this.place.root, 'samples/osec-2019-01.yaml'), file);
    return file;
  }

  /** @returns frames as lines of an offset and up to 16 bytes in hexadecimal */
  hexDump(size: number, packets: number): string {
    const file = path.join(this.place.folder, `in-${size}-${packets}.txt`);
    if (existsSync(file)) return file;
    const frame = hexDumpOf(udpStream(this.place.root, size).frameBytes);
    const output = openSync(file, 'w');
    for (let packet = 0; packet < packets; packet++) writeSync(output, frame);
    closeSync(output);
    return file;
  }
}

/** @returns a frame of that many bytes as text2pcap reads it */
export function hexDumpOf(bytes: number): string {
  const lines: string[] = [];
  for (let start = 0; start < bytes; start += 16) {
    const values = Array.from({ length: Math.min(16, bytes - start) }, (_, i) => hex(start + i, 2));
    lines.push(`${hex(start, 6)} ${values.join(' ')}\n`);
  }
  return `${lines.join('')}\n`;
}

function hex(value: number, digits: number): string {
  return value.toString(16).slice(-digits).padStart(digits, '0');
}
