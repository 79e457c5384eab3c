import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { setImmediate, setTimeout } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createPcapStream, type PcapWriter, PcapWriter as Writer } from '../../src/pcap-writer/index.ts';
import { MemorySink } from './memory-sink.ts';
import { readPcap } from './read-pcap.ts';

const GONE = {
  name: 'PcapOutputError',
  code: 'EPIPE',
  path: null,
  message: 'Cannot write to the stream: the reader has gone away',
};
const frame = Uint8Array.from({ length: 1514 }, (_, i) => i & 255);

/** A handler of its own would keep the test runner from noticing. */
const unhandled: unknown[] = [];
const onUnhandled = (error: unknown): void => {
  unhandled.push(error);
};

beforeEach(() => {
  unhandled.length = 0;
  process.on('uncaughtException', onUnhandled).on('unhandledRejection', onUnhandled);
});

afterEach(async () => {
  await setTimeout(20);
  process.off('uncaughtException', onUnhandled).off('unhandledRejection', onUnhandled);
  expect(unhandled).toEqual([]);
});

/** Takes one chunk at a time and a while for each; what it was given is its own until then. */
function slowStream(): { stream: Writable; contents: () => Buffer; memory: Set<ArrayBufferLike> } {
  const taken: Buffer[] = [];
  const memory = new Set<ArrayBufferLike>();
  const stream = new Writable({
    highWaterMark: 1,
    write(chunk: Buffer, _encoding, done) {
      void setTimeout(1).then(() => {
        taken.push(Buffer.from(chunk));
        memory.add(chunk.buffer);
        done();
      });
    },
  });
  return { stream, contents: () => Buffer.concat(taken), memory };
}

async function writeUntilItFails(writer: PcapWriter): Promise<never> {
  for (let i = 0; i < 100_000; i++) {
    if (!writer.write(i, 0, frame)) await writer.drain();
    else if (i % 100 === 0) await setImmediate();
  }
  throw new Error('Nothing failed');
}

describe('createPcapStream', () => {
  test('gives a slow stream the same bytes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(1514), fc.boolean()), { maxLength: 50 }),
        fc.integer({ min: 64, max: 5000 }),
        fc.boolean(),
        async (packets, chunkSize, reuseMemory) => {
          const { stream, contents } = slowStream();
          const sink = new MemorySink();
          const writer = createPcapStream(stream, { chunkSize, reuseMemory });
          const expected = new Writer(sink);
          for (const [i, [length, isPolite]] of packets.entries()) {
            expected.write(i, 0, frame, 0, length);
            if (!writer.write(i, 0, frame, 0, length) && isPolite) {
              await writer.drain();
              expect(stream.writableLength).toBe(0);
            }
          }
          await Promise.all([writer.close(), expected.close()]);
          expect(contents()).toEqual(Buffer.from(sink.contents()));
          expect(stream.writableFinished).toBe(true);
        },
      ),
      { numRuns: 30 },
    );
  });

  test.each([
    ['used again for a stream that is done with it', true, 1],
    ['new for each chunk otherwise', false, 10],
  ])('memory is %s', async (_, reuseMemory, expected) => {
    const { stream, memory } = slowStream();
    const writer = createPcapStream(stream, { chunkSize: 1600, reuseMemory });
    for (let i = 0; i < 10; i++) if (!writer.write(i, 0, frame)) await writer.drain();
    await writer.close();
    expect(memory.size).toBe(expected);
  });

  test('asks to wait, and only while there is something to wait for', async () => {
    const { stream } = slowStream();
    const writer = createPcapStream(stream, { chunkSize: 2000 });
    expect(writer.write(0, 0, frame)).toBe(true);
    expect(writer.write(0, 0, frame)).toBe(false);
    expect(writer.write(0, 0, frame, 0, 1)).toBe(false);
    await writer.drain();
    expect(writer.write(0, 0, frame, 0, 1)).toBe(true);
    await writer.close();
  });

  test('does not change chunks that the stream has passed on', async () => {
    const stream = new PassThrough({ highWaterMark: 1 << 20 });
    const writer = createPcapStream(stream, { chunkSize: 64 });
    for (let i = 0; i < 20; i++) writer.write(i, 0, frame, i, 40);
    const closed = writer.close();
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    await closed;
    const { packets } = readPcap(Buffer.concat(chunks));
    expect(packets.map(({ seconds, bytes }) => [seconds, bytes[0]])).toEqual(
      Array.from({ length: 20 }, (_, i) => [i, i]),
    );
  });

  test('flush waits until the stream has everything', async () => {
    const { stream, contents } = slowStream();
    const writer = createPcapStream(stream);
    await writer.flush();
    expect(contents()).toHaveLength(24);
    writer.write(0, 0, frame);
    await writer.flush();
    expect(contents()).toHaveLength(24 + 16 + 1514);
    await writer.close();
  });

  test('ends the stream unless told otherwise', async () => {
    const { stream, contents } = slowStream();
    const listeners = (): number =>
      stream.eventNames().reduce((n, name) => n + stream.listenerCount(name), 0);
    const before = listeners();
    const writer = createPcapStream(stream, { end: false });
    writer.write(0, 0, frame);
    await writer.close();
    expect(contents()).toHaveLength(24 + 16 + 1514);
    expect(stream.writableEnded).toBe(false);
    expect(listeners()).toBe(before);
  });

  test('writes a file stream to its end', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pcap-writer-'));
    const path = join(folder, 'a.pcap');
    const writer = createPcapStream(createWriteStream(path));
    for (let i = 0; i < 2000; i++) if (!writer.write(i, 0, frame)) await writer.drain();
    await writer.close();
    expect(readPcap(readFileSync(path)).packets).toHaveLength(2000);
    rmSync(folder, { recursive: true });
  });
});

