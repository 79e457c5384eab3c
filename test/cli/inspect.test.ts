import { execFile } from 'node:child_process';
import { copyFileSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inspectionSchema } from '../../src/report/inspection/json-schema.ts';
import { grouped } from '../../src/report/words.ts';
import { pcap, pcapng } from '../capture-reader/capture-builder.ts';
import { ownRun } from '../inspection/own-run.ts';
import { openWithWireshark } from '../judge/wireshark.ts';
import * as build from '../wire/frame-builder.ts';
import { type Ended, ended, folder, run, start } from './binary.ts';

const LAUNCHER = path.join(import.meta.dirname, '../../bin/netchannel-sim.js');
const CAPTURES = path.join(import.meta.dirname, '../captures');
const HELLO = build.ipv4({ protocol: 17, payload: build.udp(build.IPV4_PAIR, [1, 2], [104, 105]) });
const CLEAN = { bytes: Uint8Array.from(HELLO), seconds: 1 };
const PADDED = { bytes: Uint8Array.from([...HELLO, 0, 0, ...Buffer.from('password')]), seconds: 2 };

let place: ReturnType<typeof folder>;
let sample: Buffer;
const inside = (name: string): string => path.join(place.path, name);
const go = (...args: string[]): Promise<Ended> => run(['inspect', ...args], { cwd: place.path });

beforeAll(async () => {
  sample = (await ownRun('1.10.0')).capture;
  place = folder({ 'text.pcap': 'name: demo\n', 'empty.pcap': '' });
  writeFileSync(inside('sample.pcap'), sample);
  writeFileSync(inside('clean.pcapng'), pcapng([CLEAN]));
  writeFileSync(inside('padded.pcap'), pcap([CLEAN, PADDED]));
  writeFileSync(inside('other.pcap'), pcap([CLEAN], { linkType: 105 }));
  copyFileSync(path.join(CAPTURES, 'cooked-ipv4-checksum-0.pcap'), inside('offloaded.pcap'));
  copyFileSync(path.join(CAPTURES, 'wrong-fcs.pcapng'), inside('wrong-fcs.pcapng'));
  copyFileSync(path.join(CAPTURES, 'custom-blocks.pcapng'), inside('custom-blocks.pcapng'));
  writeFileSync(inside('cut.pcap'), sample.subarray(0, -5));
});
afterAll(() => place.remove());

/** Runs the program with bytes on its standard input. */
async function pipe(input: Uint8Array, ...args: string[]): Promise<Ended> {
  const child = start(['inspect', ...args], { cwd: place.path });
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  return ended(child);
}

describe('a capture', () => {
  test('becomes a report', async () => {
    const { code, stdout, stderr } = await go('sample.pcap');
    expect([code, stderr]).toEqual([0, '']);
    const text = stdout.toString();
    expect(text.replaceAll('\n', ' ')).toContain('5 of 13 frames have a wrong checksum (6 in all)');
    expect(text).toContain(
      '  Frame 11: 111 bytes 23..133 equal frame 10 (udp to 10.0.0.10) at 23; they were meant for 10.0.0.10\n',
    );
    expect(text).toContain('  wireshark -o ip.check_checksum:TRUE sample.pcap\n');
    expect(text).not.toContain('\u001b');
  });

  test('from standard input gives the same', async () => {
    const file = await go('sample.pcap', '--list', '2');
    const piped = await pipe(sample, '-', '--list', '2');
    expect([piped.code, piped.stderr]).toEqual([0, '']);
    const [[, ...ofFile], [title, ...ofPipe]] = [file, piped].map(({ stdout }) =>
      (stdout.toString().split('\nNEXT\n')[0] ?? '').trimEnd().split('\n'),
    ) as [string[], string[]];
    expect(title).toBe('standard input (pcap, little-endian, nanoseconds)');
    expect(ofPipe).toEqual(ofFile);
    expect(file.stdout.toString()).toContain('  netchannel-sim inspect sample.pcap --list all\n');
  });

  test('with custom blocks has the frame numbers of Wireshark', async () => {
    const { stdout } = await go('custom-blocks.pcapng', '--json');
    const { totals, offloadedChecksums } = inspectionSchema.parse(JSON.parse(stdout.toString()));
    expect([totals.packets, totals.otherRecords]).toEqual([4, 4]);
    expect(offloadedChecksums.map(({ frame }) => frame.number)).toEqual([3, 7]);
  });

  test('of another link type is counted, and that is said', async () => {
    const { code, stdout } = await go('other.pcap');
    expect(code).toBe(0);
    expect(stdout.toString()).toContain('Nothing to verify in 1 packet: no Ethernet frame and no IP packet.');
    expect(stdout.toString()).toContain('IEEE802_11');
  });
});

