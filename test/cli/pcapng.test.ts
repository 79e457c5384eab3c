import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { jsonReportSchema } from '../../src/report/json-schema.ts';
import { openWithWireshark } from '../judge/wireshark.ts';
import { readPcap } from '../pcap-writer/read-pcap.ts';
import { ONE_CHANNEL_SAMPLES } from '../support/one-channel-samples.ts';
import { optionTexts, optionValues, readStrictly, type StrictBlock } from '../support/strict-pcapng.ts';
import { HAS_TSHARK, TSHARK_NOTE, tshark } from '../support/tshark.ts';
import { DEMO, type Ended, folder, run } from './binary.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const SAMPLES = path.join(ROOT, 'samples');
const PLUGIN = path.join(ROOT, 'src/wireshark-profile/netchannel-sim.lua');

const COMMENT = 1;
const FLAGS = 2;
const PACKET_ID = 5;

/** Frames in both directions. */
const BOTH_WAYS = `
name: both ways
release: 1.10.0
hosts: {alice: {ip: 10.0.0.10}}
steps:
  - note: "first\\nthe guest asks"
  - udp: {to: alice, to_port: 9, payload: {size: 20}}
  - receive: {from: alice, udp: {to_port: 9, payload: hello}}
  - udp: {to: alice, to_port: 9, payload: {size: 20}}
`;

let place: ReturnType<typeof folder>;
const inside = (name: string): string => path.join(place.path, name);
const go = (...args: string[]): Promise<Ended> => run(['run', ...args], { cwd: place.path });
const blocksOf = (name: string): StrictBlock[] => readStrictly(readFileSync(inside(name)));
const packetsIn = (blocks: readonly StrictBlock[]) => blocks.filter((block) => block.type === 'packet');
const commentsIn = (name: string): string[][] =>
  packetsIn(blocksOf(name)).map((packet) => optionTexts(packet, COMMENT));

beforeAll(() => {
  place = folder({ 'demo.yaml': DEMO, 'both.yaml': BOTH_WAYS });
});
afterAll(() => place.remove());

describe('every sample as pcapng', () => {
  test.each(ONE_CHANNEL_SAMPLES)(
    '%s has its findings in the comments, and the frames of the pcap file',
    async (name) => {
      const script = path.join(SAMPLES, name);
      const base = path.basename(name, '.yaml');
      const options = ['--netchannel', '1.10.0', '-o'];
      await go(script, ...options, `${base}.pcap`, '--list', 'all', '--json', `${base}.json`);
      const short = await go(script, ...options, `${base}.pcapng`, '--list', '0');
      const again = await go(script, ...options, `${base}-again.pcapng`, '-q');
      expect([short.stderr, again.stderr]).toEqual([again.stderr, short.stderr]);
      const bytes = readFileSync(inside(`${base}.pcapng`));
      expect(readFileSync(inside(`${base}-again.pcapng`))).toEqual(bytes);

      const packets = packetsIn(readStrictly(bytes));
      const classic = readPcap(readFileSync(inside(`${base}.pcap`))).packets;
      expect(packets.map((packet) => Uint8Array.from(packet.bytes))).toEqual(
        classic.map((packet) => packet.bytes),
      );
      expect(packets.map(({ ticks }) => ticks / 1000n)).toEqual(
        classic.map(({ seconds, fraction }) => BigInt(seconds) * 1_000_000n + BigInt(fraction)),
      );

      const report = jsonReportSchema.parse(JSON.parse(readFileSync(inside(`${base}.json`), 'utf8')));
      const comments = packets.map((packet) => optionTexts(packet, COMMENT));
      const told = (number: number | null): string[] => comments[(number ?? 0) - 1] ?? [];
      for (const { frame, ranges, verdict } of report.leaks) {
        const lines = told(frame.number).filter((line) => line.startsWith('leak: '));
        expect(lines).toHaveLength(ranges.length);
        for (const [i, { start, end, source }] of ranges.entries()) {
          const where = end - start === 1 ? `1 byte at ${start}` : `bytes at ${start}..${end - 1}`;
          expect(lines[i]).toContain(`${where} from `);
          if (source.number !== null) expect(lines[i]).toContain(` from frame ${source.number} (`);
        }
        expect(told(frame.number)).toContain(`verdict: ${verdict.replace('-', ' ')}`);
      }
      for (const { frame, protocol, found, expected } of report.checksumFailures) {
        const hex = (value: number): string => `0x${value.toString(16).padStart(4, '0')}`;
        const start = `checksum: ${protocol} ${hex(found)}, should be ${hex(expected)}: `;
        expect(told(frame.number).filter((line) => line.startsWith(start))).toHaveLength(1);
      }
      const { leakingFrames, checksumFailures, discarded } = report.totals;
      const count = (start: string): number =>
        comments.filter((lines) => lines.some((line) => line.startsWith(start))).length;
      expect(count('leak: ')).toBe(leakingFrames);
      expect(comments.flat().filter((line) => line.startsWith('checksum: '))).toHaveLength(checksumFailures);
      expect(count('verdict: discarded')).toBe(discarded);

      const judge = await openWithWireshark(bytes);
      const leaking = report.leaks.map(({ frame }) => frame.number);
      expect(judge.matchedFrames('frame.comment contains "leak:"')).toEqual(leaking);
      expect(judge.matchedFrames('frame.packet_id == frame.number')).toHaveLength(packets.length);
      const tx = judge.matchedFrames('frame.packet_flags_direction == 2').length;
      expect([tx, packets.length - tx]).toEqual([report.totals.txFrames, report.totals.rxFrames]);
      judge.close();
    },
  );
});

