import { execFile } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readPcap } from '../pcap-writer/read-pcap.ts';
import { DEMO, ENDLESS, ended, folder, run, start } from './binary.ts';

const LAUNCHER = path.join(import.meta.dirname, '../../bin/netchannel-sim.js');
let place: ReturnType<typeof folder>;

beforeAll(() => {
  place = folder({ 'demo.yaml': DEMO, 'endless.yaml': ENDLESS });
});
afterAll(() => place.remove());

describe('the capture on standard output', () => {
  test('is the same as in a file; the report goes to standard error', async () => {
    const { code, stdout, stderr } = await run(['run', 'demo.yaml', '-o', '-'], { cwd: place.path });
    expect(code).toBe(0);
    expect(readPcap(stdout).packets).toHaveLength(4);
    expect(stderr).toContain('FRAMES');
    expect(stderr).toContain('to standard output\n');
    expect(stderr).not.toContain('wireshark');
    const file = await run(['run', 'demo.yaml', '-q', '-o', 'file.pcap'], { cwd: place.path });
    expect(file.code).toBe(0);
    expect(readFileSync(path.join(place.path, 'file.pcap')).equals(stdout)).toBe(true);
  });

  test('stays pure with JSON in a file, findings that fail, and quiet', async () => {
    const args = ['run', 'demo.yaml', '-o', '-', '--json', 'out.json', '-q', '--fail-on', 'leak'];
    const { code, stdout, stderr } = await run(args, { cwd: place.path });
    expect(code).toBe(2);
    expect(readPcap(stdout).packets).toHaveLength(4);
    expect(stderr).toMatch(/^netchannel-sim: Found .*\n$/);
    expect(JSON.parse(readFileSync(path.join(place.path, 'out.json'), 'utf8')).capture.file).toBeNull();
  });

  test('colours are decided for the stream that the report goes to', async () => {
    const { stdout, stderr } = await run(['run', 'demo.yaml', '-o', '-'], {
      cwd: place.path,
      env: { FORCE_COLOR: '1' },
    });
    expect(readPcap(stdout).packets).toHaveLength(4);
    expect(stderr).toContain('\u001b[');
  });

  test('the file header is there before the run is over', async () => {
    const child = start(['run', 'endless.yaml', '-o', '-'], { cwd: place.path });
    const end = ended(child);
    await new Promise((resolve) => child.stdout.once('data', resolve));
    child.kill('SIGINT');
    const { code, stdout } = await end;
    expect(code).toBe(130);
    expect(readPcap(stdout).packets.length).toBeGreaterThanOrEqual(0);
  });
});

describe('a reader that goes away is a normal end', () => {
  test.each([
    ['the capture', ['run', 'endless.yaml', '-o', '-']],
    ['the text', ['run', 'demo.yaml', '-o', '/dev/null', '--list', 'all']],
    ['the JSON', ['run', 'demo.yaml', '-o', '/dev/null', '--json']],
  ])('of %s', async (_, args) => {
    const child = start(args, { cwd: place.path });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    child.stdin.end();
    if (args.includes('endless.yaml')) await new Promise((resolve) => child.stdout.once('data', resolve));
    child.stdout.destroy();
    const [code, signal] = await new Promise<[number | null, string | null]>((resolve) => {
      child.on('exit', (...how) => resolve(how));
    });
    expect([code, signal, stderr]).toEqual([0, null, '']);
  });

  test.skipIf(process.platform === 'win32')('in a shell', async () => {
    const command = `"${process.execPath}" "${LAUNCHER}" run endless.yaml -o - | head -c 100 | wc -c; echo "\${PIPESTATUS[0]}"`;
    const { stdout, stderr } = await promisify(execFile)('bash', ['-c', command], { cwd: place.path });
    expect(stdout.split(/\s+/).filter((word) => word !== '')).toEqual(['100', '0']);
    expect(stderr).toBe('');
  });
});

describe('Ctrl-C', () => {
  async function interrupted(args: string[], signals: NodeJS.Signals[]) {
    const capture = path.join(place.path, 'endless.pcap');
    rmSync(capture, { force: true });
    const child = start(args, { cwd: place.path });
    const end = ended(child);
    const isWritten = (): boolean => existsSync(capture) && readFileSync(capture).length > 100_000;
    while (!isWritten()) await setTimeout(20);
    for (const signal of signals) child.kill(signal);
    return { ...(await end), file: readFileSync(capture) };
  }

  test('ends the capture with a whole packet, and reports what there is', async () => {
    const { code, stdout, stderr, file } = await interrupted(
      ['run', 'endless.yaml', '--json', 'e.json'],
      ['SIGINT'],
    );
    expect(code).toBe(130);
    const { packets } = readPcap(file);
    expect(packets.length).toBeGreaterThan(100);
    expect(stderr).toBe(
      `netchannel-sim: Stopped after ${packets.length.toLocaleString('en-US')} of 1,000,000,000 steps; the capture ends with frame ${packets.length}\n`,
    );
    expect(stdout.toString()).toContain('Stopped after');
    const report = JSON.parse(readFileSync(path.join(place.path, 'e.json'), 'utf8'));
    expect([report.complete, report.totals.frames]).toEqual([false, packets.length]);
  });

  test('SIGTERM likewise', async () => {
    const { code, file } = await interrupted(['run', 'endless.yaml', '-q'], ['SIGTERM']);
    expect(code).toBe(143);
    expect(readPcap(file).packets.length).toBeGreaterThan(100);
  });

  test('twice ends at once', async () => {
    // Nobody reads: the first one cannot end the run in good order.
    const child = start(['run', 'endless.yaml', '-o', '-'], { cwd: place.path });
    await new Promise((resolve) => child.stdout.once('readable', resolve));
    await setTimeout(300);
    child.kill('SIGINT');
    await setTimeout(300);
    expect([child.exitCode, child.signalCode]).toEqual([null, null]);
    child.kill('SIGINT');
    const [code, signal] = await new Promise<[number | null, string | null]>((resolve) => {
      child.on('exit', (...how) => resolve(how));
    });
    expect([code, signal]).toEqual([null, 'SIGINT']);
  });
});

test.skipIf(!existsSync('/dev/full'))('standard output on a full disk', async () => {
  const command = `"${process.execPath}" "${LAUNCHER}" run demo.yaml -o x.pcap > /dev/full`;
  const outcome = promisify(execFile)('bash', ['-c', command], { cwd: place.path });
  await expect(outcome).rejects.toMatchObject({
    code: 1,
    stderr: 'netchannel-sim: Cannot write to standard output: no space left on the device\n',
  });
});