describe('options', () => {
  test('--json instead of the text, or beside it', async () => {
    const { code, stdout } = await go('padded.pcap', '--json');
    expect(code).toBe(0);
    const report = inspectionSchema.parse(JSON.parse(stdout.toString()));
    expect(report.paddings).toMatchObject([
      { frame: { number: 2 }, nonZero: 8, bytes: '000070617373776f7264' },
    ]);
    const beside = await go('padded.pcap', '--json', 'report.json');
    expect(beside.stdout.toString()).toContain('SUMMARY');
    expect(JSON.parse(readFileSync(inside('report.json'), 'utf8'))).toEqual(report);
  });

  test('--list', async () => {
    const shown = async (list: string): Promise<number> =>
      (await go('sample.pcap', '--list', list)).stdout.toString().match(/^ {2}Frame/gm)?.length ?? 0;
    expect([await shown('0'), await shown('4'), await shown('all')]).toEqual([0, 5, 7]);
  });

  test.each([
    [
      'sample.pcap',
      'checksum',
      2,
      'Found 6 wrong checksums in 5 frames, which --fail-on checksum asks to fail',
    ],
    ['sample.pcap', 'padding', 0, ''],
    [
      'sample.pcap',
      'stale',
      2,
      'Found 111 bytes of earlier frames in 1 frame, which --fail-on stale asks to fail',
    ],
    ['sample.pcap', 'poison', 0, ''],
    ['clean.pcapng', 'stale', 0, ''],
    [
      'padded.pcap',
      'padding',
      2,
      'Found padding that is not zero in 1 frame, which --fail-on padding asks to fail',
    ],
    ['padded.pcap', 'checksum', 0, ''],
    ['clean.pcapng', 'checksum', 0, ''],
    ['offloaded.pcap', 'checksum', 0, ''],
    ['wrong-fcs.pcapng', 'fcs', 2, 'Found 2 wrong frame check sequences, which --fail-on fcs asks to fail'],
    ['wrong-fcs.pcapng', 'padding', 0, ''],
  ])('%s --fail-on %s -q ends with %i', async (file, finding, expected, message) => {
    const { code, stdout, stderr } = await go(file, '--fail-on', finding, '-q');
    expect([code, stdout.length]).toEqual([expected, 0]);
    expect(stderr).toBe(message === '' ? '' : `netchannel-sim: ${message}\n`);
  });

  test('--poison, --secret and --allow say what is looked for', async () => {
    const asked = async (...args: string[]): Promise<unknown[]> => {
      const { code, stdout, stderr } = await go(...args, '--json');
      const { oldMemory } = inspectionSchema.parse(JSON.parse(stdout.toString()));
      return [code, stderr, oldMemory.map(({ frame, evidence, what }) => [frame.number, evidence, what])];
    };
    const text = [2, 'text', null];
    expect(await asked('padded.pcap')).toEqual([0, '', [text]]);
    expect(await asked('padded.pcap', '--poison', '73', '--poison', 'none')).toEqual([0, '', [text]]);
    expect(await asked('padded.pcap', '--secret', 'pass', '--fail-on', 'secret')).toEqual([
      2,
      'netchannel-sim: Found a secret once where it must not be, which --fail-on secret asks to fail\n',
      [text, [2, 'secret', 'pass']],
    ]);
    expect(await asked('padded.pcap', '--secret', '/PASS/i', '--allow', '10.0.0.2')).toEqual([0, '', [text]]);
  });

  test('colours', async () => {
    const colored = { cwd: place.path, env: { FORCE_COLOR: '1' } };
    expect((await run(['inspect', 'padded.pcap'], colored)).stdout.toString()).toContain('\u001b[');
    const plain = await run(['inspect', 'padded.pcap', '--no-color'], colored);
    expect(plain.stdout.toString()).not.toContain('\u001b');
  });

  test('help leads with examples', async () => {
    const { code, stdout } = await go('--help');
    expect(code).toBe(0);
    expect(stdout.toString()).toMatch(/^Examples:\n {2}netchannel-sim inspect /);
    expect(stdout.toString()).toContain('Exit status: 0 done');
  });
});

