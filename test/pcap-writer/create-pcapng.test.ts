import { spawn, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createPcapngFile, createPcapngStream, type PcapngWriter } from '../../src/pcap-writer/index.ts';
import { readStrictly } from '../support/strict-pcapng.ts';

vi.mock('node:fs', async (importOriginal) => {
  const original = await importOriginal<typeof fs>();
  return { ...original, writeSync: vi.fn(original.writeSync) };
});

const frame = Uint8Array.from({ length: 60 }, (_, i) => i);
const GONE = {
  name: 'PcapOutputError',
  code: 'EPIPE',
  path: null,
  message: 'Cannot write to the stream: the reader has gone away',
};
const details = { direction: 'outbound', comments: ['leak: 18 bytes at 42..59'], packetId: 1 } as const;
let folder = '';

beforeEach(() => {
  folder = fs.mkdtempSync(join(tmpdir(), 'pcap-writer-'));
});

afterEach(() => fs.rmSync(folder, { recursive: true }));

const packetsIn = (file: Uint8Array): number =>
  readStrictly(file).filter(({ type }) => type === 'packet').length;

/** What the system may do at any time. */
function writeThirtyBytes(descriptor: number, bytes: NodeJS.ArrayBufferView | string): number {
  if (typeof bytes === 'string') throw new TypeError('Not used');
  return fs.writevSync(descriptor, [new Uint8Array(bytes.buffer, bytes.byteOffset, 30)]);
}

describe('createPcapngFile', () => {
  test('writes a file, replacing what was there', async () => {
    const path = join(folder, 'a.pcapng');
    fs.writeFileSync(path, new Uint8Array(10_000));
    const writer = createPcapngFile(path, { application: 'test' });
    const id = writer.addInterface({ name: 'a' });
    expect(writer.write(id, 1, 2, frame, 0, 60, details)).toBe(true);
    await writer.drain();
    await writer.close();
    expect(readStrictly(fs.readFileSync(path))).toMatchObject([
      { type: 'section' },
      { type: 'interface' },
      { type: 'packet', ticks: 1_000_000_002n, bytes: Buffer.from(frame) },
    ]);
  });

  test('leaves whole blocks at any time', async () => {
    const path = join(folder, 'a.pcapng');
    const writer = createPcapngFile(path, { chunkSize: 1000 });
    const id = writer.addInterface({ name: 'a' });
    for (let i = 1; i <= 100; i++) {
      writer.write(id, i, 0, frame, 0, i % 61, i % 3 === 0 ? details : undefined);
      expect(packetsIn(fs.readFileSync(path))).toBeLessThan(i);
    }
    await writer.flush();
    expect(packetsIn(fs.readFileSync(path))).toBe(100);
    await writer.close();
  });

  test('leaves the file alone if an option is wrong', () => {
    const path = join(folder, 'a.pcapng');
    fs.writeFileSync(path, 'precious');
    expect(() => createPcapngFile(path, { chunkSize: 0 })).toThrow(RangeError);
    expect(() => createPcapngFile(path, { os: 'a\0' })).toThrow(RangeError);
    expect(() => createPcapngFile(5 as unknown as string)).toThrow('the path must be a string, got number');
    expect(fs.readFileSync(path, 'utf8')).toBe('precious');
  });

  test('says why it cannot be opened', () => {
    expect(() => createPcapngFile(folder)).toThrow(`Cannot write "${folder}": it is a directory`);
  });
});

describe('a full disk', () => {
  test.skipIf(!fs.existsSync('/dev/full'))('surfaces from every call', async () => {
    const full = { code: 'ENOSPC', message: 'Cannot write "/dev/full": no space left on the device' };
    const writer = createPcapngFile('/dev/full', { chunkSize: 200 });
    const id = writer.addInterface({ name: 'a' });
    await expect(writer.flush()).rejects.toMatchObject(full);
    expect(() => {
      for (let i = 0; i < 3; i++) writer.write(id, 0, 0, frame, 0, 60, details);
    }).toThrow(full.message);
    expect(() => {
      for (let i = 0; i < 9; i++) writer.addInterface({ name: 'b' });
    }).toThrow(full.message);
    await expect(writer.drain()).rejects.toMatchObject(full);
    await expect(writer.close()).rejects.toMatchObject(full);
  });

  test('leaves whole blocks', async () => {
    const path = join(folder, 'a.pcapng');
    const writer = createPcapngFile(path);
    const id = writer.addInterface({ name: 'a' });
    writer.write(id, 1, 0, frame);
    await writer.flush();
    writer.write(id, 2, 0, frame, 0, 60, details);
    vi.mocked(fs.writeSync)
      .mockImplementationOnce(writeThirtyBytes)
      .mockImplementationOnce(() => {
        throw Object.assign(new Error('ENOSPC: as the system says, write'), { code: 'ENOSPC', errno: -28 });
      });
    await expect(writer.close()).rejects.toMatchObject({ code: 'ENOSPC', path });
    expect(packetsIn(fs.readFileSync(path))).toBe(1);
  });
});

