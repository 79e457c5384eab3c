import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HAS_TSHARK, TSHARK_NOTE } from '../support/tshark.ts';
import { DEMO, type Ended, folder, run } from './binary.ts';

const onPosix = process.platform !== 'win32';
const PLUGIN = path.join(import.meta.dirname, '../../src/wireshark-profile/netchannel-sim.lua');
const CHECKSUMS = 'ip tcp udp'.split(' ').flatMap((name) => ['-o', `${name}.check_checksum:TRUE`]);
const INSTALL =
  'netchannel-sim: For columns and colours in Wireshark, once: netchannel-sim wireshark install\n';

let place: ReturnType<typeof folder>;
const inside = (...names: string[]): string => path.join(place.path, ...names);
const ENVIRONMENT = (): Record<string, string> => ({ PATH: inside('bin'), HOME: place.path });
const DISPLAY = { DISPLAY: ':1' };

beforeEach(() => {
  place = folder({ 'demo.yaml': DEMO });
  mkdirSync(inside('bin'));
});
afterEach(() => place.remove());

/** A program that notes its arguments, one in a line, and then does something. */
function fake(name: string, then = ''): void {
  const log = inside(`${name}.arguments`);
  // tshark is asked for the folders of Wireshark as well.
  const body = `[ "$1" = -G ] && exit 0\nfor word; do echo "$word"; done >'${log}.new'\n/bin/mv '${log}.new' '${log}'\n${then}\n`;
  writeFileSync(inside('bin', name), `#!/bin/sh\n${body}`);
  chmodSync(inside('bin', name), 0o755);
}

/** The arguments that a fake program was started with, once it was. */
async function argumentsOf(name: string): Promise<string[]> {
  const log = inside(`${name}.arguments`);
  for (let i = 0; i < 500 && !existsSync(log); i++) await setTimeout(20);
  return readFileSync(log, 'utf8').trimEnd().split('\n');
}

function go(args: readonly string[], environment: Record<string, string> = {}): Promise<Ended> {
  return run(['run', ...args], { cwd: place.path, env: { ...ENVIRONMENT(), ...environment } });
}

