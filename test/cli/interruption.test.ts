import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEMO, ENDLESS, type Ended, ended, folder, run, start } from './binary.ts';
import { LiveReader, makeFifo } from './extcap/live-reader.ts';

/** A machine may be busy with other things; a program that hangs does so for ever. */
const PATIENCE = 20_000;

/** After the program listens to signals: by then it waits. */
const SETTLE = 400;

/** Only there does the system tell which signals a process listens to. */
const IS_LINUX = process.platform === 'linux';

let place: ReturnType<typeof folder>;
let count = 0;

beforeAll(async () => {
  place = folder({
    'demo.yaml': DEMO,
    'endless.yaml': ENDLESS,
    'many.yaml': MANY,
    'slow.yaml': slowScript(),
    'leaking.yaml': LEAKING,
    'wide.yaml': `${ENDLESS}${ENDLESS_STEP.repeat(30_000)}`,
  });
  await run(['run', 'demo.yaml', '-q'], { cwd: place.path });
});

afterAll(() => place.remove());

/** More frames than a pipe holds, and all of them made at once. */
const MANY = `
hosts: { a: { ip: 10.0.0.10 } }
steps: [{ repeat: { count: 3000, steps: [{ udp: { to: a, to_port: 9, payload: { size: 200 } } }] } }]
`;

/** A leak in every second frame. */
const LEAKING = `
release: 1.10.0
hosts: { a: { ip: 10.0.0.10 }, b: { ip: 10.0.0.11 } }
steps:
  - repeat:
      count: 10000000
      steps: [{ udp: { to: a, to_port: 9, payload: { size: 20 } } }, { raw: { to: b, size: 60 } }]
`;

/** Of a script that takes seconds to load. */
const ENDLESS_STEP = '  - { udp: { to: alice, to_port: 9, payload: [x, y, z] } }\n';

/** 65,535 bytes in thousands of writes, so that a step takes far longer than others. */
function slowScript(): string {
  const writes = Array.from({ length: 8000 }, (_, i) => `{ at: ${14 + 8 * (7999 - i)}, data: x }`);
  return `
hosts: { a: { ip: 10.0.0.10 }, b: { ip: 10.0.0.11 } }
steps:
  - repeat:
      count: 1000000
      steps:
        - raw: { to: a, size: 65535, writes: [{ at: 14, data: { size: 65521 } }] }
        - raw: { to: b, size: 65535, writes: [${writes.join(', ')}] }
`;
}

function fifo(): string {
  return makeFifo(place.path, `fifo-${count++}`);
}

/** Waits until a process has asked for SIGHUP, which Node.js alone does not. */
async function listens({ pid, exitCode }: ChildProcessWithoutNullStreams): Promise<void> {
  const end = Date.now() + PATIENCE;
  while (Date.now() < end) {
    const status = exitCode === null ? readFileSync(`/proc/${pid}/status`, 'utf8') : '';
    const caught = /^SigCgt:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? '0';
    if ((BigInt(`0x${caught}`) & 1n) !== 0n) {
      await setTimeout(SETTLE);
      return;
    }
    await setTimeout(20);
  }
  throw new Error('It never listened to signals');
}

/** Until a program sleeps and has used no more of the processor for a while: it waits for somebody. */
async function waits({ pid }: ChildProcessWithoutNullStreams): Promise<void> {
  let before = '';
  let alike = 0;
  for (const end = Date.now() + PATIENCE; alike < 8 && Date.now() < end; ) {
    await setTimeout(SETTLE / 8);
    // Behind the name in parentheses come the state and, as the twelfth and thirteenth, the times in user mode and in the
    // kernel (proc(5), /proc/pid/stat).
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    const now = fields.slice(11, 13).join(' ');
    alike = fields[0] === 'S' && now === before ? alike + 1 : 0;
    before = now;
  }
}

