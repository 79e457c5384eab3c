import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  CAN_CAPTURE,
  CAPTURE_NOTE,
  UNPRIVILEGED,
  type UnprivilegedPlace,
  unprivilegedPlace,
} from '../../support/unprivileged.ts';
import { ended } from '../binary.ts';

let place: UnprivilegedPlace;
beforeAll(() => {
  if (CAN_CAPTURE) place = unprivilegedPlace();
});
afterAll(() => place?.remove());

/** What this user has in the environment: nothing of ours. */
function environment(extra: Record<string, string> = {}): Record<string, string> {
  return { PATH: process.env['PATH'] ?? '', HOME: place.home, ...extra };
}

function wireshark(command: string, extra: Record<string, string> = {}): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [place.launcher, 'wireshark', command], {
    ...UNPRIVILEGED,
    cwd: place.home,
    env: environment(extra),
    encoding: 'utf8',
  });
  expect([status, stderr]).toEqual([0, '']);
  return stdout;
}

async function tshark(words: readonly string[], extra: Record<string, string> = {}) {
  const child = spawn('tshark', words, { ...UNPRIVILEGED, cwd: place.home, env: environment(extra) });
  child.stdin.end();
  const { code, stdout, stderr } = await ended(child);
  return { code, stdout: stdout.toString(), stderr };
}

/** @returns command lines of the processes that run from our place */
function ourProcesses(): string[] {
  if (!existsSync('/proc/self/cmdline')) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((id) => {
      try {
        return readFileSync(`/proc/${id}/cmdline`, 'utf8').replaceAll('\0', ' ');
      } catch {
        return [];
      }
    })
    .filter((line) => line.includes(place.launcher) && line.includes('extcap'));
}

const option = (name: string, value: string): string[] => ['-o', `extcap.netchannel0.${name}:${value}`];

describe(`tshark captures through extcap${CAPTURE_NOTE}`, () => {
  const withTshark = test.skipIf(!CAN_CAPTURE);

  beforeAll(() => {
    if (CAN_CAPTURE) wireshark('install');
  });

  withTshark(`the interface is listed, once${CAPTURE_NOTE}`, async () => {
    const { stdout } = await tshark(['-D']);
    expect(stdout.match(/^\d+\. netchannel0 \(netchannel-sim: Xen netfront\/netback\)$/gm)).toHaveLength(1);
    const links = await tshark(['-i', 'netchannel0', '-L']);
    expect(links.stdout).toContain('EN10MB (Ethernet)');
  });

  withTshark(`-c 5 stops it${CAPTURE_NOTE}`, async () => {
    const { code, stdout, stderr } = await tshark([
      ...['-i', 'netchannel0', '-c', '5', '-T', 'fields', '-e', 'frame.time_relative', '-e', 'frame.len'],
      ...option('loop', 'true'),
    ]);
    expect(stderr).not.toContain('Error');
    expect(code).toBe(0);
    expect(stdout).toBe(
      [
        '0.000000000\t42',
        '0.010000000\t217',
        '0.020000000\t69',
        '0.030000000\t56',
        '0.040000000\t42',
        '',
      ].join('\n'),
    );
    expect(ourProcesses()).toEqual([]);
  });

  withTshark(`-a duration:2 stops it, and options arrive${CAPTURE_NOTE}`, async () => {
    const frames = ['-T', 'fields', '-e', 'frame.time_epoch', '-e', 'ip.dsfield'];
    const { code, stdout, stderr } = await tshark([
      ...['-i', 'netchannel0', '-a', 'duration:2', ...frames],
      ...option('workload', 'stale-tos'),
      ...option('netchannel', '1.10.1'),
      ...option('pace', 'x10'),
      ...option('loop', 'true'),
    ]);
    expect(stderr).not.toContain('Error');
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(50);
    const times = lines.map((line) => line.split('\t')[0] ?? '');
    expect(times).toEqual(times.toSorted());
    // Under 1.10.1 no type of service is stale.
    expect(lines.filter((line) => /\t0x01/.test(line))).toEqual([]);
    expect(ourProcesses()).toEqual([]);
  });

  withTshark(`a capture ends with the script, whole${CAPTURE_NOTE}`, async () => {
    const { code, stdout, stderr } = await tshark([
      ...['-i', 'netchannel0', '-T', 'fields', '-e', 'ip.dsfield'],
      ...option('workload', 'stale-tos'),
      ...option('netchannel', '1.10.0'),
      ...option('pace', 'asap'),
    ]);
    expect(stderr).not.toContain('Error');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^0x01$/m);
    expect(ourProcesses()).toEqual([]);
  });

  withTshark(`a mistake is told${CAPTURE_NOTE}`, async () => {
    const { stderr } = await tshark(['-i', 'netchannel0', ...option('script', '/nowhere.yaml')]);
    expect(stderr).toContain('Cannot read the script "/nowhere.yaml": no such file or directory');
    expect(ourProcesses()).toEqual([]);
  });

  withTshark(`the profile and the plugin are found${CAPTURE_NOTE}`, async () => {
    const words = ['-C', 'netchannel-sim', '-i', 'netchannel0', '-c', '6', '-T', 'fields'];
    const { code, stdout } = await tshark([...words, '-e', 'netchannel.leaked', '-e', 'ip.checksum.status']);
    expect(code).toBe(0);
    // Checksums are validated, as they are not by default: 0 is bad, 1 good.
    expect(stdout).toMatch(/\t0$/m);
    expect(stdout).toMatch(/\t1$/m);
  });

  withTshark(`after uninstall nothing is left${CAPTURE_NOTE}`, async () => {
    wireshark('uninstall');
    const { stdout } = await tshark(['-D']);
    expect(stdout).not.toContain('netchannel0');
    const left = readdirSync(place.home, { recursive: true, encoding: 'utf8' });
    expect(left.filter((name) => name.includes('netchannel-sim'))).toEqual([]);
  });

  withTshark(`WIRESHARK_EXTCAP_DIR is heeded${CAPTURE_NOTE}`, async () => {
    const extra = { WIRESHARK_EXTCAP_DIR: path.join(place.home, 'own extcap') };
    expect(wireshark('install', extra)).toContain(
      `Wrote      ${extra.WIRESHARK_EXTCAP_DIR}/netchannel-sim\n`,
    );
    const { code, stdout } = await tshark(['-i', 'netchannel0', '-c', '2'], extra);
    expect(code).toBe(0);
    expect(stdout).toContain('Who has 10.0.0.10?');
    wireshark('uninstall', extra);
    expect(existsSync(extra.WIRESHARK_EXTCAP_DIR)).toBe(false);
  });
});