describe('a pcapng capture', () => {
  test('says what it is of, and what became of its frames', async () => {
    await go('demo.yaml', '-q', '-o', 'demo.PCAPNG', '--seed', '5');
    const blocks = blocksOf('demo.PCAPNG');
    expect(blocks.map(({ type }) => type)).toEqual([
      ...['section', 'names', 'interface'],
      ...['packet', 'packet', 'packet', 'packet'],
      'statistics',
    ]);
    const [section, names, vif] = blocks;
    expect(optionTexts(section, 4)[0]).toMatch(/^netchannel-sim \d/);
    expect(optionTexts(section, COMMENT)).toEqual(['script: demo, netchannel 1.10.0, seed 5']);
    expect(optionTexts(vif, 2)).toEqual(['vif1.0']);
    expect(optionValues(vif, 6)).toHaveLength(1);
    const known =
      names?.type === 'names' ? names.records.map(({ name, address }) => [name, address.length]) : [];
    expect(known).toEqual(
      ['unikernel', 'alice', 'bob'].flatMap((name) => [
        [name, 4],
        [name, 16],
      ]),
    );
    const statistics = blocks.at(-1);
    const [received, dropped] = [4, 5].map((code) => optionValues(statistics, code)[0]?.readBigUInt64LE());
    const discarded = commentsIn('demo.PCAPNG').filter((lines) =>
      lines.includes('verdict: discarded'),
    ).length;
    expect(discarded).toBeGreaterThan(0);
    expect([received, dropped]).toEqual([BigInt(4 - discarded), BigInt(discarded)]);
  });

  test('has directions as the guest sees them, and notes in one line with what comes next', async () => {
    await go('both.yaml', '-q', '-o', 'both.pcapng');
    const packets = packetsIn(blocksOf('both.pcapng'));
    expect(packets.map((packet) => optionValues(packet, FLAGS)[0]?.readUInt32LE())).toEqual([2, 1, 2]);
    expect(packets.map((packet) => optionValues(packet, PACKET_ID)[0]?.readBigUInt64LE())).toEqual([
      1n,
      2n,
      3n,
    ]);
    expect(commentsIn('both.pcapng')[0]).toEqual(['note: first the guest asks']);
  });

  test('keeps findings with their frames when those wait for their time', async () => {
    const paced = await go('demo.yaml', '-o', '-', '--format', 'pcapng', '--pace', 'x0.05', '-q');
    const plain = await go('demo.yaml', '-o', '-', '--format', 'pcapng', '-q');
    expect(paced.stdout.equals(plain.stdout)).toBe(true);
    expect(
      packetsIn(readStrictly(paced.stdout)).filter(({ options }) => options.length > 2),
    ).not.toHaveLength(0);
  });

  test('is what inspect reads', async () => {
    await go('demo.yaml', '-q', '-o', 'read.pcapng');
    await go('demo.yaml', '-q', '-o', 'read.pcap');
    const [ng, classic] = await Promise.all(
      ['read.pcapng', 'read.pcap'].map((name) => run(['inspect', name, '--json'], { cwd: place.path })),
    );
    const totals = (ended: Ended | undefined): unknown => JSON.parse(String(ended?.stdout)).totals;
    expect(totals(ng)).toEqual(totals(classic));
    expect(ng?.code).toBe(0);
  });

  test('is made by compare as well', async () => {
    await run(['compare', 'demo.yaml', '-q', '-o', 'of-{release}.pcapng'], { cwd: place.path });
    expect(commentsIn('of-1.10.0.pcapng').flat().join()).toContain('leak: ');
    expect(commentsIn('of-1.10.1.pcapng').flat().join()).not.toContain('leak: ');
  });

  test.skipIf(!HAS_TSHARK)(`is what the plugin reads${TSHARK_NOTE}`, async () => {
    const { code } = await go('demo.yaml', '-q', '-o', 'plugin.pcapng', '--json', 'plugin.json');
    expect(code).toBe(0);
    const { leaks } = jsonReportSchema.parse(JSON.parse(readFileSync(inside('plugin.json'), 'utf8')));
    const fields = ['frame.number', 'netchannel.leaked', 'netchannel.verdict'];
    const output = tshark(
      place.path,
      ...['-X', `lua_script:${PLUGIN}`, '-r', inside('plugin.pcapng'), '-Y', 'netchannel.leaked'],
      ...['-T', 'fields', ...fields.flatMap((field) => ['-e', field])],
    );
    expect(output.trimEnd().split('\n')).toEqual(
      leaks.map(
        ({ frame, leakedBytes, verdict }) => `${frame.number}\t${leakedBytes}\t${verdict.replace('-', ' ')}`,
      ),
    );
  });
});

describe('the format', () => {
  test('goes over the name, and gives one where there is none', async () => {
    await go('demo.yaml', '-q', '-o', 'odd.pcapng', '--format', 'pcap');
    expect(readPcap(readFileSync(inside('odd.pcapng'))).packets).toHaveLength(4);
    await go('demo.yaml', '-q', '-o', 'odd.cap', '--format', 'pcapng');
    expect(packetsIn(blocksOf('odd.cap'))).toHaveLength(4);
    const { stdout } = await go('demo.yaml', '--format', 'pcapng');
    expect(packetsIn(blocksOf('demo.pcapng'))).toHaveLength(4);
    expect(stdout.toString()).toContain(
      'run demo.yaml --netchannel 1.10.1 --format pcapng -o demo-1.10.1.pcapng',
    );
  });

  test.each([
    [
      ['--format', 'pcapgn'],
      'Unknown format "pcapgn" after --format; did you mean "pcapng"; there are pcap and pcapng',
    ],
    [['--format', 'pcap', '--no-capture'], 'Cannot combine --no-capture with --format'],
  ])('%j is refused', async (options, message) => {
    const { code, stderr } = await go('demo.yaml', ...options);
    expect([code, stderr]).toEqual([1, expect.stringContaining(message)]);
  });
});