describe('a reader that goes away', () => {
  test('from a pipe', async () => {
    const child = spawn('head', ['-c', '100000'], { stdio: ['pipe', 'ignore', 'ignore'] });
    const writer = createPcapStream(child.stdin);
    await expect(writeUntilItFails(writer)).rejects.toMatchObject(GONE);
    await expect(writer.drain()).rejects.toMatchObject(GONE);
    await expect(writer.flush()).rejects.toMatchObject(GONE);
    await expect(writer.close()).rejects.toMatchObject(GONE);
  });

  test('from a socket', async () => {
    const server = createServer((socket) => {
      socket.once('data', () => socket.resetAndDestroy());
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('No port');
    const socket: Socket = connect(address.port, '127.0.0.1');
    const writer = createPcapStream(socket);
    await expect(writeUntilItFails(writer)).rejects.toMatchObject(GONE);
    await expect(writer.close()).rejects.toMatchObject(GONE);
    server.close();
  });

  test.each(['drain', 'flush', 'close'] as const)('while waiting for %s', async (call) => {
    const stream = new Writable({ highWaterMark: 1, write() {} });
    const writer = createPcapStream(stream, { chunkSize: 64 });
    while (writer.write(0, 0, frame));
    const waiting = expect(writer[call]()).rejects.toMatchObject(GONE);
    stream.destroy();
    await waiting;
  });

  test('before the first packet', async () => {
    const stream = new PassThrough();
    stream.destroy();
    const writer = createPcapStream(stream);
    await expect(writer.flush()).rejects.toMatchObject(GONE);
    await expect(writer.close()).rejects.toMatchObject(GONE);
  });

  test('with nobody waiting, and no one to end the stream', async () => {
    const stream = new PassThrough();
    const writer = createPcapStream(stream, { end: false });
    await writer.flush();
    stream.destroy(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    await setImmediate();
    expect(() => {
      for (let i = 0; i < 1000; i++) writer.write(0, 0, frame);
    }).toThrow(GONE.message);
    await expect(writer.close()).rejects.toMatchObject(GONE);
  });
});

describe('other errors of the stream', () => {
  test('keep their code and cause', async () => {
    const cause = Object.assign(new Error('ENOSPC: no space left on device, write'), {
      code: 'ENOSPC',
      errno: -28,
    });
    const stream = new Writable({ write: (_chunk, _encoding, done) => done(cause) });
    const writer = createPcapStream(stream);
    const full = {
      code: 'ENOSPC',
      cause,
      message: 'Cannot write to the stream: no space left on the device',
    };
    await expect(writer.flush()).rejects.toMatchObject(full);
    await expect(writer.close()).rejects.toMatchObject(full);
  });

  test('of a file that cannot be opened', async () => {
    const writer = createPcapStream(createWriteStream(join(tmpdir(), 'no', 'such', 'folder.pcap')));
    await expect(writer.close()).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('somebody else ended it', async () => {
    const stream = new PassThrough();
    stream.end();
    await expect(createPcapStream(stream).close()).rejects.toMatchObject({
      message: 'Cannot write to the stream: write after end',
    });
  });
});
