import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { jsonRunsSchema } from '../../src/report/json-runs-schema.ts';
import { jsonReportSchema } from '../../src/report/json-schema.ts';
import { pcap, pcapng } from '../capture-reader/capture-builder.ts';
import { ownRun } from '../inspection/own-run.ts';
import { openWithWireshark } from '../judge/wireshark.ts';
import { readPcap } from '../pcap-writer/read-pcap.ts';
import { optionTexts, readStrictly } from '../support/strict-pcapng.ts';
import * as build from '../wire/frame-builder.ts';
import { type Ended, ended, fillInput, folder, run, start } from './binary.ts';

const LAUNCHER = path.join(import.meta.dirname, '../../bin/netchannel-sim.js');
const UDP = build.ipv4({ protocol: 17, payload: build.udp(build.IPV4_PAIR, [1, 2], [104, 105]) });
const HELLO = { bytes: Uint8Array.from(UDP), seconds: 1 };
const LARGE = { bytes: Uint8Array.from(build.ethernet(0x88b5, new Array(8000).fill(1))), seconds: 2 };

let place: ReturnType<typeof folder>;
let sample: Buffer;
const inside = (name: string): string => path.join(place.path, name);
const go = (...args: string[]): Promise<Ended> => run(['replay', ...args], { cwd: place.path });

beforeAll(async () => {
  sample = (await ownRun('1.10.1')).capture;
});
beforeEach(() => {
  place = folder({});
  writeFileSync(inside('sample.pcap'), sample);
  writeFileSync(inside('text.pcap'), 'name: demo\n');
  writeFileSync(inside('cut.pcap'), sample.subarray(0, -5));
  writeFileSync(inside('other.pcap'), pcap([HELLO], { linkType: 105 }));
  writeFileSync(inside('large.pcapng'), pcapng([HELLO, LARGE]));
});
afterEach(() => place.remove());

async function pipe(input: Uint8Array, ...args: string[]): Promise<Ended> {
  const child = start(['replay', ...args], { cwd: place.path });
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  return ended(child);
}

