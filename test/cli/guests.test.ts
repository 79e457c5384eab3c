import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { jsonReportSchema } from '../../src/report/json-schema.ts';
import { openWithWireshark } from '../judge/wireshark.ts';
import { readPcap } from '../pcap-writer/read-pcap.ts';
import { optionTexts, readStrictly, type StrictBlock } from '../support/strict-pcapng.ts';
import { type Ended, folder, run } from './binary.ts';

const SAMPLE = path.join(import.meta.dirname, '../../samples/qubes-firewall.yaml');
const CHANNELS = ['work', 'personal', 'untrusted', 'vault', 'uplink'];
const COMMENT = 1;
const IF_NAME = 2;

let place: ReturnType<typeof folder>;
const inside = (name: string): string => path.join(place.path, name);
const go = (...args: string[]): Promise<Ended> => run(args, { cwd: place.path });
const blocksOf = (name: string): StrictBlock[] => readStrictly(readFileSync(inside(name)));

beforeAll(() => {
  place = folder({});
});
afterAll(() => place.remove());

describe('a script with guests', () => {
  test('is captured as pcapng if nobody says how, with an interface for each channel', async () => {
    const ended = await go('run', SAMPLE, '--json', 'report.json', '--netchannel', '1.10.0');
    expect(ended).toMatchObject({ code: 0 });
    const blocks = blocksOf('qubes-firewall.pcapng');
    const names = blocks
      .filter(({ type }) => type === 'interface')
      .flatMap((block) => optionTexts(block, IF_NAME));
    expect(names).toEqual(CHANNELS);
    const report = jsonReportSchema.parse(JSON.parse(readFileSync(inside('report.json'), 'utf8')));
    expect(report.channels?.map(({ name }) => name)).toEqual(CHANNELS);
    const judge = await openWithWireshark(readFileSync(inside('qubes-firewall.pcapng')));
    const frames = judge.fields(['frame.interface_name', 'frame.packet_id']);
    judge.close();
    expect(frames.map((frame) => frame['frame.interface_name'])).toEqual(
      report.frames.map(({ channel }) => channel),
    );
    expect(frames.map((frame) => Number(frame['frame.packet_id']))).toEqual(
      report.frames.map(({ number }) => number),
    );
    const told = blocks
      .filter(({ type }) => type === 'packet')
      .flatMap((block) => optionTexts(block, COMMENT))
      .filter((comment) => comment.startsWith('passed on: '));
    expect(told).toEqual([
      'passed on: 74 bytes at 47..120, leaked in frame 7 on work, from frame 3 (udp to mail)',
    ]);
  });

  test('is captured channel by channel', async () => {
    await go('run', SAMPLE, '-q', '--json', 'report.json', '-o', '{channel}.pcap', '--netchannel', '1.10.0');
    await go('run', SAMPLE, '-q', '-o', '{channel}.pcapng', '--netchannel', '1.10.0');
    const report = jsonReportSchema.parse(JSON.parse(readFileSync(inside('report.json'), 'utf8')));
    for (const { name, frames } of report.channels ?? []) {
      const { packets } = readPcap(readFileSync(inside(`${name}.pcap`)));
      const own = report.frames.filter(({ channel }) => channel === name);
      expect(packets.map(({ bytes }) => bytes.length)).toEqual(own.map(({ length }) => length));
      expect(packets).toHaveLength(frames);
      expect(blocksOf(`${name}.pcapng`).filter(({ type }) => type === 'packet')).toHaveLength(frames);
    }
    const comments = blocksOf('personal.pcapng').flatMap((block) => optionTexts(block, COMMENT));
    expect(comments).toContain(
      'passed on: 74 bytes at 47..120, leaked in packet id 7 on work, from packet id 3 (udp to mail)',
    );
  });

  test('suggests the capture that most leaks in, and names all of them', async () => {
    const { stdout } = await go('run', SAMPLE, '-o', '{channel}.pcap', '--netchannel', '1.10.0');
    const words = String(stdout).replace(/\s+/g, ' ');
    expect(words).toContain('to work.pcap, personal.pcap, untrusted.pcap, vault.pcap and uplink.pcap');
    expect(String(stdout)).toContain('wireshark -o ip.check_checksum:TRUE work.pcap');
    expect(words).toMatch(/run \S+qubes-firewall\.yaml --netchannel 1\.10\.0 --open/);
    expect(String(stdout)).toContain('netchannel-sim explore');
  });

  test('warns of what the unikernel sends to a guest itself', async () => {
    const text = readFileSync(path.join(import.meta.dirname, '../../samples/qubes-firewall.yaml'), 'utf8');
    const steps =
      '\n  - udp: { to: personal, from_port: 1, to_port: 2, payload: x }\n  - ping: { to: 10.137.0.5 }\n';
    writeFileSync(inside('lost.yaml'), text.replace(/\nexpect:[\s\S]*?\nsteps:/, '\nsteps:') + steps);
    const { code, stderr } = await go('run', 'lost.yaml', '--no-capture', '-q');
    expect(code).toBe(0);
    expect(stderr).toContain('Goes out over the uplink, where "personal" is not');
    expect(stderr).toContain('Goes out over the uplink, where "work" is not');
    expect(stderr.match(/Goes out over/g)).toHaveLength(2);
  });

  test('gives the same bytes again', async () => {
    await go('run', SAMPLE, '-q', '-o', 'again.pcapng', '--netchannel', '1.10.0');
    expect(readFileSync(inside('again.pcapng'))).toEqual(readFileSync(inside('qubes-firewall.pcapng')));
  });

  test('tells the way of each leak, and what the firewall did', async () => {
    const { stdout } = await go('run', SAMPLE, '-v', '--no-capture', '--netchannel', '1.10.0');
    expect(String(stdout)).toMatch(/The\s+firewall\s+passed on 74 leaked bytes in 1 frame of its own\./);
    expect(String(stdout)).toMatch(
      /went on in +frame 8 on personal, to personal \(10\.137\.0\.6\): all of\s+them passed on/,
    );
    expect(String(stdout)).toMatch(/it\s+dropped 1: 1\s+frame because no rule accepts it, first frame 9/);
  });

  test.each([
    [['run', SAMPLE, '--shard', '1/2']],
    [['run', SAMPLE, '--exposure']],
    [['run', SAMPLE, '--trace', 'trace.json']],
    [['run', SAMPLE, '--vantage', 'netback', '-o', 'refused.pcapng']],
    [['run', SAMPLE, '-o', 'refused.pcap']],
    [['run', SAMPLE, '-o', '{channel}.pcapng', '--open']],
    [['compare', SAMPLE, '--devices', 'all']],
  ])('%s is refused in a sentence', async (args) => {
    const { code, stderr } = await go(...args);
    expect(code).toBe(1);
    expect(stderr).toMatch(/guests|several channels/);
    expect(stderr).not.toContain('    at ');
    for (const file of ['refused.pcap', 'refused.pcapng', 'trace.json']) {
      expect(existsSync(inside(file))).toBe(false);
    }
  });

  test('is told step by step', async () => {
    const { code, stdout } = await go('demo', SAMPLE, '--netchannel', '1.10.0');
    expect(code).toBe(0);
    expect(String(stdout)).toContain('Channel  work, from the guest to the firewall');
    expect(String(stdout)).toMatch(
      /Firewall makes frame 8 of it, on personal, to personal, and passes all of the\s+stale/,
    );
  });

  test('is compared', async () => {
    const { code, stdout } = await go('compare', SAMPLE);
    expect(code).toBe(0);
    expect(String(stdout)).toContain('1.10.0 leaked 234 bytes');
  });
});

test('a script with one channel has no captures by channel', async () => {
  const { code, stderr } = await go('run', '-o', '{channel}.pcap');
  expect(code).toBe(1);
  expect(stderr).toContain('the script has no guests, and so one channel');
});
