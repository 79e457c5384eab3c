import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { jsonRunsSchema } from '../../src/report/json-runs-schema.ts';
import { type JsonReport, jsonReportSchema } from '../../src/report/json-schema.ts';
import { grouped } from '../../src/report/words.ts';
import { openWithWireshark } from '../judge/wireshark.ts';
import { HAS_PARALLEL, PARALLEL_NOTE } from '../support/programs.ts';
import { readStrictly } from '../support/strict-pcapng.ts';
import { DEMO, type Ended, folder, run } from './binary.ts';

const LAUNCHER = path.join(import.meta.dirname, '../../bin/netchannel-sim.js');

/** Long enough to be leapt over; leaks from before the repetitions, and from one into the next. */
const CAMPAIGN = `
name: campaign
hosts: {alice: {ip: 10.0.0.10}, bob: {ip: 10.0.0.11}}
steps:
  - note: the campaign
  - udp: {to: alice, to_port: 9, payload: [{size: 900}, {text: swordfish, secret: word}]}
  - repeat:
      count: 20000
      as: i
      steps:
        - udp: {to: bob, to_port: 7, payload: ["round \${i}", {size: 30}]}
        - raw: {to: alice, size: 990, returns: 990, writes: [{at: 14, data: hello}]}
  - note: it is over
  - udp: {to: bob, to_port: 7, payload: bye}
`;

/** How long repetitions take is up to chance. */
const UNSTEADY = `
hosts: {alice: {ip: 10.0.0.10}}
steps:
  - repeat:
      count: 30000
      steps:
        - choice:
            - steps: [{udp: {to: alice, to_port: 9, payload: {size: 10}}}]
            - steps: [{udp: {to: alice, to_port: 9, payload: {size: 3000}}}, {wait: 3ms}]
`;

let place: ReturnType<typeof folder>;
const inside = (name: string): string => path.join(place.path, name);
const go = (...args: string[]): Promise<Ended> => run(args, { cwd: place.path });
const reportIn = (name: string): JsonReport =>
  jsonReportSchema.parse(JSON.parse(readFileSync(inside(name), 'utf8')));

beforeEach(() => {
  place = folder({});
  writeFileSync(inside('demo.yaml'), DEMO);
  writeFileSync(inside('campaign.yaml'), CAMPAIGN);
  writeFileSync(inside('unsteady.yaml'), UNSTEADY);
});
afterEach(() => place.remove());

async function succeed(...args: string[]): Promise<Buffer> {
  const { code, stderr, stdout } = await go(...args);
  expect([args.join(' '), code, stderr]).toEqual([args.join(' '), 0, '']);
  return stdout;
}

function expectSame(merged: string, whole: string): void {
  expect(readFileSync(inside(merged)).equals(readFileSync(inside(whole)))).toBe(true);
}

