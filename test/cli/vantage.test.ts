import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { jsonReportSchema } from '../../src/report/json-schema.ts';
import { openWithWireshark } from '../judge/wireshark.ts';
import { readPcap } from '../pcap-writer/read-pcap.ts';
import { ONE_CHANNEL_SAMPLES } from '../support/one-channel-samples.ts';
import { optionTexts, optionValues, readStrictly, type StrictBlock } from '../support/strict-pcapng.ts';
import { HAS_TSHARK, TSHARK_NOTE, tshark } from '../support/tshark.ts';
import { type Ended, folder, run } from './binary.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const SAMPLES = path.join(ROOT, 'samples');
const SAMPLE_NAMES = ONE_CHANNEL_SAMPLES;
const PLUGIN = path.join(ROOT, 'src/wireshark-profile/netchannel-sim.lua');

/** Netback refuses a frame, stalls, and is polled every other step. */
const STALL = `
name: stall
release: 1.10.0
epoch: 2019-03-21T00:00:00Z
poll: {every: 2}
hosts: {alice: {ip: 10.0.0.10}, bob: {ip: 10.0.0.11}}
steps:
  - fault: {error: 1}
  - {name: refused, raw: {to: alice, size: 34, writes: [{at: 14, data: "swordfish, swordfish"}]}}
  - udp: {to: alice, to_port: 9, payload: "swordfish swordfish swordfish"}
  - fault: {stall: 20ms}
  - note: netback is away
  - {raw: {to: bob, size: 71}}
  - {raw: {to: bob, size: 5000, returns: 5000}}
  - wait: 30ms
  - receive: {from: alice, udp: {to_port: 9, payload: hello}}
  - ping: {to: bob}
`;

const MANUAL = `
name: manual
poll: manual
steps: [{raw: {size: 60}}, {raw: {size: 61}}]
`;

const PACKET_ID = 5;
const COMMENT = 1;
const FIELDS = [
  'frame.number',
  'frame.time_epoch',
  'frame.interface_name',
  'frame.packet_id',
  'frame.packet_flags_direction',
  'frame.len',
] as const;

let place: ReturnType<typeof folder>;
const inside = (name: string): string => path.join(place.path, name);
const go = (...args: string[]): Promise<Ended> => run(['run', ...args], { cwd: place.path });
const ofType = (blocks: readonly StrictBlock[], type: StrictBlock['type']): StrictBlock[] =>
  blocks.filter((block) => block.type === type);
const packetsOf = (name: string) =>
  readStrictly(readFileSync(inside(name))).filter((block) => block.type === 'packet');
const namesOf = (name: string): string[] =>
  ofType(readStrictly(readFileSync(inside(name))), 'interface').flatMap((block) => optionTexts(block, 2));

/** Frames received and dropped, of each interface. */
function statisticsOf(name: string): number[][] {
  return ofType(readStrictly(readFileSync(inside(name))), 'statistics').map((block) =>
    [4, 5].map((code) => Number(optionValues(block, code)[0]?.readBigUInt64LE())),
  );
}

/** What Wireshark reads: time in milliseconds, interface, packet id, direction and length. */
async function listed(name: string): Promise<string[]> {
  const judge = await openWithWireshark(readFileSync(inside(name)));
  const rows = judge.fields(FIELDS).map((row) => {
    const [seconds = '', nanoseconds = ''] = row['frame.time_epoch'].split('.');
    const time = (Number(seconds) - 1_553_126_400) * 1000 + Number(nanoseconds) / 1e6;
    const direction = row['frame.packet_flags_direction'] === 'Outbound' ? 'out' : 'in';
    const id = row['frame.packet_id'] === '' ? '-' : row['frame.packet_id'];
    return `${time} ${row['frame.interface_name']} ${id} ${direction} ${row['frame.len']}`;
  });
  judge.close();
  return rows;
}

beforeAll(async () => {
  place = folder({ 'stall.yaml': STALL, 'manual.yaml': MANUAL });
  for (const vantage of ['netfront', 'netback', 'receiver', 'both']) {
    const ended = await go('stall.yaml', '-q', '--vantage', vantage, '-o', `${vantage}.pcapng`);
    expect([ended.code, ended.stderr]).toEqual([0, '']);
  }
  await go('stall.yaml', '-q', '-o', 'plain.pcapng');
});
afterAll(() => place.remove());

