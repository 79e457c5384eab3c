import { closeSync, openSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readPcap } from '../../pcap-writer/read-pcap.ts';
import { optionTexts, readStrictly } from '../../support/strict-pcapng.ts';
import { DEMO, ENDLESS, type Ended, folder, run } from '../binary.ts';
import { HAS_FIFOS, LiveReader, makeFifo, startCapture } from './live-reader.ts';

/** The second frame comes an hour after the first. */
const QUIET = `
hosts: {alice: {ip: 10.0.0.10}}
steps:
  - udp: {to: alice, to_port: 9, payload: {size: 20}}
  - wait: 3600s
  - udp: {to: alice, to_port: 9, payload: {size: 20}}
`;

/** Where the first frame of QUIET ends in its capture. */
let firstEnd = Number.POSITIVE_INFINITY;
let place: ReturnType<typeof folder>;
let count = 0;

beforeAll(async () => {
  place = folder({
    'demo.yaml': DEMO,
    'endless.yaml': ENDLESS,
    'quiet.yaml': QUIET,
    'bad.yaml': 'steps: [{udo: 1}]',
  });
  const { stdout } = await written('quiet.yaml');
  firstEnd = packetsIn(stdout)[1]?.offset ?? firstEnd;
});
afterAll(() => place.remove());

/** What `run` writes of a script, as pcapng. */
function written(script: string): Promise<Ended> {
  return run(['run', script, '-q', '-o', '-', '--format', 'pcapng'], { cwd: place.path });
}

const packetsIn = (bytes: Uint8Array) => readStrictly(bytes).filter((block) => block.type === 'packet');

function fifoHere(): string {
  return makeFifo(place.path, `fifo${++count}`);
}

function capture(fifo: string, ...options: string[]) {
  return startCapture(fifo, place.path, ...options);
}

const WELL = { code: 0, signal: null, stdout: Buffer.alloc(0), stderr: '' };

