import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { loadScript } from '../../src/script/load-script.ts';
import { pcap } from '../capture-reader/capture-builder.ts';
import { ownRun } from '../inspection/own-run.ts';
import { type Ended, ended, fillInput, folder, run, start } from './binary.ts';

const LAUNCHER = path.join(import.meta.dirname, '../../bin/netchannel-sim.js');

let place: ReturnType<typeof folder>;
let sample: Buffer;
const inside = (name: string): string => path.join(place.path, name);
const go = (...args: string[]): Promise<Ended> => run(['import', ...args], { cwd: place.path });

beforeAll(async () => {
  sample = (await ownRun('1.10.1')).capture;
});
beforeEach(() => {
  place = folder({});
  writeFileSync(inside('sample.pcap'), sample);
  writeFileSync(inside('empty.pcap'), pcap([]));
  writeFileSync(inside('cut.pcap'), sample.subarray(0, -5));
  writeFileSync(inside('other.pcap'), pcap([{ bytes: new Uint8Array(60) }], { linkType: 105 }));
  writeFileSync(inside('there.yaml'), 'mine\n');
});
afterEach(() => place.remove());

async function pipe(input: Uint8Array, ...args: string[]): Promise<Ended> {
  const child = start(['import', ...args], { cwd: place.path });
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  return ended(child);
}