/** Starts a command, and sends it one signal once it waits. */
async function interrupted(args: readonly string[], signal: NodeJS.Signals = 'SIGINT'): Promise<Ended> {
  const child = start(args, { cwd: place.path });
  child.stdin.end();
  const end = ended(child);
  await listens(child);
  child.kill(signal);
  const late = setTimeout(PATIENCE, 'late' as const, { ref: false });
  const outcome = await Promise.race([end, late]);
  if (outcome !== 'late') return outcome;
  child.kill('SIGKILL');
  throw new Error(`${args.join(' ')} did not end`);
}

describe.runIf(IS_LINUX)('the first signal ends', { timeout: 3 * PATIENCE }, () => {
  test.each([
    ['run', ['run', 'demo.yaml', '-q', '-o']],
    ['a paced run', ['run', 'demo.yaml', '-q', '--format', 'pcapng', '-o']],
    ['replay', ['replay', 'demo.pcap', '-q', '-o']],
    ['merge', ['merge', 'demo.pcap', '-o']],
    ['compare', ['compare', 'demo.yaml', '-q', '--netchannel', '1.10.0,1.10.1', '-o']],
  ])('%s into a FIFO that nobody reads', async (command, args) => {
    const output = fifo();
    const name = command === 'compare' ? '{release}' : output;
    if (command === 'compare') for (const release of ['1.10.0', '1.10.1']) makeFifo(place.path, release);
    const { code, signal, stderr } = await interrupted([...args, name]);
    expect([code, signal]).toEqual([130, null]);
    expect(stderr).not.toMatch(/\bat .*:\d+:\d+/);
  });

  test.each([
    ['inspect', (input: string) => ['inspect', input]],
    ['replay', (input: string) => ['replay', input, '-q', '-o', 'replayed.pcap']],
    ['import', (input: string) => ['import', input, '-o', 'imported.yaml']],
    ['merge', (input: string) => ['merge', 'demo.pcap', input, '-o', 'merged.pcap']],
  ])('%s of a FIFO without a writer, and with one that is silent', async (_, args) => {
    const empty = await interrupted(args(fifo()));
    expect([empty.code, empty.signal]).toEqual([130, null]);

    const input = fifo();
    const keep = openSync(input, 'r+');
    try {
      writeSync(keep, readFileSync(path.join(place.path, 'demo.pcap')).subarray(0, 60));
      const silent = await interrupted(args(input), 'SIGTERM');
      expect([silent.code, silent.signal]).toEqual([143, null]);
      expect(silent.stderr).not.toMatch(/\bat .*:\d+:\d+/);
    } finally {
      closeSync(keep);
    }
    expect(existsSync(path.join(place.path, 'imported.yaml'))).toBe(false);
    // Nothing half done is left behind.
    expect(readdirSync(place.path).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  test('inspect of a FIFO that falls silent, with the report of what it had read', async () => {
    const input = fifo();
    const keep = openSync(input, 'r+');
    try {
      writeSync(keep, readFileSync(path.join(place.path, 'demo.pcap')));
      const { code, stdout, stderr } = await interrupted(['inspect', input], 'SIGHUP');
      expect(code).toBe(129);
      expect(stderr).toMatch(/^netchannel-sim: Stopped after [1-9]\d* packets$/m);
      expect(stdout.toString()).toContain('Stopped after 4 packets: this is what had been found by then.');
    } finally {
      closeSync(keep);
    }
  });

  test('extcap that waits for its script', async () => {
    const args = ['extcap', '--capture', '--extcap-interface', 'netchannel0', '--fifo', fifo()];
    const { code, signal, stderr } = await interrupted([...args, '--script', fifo()], 'SIGTERM');
    // Wireshark shows whatever is told.
    expect([code, signal, stderr]).toEqual([0, null, '']);
  });

  test('a run whose steps take long, with the report', async () => {
    const { code, signal, stdout, stderr } = await interrupted(['run', 'slow.yaml', '--no-capture']);
    expect([code, signal]).toEqual([130, null]);
    expect(stderr).toMatch(/Stopped after [\d,]+ of 2,000,000 steps/);
    expect(stdout.toString()).toContain('this is what had been found by then');
  });

  test('a run of which all findings are to be told, with the first of each kind', async () => {
    const args = ['run', 'leaking.yaml', '-o', 'leaking.pcap', '--list', 'all', '--json'];
    const child = start(args, { cwd: place.path });
    child.stdin.end();
    const end = ended(child);
    await listens(child);
    // It is written in pieces of a megabyte: by then more has been found than is told.
    const size = (): number =>
      statSync(path.join(place.path, 'leaking.pcap'), { throwIfNoEntry: false })?.size ?? 0;
    await expect.poll(size, { timeout: PATIENCE }).toBeGreaterThan(1_000_000);
    child.kill('SIGINT');
    const { code, stdout, stderr } = await end;
    expect(code).toBe(130);
    expect(stderr).toMatch(
      /^netchannel-sim: Stopped after [\d,]+ of [\d,]+ steps; the capture ends with frame [\d,]+; of each kind of finding, the first 1,000 are told\n$/,
    );
    const report = JSON.parse(stdout.toString()) as { leaks: unknown[]; totals: { leakingFrames: number } };
    expect(report.leaks.length).toBe(1000);
    expect(report.totals.leakingFrames).toBeGreaterThan(1000);
  });

  test('import while it writes steps, and leaves no script', async () => {
    const frames =
      'steps: [{repeat: {count: 60000, steps: [{udp: {to: a, to_port: 9, payload: {size: 40}}}]}}]';
    writeFileSync(path.join(place.path, 'steps.yaml'), `hosts: {a: {ip: 10.0.0.10}}\n${frames}\n`);
    await run(['run', 'steps.yaml', '-q', '-o', 'steps.pcap'], { cwd: place.path });
    const child = start(['import', 'steps.pcap', '-o', 'imported.yaml'], { cwd: place.path });
    child.stdin.end();
    const end = ended(child);
    await listens(child);
    await setTimeout(SETTLE);
    const asked = Date.now();
    child.kill('SIGINT');
    expect((await end).code).toBe(130);
    // To write them all takes ten times as long.
    expect(Date.now() - asked).toBeLessThan(3000);
    expect(existsSync(path.join(place.path, 'imported.yaml'))).toBe(false);
  });

  test('demo while it loads a script, as it ends others that do nothing else', async () => {
    const child = start(['demo', 'wide.yaml'], { cwd: place.path });
    child.stdin.end();
    const end = ended(child);
    await setTimeout(SETTLE);
    child.kill('SIGINT');
    const { code, signal, stdout } = await end;
    expect([code, signal, stdout.length]).toEqual([null, 'SIGINT', 0]);
  });

  test.each(['-', 'fifo'])('a run whose reader reads no more: %s', async (where) => {
    const output = where === '-' ? '-' : fifo();
    const reader = where === '-' ? undefined : new LiveReader(output);
    const args = ['run', 'endless.yaml', '-o', output, '--json', 'stalled.json'];
    const child = start(args, { cwd: place.path });
    child.stdin.end();
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    child.stdout.pause();
    const left = new Promise<number | null>((resolve) => child.once('exit', resolve));
    await listens(child);
    child.kill('SIGTERM');
    expect(await Promise.race([left, setTimeout(PATIENCE, 'late', { ref: false })])).toBe(143);
    reader?.leave();
    expect(stderr).toMatch(/Stopped after [\d,]+ of 1,000,000,000 steps/);
    const report: unknown = JSON.parse(readFileSync(path.join(place.path, 'stalled.json'), 'utf8'));
    expect(report).toMatchObject({ complete: false });
  });
});

describe.runIf(IS_LINUX)('a capture that waits for its reader', { timeout: 3 * PATIENCE }, () => {
  const UNTAKEN = 'the reader of the capture did not take all of it';

  beforeAll(async () => {
    await run(['run', 'many.yaml', '-q', '-o', 'many.pcap'], { cwd: place.path });
  });

  /** Starts a command whose capture nobody reads, and stops it once it waits for nothing else. */
  async function unread(args: readonly string[]): Promise<Ended> {
    const child = start(args, { cwd: place.path });
    child.stdin.end();
    child.stdout.pause();
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    const left = new Promise<number | null>((resolve) => child.once('exit', resolve));
    await listens(child);
    await waits(child);
    child.kill('SIGINT');
    const code = await left;
    return { code, signal: child.signalCode, stdout: Buffer.alloc(0), stderr };
  }

  test.each([
    ['run', ['run', 'many.yaml', '-q', '-o', '-']],
    ['run to pcapng', ['run', 'many.yaml', '-q', '-o', '-', '--format', 'pcapng']],
    ['replay', ['replay', 'many.pcap', '-q', '-o', '-']],
    ['merge', ['merge', 'many.pcap', 'demo.pcap', '-q', '-o', '-']],
  ])('%s says that not all of it was taken, although everything was done', async (_, args) => {
    const { code, stderr } = await unread(args);
    expect([code, stderr]).toEqual([130, `netchannel-sim: Stopped; ${UNTAKEN}\n`]);
  });

  test('the report says so', async () => {
    const { code, stderr } = await unread(['run', 'many.yaml', '-o', '-', '--json', 'unread.json']);
    expect(code).toBe(130);
    expect(stderr).toMatch(
      /^Wrote 3,000 frames \(.*\) to standard output; its reader did not take them all$/m,
    );
    const report: unknown = JSON.parse(readFileSync(path.join(place.path, 'unread.json'), 'utf8'));
    expect(report).toMatchObject({ complete: true, capture: { file: null, packets: 3000, taken: false } });
  });

  test('a reader that has left does not have the last frame', async () => {
    const child = start(['run', 'endless.yaml', '-o', '-', '--json', 'left.json', '--loop'], {
      cwd: place.path,
    });
    child.stdin.end();
    const end = ended(child);
    await once(child.stdout, 'data');
    child.stdout.destroy();
    await listens(child);
    child.kill('SIGINT');
    const { stderr } = await end;
    expect(stderr).not.toContain('the capture ends with frame');
    // The report says so, whichever of the two ends it.
    expect(stderr).toContain('; its reader did not take them all');
  });
});

describe.runIf(IS_LINUX)('FIFOs', { timeout: 3 * PATIENCE }, () => {
  test('are written and read like files', async () => {
    const [input, output] = [fifo(), fifo()];
    const reader = new LiveReader(output);
    const read = reader.toEnd();
    const wrote = run(['run', 'demo.yaml', '-q', '-o', output], { cwd: place.path });
    expect((await wrote).code).toBe(0);
    expect((await read).equals(readFileSync(path.join(place.path, 'demo.pcap')))).toBe(true);

    const merged = run(['merge', input, 'demo.pcap', '-q', '-o', 'both.pcap'], { cwd: place.path });
    const writing = run(['run', 'demo.yaml', '-q', '-o', input], { cwd: place.path });
    expect([(await writing).code, (await merged).code]).toEqual([0, 0]);
    const other = await run(
      ['merge', 'demo.pcap', path.basename(copyOf('demo.pcap')), '-q', '-o', 'files.pcap'],
      {
        cwd: place.path,
      },
    );
    expect(other.code).toBe(0);
    const [a, b] = ['both.pcap', 'files.pcap'].map((name) => readFileSync(path.join(place.path, name)));
    expect(a).toEqual(b);
  });
});

function copyOf(name: string): string {
  const copy = path.join(place.path, `copy-of-${name}`);
  writeFileSync(copy, readFileSync(path.join(place.path, name)));
  return copy;
}