describe('the capture with comments', () => {
  const leaks = async (name: string): Promise<Record<string, string>[]> => {
    const judge = await openWithWireshark(readFileSync(inside(name)));
    const rows = judge.fields(['frame.number', 'frame.comment'], 'frame.comment contains "leak:"');
    judge.close();
    return rows;
  };
  const LEAK = [
    {
      'frame.number': '11',
      'frame.comment': expect.stringMatching(
        /^leak: 111 bytes at 23\.\.133 from frame 10 \(udp to 10\.0\.0\.10\)/,
      ),
    },
  ];

  test('is what Wireshark shows, from a file, compressed, and through pipes', async () => {
    writeFileSync(inside('sample.pcap.gz'), gzipSync(sample));
    const { code, stdout, stderr } = await go('sample.pcap', '-o', 'told.pcapng');
    expect([code, stderr]).toEqual([
      0,
      `Wrote 13 packets (${grouped(statSync(inside('told.pcapng')).size)} bytes) to told.pcapng, 6 of them with findings\n`,
    ]);
    expect(stdout.toString()).toContain('  wireshark -C netchannel-sim told.pcapng\n');
    expect(await leaks('told.pcapng')).toEqual(LEAK);

    const compressed = await go('sample.pcap.gz', '-o', 'folder/', '--json', '-q');
    expect([compressed.code, compressed.stderr]).toEqual([0, '']);
    expect(JSON.parse(compressed.stdout.toString()).format).toContain('compressed with gzip');
    const told = readFileSync(inside('told.pcapng'));
    expect(readFileSync(inside('folder/sample-inspected.pcapng')).equals(told)).toBe(true);

    const piped = await pipe(sample, '-', '-o', '-');
    expect(piped.stderr).toContain('Wrote 13 packets');
    expect(piped.stderr).toContain('OLD MEMORY');
    writeFileSync(inside('piped.pcapng'), piped.stdout);
    expect(await leaks('piped.pcapng')).toEqual(LEAK);
  });

  test('reports the same as without it, whatever --list says', async () => {
    for (const name of [
      'sample.pcap',
      'padded.pcap',
      'custom-blocks.pcapng',
      'wrong-fcs.pcapng',
      'other.pcap',
    ]) {
      const [without, beside] = await Promise.all([
        go(name, '--json', '--list', '1'),
        go(name, '--json', '--list', '1', '-q', '-o', `${name}-told.pcapng`),
      ]);
      expect(beside.stdout.toString()).toBe(without.stdout.toString());
      const judge = await openWithWireshark(readFileSync(inside(`${name}-told.pcapng`)));
      const { totals } = JSON.parse(without.stdout.toString());
      expect(judge.packetCount).toBe(totals.packets + totals.otherRecords);
      judge.close();
    }
  });

  test('of a damaged capture is what is before the damage', async () => {
    const { code, stderr } = await go('cut.pcap', '-o', 'cut-told.pcapng', '-q');
    expect([code, stderr]).toEqual([1, expect.stringContaining('the report is of the 12 packets before\n')]);
    const judge = await openWithWireshark(readFileSync(inside('cut-told.pcapng')));
    expect(judge.packetCount).toBe(12);
    judge.close();
  });

  test.each<[string[], string]>([
    [
      ['sample.pcap', '-o', './sample.pcap'],
      'Cannot write the capture with comments to "./sample.pcap": that is the capture that is read',
    ],
    [
      ['sample.pcap', '-o', 'x.pcap'],
      'Cannot write the findings to "x.pcap": only pcapng has comments; name the file *.pcapng',
    ],
    [
      ['sample.pcap', '-o', 'x.pcapng', '--json', 'x.pcapng'],
      'Cannot write the JSON report to "x.pcapng": the capture goes there; name another file after --json',
    ],
    [
      ['sample.pcap', '-o', '-', '--json'],
      'Cannot write both the capture and the JSON report to standard output; name a file after --json or --output',
    ],
    [
      ['text.pcap', '-o', 'old.pcapng'],
      'Cannot read "text.pcap" at offset 0: it is not a capture: it begins with 6e 61 6d 65 ("name"), which is neither pcap nor pcapng nor snoop',
    ],
    [
      ['missing.pcap', '-o', 'old.pcapng'],
      'Cannot read the capture "missing.pcap": no such file or directory',
    ],
    [['sample.pcap', '-o', 'nowhere/x.pcapng'], 'Cannot write "nowhere/x.pcapng": no such file or directory'],
  ])('%j is refused, and nothing is lost', async (args, message) => {
    writeFileSync(inside('old.pcapng'), 'old');
    const { code, stdout, stderr } = await go(...args);
    expect([code, stdout.length, stderr]).toEqual([1, 0, `netchannel-sim: ${message}\n`]);
    expect(readFileSync(inside('sample.pcap')).equals(sample)).toBe(true);
    expect(readFileSync(inside('old.pcapng'), 'utf8')).toBe('old');
    expect(readdirSync(place.path).filter((name) => /^x\./.test(name))).toEqual([]);
  });

  test('whose reader leaves costs neither the report nor the exit status', async () => {
    const packets = Array.from({ length: 3000 }, () => PADDED);
    writeFileSync(inside('many.pcap'), pcap([...packets, { bytes: new Uint8Array(60_000) }]));
    const command = `("${process.execPath}" "${LAUNCHER}" inspect many.pcap -o - -q --json many.json --fail-on padding; echo $? >&2) | head -c 100 >/dev/null`;
    const { stderr } = await promisify(execFile)('bash', ['-c', command], { cwd: place.path });
    expect(stderr).toMatch(/\n2\n$/);
    expect(JSON.parse(readFileSync(inside('many.json'), 'utf8')).totals.paddedFrames).toBe(3000);
  });
});