describe('both ends in one capture', () => {
  test('a frame has one id at both; netfront sees it first, also if netback never takes it', async () => {
    const rows = await listed('both.pcapng');
    expect(rows).toEqual([
      '0 netfront - out 34',
      '1 netfront 1 out 71',
      '1 netback 1 out 71',
      '2 netfront 2 out 71',
      '3 netfront 3 out 5000',
      '22 netback 2 out 71',
      '22.001 netback 3 out 5000',
      '34 netback 5 in 47',
      '35 netfront 4 out 42',
      '35 netback 4 out 42',
      '35.001 netfront 5 in 47',
    ]);
    const judge = await openWithWireshark(readFileSync(inside('both.pcapng')));
    expect(judge.matchedFrames('frame.packet_id == 2')).toHaveLength(2);
    expect(judge.matchedFrames('frame.interface_description contains "driver domain"')).toHaveLength(5);
    expect(judge.matchedFrames('frame.comment contains "verdict: refused"')).toEqual([1]);
    judge.close();
  });

  test('each finding is told once, where the frame arrives, with ids for other frames', async () => {
    const packets = packetsOf('both.pcapng');
    const leaking = packets.filter((packet) =>
      optionTexts(packet, COMMENT).some((line) => line.startsWith('leak: ')),
    );
    expect(leaking.map(({ interfaceId }) => interfaceId)).toEqual([1, 1]);
    const lines = leaking.flatMap((packet) => optionTexts(packet, COMMENT));
    expect(lines.join('\n')).toContain(' from packet id 1 (udp to alice), ');
    expect(lines.join('\n')).not.toContain(' from frame ');
    const noted = packets.filter((packet) => optionTexts(packet, COMMENT).includes('note: netback is away'));
    expect(noted.map((packet) => packet.ticks % 1_000_000_000n)).toEqual([2_000_000n]);
  });

  test('its interfaces have the MAC address of the guest, and statistics of their own', () => {
    const blocks = readStrictly(readFileSync(inside('both.pcapng')));
    const interfaces = ofType(blocks, 'interface');
    expect(interfaces.map((block) => optionTexts(block, 2)[0])).toEqual(['netfront', 'netback']);
    expect(interfaces.map((block) => optionValues(block, 6)[0]?.toString('hex'))).toEqual([
      '00163e000001',
      '00163e000001',
    ]);
    expect(statisticsOf('both.pcapng')).toEqual([
      [5, 1],
      [5, 0],
    ]);
  });

  test('the same script gives the same bytes, at whatever pace', async () => {
    const options = ['stall.yaml', '-q', '--vantage', 'both', '--format', 'pcapng', '-o', '-'];
    const [once, again] = await Promise.all([go(...options), go(...options, '--pace', 'x10')]);
    expect(once.stdout.equals(readFileSync(inside('both.pcapng')))).toBe(true);
    expect(again).toEqual(once);
  });

  test('a run that nobody polls has frames at netfront only', async () => {
    const { code, stderr } = await go('manual.yaml', '-q', '--vantage', 'both', '-o', 'manual.pcapng');
    expect([code, stderr]).toEqual([
      0,
      'netchannel-sim: Warning: no frame crossed the channel: with "poll: manual" nothing moves but at poll steps\n',
    ]);
    const packets = packetsOf('manual.pcapng');
    expect(packets.map((packet) => optionTexts(packet, COMMENT))).toEqual([
      ['verdict: not taken'],
      ['verdict: not taken'],
    ]);
    expect(packets.map(({ interfaceId }) => interfaceId)).toEqual([0, 0]);
    expect(statisticsOf('manual.pcapng')).toEqual([
      [0, 2],
      [0, 0],
    ]);
  });

  test.skipIf(!HAS_TSHARK)(`the plugin reads where stale bytes are from${TSHARK_NOTE}`, () => {
    const output = tshark(
      place.path,
      ...['-X', `lua_script:${PLUGIN}`, '-r', inside('both.pcapng'), '-Y', 'netchannel.leaked'],
      ...['-T', 'fields', '-e', 'netchannel.source', '-e', 'frame.interface_name'],
    );
    expect(output.split('\n')[0]).toMatch(/packet id 1 \(udp to alice\)\tnetback$/);
  });
});

describe.each(['netfront', 'netback'])('%s alone', (vantage) => {
  test('is what both show of it, with every finding', async () => {
    const there = (await listed('both.pcapng')).filter((row) => row.includes(` ${vantage} `));
    expect(await listed(`${vantage}.pcapng`)).toEqual(there);
    const findings = (name: string): string[] =>
      packetsOf(name)
        .flatMap((packet) => optionTexts(packet, COMMENT))
        .filter((line) => /^(leak|checksum): /.test(line));
    expect(findings(`${vantage}.pcapng`)).toEqual(findings('both.pcapng'));
    expect(findings(`${vantage}.pcapng`)).not.toEqual([]);
    expect(namesOf(`${vantage}.pcapng`)).toEqual([vantage]);
  });

  test('as classic pcap has the same frames', async () => {
    await go('stall.yaml', '-q', '--vantage', vantage, '-o', `${vantage}.pcap`);
    const classic = readPcap(readFileSync(inside(`${vantage}.pcap`))).packets;
    const packets = packetsOf(`${vantage}.pcapng`);
    expect(classic.map(({ bytes }) => bytes)).toEqual(packets.map(({ bytes }) => Uint8Array.from(bytes)));
    expect(classic.map(({ seconds, fraction }) => BigInt(seconds) * 1_000_000n + BigInt(fraction))).toEqual(
      packets.map(({ ticks }) => ticks / 1000n),
    );
  });
});