describe('shards, merged, are the whole run', () => {
  test.each([
    ['pcap', 20_000, 'auto'],
    ['pcapng', 1500, '4'],
  ])('a campaign, as %s', async (format, count, warmUp) => {
    writeFileSync(inside('campaign.yaml'), CAMPAIGN.replace('20000', String(count)));
    await succeed('run', 'campaign.yaml', '-q', '-o', `whole.${format}`, '--json', 'whole.json');
    for (const i of [1, 2, 3]) {
      const shard = ['--shard', `${i}/3`, '--warm-up', warmUp, '--json', `${i}.json`];
      await succeed('run', 'campaign.yaml', '-q', '--format', format, ...shard);
    }
    const captures = [1, 2, 3].map((i) => `campaign-${i}.${format}`);
    const files = [...captures, '1.json', '2.json', '3.json'];
    const text = await succeed('merge', ...files, '-o', `all.${format}`, '--json', 'all.json');
    expectSame(`all.${format}`, `whole.${format}`);
    const whole = reportIn('whole.json');
    const file = `all.${format}`;
    expect(reportIn('all.json')).toEqual({ ...whole, capture: { ...whole.capture, file } });
    expect(text.toString()).toContain(`Wrote ${grouped(2 * count + 2)} frames`);
    if (format === 'pcapng') readStrictly(readFileSync(inside(file)));
  });

  test('a story without repetitions, under every release', async () => {
    await succeed('run', 'demo.yaml', '-q', '--matrix', '--json', 'whole.json');
    for (const i of [1, 2]) {
      const shard = ['--shard', `${i}/2`, '--format', 'pcapng', '--json', `${i}.json`];
      await succeed('run', 'demo.yaml', '-q', '--matrix', ...shard);
    }
    const stdout = await succeed('merge', '1.json', '2.json', '--json');
    const { runs } = jsonRunsSchema.parse(JSON.parse(stdout.toString()));
    const whole = jsonRunsSchema.parse(JSON.parse(readFileSync(inside('whole.json'), 'utf8')));
    expect(runs).toEqual(whole.runs.map((report) => ({ ...report, capture: null })));
    const parts = ['demo-1.10.0-1.pcapng', 'demo-1.10.0-2.pcapng'];
    await succeed('merge', ...parts, '-q', '-o', 'merged.pcapng');
    const judge = await openWithWireshark(readFileSync(inside('merged.pcapng')));
    try {
      expect(judge.matchedFrames('frame.comment contains "leak:"')).toEqual([4]);
    } finally {
      judge.close();
    }
  });

  test('in the text of a shard stands which it is', async () => {
    const text = (await succeed('run', 'demo.yaml', '--shard', '2/2')).toString();
    expect(text).toContain('Shard 2 of 2: 2 frames crossed before it');
    expect(text).toContain('Frame 4 to bob');
  });

  test('captures go to standard output, too', async () => {
    await succeed('run', 'demo.yaml', '-q', '--shard', '1/2');
    await succeed('run', 'demo.yaml', '-q', '--shard', '2/2');
    await succeed('run', 'demo.yaml', '-q');
    const { stdout, stderr, code } = await go('merge', 'demo-1.pcap', 'demo-2.pcap', '-o', '-');
    expect([code, stderr]).toEqual([0, 'Wrote 4 packets (1,439 bytes) to standard output\n']);
    expect(stdout.equals(readFileSync(inside('demo.pcap')))).toBe(true);
  });

  test.skipIf(!HAS_PARALLEL)(`made by GNU parallel${PARALLEL_NOTE}`, async () => {
    await succeed('run', 'campaign.yaml', '-q', '--json', 'whole.json');
    const { NO_COLOR: _, FORCE_COLOR: __, ...env } = process.env;
    const command = `${process.execPath} ${LAUNCHER} run campaign.yaml -q --shard {}/4 --json campaign-{}.json`;
    const made = spawnSync(
      'parallel',
      ['--will-cite', '--halt', 'now,fail=1', command, ':::', '1', '2', '3', '4'],
      {
        cwd: place.path,
        env: { ...env, HOME: place.path },
        encoding: 'utf8',
      },
    );
    expect([made.status, made.stderr]).toEqual([0, '']);
    const files = [1, 2, 3, 4].flatMap((i) => [`campaign-${i}.pcap`, `campaign-${i}.json`]);
    await succeed('merge', ...files, '-q', '-o', 'all.pcap', '--json', 'all.json');
    expectSame('all.pcap', 'campaign.pcap');
    expect(reportIn('all.json').totals).toEqual(reportIn('whole.json').totals);
  });
});

describe('a script whose repetitions come to no steady state', () => {
  test('is refused, with what to do', async () => {
    const { code, stderr } = await go('run', 'unsteady.yaml', '-q', '--no-capture', '--shard', '3/4');
    expect(stderr).toMatch(
      /^netchannel-sim: Shard 4 of 4 would not begin where shard 3 ends \(virtual time, .*\): the repetitions of this script come to no steady state; run all shards again with a longer --warm-up, or with "--warm-up all"\n$/,
    );
    expect(code).toBe(1);
  });

  test('is exact with all of the warm-up', async () => {
    await succeed('run', 'unsteady.yaml', '-q');
    for (const i of [1, 2, 3]) {
      await succeed(
        'run',
        'unsteady.yaml',
        '-q',
        '--shard',
        `${i}/3`,
        '--warm-up',
        'all',
        '-o',
        `part-${i}.pcap`,
      );
    }
    await succeed('merge', 'part-1.pcap', 'part-2.pcap', 'part-3.pcap', '-q', '-o', 'all.pcap');
    expectSame('all.pcap', 'unsteady.pcap');
  });
});

test('a shard in which no frame crosses is nothing to warn of', async () => {
  writeFileSync(
    inside('late.yaml'),
    `poll: manual\nsteps: [{repeat: {count: 4, steps: [{raw: {size: 20}}]}}, poll]\n`,
  );
  await succeed('run', 'late.yaml', '-q', '--shard', '1/2');
  await succeed('run', 'late.yaml', '-q', '--shard', '2/2');
  await succeed('merge', 'late-1.pcap', 'late-2.pcap', '-o', 'all.pcap', '-q');
  expect(readFileSync(inside('late-1.pcap'))).toHaveLength(24);
  expect(readFileSync(inside('all.pcap'))).toHaveLength(24 + 4 * (16 + 20));
});