describe('a capture that is damaged', () => {
  test('is reported up to there, with exit code 1', async () => {
    const { code, stdout, stderr } = await go('cut.pcap', '--json', 'cut.json', '--fail-on', 'checksum');
    expect(code).toBe(1);
    const report = inspectionSchema.parse(JSON.parse(readFileSync(inside('cut.json'), 'utf8')));
    expect([report.complete, report.totals.packets]).toEqual([false, 12]);
    const { offset, reason } = report.damage ?? {};
    expect(reason).toMatch(/^the capture is cut short: it ends after \d+ of the \d+ bytes of a record$/);
    expect(stderr).toContain(
      `netchannel-sim: Cannot read "cut.pcap" at offset ${offset}: ${reason}; the report is of the 12 packets before\n`,
    );
    expect(stdout.toString().replace(/\n/g, ' ')).toContain(`Cannot be read from offset ${offset} on`);
    expect(stdout.toString().replaceAll('\n', ' ')).toContain('5 of 12 frames have a wrong checksum');
  });

  test.each([
    [
      ['text.pcap'],
      'Cannot read "text.pcap" at offset 0: it is not a capture: it begins with 6e 61 6d 65 ("name"), which is neither pcap nor pcapng nor snoop',
    ],
    [['empty.pcap'], 'Cannot read "empty.pcap" at offset 0: it is not a capture: it is empty'],
    [['missing.pcap'], 'Cannot read the capture "missing.pcap": no such file or directory'],
    [['.'], 'Cannot read the capture ".": it is a directory'],
    [[''], 'Cannot read the capture: its name is empty'],
    [
      ['sample.pcap', '--json', './sample.pcap'],
      'Cannot write the JSON report to "./sample.pcap": that is the capture',
    ],
    [
      ['sample.pcap', '--fail-on', 'paddin'],
      'Unknown finding "paddin" after --fail-on; did you mean "padding"; there are stale, poison, secret, checksum, fcs and padding',
    ],
    [
      ['sample.pcap', '--poison', 'linux-slab'],
      expect.stringMatching(
        /^Unknown poison "linux-slab" after --poison; did you mean "linux-slub"; there are all, none, /,
      ),
    ],
    [
      ['sample.pcap', '--secret', '/(/'],
      'Cannot look for the secret "/(/": Invalid regular expression: /(/s: Unterminated group',
    ],
    [['sample.pcap', '--secret', ''], 'Cannot look for the secret "": it is empty'],
    [
      ['sample.pcap', '--allow', 'alice'],
      'Cannot allow "alice" after --allow: it has to be an IPv4 address such as 10.0.0.10, an IPv6 address or a MAC address such as 00:16:3e:00:00:0a',
    ],
    [['sample.pcap', '--list', 'x'], 'Cannot list "x" findings: expected a number from 0 to 50000, or "all"'],
  ])('%j', async (args, message) => {
    const { code, stdout, stderr } = await go(...args);
    expect([code, stdout.length]).toEqual([1, 0]);
    expect(stderr.replace(/^netchannel-sim: (.*)\n$/, '$1')).toEqual(message);
    expect(readFileSync(inside('sample.pcap')).equals(sample)).toBe(true);
  });

  test('standard input', async () => {
    const { code, stderr } = await pipe(sample.subarray(0, 30), '-');
    expect([code, stderr]).toEqual([
      1,
      'netchannel-sim: Cannot read standard input at offset 24: the capture is cut short: it ends after 6 of the 16 bytes of a record header\n',
    ]);
  });
});

