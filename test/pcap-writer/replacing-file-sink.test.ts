import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ReplacingFileSink } from '../../src/pcap-writer/replacing-file-sink.ts';

vi.mock('node:fs', async (importOriginal) => {
  const original = await importOriginal<typeof fs>();
  return {
    ...original,
    openSync: vi.fn(original.openSync),
    renameSync: vi.fn(original.renameSync),
    writeSync: vi.fn(original.writeSync),
  };
});

const NEW = Buffer.from('new');
let folder = '';
let file = '';

beforeEach(() => {
  folder = fs.mkdtempSync(join(tmpdir(), 'replacing-'));
  file = join(folder, 'a.pcap');
});

afterEach(() => {
  fs.rmSync(folder, { recursive: true });
});

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: as the system says, open`), { code });
}

const content = (name = file): string => fs.readFileSync(name, 'utf8');
const names = (): string[] => fs.readdirSync(folder).sort();

/** Writes "new" and closes. */
async function replace(name = file): Promise<void> {
  const sink = new ReplacingFileSink(name);
  sink.write(NEW, 3);
  await sink.close();
}

describe('a file that is there', () => {
  beforeEach(() => fs.writeFileSync(file, 'older'));

  test('is what it was until the new one is whole', async () => {
    const sink = new ReplacingFileSink(file);
    sink.write(NEW, 3);
    await sink.drain();
    await sink.flush();
    expect(content()).toBe('older');
    expect(names()).toHaveLength(2);
    await sink.close();
    expect([content(), names()]).toEqual(['new', ['a.pcap']]);
  });

  test('is what it was when the new one is given up', async () => {
    const sink = new ReplacingFileSink(file);
    sink.write(NEW, 3);
    await sink.abort();
    expect([content(), names()]).toEqual(['older', ['a.pcap']]);
  });

  test('is what it was when the disk is full', async () => {
    const sink = new ReplacingFileSink(file);
    vi.mocked(fs.writeSync).mockImplementationOnce(() => {
      throw systemError('ENOSPC');
    });
    const message = `Cannot write "${file}": no space left on the device`;
    expect(() => sink.write(NEW, 3)).toThrow(message);
    await expect(sink.close()).rejects.toThrow(message);
    expect([content(), names()]).toEqual(['older', ['a.pcap']]);
  });

  test('keeps its permissions', async () => {
    fs.chmodSync(file, 0o640);
    await replace();
    expect([content(), fs.statSync(file).mode & 0o777]).toEqual(['new', 0o640]);
  });

  test('is replaced where a link leads, and the link stays', async () => {
    const link = join(folder, 'link.pcap');
    fs.symlinkSync('a.pcap', link);
    await replace(link);
    expect([content(), fs.readlinkSync(link), names()]).toEqual(['new', 'a.pcap', ['a.pcap', 'link.pcap']]);
  });

  test('is overwritten in a folder that takes no other', async () => {
    vi.mocked(fs.openSync).mockImplementationOnce(() => {
      throw systemError('EACCES');
    });
    const sink = new ReplacingFileSink(file);
    sink.write(NEW, 3);
    expect(names()).toEqual(['a.pcap']);
    await sink.close();
    expect(content()).toBe('new');
  });

  test('is written to if nothing can be moved over it', async () => {
    const { ino } = fs.statSync(file);
    vi.mocked(fs.renameSync).mockImplementationOnce(() => {
      throw systemError('EBUSY');
    });
    await replace();
    expect([content(), fs.statSync(file).ino, names()]).toEqual(['new', ino, ['a.pcap']]);
  });

  test('is what it was when it cannot be replaced', async () => {
    vi.mocked(fs.renameSync).mockImplementationOnce(() => {
      throw systemError('EIO');
    });
    await expect(replace()).rejects.toMatchObject({ name: 'PcapOutputError', code: 'EIO', path: file });
    expect([content(), names()]).toEqual(['older', ['a.pcap']]);
  });
});

describe('where there is no file', () => {
  test('there is one once it is whole', async () => {
    const sink = new ReplacingFileSink(file);
    sink.write(NEW, 3);
    expect(fs.existsSync(file)).toBe(false);
    await sink.close();
    expect([content(), names()]).toEqual(['new', ['a.pcap']]);
  });

  test('there is none when it is given up', async () => {
    const sink = new ReplacingFileSink(file);
    sink.write(NEW, 3);
    await sink.abort();
    expect(names()).toEqual([]);
  });

  test('a link that leads nowhere makes the file that it names', async () => {
    const link = join(folder, 'link.pcap');
    fs.symlinkSync('a.pcap', link);
    await replace(link);
    expect([content(), fs.readlinkSync(link)]).toEqual(['new', 'a.pcap']);
  });

  test('errors name the file that was asked for', () => {
    const missing = join(folder, 'no', 'a.pcap');
    expect(() => new ReplacingFileSink(missing)).toThrow(
      `Cannot write "${missing}": no such file or directory`,
    );
    expect(() => new ReplacingFileSink(folder)).toThrow(`Cannot write "${folder}": it is a directory`);
  });
});

test('bytes can be overwritten while it is not there', async () => {
  const sink = new ReplacingFileSink(file);
  sink.write(Buffer.from('....and more'), 12);
  sink.rewrite?.(1, Buffer.from('xy'));
  sink.write(NEW, 3);
  await sink.close();
  expect(content()).toBe('.xy.and morenew');
});

test.skipIf(!fs.existsSync('/dev/null'))('what is no file is written as it is', async () => {
  const sink = new ReplacingFileSink('/dev/null');
  expect(sink.rewrite).toBeUndefined();
  sink.write(NEW, 3);
  await sink.close();
  expect(fs.statSync('/dev/null').isFile()).toBe(false);
  const given = new ReplacingFileSink('/dev/null');
  await given.abort();
  expect(fs.existsSync('/dev/null')).toBe(true);
});
