import { spawnSync } from 'node:child_process';
import { constants, openSync } from 'node:fs';
import { Socket } from 'node:net';
import path from 'node:path';
import { type Ended, ended, start } from '../binary.ts';

/** Windows has no FIFOs in its file system. */
export const HAS_FIFOS = process.platform !== 'win32';

export function makeFifo(folder: string, name: string): string {
  const fifo = path.join(folder, name);
  const { status, stderr } = spawnSync('mkfifo', [fifo], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`Cannot make a FIFO: ${stderr}`);
  return fifo;
}

/** The reading end of a FIFO, open at once, whether anybody writes or not. It reads nothing until it is asked. */
export class LiveReader {
  readonly socket: Socket;
  readonly #chunks: Buffer[] = [];
  #length = 0;

  constructor(fifo: string) {
    const fd = openSync(fifo, constants.O_RDONLY | constants.O_NONBLOCK);
    this.socket = new Socket({ fd, readable: true, writable: false });
    this.socket.pause();
    this.socket.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.#length += chunk.length;
    });
  }

  get bytes(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  /** Reads until there are so many bytes. */
  async until(length: number): Promise<void> {
    this.socket.resume();
    while (this.#length < length) await new Promise((resolve) => this.socket.once('data', resolve));
    this.socket.pause();
  }

  /** Reads what there is until nobody writes any more. */
  async toEnd(): Promise<Buffer> {
    const end = new Promise((resolve) => this.socket.once('close', resolve));
    this.socket.resume();
    await end;
    return this.bytes;
  }

  /** Goes away. */
  leave(): void {
    this.socket.destroy();
  }
}

/** A capture as Wireshark starts it. */
export function startCapture(
  fifo: string,
  cwd: string,
  ...options: string[]
): { child: ReturnType<typeof start>; end: Promise<Ended> } {
  const words = ['extcap', '--capture', '--extcap-interface', 'netchannel0', '--fifo', fifo, ...options];
  const child = start(words, { cwd });
  return { child, end: ended(child) };
}