describe('streams', () => {
  test('a reader that goes away is a normal end', async () => {
    const child = start(['inspect', 'sample.pcap', '--list', 'all'], { cwd: place.path });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    child.stdin.end();
    child.stdout.destroy();
    const code = await new Promise((resolve) => child.on('exit', resolve));
    expect([code, stderr]).toEqual([0, '']);
  });

  test('Ctrl-C reports what there is', async () => {
    const child = start(['inspect', '-', '--json'], { cwd: place.path });
    const end = ended(child);
    child.stdin.on('error', () => undefined);
    child.stdin.write(sample.subarray(0, -5));
    await setTimeout(1000);
    child.kill('SIGINT');
    const { code, stdout, stderr } = await end;
    expect([code, stderr]).toEqual([130, 'netchannel-sim: Stopped after 12 packets\n']);
    const report = inspectionSchema.parse(JSON.parse(stdout.toString()));
    expect([report.complete, report.damage, report.totals.packets]).toEqual([false, null, 12]);
  });

  test('a large capture through a pipe takes no more memory than a small one', async () => {
    const file = inside('large.pcap');
    const packets = Array.from({ length: 1000 }, (_, i) => ({
      bytes: Uint8Array.from([...HELLO, ...new Array<number>(1400).fill(i & 255)]),
    }));
    const body = pcap(packets);
    const peak = async (copies: number): Promise<number> => {
      writeFileSync(file, Buffer.concat([body, ...new Array<Buffer>(copies - 1).fill(body.subarray(24))]));
      const preload = path.join(import.meta.dirname, '../support/peak-memory.mjs');
      const env = { ...process.env, PEAK_MEMORY_FILE: inside('peak') };
      const command = `cat large.pcap | "${process.execPath}" --import "${preload}" "${LAUNCHER}" inspect - --json`;
      const { stdout } = await promisify(execFile)('bash', ['-c', command], {
        cwd: place.path,
        env,
        maxBuffer: 2 ** 26,
      });
      expect(JSON.parse(stdout).totals.packets).toBe(copies * 1000);
      return Number(readFileSync(inside('peak'), 'utf8')) / 1024;
    };
    const [small, large] = [await peak(20), await peak(200)];
    rmSync(file);
    expect(large).toBeLessThan(1.3 * small);
  });
});
