import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const ROOT = path.join(import.meta.dirname, '..');
const folder = mkdtempSync(path.join(tmpdir(), 'netchannel-sim-package-'));

function npm(args: string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync('npm', args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`npm ${args.join(' ')} failed: ${stderr}`);
  return stdout;
}

function node(code: string): string {
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
    cwd: folder,
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  return stdout.trim();
}

describe('the package, packed and installed in an empty folder', () => {
  beforeAll(() => {
    // The build is fresh: it is what is tested here, and running it again would disturb other tests.
    const [packed] = JSON.parse(
      npm(['pack', '--json', '--ignore-scripts', '--pack-destination', folder], ROOT),
    );
    writeFileSync(path.join(folder, 'package.json'), '{"private": true}');
    npm(['install', '--no-audit', '--no-fund', '--prefer-offline', `./${packed.filename}`], folder);
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('runs its default sample', () => {
    const { status, stdout } = spawnSync('npx', ['netchannel-sim', 'run'], { cwd: folder, encoding: 'utf8' });
    expect(status).toBe(0);
    expect(stdout).toContain('1.10.0');
    expect(existsSync(path.join(folder, 'osec-2019-01.pcap'))).toBe(true);
  });

  test('brings the licences of what is bundled with it, and nothing that only this Node.js can use', () => {
    const program = path.join(folder, 'node_modules/netchannel-sim/dist/program');
    const licenses = readFileSync(path.join(program, 'LICENSES.txt'), 'utf8');
    for (const name of ['chalk', 'commander', 'fdir', 'picomatch', 'tinyglobby', 'yaml', 'zod']) {
      expect(licenses).toMatch(new RegExp(`^${name} \\d+\\.`, 'm'));
    }
    expect(licenses.match(/^Permission (is hereby granted|to use)/gm)?.length).toBe(7);
    expect(readdirSync(program).filter((name) => name.endsWith('.v8'))).toEqual([]);
  });

  test('is a library', () => {
    expect(
      node(`
        import { loadScript, runScript } from 'netchannel-sim';
        const script = loadScript('{"name": "one", "steps": [{"arp": {"request": "10.0.0.2"}}]}', 'one.json');
        console.log((await runScript(script)).totals.frames);
      `),
    ).toBe('1');
  });

  test('has a pcap writer that stands alone', () => {
    node(`
      import { createPcapFile } from 'netchannel-sim/pcap-writer';
      const writer = createPcapFile('alone.pcap');
      writer.write(1, 2, Uint8Array.of(1, 2, 3), 0, 3);
      await writer.close();
    `);
    expect(readFileSync(path.join(folder, 'alone.pcap')).length).toBe(24 + 16 + 3);
  });

  test('writes pcapng, and brings what Wireshark shows it with', () => {
    node(`
      import { createPcapngFile } from 'netchannel-sim/pcap-writer';
      const writer = createPcapngFile('alone.pcapng');
      writer.write(writer.addInterface({ name: 'a' }), 1, 2, Uint8Array.of(1, 2, 3));
      await writer.close();
    `);
    expect(readFileSync(path.join(folder, 'alone.pcapng')).length).toBe(28 + 40 + 36);
    const profile = path.join(folder, 'node_modules/netchannel-sim/src/wireshark-profile');
    expect(existsSync(path.join(profile, 'netchannel-sim.lua'))).toBe(true);
    expect(existsSync(path.join(profile, 'netchannel-sim/colorfilters'))).toBe(true);
  });
});