describe('a process that is killed', () => {
  test('leaves whole blocks', () => {
    const path = join(folder, 'a.pcapng');
    const module = join(import.meta.dirname, '../../dist/pcap-writer/index.js');
    const code = `
      import { createPcapngFile } from ${JSON.stringify(module)};
      const writer = createPcapngFile(${JSON.stringify(path)}, { chunkSize: 5000 });
      const id = writer.addInterface({ name: 'a' });
      for (let i = 0; i < 1000; i++) writer.write(id, i, 0, new Uint8Array(i % 99), 0, i % 99, ${JSON.stringify(details)});
      process.kill(process.pid, 'SIGKILL');
      for (;;);
    `;
    const { signal, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
      encoding: 'utf8',
    });
    expect([signal, stderr]).toEqual(['SIGKILL', '']);
    expect(packetsIn(fs.readFileSync(path))).toBeGreaterThan(900);
  });
});

/** A handler of its own would keep the test runner from noticing. */
const unhandled: unknown[] = [];
const onUnhandled = (error: unknown): void => {
  unhandled.push(error);
};

async function writeUntilItFails(writer: PcapngWriter, id: number): Promise<never> {
  for (let i = 0; i < 100_000; i++) {
    if (!writer.write(id, i, 0, frame, 0, 60, details)) await writer.drain();
    else if (i % 100 === 0) await setImmediate();
  }
  throw new Error('Nothing failed');
}

describe('createPcapngStream', () => {
  beforeEach(() => {
    unhandled.length = 0;
    process.on('uncaughtException', onUnhandled).on('unhandledRejection', onUnhandled);
  });

  afterEach(async () => {
    await setTimeout(20);
    process.off('uncaughtException', onUnhandled).off('unhandledRejection', onUnhandled);
    expect(unhandled).toEqual([]);
  });

  test('asks to wait, and hands over whole blocks', async () => {
    const chunks: Buffer[] = [];
    const stream = new Writable({
      highWaterMark: 1,
      write(chunk: Buffer, _encoding, done) {
        chunks.push(chunk);
        void setImmediate().then(() => done());
      },
    });
    const writer = createPcapngStream(stream, { chunkSize: 500 });
    const id = writer.addInterface({ name: 'a' });
    await writer.flush();
    expect(readStrictly(Buffer.concat(chunks))).toHaveLength(2);
    let waits = 0;
    for (let i = 0; i < 100; i++) {
      if (writer.write(id, i, 0, frame, 0, i % 60, i % 2 === 0 ? details : undefined)) continue;
      waits++;
      await writer.drain();
      expect(() => readStrictly(Buffer.concat(chunks))).not.toThrow();
    }
    await writer.close();
    expect(waits).toBeGreaterThan(10);
    expect(packetsIn(Buffer.concat(chunks))).toBe(100);
    expect(stream.writableFinished).toBe(true);
  });

  test('does not end the stream if told so', async () => {
    const stream = new PassThrough();
    const writer = createPcapngStream(stream, { end: false });
    await writer.close();
    expect(stream.writableEnded).toBe(false);
    expect(readStrictly(stream.read())).toHaveLength(1);
  });

  test('a reader that goes away from a pipe', async () => {
    const child = spawn('head', ['-c', '100000'], { stdio: ['pipe', 'ignore', 'ignore'] });
    const writer = createPcapngStream(child.stdin);
    const id = writer.addInterface({ name: 'a' });
    await expect(writeUntilItFails(writer, id)).rejects.toMatchObject(GONE);
    await expect(writer.drain()).rejects.toMatchObject(GONE);
    await expect(writer.flush()).rejects.toMatchObject(GONE);
    await expect(writer.close()).rejects.toMatchObject(GONE);
  });

  test.each(['drain', 'flush', 'close'] as const)('a reader that goes away during %s', async (call) => {
    const stream = new Writable({ highWaterMark: 1, write() {} });
    const writer = createPcapngStream(stream, { chunkSize: 64 });
    const id = writer.addInterface({ name: 'a' });
    while (writer.write(id, 0, 0, frame));
    const waiting = expect(writer[call]()).rejects.toMatchObject(GONE);
    stream.destroy();
    await waiting;
  });
});