describe('a capture', () => {
  test('is sent under 1.10.0, written and reported on', async () => {
    const { code, stdout, stderr } = await go('sample.pcap');
    expect([code, stderr]).toEqual([0, '']);
    const text = stdout.toString();
    expect(text).toMatch(/^sample \(sample\.pcap\), netchannel 1\.10\.0/);
    expect(text).toContain('8 of 13 frames carried 8 bytes of earlier packets');
    expect(text).toContain('; "forwarded udp", packet 3\n');
    expect(text).toContain(
      '  netchannel-sim replay sample.pcap --netchannel 1.10.1 -o sample-replay-1.10.1.pcap\n',
    );
    expect(readPcap(readFileSync(inside('sample-replay.pcap'))).packets).toHaveLength(13);
  });

  test('from standard input to standard output, the same', async () => {
    await go('sample.pcap', '-q');
    const { code, stdout, stderr } = await pipe(sample, '-', '-o', '-');
    expect(code).toBe(0);
    expect(stdout.equals(readFileSync(inside('sample-replay.pcap')))).toBe(true);
    expect(stderr).toMatch(/^stdin \(stdin\), netchannel 1\.10\.0/);
    expect(stderr).not.toContain('netchannel-sim replay');
    await pipe(sample, '-', '-q');
    expect(readFileSync(inside('stdin-replay.pcap')).equals(stdout)).toBe(true);
  });

  test('goes through several releases side by side, from a pipe as well', async () => {
    const { code, stdout } = await pipe(sample, '-', '--matrix', '--json');
    expect(code).toBe(0);
    const { runs } = jsonRunsSchema.parse(JSON.parse(stdout.toString()));
    expect(runs.map(({ release, totals }) => [release, totals.leakedBytes])).toEqual([
      ['1.9.0', 0],
      ['1.10.0', 8],
      ['1.10.1', 0],
    ]);
    const written = readdirSync(place.path).filter((name) => name.startsWith('stdin-replay-'));
    expect(written).toHaveLength(3);
    const two = await go('sample.pcap', '--netchannel', '1.10.0,1.10.1', '-o', 'x-{release}.pcap');
    expect(two.stdout.toString().match(/^sample \(/gm)).toHaveLength(2);
    expect(existsSync(inside('x-1.10.1.pcap'))).toBe(true);
  });
});

describe('as pcapng', () => {
  const packetsOf = (name: string) =>
    readStrictly(readFileSync(inside(name))).filter((block) => block.type === 'packet');
  const commentsOf = (name: string): string[][] => packetsOf(name).map((packet) => optionTexts(packet, 1));

  test('every finding is a comment of its packet, as in a capture of run', async () => {
    const { code, stderr } = await go('sample.pcap', '-q', '-o', 'x.pcapng', '--json', 'r.json');
    expect([code, stderr]).toEqual([0, '']);
    await go('sample.pcap', '-q', '-o', 'x.pcap');
    const classic = readPcap(readFileSync(inside('x.pcap'))).packets;
    expect(packetsOf('x.pcapng').map(({ bytes }) => Uint8Array.from(bytes))).toEqual(
      classic.map(({ bytes }) => bytes),
    );
    const report = jsonReportSchema.parse(JSON.parse(readFileSync(inside('r.json'), 'utf8')));
    const comments = commentsOf('x.pcapng');
    for (const { frame, ranges, verdict } of report.leaks) {
      const lines = comments[(frame.number ?? 0) - 1] ?? [];
      expect(lines.filter((line) => line.startsWith('leak: '))).toHaveLength(ranges.length);
      expect(lines).toContain(`verdict: ${verdict}`);
    }
    const [section] = readStrictly(readFileSync(inside('x.pcapng')));
    expect(optionTexts(section, 1)).toEqual(['replay: sample.pcap, netchannel 1.10.0']);
    const judge = await openWithWireshark(readFileSync(inside('x.pcapng')));
    expect(judge.matchedFrames('frame.comment contains "leak:"')).toEqual(
      report.leaks.map(({ frame }) => frame.number),
    );
    expect(judge.matchedFrames('frame.packet_flags_direction == 2')).toHaveLength(classic.length);
    judge.close();
  });

  test('--format gives the name its extension, to a pipe and of several releases', async () => {
    const { stdout } = await go('sample.pcap', '--format', 'pcapng');
    expect(stdout.toString()).toContain('--format pcapng -o sample-replay-1.10.1.pcapng');
    const piped = await pipe(sample, '-', '-q', '--format', 'pcapng', '-o', '-');
    expect(readStrictly(piped.stdout).filter(({ type }) => type === 'packet')).toHaveLength(13);
    await go('sample.pcap', '-q', '--matrix', '--format', 'pcapng');
    expect(commentsOf('sample-replay-1.10.0.pcapng').flat().join()).toContain('leak: ');
    expect(commentsOf('sample-replay-1.10.1.pcapng').flat().join()).not.toContain('leak: ');
    expect(readFileSync(inside('sample-replay-1.10.0.pcapng'))).toEqual(
      readFileSync(inside('sample-replay.pcapng')),
    );
  });

  test('from both ends, netfront sends before netback comes to poll', async () => {
    const { code } = await go(
      'sample.pcap',
      '-q',
      '--poll-every',
      '5',
      '--vantage',
      'both',
      '-o',
      'x.pcapng',
    );
    expect(code).toBe(0);
    const packets = packetsOf('x.pcapng');
    expect(packets.map(({ interfaceId }) => interfaceId).join('')).toBe('00000111110000011111000111');
    const again = await go('sample.pcap', '--poll-every', '5', '--vantage', 'both', '--format', 'pcapng');
    expect(again.stdout.toString()).toContain('--format pcapng --vantage both');
  });
});

describe('options', () => {
  test('--asap and --poll-every', async () => {
    await go('sample.pcap', '-q', '--asap', '--poll-every', '5', '-o', 'quick.pcap');
    const times = readPcap(readFileSync(inside('quick.pcap'))).packets.map(({ fraction }) => fraction);
    expect(times).toEqual(Array.from({ length: 13 }, (_, i) => 1000 * i));
  });

  test('--mtu leaves out, and without it large frames are told of', async () => {
    const all = await go('large.pcapng', '-q');
    expect([all.code, all.stderr]).toEqual([
      0,
      'netchannel-sim: Warning: The largest frame has 8014 bytes, as no Ethernet with an MTU of 1500 carries it; --mtu 1500 leaves such frames out\n',
    ]);
    const few = await go('large.pcapng', '--mtu', '1500');
    expect([few.code, few.stderr]).toEqual([
      0,
      'netchannel-sim: Warning: 1 packet of 2 left out; the report says why\n',
    ]);
    expect(few.stdout.toString()).toContain('packet 2: Left out: its 8000 bytes exceed the MTU of 1500\n');
    expect(few.stdout.toString()).toContain('--mtu 1500 -o large-replay-1.10.1.pcap');
  });

  test('--json beside the text, --list and --fail-on', async () => {
    const { code, stdout, stderr } = await go(
      ...['sample.pcap', '--json', 'r.json', '--list', '1', '--fail-on', 'leak'],
    );
    expect(code).toBe(2);
    expect(stderr).toBe(
      'netchannel-sim: Found 8 leaked bytes in 8 frames, which --fail-on leak asks to fail\n',
    );
    // Eight equal leaks are one finding.
    expect(stdout.toString()).toMatch(/^ {2}Frames .*: 1 byte ipv4\.tos, 0x01$/m);
    expect(stdout.toString()).not.toContain('more leaking frame');
    const report = jsonReportSchema.parse(JSON.parse(readFileSync(inside('r.json'), 'utf8')));
    expect(report.leaks).toHaveLength(8);
    expect(report.steps.every(({ packet }) => packet !== undefined)).toBe(true);
    const clean = await go('sample.pcap', '--netchannel', '1.10.1', '-q', '--fail-on', 'leak');
    expect([clean.code, clean.stderr]).toEqual([0, '']);
  });

  test('colours', async () => {
    const env = { FORCE_COLOR: '1' };
    const colored = await run(['replay', 'sample.pcap'], { cwd: place.path, env });
    expect(colored.stdout.toString()).toContain('\u001b[');
    const plain = await run(['replay', 'sample.pcap', '--no-color'], { cwd: place.path, env });
    expect(plain.stdout.toString()).not.toContain('\u001b');
  });

  test('help leads with examples', async () => {
    const { code, stdout } = await go('--help');
    expect(code).toBe(0);
    expect(stdout.toString()).toMatch(/^Examples:\n {2}netchannel-sim replay /);
    expect(stdout.toString()).toContain('Exit status: 0 done');
  });
});

describe('what cannot be done', () => {
  test('a damaged capture is replayed up to there, with exit code 1', async () => {
    const { code, stdout, stderr } = await go('cut.pcap', '--json');
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^netchannel-sim: Cannot read "cut\.pcap" at offset \d+: the capture is cut short: .*; replayed are the 12 packets before\n$/,
    );
    const report = jsonReportSchema.parse(JSON.parse(stdout.toString()));
    expect([report.complete, report.totals.frames]).toEqual([false, 12]);
    expect(readPcap(readFileSync(inside('cut-replay.pcap'))).packets).toHaveLength(12);
  });

  test.each([
    [
      ['text.pcap'],
      'Cannot read "text.pcap" at offset 0: it is not a capture: it begins with 6e 61 6d 65 ("name"), which is neither pcap nor pcapng nor snoop',
    ],
    [['missing.pcap'], 'Cannot read the capture "missing.pcap": no such file or directory'],
    [['.'], 'Cannot read the capture ".": it is a directory'],
    [[''], 'Cannot read the capture: its name is empty'],
    [
      ['other.pcap'],
      'Cannot replay "other.pcap": none of its packets can be sent; of the first: its link type is IEEE802_11; taken are Ethernet, raw IP, BSD loopback and Linux cooked captures',
    ],
    [
      ['sample.pcap', '-o', './sample.pcap'],
      'Cannot write the capture to "./sample.pcap": that is the capture that is read',
    ],
    [
      ['sample.pcap', '--vantage', 'both'],
      'Cannot write frames of both vantage points to a pcap file, which has no interfaces to tell them apart; add --format pcapng, or name the capture *.pcapng',
    ],
    [
      ['sample.pcap', '--json', 'sample.pcap'],
      'Cannot write the JSON report to "sample.pcap": that is the capture that is read',
    ],
    [
      ['sample.pcap', '--json', 'sample-replay.pcap'],
      'Cannot write the JSON report to "sample-replay.pcap": the capture goes there; name another file after --json',
    ],
    [
      ['sample.pcap', '--matrix', '-o', 'x.pcap'],
      'Cannot write the captures of several releases to "x.pcap": the name after --output needs {release}, as in "x-{release}.pcap"',
    ],
    [['sample.pcap', '--mtu', '67'], 'Cannot use "67" after --mtu: expected a number from 68 to 65521'],
    [
      ['sample.pcap', '--poll-every', '0'],
      'Cannot use "0" after --poll-every: expected a number from 1 to 1000000000',
    ],
    [
      ['sample.pcap', '--netchannel', '1.10.3'],
      'Unknown netchannel release "1.10.3"; did you mean "1.10.0"; there are 1.4.1, 1.5.0, 1.9.0, 1.10.0, 1.10.1, 1.10.2, 1.13.1, 2.1.3, 2.1.6, 2.1.7, 2.1.8',
    ],
    [['sample.pcap', '--asp'], 'Unknown option "--asp"; did you mean "--asap"?'],
    [[], 'Missing required argument "capture"; see "netchannel-sim replay --help"'],
    [['sample.pcap', '-o', 'no/where.pcap'], 'Cannot write "no/where.pcap": no such file or directory'],
  ])('%j', async (args, message) => {
    const { code, stdout, stderr } = await go(...args);
    expect([code, stdout.length]).toEqual([1, 0]);
    expect(stderr).toBe(`netchannel-sim: ${message}\n`);
    expect(readFileSync(inside('sample.pcap')).equals(sample)).toBe(true);
  });

  test('an empty capture is told of', async () => {
    writeFileSync(inside('none.pcap'), pcap([]));
    const { code, stderr } = await go('none.pcap', '-q');
    expect([code, stderr]).toEqual([0, 'netchannel-sim: Warning: The capture holds no packet\n']);
  });
});