describe.skipIf(!onPosix)('run --open (skipped on Windows)', () => {
  test('starts Wireshark on a pcapng capture, at the packet that tells most', async () => {
    fake('wireshark');
    const { code, stdout, stderr } = await go(['demo.yaml', '--open'], DISPLAY);
    expect([code, stderr]).toEqual([0, INSTALL]);
    expect(stdout.toString()).toContain(' to demo.pcapng\n');
    expect(stdout.toString()).not.toContain('--open');
    expect(await argumentsOf('wireshark')).toEqual([
      ...CHECKSUMS,
      ...['-X', `lua_script:${PLUGIN}`, '-g', '4', '-r', 'demo.pcapng'],
    ]);
    expect(existsSync(inside('demo.pcap'))).toBe(false);
  });

  test('uses the profile where it is installed', async () => {
    fake('wireshark');
    await run(['wireshark', 'install'], { cwd: place.path, env: ENVIRONMENT() });
    const { code, stderr } = await go(['demo.yaml', '--open', '-o', 'my.pcapng'], DISPLAY);
    expect([code, stderr]).toEqual([0, '']);
    expect(await argumentsOf('wireshark')).toEqual(['-C', 'netchannel-sim', '-g', '4', '-r', 'my.pcapng']);
  });

  test('does not wait until Wireshark ends', async () => {
    fake('wireshark', `/bin/sleep 3600 & echo $! >'${inside('sleeping')}'\nwait`);
    const { code } = await go(['demo.yaml', '--open'], DISPLAY);
    expect(code).toBe(0);
    const sleeper = Number(readFileSync(inside('sleeping'), 'utf8'));
    // It is still there.
    process.kill(sleeper, 'SIGTERM');
  });

  test('says that Wireshark cannot start', async () => {
    fake('wireshark', 'exit 3');
    const { code, stderr } = await go(['demo.yaml', '--open'], DISPLAY);
    expect(code).toBe(1);
    expect(stderr).toBe(
      `${INSTALL}netchannel-sim: ${JSON.stringify(inside('bin/wireshark'))} ended with status 3; start it yourself to see why: wireshark demo.pcapng\n`,
    );
  });

  test('lists with tshark where there is no display, or no Wireshark', async () => {
    fake('wireshark');
    fake('tshark', 'echo the packets');
    const { code, stdout } = await go(['demo.yaml', '--open']);
    expect(code).toBe(0);
    expect(stdout.toString()).toMatch(/NEXT[\s\S]*\nthe packets\n$/);
    expect(existsSync(inside('wireshark.arguments'))).toBe(false);
    expect((await argumentsOf('tshark')).slice(-2)).toEqual(['-r', 'demo.pcapng']);
    spawnSync('rm', [inside('bin/wireshark')]);
    expect((await go(['demo.yaml', '--open', '-q'], DISPLAY)).stdout.toString()).toBe('the packets\n');
  });

  test('leaves standard output to a report for programs', async () => {
    fake('tshark', 'echo the packets');
    const { code, stdout, stderr } = await go(['demo.yaml', '--open', '--json']);
    expect([code, stderr]).toEqual([0, `${INSTALL}the packets\n`]);
    expect(JSON.parse(stdout.toString()).capture.file).toBe('demo.pcapng');
  });

  test('says that tshark failed', async () => {
    fake('tshark', 'echo no >&2; exit 2');
    const { code, stderr } = await go(['demo.yaml', '--open']);
    expect(code).toBe(1);
    expect(stderr).toBe(
      `${INSTALL}no\nnetchannel-sim: ${JSON.stringify(inside('bin/tshark'))} ended with status 2\n`,
    );
  });

  test('opens a classic capture if asked to, and says what is missing', async () => {
    fake('tshark');
    const { code, stderr } = await go(['demo.yaml', '--open', '-o', 'demo.pcap']);
    expect(code).toBe(0);
    expect(stderr).toBe(
      `netchannel-sim: Only pcapng captures tell what was found in each packet; name it *.pcapng for that\n${INSTALL}`,
    );
    expect((await argumentsOf('tshark')).at(-1)).toBe('demo.pcap');
  });

  test('finds out before a run that there is nothing to open it with', async () => {
    const { code, stdout, stderr } = await go(['demo.yaml', '--open'], DISPLAY);
    expect([code, stdout.length]).toEqual([1, 0]);
    expect(stderr).toMatch(
      /^netchannel-sim: Cannot open the capture: neither Wireshark nor tshark is installed, .* or leave --open out\n$/,
    );
    expect(existsSync(inside('demo.pcapng'))).toBe(false);
    fake('wireshark');
    expect((await go(['demo.yaml', '--open'])).stderr).toMatch(
      /^netchannel-sim: Cannot open the capture: Wireshark needs a display, .*\n$/,
    );
  });

  test.each([
    [
      'what goes to standard output',
      ['-o', '-'],
      /^netchannel-sim: Cannot open a capture that goes to standard output; /,
    ],
    [
      'no capture',
      ['--no-capture'],
      /^netchannel-sim: Cannot combine --open, .* with --no-capture; leave one out\n$/,
    ],
    ['several', ['--matrix'], /^netchannel-sim: Cannot open the captures of 3 runs at once; /],
  ])('refuses %s', async (_, options, message) => {
    fake('wireshark');
    const { code, stderr } = await go(['demo.yaml', '--open', ...options], DISPLAY);
    expect([code, stderr]).toEqual([1, expect.stringMatching(message)]);
    expect(existsSync(inside('wireshark.arguments'))).toBe(false);
  });

  test('keeps the exit status of the run', async () => {
    fake('wireshark');
    expect((await go(['demo.yaml', '--open', '--fail-on', 'leak'], DISPLAY)).code).toBe(2);
    expect((await argumentsOf('wireshark')).at(-1)).toBe('demo.pcapng');
  });
});

describe(`with the real tshark${TSHARK_NOTE}`, () => {
  test.skipIf(!HAS_TSHARK)(`packets are listed with what leaked${TSHARK_NOTE}`, async () => {
    const tshark = spawnSync('sh', ['-c', 'command -v tshark'], { encoding: 'utf8' }).stdout.trim();
    symlinkSync(tshark, inside('bin/tshark'));
    const environment = { XDG_RUNTIME_DIR: place.path };
    const plain = await go(['demo.yaml', '--open', '-q'], environment);
    expect(plain.code).toBe(0);
    expect(plain.stdout.toString().trimEnd().split('\n')).toHaveLength(4);
    await run(['wireshark', 'install'], { cwd: place.path, env: ENVIRONMENT() });
    const { code, stdout } = await go(['demo.yaml', '--open', '-q'], environment);
    expect(code).toBe(0);
    expect(stdout.toString()).toMatch(
      / not judged 377 "wordfish swordfish [^"]*"….* frame 1 \(udp to alice\),.* 400 Local/,
    );
  });
});
