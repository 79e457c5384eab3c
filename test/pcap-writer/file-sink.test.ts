import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createPcapFile, PcapOutputError } from '../../src/pcap-writer/index.ts';
import { readPcap } from './read-pcap.ts';

vi.mock('node:fs', async (importOriginal) => {
  const original = await importOriginal<typeof fs>();
  return { ...original, openSync: vi.fn(original.openSync), writeSync: vi.fn(original.writeSync) };
});

const frame = Uint8Array.from({ length: 60 }, (_, i) => i);
let folder = '';

beforeEach(() => {
  folder = fs.mkdtempSync(join(tmpdir(), 'pcap-writer-'));
});

afterEach(() => {
  vi.mocked(fs.writeSync).mockClear();
  fs.rmSync(folder, { recursive: true });
});

function systemError(code: string, errno: number): Error {
  return Object.assign(new Error(`${code}: as the system says, write`), { code, errno });
}

/** What the system may do at any time. */
function writeThirtyBytes(descriptor: number, bytes: NodeJS.ArrayBufferView | string): number {
  if (typeof bytes === 'string') throw new TypeError('Not used');
  return fs.writevSync(descriptor, [new Uint8Array(bytes.buffer, bytes.byteOffset, 30)]);
}

describe('createPcapFile', () => {
  test('writes a file, replacing what was there', async () => {
    const path = join(folder, 'a.pcap');
    fs.writeFileSync(path, new Uint8Array(10_000));
    const writer = createPcapFile(path);
    expect(writer.write(1, 2, frame)).toBe(true);
    await writer.drain();
    await writer.close();
    expect(readPcap(fs.readFileSync(path)).packets).toEqual([
      { seconds: 1, fraction: 2, originalLength: 60, bytes: frame },
    ]);
  });

  test('leaves a valid file at any time', async () => {
    const path = join(folder, 'a.pcap');
    const writer = createPcapFile(path, { chunkSize: 1000 });
    for (let i = 1; i <= 100; i++) {
      writer.write(i, 0, frame, 0, i % 61);
      const file = fs.readFileSync(path);
      if (file.length > 0) expect(readPcap(file).packets.length).toBeLessThan(i);
    }
    await writer.flush();
    expect(readPcap(fs.readFileSync(path)).packets).toHaveLength(100);
    await writer.close();
  });

  test('writes 100000 packets', async () => {
    const path = join(folder, 'a.pcap');
    const writer = createPcapFile(path);
    for (let i = 0; i < 100_000; i++) writer.write(i, i, frame, 0, 42 + (i % 19));
    await writer.close();
    expect(fs.statSync(path).size).toBe(writer.bytes);
    expect(readPcap(fs.readFileSync(path)).packets).toHaveLength(100_000);
    expect(vi.mocked(fs.writeSync)).toHaveBeenCalledTimes(Math.ceil(writer.bytes / 2 ** 20));
  });

  test('goes on when the system takes only part of a chunk', async () => {
    const path = join(folder, 'a.pcap');
    vi.mocked(fs.writeSync).mockImplementationOnce(writeThirtyBytes);
    const writer = createPcapFile(path);
    writer.write(0, 0, frame);
    await writer.close();
    expect(readPcap(fs.readFileSync(path)).packets).toHaveLength(1);
  });

  test('says why it cannot be opened', () => {
    const open = (path: string) => () => createPcapFile(path);
    const missing = join(folder, 'no', 'a.pcap');
    expect(open(missing)).toThrow(PcapOutputError);
    expect(open(missing)).toThrow(`Cannot write "${missing}": no such file or directory`);
    expect(open(folder)).toThrow(`Cannot write "${folder}": it is a directory`);
    try {
      createPcapFile(folder);
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ name: 'PcapOutputError', code: 'EISDIR', path: folder });
    }
  });

  test('says that permission is denied', () => {
    vi.mocked(fs.openSync).mockImplementationOnce(() => {
      throw systemError('EACCES', -13);
    });
    expect(() => createPcapFile('x.pcap')).toThrow('Cannot write "x.pcap": permission denied');
  });

  test('leaves the file alone if an option is wrong', () => {
    const path = join(folder, 'a.pcap');
    fs.writeFileSync(path, 'precious');
    expect(() => createPcapFile(path, { snapLength: 0 })).toThrow(RangeError);
    expect(() => createPcapFile(5 as unknown as string)).toThrow('the path must be a string, got number');
    expect(fs.readFileSync(path, 'utf8')).toBe('precious');
  });
});

describe('a full disk', () => {
  test.skipIf(!fs.existsSync('/dev/full'))('surfaces from write, flush and close', async () => {
    const full = { code: 'ENOSPC', message: 'Cannot write "/dev/full": no space left on the device' };
    const writer = createPcapFile('/dev/full', { chunkSize: 64 });
    await expect(writer.flush()).rejects.toMatchObject(full);
    expect(() => {
      writer.write(0, 0, frame);
      writer.write(0, 0, frame);
    }).toThrow(full.message);
    await expect(writer.drain()).rejects.toMatchObject(full);
    await expect(writer.close()).rejects.toMatchObject(full);

    await expect(createPcapFile('/dev/full').close()).rejects.toMatchObject(full);
  });

  test('leaves a valid file', async () => {
    const path = join(folder, 'a.pcap');
    const writer = createPcapFile(path);
    writer.write(1, 0, frame);
    await writer.flush();
    writer.write(2, 0, frame);
    vi.mocked(fs.writeSync)
      .mockImplementationOnce(writeThirtyBytes)
      .mockImplementationOnce(() => {
        throw systemError('ENOSPC', -28);
      });
    await expect(writer.close()).rejects.toMatchObject({ code: 'ENOSPC', path });
    expect(readPcap(fs.readFileSync(path)).packets).toHaveLength(1);
  });

  test('keeps the words of the system for rare errors', async () => {
    const path = join(folder, 'a.pcap');
    vi.mocked(fs.writeSync).mockImplementationOnce(() => {
      throw systemError('ENXIO', -6);
    });
    await expect(createPcapFile(path).close()).rejects.toThrow(
      `Cannot write "${path}": no such device or address`,
    );
  });
});