describe('streams', () => {
  test('a reader that goes away is a normal end', async () => {
    const child = start(['replay', 'sample.pcap', '--list', 'all'], { cwd: place.path });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    child.stdin.end();
    child.stdout.destroy();
    const code = await new Promise((resolve) => child.on('exit', resolve));
    expect([code, stderr]).toEqual([0, '']);
  });

  test.skipIf(process.platform === 'win32')('of the capture as well, in a shell', async () => {
    const packets = Array.from({ length: 50_000 }, () => HELLO);
    writeFileSync(inside('many.pcap'), pcap(packets));
    const command = `"${process.execPath}" "${LAUNCHER}" replay many.pcap -q -o - | head -c 100 | wc -c; echo "\${PIPESTATUS[0]}"`;
    const { stdout, stderr } = await promisify(execFile)('bash', ['-c', command], { cwd: place.path });
    expect(stdout.split(/\s+/).filter((word) => word !== '')).toEqual(['100', '0']);
    expect(stderr).toBe('');
  });

  test('Ctrl-C reports what there is', async () => {
    const child = start(['replay', '-', '--json', '-o', 'x.pcap'], { cwd: place.path });
    const end = ended(child);
    child.stdin.on('error', () => undefined);
    await fillInput(child, pcap(Array.from({ length: 50_000 }, () => HELLO)));
    child.kill('SIGINT');
    const { code, stdout, stderr } = await end;
    const report = jsonReportSchema.parse(JSON.parse(stdout.toString()));
    const { frames } = report.totals;
    expect(frames).toBeGreaterThan(1000);
    expect([code, report.complete]).toEqual([130, false]);
    expect(stderr).toMatch(
      new RegExp(`\nnetchannel-sim: Stopped after ${frames.toLocaleString('en-US')} packets\n$`),
    );
    expect(readPcap(readFileSync(inside('x.pcap'))).packets).toHaveLength(frames);
  });

  test('a large capture takes no more memory than a small one', async () => {
    const body = pcap(
      Array.from({ length: 1000 }, (_, i) => {
        const payload = build.udp(build.IPV4_PAIR, [i, 2], new Array(i % 400).fill(i & 255));
        return { bytes: Uint8Array.from(build.ipv4({ protocol: 17, payload })) };
      }),
    );
    const peak = async (copies: number): Promise<number> => {
      writeFileSync(
        inside('x.pcap'),
        Buffer.concat([body, ...new Array(copies - 1).fill(body.subarray(24))]),
      );
      const preload = path.join(import.meta.dirname, '../support/peak-memory.mjs');
      const env = { ...process.env, PEAK_MEMORY_FILE: inside('peak') };
      // A process begins with the peak of the one that it was forked from: here a shell, and not this one.
      const command = `cat x.pcap | "${process.execPath}" --import "${preload}" "${LAUNCHER}" replay - -q -o /dev/null --json r.json`;
      await promisify(execFile)('bash', ['-c', command], { cwd: place.path, env });
      expect(JSON.parse(readFileSync(inside('r.json'), 'utf8')).totals.frames).toBe(copies * 1000);
      return Number(readFileSync(inside('peak'), 'utf8')) / 1024;
    };
    const [small, large] = [await peak(100), await peak(600)];
    expect(large).toBeLessThan(1.3 * small);
  }, 60_000);
});