describe('every sample', () => {
  test.each(SAMPLE_NAMES)('%s is the same from everywhere', async (name) => {
    const script = path.join(SAMPLES, name);
    const options = ['--netchannel', '1.10.0', '-q', '-o'];
    await go(script, ...options, 's.pcapng', '--json', 's.json');
    await go(script, ...options, 's-both.pcapng', '--vantage', 'both');
    await go(script, ...options, 's-receiver.pcapng', '--vantage', 'receiver');
    await go(script, ...options, 's-receiver.pcap', '--vantage', 'receiver');
    const plain = packetsOf('s.pcapng');
    // epb_flags has it in two bits, and what is known of checksums in others.
    const direction = (packet: StrictBlock): number => (optionValues(packet, 2)[0]?.readUInt32LE() ?? 0) & 3;
    const hex = ({ bytes }: { bytes: Buffer }): string => bytes.toString('hex');
    // Outbound frames arrive at netback, interface 1, inbound ones at netfront, interface 0.
    const arriving = packetsOf('s-both.pcapng').filter(
      (packet) => packet.interfaceId === direction(packet) - 1,
    );
    expect(arriving.map(hex)).toEqual(plain.map(hex));
    const told = (packet: StrictBlock): string[] =>
      optionTexts(packet, COMMENT)
        .filter((line) => !line.startsWith('note: '))
        .map((line) => line.replace(' from frame ', ' from packet id '));
    expect(arriving.map(told)).toEqual(plain.map(told));

    const { totals } = jsonReportSchema.parse(JSON.parse(readFileSync(inside('s.json'), 'utf8')));
    const judge = await openWithWireshark(readFileSync(inside('s-both.pcapng')));
    expect(judge.matchedFrames('frame.comment contains "leak:"')).toHaveLength(totals.leakingFrames);
    expect(judge.matchedFrames('frame.comment contains "verdict: discarded"')).toHaveLength(totals.discarded);
    judge.close();

    const received = packetsOf('s-receiver.pcapng');
    expect(received.map(hex)).toEqual(plain.map(hex));
    expect(received.map(({ ticks }) => ticks)).toEqual(plain.map(({ ticks }) => ticks));
    const isDiscarded = received.map((packet) => optionTexts(packet, COMMENT).includes('verdict: discarded'));
    expect(received.map(({ interfaceId }) => interfaceId === 1)).toEqual(isDiscarded);
    const kept = received.filter(({ interfaceId }) => interfaceId === 0);
    const classic = readPcap(readFileSync(inside('s-receiver.pcap'))).packets;
    expect(classic.map(({ bytes }) => Buffer.from(bytes).toString('hex'))).toEqual(kept.map(hex));
    expect(statisticsOf('s-receiver.pcapng')).toEqual([
      [totals.frames - totals.discarded, 0],
      [0, totals.discarded],
    ]);
    expect(namesOf('s-receiver.pcapng')).toEqual(['receiver', 'receiver-discards']);
  });
});

describe('the command line', () => {
  test('suggests what looks from there as well', async () => {
    const { stdout } = await go('stall.yaml', '--vantage', 'both', '--format', 'pcapng');
    expect(stdout.toString()).toContain(
      'run stall.yaml --netchannel 1.10.1 --format pcapng --vantage both -o stall-1.10.1.pcapng',
    );
    expect(packetsOf('stall.pcapng')).toHaveLength(11);
  });

  test.each([
    [
      ['--vantage', 'netfrnt'],
      'Unknown vantage point "netfrnt" after --vantage; did you mean "netfront"; there are netfront, netback, receiver and both',
    ],
    [
      ['--vantage', 'both'],
      'Cannot write frames of both vantage points to a pcap file, which has no interfaces to tell them apart; add --format pcapng, or name the capture *.pcapng',
    ],
    [['--vantage', 'both', '-o', 'x.pcap'], 'Cannot write frames of both vantage points to a pcap file'],
    [['--vantage', 'both', '-o', '-'], 'Cannot write frames of both vantage points to a pcap file'],
    [
      ['--vantage', 'both', '-o', 'x.pcapng', '--format', 'pcap'],
      'Cannot write frames of both vantage points to a pcap file',
    ],
    [['--vantage', 'netback', '--no-capture'], 'Cannot combine --no-capture with --vantage'],
  ])('%j is refused', async (options, message) => {
    const { code, stdout, stderr } = await go('stall.yaml', ...options);
    expect([code, stdout.length, stderr]).toEqual([1, 0, expect.stringContaining(message)]);
    expect(readdirSync(place.path)).not.toContain('x.pcap');
  });
});

test('ids are those of packets without a vantage point', () => {
  const ids = (name: string): (bigint | undefined)[] =>
    packetsOf(name).map((packet) => optionValues(packet, PACKET_ID)[0]?.readBigUInt64LE());
  expect(ids('receiver.pcapng')).toEqual(ids('plain.pcapng'));
  expect(ids('netback.pcapng').toSorted()).toEqual(ids('plain.pcapng'));
});
