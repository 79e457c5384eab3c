/** Captures of any origin, merged by the command: what is lost, what is refused, and what becomes of older files. */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import * as build from '../capture-reader/capture-builder.ts';
import { readAll } from '../capture-reader/read-all.ts';
import { type Ended, folder, run } from './binary.ts';

const hostile = (name: string): string => path.join(import.meta.dirname, '../captures/hostile', name);
const given = (name: string): string => path.join(import.meta.dirname, '../captures', name);

const FRAME = new Uint8Array(60).fill(7);
const place = folder({});
const at = (name: string): string => path.join(place.path, name);
writeFileSync(at('a.pcap'), build.pcap([{ bytes: FRAME, seconds: 5 }]));
writeFileSync(
  at('b.pcap.gz'),
  gzipSync(build.pcap([{ bytes: FRAME, seconds: 3, fraction: 7 }], { little: false })),
);
writeFileSync(at('c.snoop'), build.snoop([{ bytes: FRAME, seconds: 4 }]));
writeFileSync(at('sll.pcap'), build.pcap([{ bytes: FRAME, seconds: 1 }], { linkType: 113 }));
writeFileSync(at('cut.pcap'), build.pcap([{ bytes: FRAME, seconds: 1 }]).subarray(0, -1));

afterAll(() => place.remove());

const merge = (...args: string[]): Promise<Ended> => run(['merge', ...args], { cwd: place.path });
const times = (name: string): (string | null)[] =>
  readAll(readFileSync(at(name))).packets.map(({ time }) => time);

describe('what is merged', () => {
  test('pcap of either byte order, compressed or not, and snoop become pcap', async () => {
    const { code, stdout, stderr } = await merge('a.pcap', 'b.pcap.gz', 'c.snoop', '-o', 'abc.pcap');
    expect([code, stdout.toString(), stderr]).toEqual([0, 'Wrote 3 packets (252 bytes) to abc.pcap\n', '']);
    expect(times('abc.pcap')).toEqual(['3.000007000', '4.000000000', '5.000000000']);
  });

  test('captures of all kinds become pcapng', async () => {
    const names = ['big-endian.pcapng', 'simple-packets.pcapng', 'custom-blocks.pcapng', 'nanoseconds.pcap'];
    const { code, stderr } = await merge('--append', ...names.map(given), 'sll.pcap', '-o', 'all.pcapng');
    expect([code, stderr]).toEqual([0, '']);
    const expected = [...names.map(given), at('sll.pcap')].flatMap(
      (name) => readAll(readFileSync(name)).packets,
    );
    const merged = readAll(readFileSync(at('all.pcapng'))).packets;
    const data = (list: typeof merged) =>
      list.map(({ hex, originalLength, linkType }) => [hex, originalLength, linkType]);
    expect(data(merged)).toEqual(data(expected));
  });

  test('a copy of a capture, with a warning; captures without packets are all alike', async () => {
    writeFileSync(at('copy.pcap'), readFileSync(at('a.pcap')));
    for (const name of ['none.pcap', 'none-either.pcap']) writeFileSync(at(name), build.pcap([]));
    const { code, stdout, stderr } = await merge('a.pcap', 'copy.pcap', '-o', 'aa.pcap');
    expect([code, stdout.toString()]).toEqual([0, 'Wrote 2 packets (176 bytes) to aa.pcap\n']);
    expect(stderr).toBe(
      'netchannel-sim: Warning: "a.pcap" and "copy.pcap" are the same, byte for byte: is one of them a copy? Their packets are merged twice\n',
    );
    const nothing = await merge('none.pcap', 'none-either.pcap', 'a.pcap', '-o', 'a-alone.pcap');
    expect([nothing.code, nothing.stderr]).toEqual([0, '']);
  });

  test('a capture that says it is cut to 0 bytes, and is not', async () => {
    const inputs = ['04-snaplen0.pcap', '04-snaplen0-b.pcap'].map(hostile);
    expect((await merge(...inputs, '-o', 'whole.pcap')).code).toBe(0);
    expect(readAll(readFileSync(at('whole.pcap'))).packets.map(({ hex }) => hex.length / 2)).toEqual([
      47, 47,
    ]);
  });

  test('what the link type says of frame check sequences stays', async () => {
    expect((await merge(...['24-fcs-a.pcap', '24-fcs-b.pcap'].map(hostile), '-o', 'fcs.pcap')).code).toBe(0);
    expect(readFileSync(at('fcs.pcap')).readUInt32LE(20)).toBe(0xf400_0001);
  });

  test('packets without a time, --append as well', async () => {
    expect((await merge('--append', 'a.pcap', hostile('20-spb.pcapng'), '-o', 'spb.pcapng')).code).toBe(0);
    expect(times('spb.pcapng')).toHaveLength(2);
    expect((await merge(hostile('20-spb.pcapng'), 'a.pcap', '-o', 'spb.pcapng')).code).toBe(0);
    expect(times('spb.pcapng')).toEqual([null, '5.000000000']);
  });
});