describe('mistakes', () => {
  let made: Map<string, Buffer>;
  beforeAll(async () => {
    place = folder({ 'demo.yaml': DEMO });
    await succeed('run', 'demo.yaml', '-q', '--shard', '1/2', '-o', '1.pcap', '--json', '1.json');
    await succeed('run', 'demo.yaml', '-q', '--shard', '2/2', '-o', '2.pcap');
    writeFileSync(inside('cut.pcap'), readFileSync(inside('1.pcap')).subarray(0, -3));
    writeFileSync(inside('cut.json'), readFileSync(inside('1.json')).subarray(0, -3));
    writeFileSync(inside('other.json'), '{"version": 9}');
    made = new Map(readdirSync(place.path).map((name) => [name, readFileSync(inside(name))]));
    place.remove();
  });
  beforeEach(() => {
    for (const [name, bytes] of made) writeFileSync(inside(name), bytes);
  });

  test.each([
    ['0/4', '; where an engine counts from 0, add 1'],
    ['5/4', ''],
    ['2', ''],
    ['a/b', ''],
    ['1/2000000', ''],
  ])('--shard %s', async (shard, hint) => {
    const { code, stderr } = await go('run', 'demo.yaml', '--shard', shard);
    expect([code, stderr]).toEqual([
      1,
      `netchannel-sim: Cannot run the shard ${JSON.stringify(shard)}: expected i/n, with i from 1 to n, such as 2/8${hint}\n`,
    ]);
  });

  test.each<[string[], string]>([
    [['--warm-up', '5'], 'Cannot use --warm-up without --shard: a whole run has nothing to make up for'],
    [
      ['--shard', '1/2', '--warm-up', 'some'],
      'Cannot use the warm-up "some": expected auto, all, or a number of repetitions from 1 to 1000000',
    ],
    [
      ['--shard', '1/2', '-o', '-', '--loop'],
      'Cannot combine --loop with --shard, which is a part of one run; leave one out',
    ],
    [['--shard', '1/2', '--open'], 'Cannot combine --open with --shard; merge the captures first'],
    [
      ['--shard', '1/2', '--vantage', 'both', '--format', 'pcapng'],
      'Cannot combine --vantage both with --shard: a frame that is on its way at the end of a part would be seen by none or by two',
    ],
  ])('run %j', async (args, message) => {
    const { code, stderr } = await go('run', 'demo.yaml', ...args);
    expect([code, stderr]).toEqual([1, `netchannel-sim: ${message}\n`]);
  });

  test.each<[string[], string]>([
    [['1.pcap'], 'Cannot merge captures: name the merged one after --output'],
    [['1.pcap', '1.pcap', '-o', 'x.pcap'], 'Cannot merge "1.pcap" with itself: it is named twice'],
    [['1.pcap', '2.pcap', '-o', '1.pcap'], 'Cannot write the merged capture to "1.pcap": that is merged'],
    [['1.json', '-o', 'x.pcap'], 'Cannot write a merged capture: no capture is named, only reports'],
    [['1.pcap', '-o', 'x.pcap', '--json', 'x.json'], 'Cannot write a merged report: no report is named'],
    [['1.json'], 'Cannot merge the shards of "demo" under 1.10.0 with the seed 1: of 2, 2 is missing'],
    [['nothing.pcap', '-o', 'x.pcap'], 'Cannot read "nothing.pcap": no such file or directory'],
    [['demo.yaml', '-o', 'x.pcap'], 'Cannot read "demo.yaml" at offset 0: it is not a capture'],
    [['cut.pcap', '-o', 'x.pcap'], 'Cannot read "cut.pcap" at offset'],
    [['cut.json'], 'Cannot merge "cut.json": it is no whole JSON report'],
    [['other.json'], 'Cannot merge "other.json": it is no JSON report of a run, of this version at version'],
    [['-', '-o', 'x.pcap'], 'Cannot merge standard input; name files'],
    [['1.json', '--list', 'x'], 'Cannot list "x" findings'],
  ])('merge %j', async (args, message) => {
    const { code, stderr } = await go('merge', ...args);
    expect(stderr).toContain(`netchannel-sim: ${message}`);
    expect(code).toBe(1);
  });
});