describe('a capture', () => {
  test('becomes a script that gives it back, byte for byte', async () => {
    const run1 = await run(['run', '--netchannel', '1.10.1', '-q', '-o', 'first.pcap'], { cwd: place.path });
    expect(run1.code).toBe(0);
    const { code, stdout, stderr } = await go('first.pcap', '-o', 'first.yaml');
    expect([code, stdout.length]).toEqual([0, 0]);
    expect(stderr).toBe(
      'Wrote 13 packets to first.yaml, the unikernel being 00:16:3e:00:00:01; next: netchannel-sim run first.yaml --netchannel 1.10.1\n',
    );
    const run2 = await run(['run', 'first.yaml', '--netchannel', '1.10.1', '-q', '-o', 'second.pcap'], {
      cwd: place.path,
    });
    expect([run2.code, run2.stderr]).toEqual([0, '']);
    expect(readFileSync(inside('second.pcap')).equals(readFileSync(inside('first.pcap')))).toBe(true);
  });

  test('from standard input, to standard output', async () => {
    const file = await go('sample.pcap');
    const piped = await pipe(sample, '-');
    expect([piped.code, piped.stderr, file.stderr]).toEqual([0, '', '']);
    expect(piped.stdout.toString()).toMatch(/^# The 13 packets of stdin, as steps\./);
    const steps = ({ stdout }: Ended) => stdout.toString().split('\nsteps:\n')[1];
    expect(steps(piped)).toBe(steps(file));
    expect(loadScript(file.stdout.toString(), 'x.yaml').stepCount).toBe(13);
  });

  test.skipIf(process.platform === 'win32')('in a pipe to run', async () => {
    const program = `"${process.execPath}" "${LAUNCHER}"`;
    const command = `${program} import - < sample.pcap | ${program} run - --netchannel 1.10.1 -q -o out.pcap && ${program} import out.pcap | tail -n +7`;
    const { stdout, stderr } = await promisify(execFile)('bash', ['-c', command], { cwd: place.path });
    expect(stderr).toBe('');
    expect(stdout.split('\nsteps:\n')[1]).toBe(
      (await go('sample.pcap')).stdout.toString().split('\nsteps:\n')[1],
    );
  });
});

describe('options', () => {
  test('--guest', async () => {
    const { code, stdout } = await go('sample.pcap', '--guest', '00:16:3e:00:00:0b');
    expect(code).toBe(0);
    expect(stdout.toString()).toContain('unikernel: {mac: "00:16:3e:00:00:0b"');
    expect(stdout.toString().match(/^ {2}- receive:/gm)).toHaveLength(12);
    const byIp = await go('sample.pcap', '--guest', '10.0.0.1');
    expect(byIp.stdout.equals((await go('sample.pcap')).stdout)).toBe(true);
  });

  test('--limit', async () => {
    const { code, stdout, stderr } = await go('sample.pcap', '--limit', '3');
    expect([code, stderr]).toEqual([
      0,
      'netchannel-sim: Warning: The capture is longer: the script has its first 3 packets, as --limit asks\n',
    ]);
    expect(loadScript(stdout.toString(), 'x.yaml').stepCount).toBe(3);
  });

  test('--force', async () => {
    const refused = await go('sample.pcap', '-o', 'there.yaml');
    expect([refused.code, refused.stderr]).toEqual([
      1,
      'netchannel-sim: Cannot write the script to "there.yaml": it exists; --force overwrites it\n',
    ]);
    // Before the capture is read, which may take long: that this is none is not found out.
    expect(await go('there.yaml', '-o', 'sample.pcap')).toMatchObject({
      code: 1,
      stderr: 'netchannel-sim: Cannot write the script to "sample.pcap": it exists; --force overwrites it\n',
    });
    expect(readFileSync(inside('there.yaml'), 'utf8')).toBe('mine\n');
    expect((await go('sample.pcap', '-o', 'there.yaml', '--force')).code).toBe(0);
    expect(readFileSync(inside('there.yaml'), 'utf8')).toMatch(/^# The 13 packets/);
  });

  test('help leads with examples', async () => {
    const { code, stdout } = await go('--help');
    expect(code).toBe(0);
    expect(stdout.toString()).toMatch(/^Examples:\n {2}netchannel-sim import /);
    expect(stdout.toString()).toContain('Exit status: 0 done');
  });
});

describe('what cannot be done', () => {
  test('of a damaged capture the script has what is before, and the exit code is 1', async () => {
    const { code, stdout, stderr } = await go('cut.pcap');
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^netchannel-sim: Cannot read "cut\.pcap" at offset \d+: the capture is cut short: .*; the script has the 12 packets before\n$/,
    );
    expect(loadScript(stdout.toString(), 'x.yaml').stepCount).toBe(12);
  });

  test.each([
    [
      ['there.yaml'],
      /^Cannot read "there\.yaml" at offset 0: it is not a capture: .* neither pcap nor pcapng nor snoop$/,
    ],
    [['missing.pcap'], /^Cannot read the capture "missing\.pcap": no such file or directory$/],
    [['.'], /^Cannot read the capture "\.": it is a directory$/],
    [[''], /^Cannot read the capture: its name is empty$/],
    [['empty.pcap'], /^Cannot make a script of "empty\.pcap": it holds no packet$/],
    [
      ['other.pcap'],
      /^Cannot make a script of "other\.pcap": no packet of it can be sent; packet 1: its link type is IEEE802_11; taken are /,
    ],
    [
      ['sample.pcap', '--guest', '1.2.3.4'],
      /^Cannot find the guest "1\.2\.3\.4": no packet of "sample\.pcap" is from there$/,
    ],
    [
      ['sample.pcap', '--guest', 'alice'],
      /^Cannot use "alice" after --guest: expected a MAC address such as 00:16:3e:00:00:01, or an IPv4 address$/,
    ],
    [
      ['sample.pcap', '--limit', '0'],
      /^Cannot use "0" after --limit: expected a number from 1 to 1000000000$/,
    ],
    [
      ['sample.pcap', '-o', './sample.pcap', '--force'],
      /^Cannot write the script to "\.\/sample\.pcap": that is the capture that is read$/,
    ],
    [['sample.pcap', '-o', ''], /^Cannot write the script: the name after --output is empty$/],
    [
      ['sample.pcap', '-o', 'no/where.yaml'],
      /^Cannot write the script to "no\/where\.yaml": no such file or directory$/,
    ],
    [['sample.pcap', 'other.pcap'], /^Too many arguments/],
  ])('%j', async (args, message) => {
    const { code, stdout, stderr } = await go(...args);
    expect([code, stdout.length]).toEqual([1, 0]);
    expect(stderr).toMatch(/^netchannel-sim: .*\n$/);
    expect(stderr.slice('netchannel-sim: '.length, -1)).toMatch(message);
    expect(readFileSync(inside('sample.pcap')).equals(sample)).toBe(true);
  });
});

describe('streams', () => {
  test('a reader that goes away is a normal end', async () => {
    const child = start(['import', 'sample.pcap'], { cwd: place.path });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    child.stdin.end();
    child.stdout.destroy();
    const code = await new Promise((resolve) => child.on('exit', resolve));
    expect([code, stderr]).toEqual([0, '']);
  });

  test('Ctrl-C ends it without half a script', async () => {
    const child = start(['import', '-'], { cwd: place.path });
    const end = ended(child);
    child.stdin.on('error', () => undefined);
    // No IP packets, which are left out: a script would be full before some pipes are.
    const packets = Array.from({ length: 1500 }, () => ({ bytes: new Uint8Array(1000) }));
    await fillInput(child, pcap(packets, { linkType: 101 }));
    child.kill('SIGINT');
    const { code, stdout, stderr } = await end;
    expect([code, stdout.length, stderr]).toEqual([130, 0, '']);
  });
});