describe('what is refused leaves the older file as it was, and none beside it', () => {
  test.each<[string, string[], string]>([
    [
      'link types that differ, into pcap',
      ['a.pcap', 'sll.pcap'],
      'Cannot merge "a.pcap" and "sll.pcap" into a pcap file: their link types are ETHERNET and LINUX_SLL, and a pcap file has one; name the merged one *.pcapng',
    ],
    [
      'a time that pcap cannot say',
      [hostile('05-time-overflow.pcap'), hostile('05-ok.pcap')],
      'into a pcap file, which has no times after 2106-02-07: its packet 1 is of then; name the merged one *.pcapng',
    ],
    ['a capture that is cut short', ['a.pcap', 'cut.pcap'], 'Cannot read "cut.pcap" at offset 24'],
    ['no capture', ['a.pcap', 'older.pcap'], 'it begins with 6f 6c 64 65'],
    ['none at all', ['a.pcap', 'typo.pcap'], 'Cannot read "typo.pcap": no such file or directory'],
  ])('%s', async (_, inputs, message) => {
    writeFileSync(at('older.pcap'), 'older');
    writeFileSync(at('kept.pcap'), 'kept');
    const before = readdirSync(place.path);
    for (const output of ['kept.pcap', 'new.pcap']) {
      const { code, stderr } = await merge(...inputs, '-o', output);
      expect(stderr).toContain(message);
      expect(stderr.split('\n')).toHaveLength(2);
      expect(code).toBe(1);
    }
    expect(readFileSync(at('kept.pcap'), 'utf8')).toBe('kept');
    expect(readdirSync(place.path)).toEqual(before);
  });

  test('another version of pcapng', async () => {
    const { code, stderr } = await merge(
      hostile('25-version6.pcapng'),
      hostile('25-ok.pcapng'),
      '-o',
      'v.pcapng',
    );
    expect(stderr).toContain('at offset 0: pcapng version 6.0 is not known, expected 1.0 or 1.2');
    expect([code, existsSync(at('v.pcapng'))]).toEqual([1, false]);
  });
});

test('through a link, the file that it leads to is replaced, with its permissions', async () => {
  mkdirSync(at('elsewhere'));
  writeFileSync(at('elsewhere/real.pcap'), 'older', { mode: 0o640 });
  symlinkSync('elsewhere/real.pcap', at('link.pcap'));
  expect((await merge('a.pcap', '-o', 'link.pcap')).code).toBe(0);
  expect(readAll(readFileSync(at('elsewhere/real.pcap'))).packets).toHaveLength(1);
  expect(statSync(at('elsewhere/real.pcap')).mode & 0o777).toBe(0o640);
  expect(readdirSync(at('elsewhere'))).toEqual(['real.pcap']);
});
