/** What `replay` and `import` keep of a capture, what they say that they do not, and when they leave files alone. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import * as build from '../capture-reader/capture-builder.ts';
import { readAll } from '../capture-reader/read-all.ts';
import { type Ended, folder, run } from './binary.ts';

const given = (name: string): string => path.join(import.meta.dirname, '../captures', name);
const FRAME = Uint8Array.from({ length: 60 }, (_, i) => (i === 12 ? 0x88 : i === 13 ? 0xb5 : i));

const place = folder({});
const at = (name: string): string => path.join(place.path, name);
const packets = (...times: [number, number][]): build.BuiltPacket[] =>
  times.map(([seconds, fraction]) => ({ bytes: FRAME, seconds, fraction }));
const nanoseconds = build.pcap(packets([5, 1], [5, 502], [6, 999_999_999]), { magic: 0xa1b23c4d });
writeFileSync(at('ns.pcap'), nanoseconds);
writeFileSync(at('ns.pcap.gz'), gzipSync(nanoseconds));
writeFileSync(at('us.pcap'), build.pcap(packets([5, 1], [5, 2])));
writeFileSync(at('us.snoop'), build.snoop(packets([5, 1], [5, 2])));
writeFileSync(at('back.pcap'), build.pcap(packets([5, 1], [5, 1], [4, 0], [9, 0])));
writeFileSync(at('once.pcap'), build.pcap(packets([5, 1], [4, 0], [9, 0])));
writeFileSync(at('text.pcap'), 'name: x');
writeFileSync(at('usb.pcap'), build.pcap(packets([5, 1]), { linkType: 189 }));
afterAll(() => place.remove());

const go = (...args: string[]): Promise<Ended> => run(args, { cwd: place.path });
const times = (name: string): (string | null)[] =>
  readAll(readFileSync(at(name))).packets.map(({ time }) => time);

describe('nanoseconds', () => {
  test.each(['ns.pcap', 'ns.pcap.gz'])('of %s are in what is replayed', async (name) => {
    const { code, stderr } = await go('replay', name, '-q', '-o', 'out.pcap');
    expect([code, stderr]).toEqual([0, '']);
    expect(times('out.pcap')).toEqual(['5.000000001', '5.000000502', '6.999999999']);
  });

  test('of a capture of others, too', async () => {
    expect((await go('replay', given('nanoseconds.pcap'), '-q', '-o', 'out.pcap')).code).toBe(0);
    const { packets: all } = readAll(readFileSync(given('nanoseconds.pcap')));
    expect(times('out.pcap')).toEqual(all.map(({ time }) => time));
  });

  test.each(['us.pcap', 'us.snoop'])(
    'where %s has none, the capture stays one of microseconds',
    async (name) => {
      await go('replay', name, '-q', '-o', 'out.pcap');
      expect(readFileSync(at('out.pcap')).readUInt32LE(0)).toBe(0xa1b2c3d4);
      expect(times('out.pcap')).toEqual(['5.000001000', '5.000002000']);
    },
  );
});

describe('nanoseconds of pcapng', () => {
  const [micro, nano] = [build.interfaceBlock(true), build.interfaceBlock(true, { resolution: 9 })];
  const first = build.enhanced(true, { bytes: FRAME, ticks: 5_000_001n });
  const fine = (interfaceId: number): Buffer =>
    build.enhanced(true, { bytes: FRAME, ticks: 6_000_000_007n, interfaceId });

  test.each<[string, Buffer[]]>([
    ['an interface that is described behind the first packet', [micro, first, nano, fine(1)]],
    ['another section', [micro, first, build.section(true), nano, fine(0)]],
  ])('%s', async (_, blocks) => {
    writeFileSync(at('late.pcapng'), Buffer.concat([build.section(true), ...blocks]));
    expect((await go('replay', 'late.pcapng', '-q', '-o', 'late.pcap')).stderr).toBe('');
    expect(times('late.pcap')).toEqual(['5.000001000', '6.000000007']);
  });
});

describe('nanoseconds of a script', () => {
  const script = (interval: string): string =>
    `epoch: 1970-01-01T00:00:05Z\ninterval: ${interval}\nhosts: {a: {ip: 10.0.0.10}}\n` +
    'steps: [{repeat: {count: 3, steps: [{ping: {to: a}}]}}]\n';
  writeFileSync(at('fine.yaml'), script('1500ns'));
  writeFileSync(at('whole.yaml'), script('2us'));
  const FINE = ['5.000000000', '5.000001500', '5.000003000'];

  test('are in what run writes, as in pcapng', async () => {
    await go('run', 'fine.yaml', '-q', '-o', 'fine.pcap');
    await go('run', 'fine.yaml', '-q', '-o', 'fine.pcapng');
    expect([times('fine.pcap'), times('fine.pcapng')]).toEqual([FINE, FINE]);
  });

  test('are in what compare writes', async () => {
    await go('compare', 'fine.yaml', '-q', '-o', 'fine-{release}.pcap');
    expect([times('fine-1.10.0.pcap'), times('fine-1.10.1.pcap')]).toEqual([FINE, FINE]);
  });

  test('where there are none, the captures stay those of microseconds', async () => {
    await go('run', 'whole.yaml', '-q', '-o', 'whole.pcap');
    await go('compare', 'whole.yaml', '-q', '-o', 'whole-{release}.pcap');
    for (const name of ['whole.pcap', 'whole-1.10.0.pcap']) {
      expect(readFileSync(at(name)).readUInt32LE(0)).toBe(0xa1b2c3d4);
      expect(times(name)).toEqual(['5.000000000', '5.000002000', '5.000004000']);
    }
  });
});

describe('what is lost is said, with how many', () => {
  const LENGTH = 'cut when captured';

  test.each([
    ['replay', '-o', 'out.pcap', '-q'],
    ['import', '-o', 'out.yaml', '-f'],
  ])('the length of a packet on the wire: %s', async (command, ...options) => {
    const { code, stderr } = await go(command, given('cut-packet.pcap'), ...options);
    expect(code).toBe(0);
    expect(stderr).toContain(`Warning: 1 packet ${command === 'replay' ? 'of 1 ' : ''}${LENGTH}`);
  });

  test.each([
    ['replay', 'of 4 cross', '-o', 'out.pcap', '-q'],
    ['import', 'get', '-o', 'out.yaml', '-f'],
  ])('times that are not after the one before: %s', async (command, what, ...options) => {
    expect((await go(command, 'back.pcap', ...options)).stderr).toContain(
      `Warning: 2 packets ${what} ${command === 'replay' ? 'at ' : ''}another time than theirs`,
    );
    const one = command === 'replay' ? 'of 3 crosses at' : 'gets';
    expect((await go(command, 'once.pcap', ...options)).stderr).toContain(
      `Warning: 1 packet ${one} another time`,
    );
    expect((await go(command, 'ns.pcap', ...options)).stderr).not.toContain('Warning');
  });
});

describe('a capture that cannot be replayed leaves the older output alone', () => {
  test.each<[string, string]>([
    ['typo.pcap', 'no such file or directory'],
    ['text.pcap', 'it is not a capture'],
    ['usb.pcap', 'none of its packets can be sent'],
  ])('%s', async (name, message) => {
    for (const output of ['keep.pcap', 'keep.pcapng']) {
      writeFileSync(at(output), 'older');
      const before = readdirSync(place.path);
      const { code, stderr } = await go('replay', name, '-o', output);
      expect(stderr).toContain(message);
      expect([code, readFileSync(at(output), 'utf8')]).toEqual([1, 'older']);
      await go('replay', name, '-o', `new-${output}`);
      expect(existsSync(at(`new-${output}`))).toBe(false);
      expect(readdirSync(place.path)).toEqual(before);
    }
  });
});