describe.skipIf(!HAS_FIFOS)('a capture (skipped on Windows)', () => {
  test('is what run writes as pcapng, and ends with the script', async () => {
    const fifo = fifoHere();
    const reader = new LiveReader(fifo);
    const { end } = capture(fifo, '--script', 'demo.yaml', '--pace', 'asap');
    const bytes = await reader.toEnd();
    expect(await end).toEqual(WELL);
    const { stdout } = await written('demo.yaml');
    expect(bytes.equals(stdout)).toBe(true);
    expect(packetsIn(bytes).flatMap((packet) => optionTexts(packet, 1))).toContain('verdict: discarded');
  });

  test('sees the frames from where it is told to', async () => {
    const options = ['-q', '-o', '-', '--format', 'pcapng', '--vantage', 'both'];
    const { stdout } = await run(['run', 'demo.yaml', ...options], { cwd: place.path });
    const fifo = fifoHere();
    const reader = new LiveReader(fifo);
    const { end } = capture(fifo, '--script', 'demo.yaml', '--pace', 'asap', '--vantage', 'both');
    const bytes = await reader.toEnd();
    expect(await end).toEqual(WELL);
    expect(bytes.equals(stdout)).toBe(true);
    expect(packetsIn(bytes)).toHaveLength(8);
  });

  test('heeds its options', async () => {
    const bytes: Buffer[] = [];
    for (const options of [
      ['--workload', 'stale-tos'],
      [
        '--workload',
        'stale-tos',
        '--netchannel',
        'script',
        '--seed',
        '',
        '--script',
        '',
        '--vantage',
        'arrival',
      ],
      ['--workload', 'stale-tos', '--netchannel', '1.10.1'],
      ['--script', 'demo.yaml', '--workload', 'stale-tos'],
      ['--script', 'demo.yaml', '--seed', '0x7'],
      ['--seed', '7', '--script', 'demo.yaml'],
    ]) {
      const fifo = fifoHere();
      const reader = new LiveReader(fifo);
      const { end } = capture(fifo, ...options, '--pace', 'x1000');
      bytes.push(await reader.toEnd());
      expect(await end).toEqual(WELL);
    }
    const kinds = bytes.map((each) => bytes.findIndex((other) => other.equals(each)));
    expect(kinds).toEqual([0, 0, 2, 3, 4, 4]);
  });

  test('gives each frame when it is due, and the header and what is due at once', async () => {
    const fifo = fifoHere();
    const reader = new LiveReader(fifo);
    const { child, end } = capture(fifo, '--script', 'quiet.yaml');
    await reader.until(firstEnd);
    // The next one waits for an hour.
    expect(packetsIn(reader.bytes)).toHaveLength(1);
    child.kill('SIGTERM');
    // It has crossed the channel in virtual time, so that it belongs to the capture.
    expect(packetsIn(await reader.toEnd())).toHaveLength(2);
    expect(await end).toEqual(WELL);
  });

  test('ends when its reader goes away, also when there is nothing to write', async () => {
    const fifo = fifoHere();
    const reader = new LiveReader(fifo);
    const { end } = capture(fifo, '--script', 'quiet.yaml');
    await reader.until(firstEnd);
    reader.leave();
    expect(await end).toEqual(WELL);
  });

  test('ends when its reader goes away in the midst of it', async () => {
    const fifo = fifoHere();
    const reader = new LiveReader(fifo);
    const { end } = capture(fifo, '--script', 'endless.yaml', '--pace', 'asap');
    await reader.until(200_000);
    reader.leave();
    expect(await end).toEqual(WELL);
  });

  test.each(['SIGTERM', 'SIGINT'] as const)(
    'of endless traffic ends with a whole packet at %s',
    async (signal) => {
      const fifo = fifoHere();
      const reader = new LiveReader(fifo);
      const { child, end } = capture(fifo, '--script', 'demo.yaml', '--pace', 'asap', '--loop');
      // A slow reader.
      for (let length = 1; length < 500_000; length += 50_000) {
        await reader.until(length);
        await setTimeout(2);
      }
      child.kill(signal);
      const packets = packetsIn(await reader.toEnd());
      expect(await end).toEqual(WELL);
      expect(packets.length).toBeGreaterThan(500);
      const times = packets.map(({ ticks }) => ticks);
      expect(times).toEqual(times.toSorted((a, b) => (a < b ? -1 : 1)));
    },
  );

  test('ends although its reader is there and reads no more', async () => {
    const fifo = fifoHere();
    const reader = new LiveReader(fifo);
    const { child, end } = capture(fifo, '--script', 'endless.yaml', '--pace', 'asap');
    await reader.until(1);
    child.kill('SIGTERM');
    expect(await end).toEqual(WELL);
    reader.leave();
  });

  test('that nobody reads ends at SIGTERM', async () => {
    const fifo = fifoHere();
    // By the time that the script is read, signals are heeded.
    const script = makeFifo(place.path, `script${count}.yaml`);
    const { child, end } = capture(fifo, '--script', script);
    const text = await openForWriting(script);
    writeFileSync(text, QUIET);
    closeSync(text);
    child.kill('SIGTERM');
    expect(await end).toEqual(WELL);
  });

  test.each([
    [['--script', 'bad.yaml'], /^bad\.yaml:1:\d+: .*udo/],
    [
      ['--script', 'none.yaml'],
      'netchannel-sim: Cannot read the script "none.yaml": no such file or directory\n',
    ],
    [['--script', '-'], 'netchannel-sim: Cannot read the script from standard input here; name a file\n'],
    [['--workload', 'stale-tso'], 'netchannel-sim: Unknown sample "stale-tso"; did you mean "stale-tos"?\n'],
    [['--netchannel', '1.11'], /^netchannel-sim: Unknown netchannel release "1\.11"/],
    [
      ['--netchannel', '1.9.0,1.10.0'],
      'netchannel-sim: Cannot capture under several releases at once; name one\n',
    ],
    [['--pace', 'slow'], /^netchannel-sim: Cannot use the pace "slow": /],
    [
      ['--extcap-capture-filter', 'tcp'],
      'netchannel-sim: netchannel-sim has no capture filters; use a display filter\n',
    ],
    [['--vantage', 'above'], /^netchannel-sim: Unknown vantage point "above"/],
    [['--seed', '-1'], /^netchannel-sim: Cannot use the seed "-1": /],
  ])('with %j is refused, and the reader need not wait', async (options, message) => {
    const fifo = fifoHere();
    const reader = new LiveReader(fifo);
    const { end } = capture(fifo, ...options);
    expect(readPcap(await reader.toEnd()).packets).toEqual([]);
    const { code, stderr } = await end;
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
  });

  test.each([
    ['none', 'Cannot open the FIFO "none": no such file or directory'],
    ['demo.yaml', 'Cannot write to "demo.yaml": it is no FIFO'],
  ])('into %j is refused', async (fifo, message) => {
    const { code, stderr } = await capture(fifo).end;
    expect([code, stderr]).toEqual([1, `netchannel-sim: ${message}\n`]);
  });
});

/** Opens a FIFO as soon as somebody reads it. */
async function openForWriting(fifo: string): Promise<number> {
  const { O_WRONLY, O_NONBLOCK } = (await import('node:fs')).constants;
  for (;;) {
    try {
      return openSync(path.resolve(fifo), O_WRONLY | O_NONBLOCK);
    } catch {
      await setTimeout(10);
    }
  }
}
