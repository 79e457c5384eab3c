import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { install } from '../../../src/cli/wireshark/install.ts';
import { type PlannedFile, plannedFiles } from '../../../src/cli/wireshark/planned-files.ts';
import { uninstall } from '../../../src/cli/wireshark/uninstall.ts';
import { run } from '../binary.ts';

const ROOT = path.join(import.meta.dirname, '../../..');
const PLAIN = { dryRun: false, force: false };

let home: string;
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'netchannel-sim-wireshark-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** @returns paths below the home folder, of folders with a slash at the end */
function tree(): string[] {
  return readdirSync(home, { recursive: true, encoding: 'utf8' })
    .map((name) => (statSync(path.join(home, name)).isDirectory() ? `${name}/` : name))
    .sort();
}

function wireshark(...words: string[]) {
  return run(['wireshark', ...words], { cwd: home, env: { HOME: home, USERPROFILE: home } });
}

const onPosix = process.platform !== 'win32';

describe.skipIf(!onPosix)('the program, on Linux and macOS (skipped on Windows)', () => {
  const INSTALLED = [
    '.config/',
    '.config/wireshark/',
    '.config/wireshark/extcap/',
    '.config/wireshark/extcap/netchannel-sim',
    '.config/wireshark/netchannel-sim.installed.json',
    '.config/wireshark/profiles/',
    '.config/wireshark/profiles/netchannel-sim/',
    '.config/wireshark/profiles/netchannel-sim/colorfilters',
    '.config/wireshark/profiles/netchannel-sim/dfilter_buttons',
    '.config/wireshark/profiles/netchannel-sim/preferences',
    '.config/wireshark/profiles/netchannel-sim/recent',
    '.local/',
    '.local/lib/',
    '.local/lib/wireshark/',
    '.local/lib/wireshark/extcap/',
    '.local/lib/wireshark/extcap/netchannel-sim',
    '.local/lib/wireshark/plugins/',
    '.local/lib/wireshark/plugins/netchannel-sim.lua',
  ];

  test('installs, tells each file, and removes all of it', async () => {
    const { code, stdout, stderr } = await wireshark('install');
    expect([code, stderr]).toEqual([0, '']);
    expect(tree()).toEqual(INSTALLED);
    for (const name of INSTALLED) {
      if (!name.endsWith('/') && !name.endsWith('.json')) {
        expect(stdout.toString()).toContain(`Wrote      ${path.join(home, name)}\n`);
      }
    }
    const source = path.join(ROOT, 'src/wireshark-profile/netchannel-sim');
    for (const name of readdirSync(source)) {
      expect(readFileSync(path.join(home, '.config/wireshark/profiles/netchannel-sim', name))).toEqual(
        readFileSync(path.join(source, name)),
      );
    }
    const removed = await wireshark('uninstall');
    expect([removed.code, removed.stderr]).toEqual([0, '']);
    expect(tree()).toEqual([]);
  });

  test('makes an extcap program that works without PATH, from any folder', async () => {
    await wireshark('install');
    const wrapper = path.join(home, '.local/lib/wireshark/extcap/netchannel-sim');
    const { status, stdout, stderr } = spawnSync(wrapper, ['--extcap-interfaces'], {
      cwd: '/',
      env: {},
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain('interface {value=netchannel0}');
  });

  test('--dry-run says the same, and does nothing', async () => {
    const dry = (await wireshark('install', '--dry-run')).stdout.toString();
    expect(tree()).toEqual([]);
    const wet = (await wireshark('install')).stdout.toString();
    expect(dry.replaceAll('Would write   ', 'Wrote      ')).toBe(wet.slice(0, wet.indexOf('\nNext')));
    const dryRemoval = (await wireshark('uninstall', '--dry-run')).stdout.toString();
    expect(tree()).toEqual(INSTALLED);
    const removal = (await wireshark('uninstall')).stdout.toString();
    expect(dryRemoval.replaceAll('Would remove  ', 'Removed    ')).toBe(removal);
  });

  test('says when there is nothing to do', async () => {
    await wireshark('install');
    const again = (await wireshark('install')).stdout.toString();
    expect(again.match(/^Unchanged {2}/gm)).toHaveLength(7);
    expect(again).not.toContain('Wrote');
    await wireshark('uninstall');
    const { code, stdout } = await wireshark('uninstall');
    expect(code).toBe(0);
    expect(stdout.toString()).toBe(
      `Nothing to remove: ${JSON.stringify(path.join(home, '.config/wireshark'))} has no record of an installation\n`,
    );
  });

  test('keeps what the user has changed or added, and folders that were there', async () => {
    mkdirSync(path.join(home, '.local/lib'), { recursive: true });
    const profile = path.join(home, '.config/wireshark/profiles/netchannel-sim');
    await wireshark('install');
    writeFileSync(path.join(profile, 'colorfilters'), 'mine');
    writeFileSync(path.join(profile, 'recent_common'), 'mine too');
    const again = (await wireshark('install')).stdout.toString();
    expect(again).toContain(
      `Kept       ${profile}/colorfilters  (you have changed it; --force overwrites it)\n`,
    );
    const removed = (await wireshark('uninstall')).stdout.toString();
    expect(removed).toContain(
      `Kept       ${profile}/colorfilters  (you have changed it; --force removes it)\n`,
    );
    expect(removed).toContain(`Kept       ${profile}  (it holds colorfilters, recent_common)\n`);
    expect(tree().filter((name) => !name.endsWith('/'))).toEqual([
      '.config/wireshark/netchannel-sim.installed.json',
      '.config/wireshark/profiles/netchannel-sim/colorfilters',
      '.config/wireshark/profiles/netchannel-sim/recent_common',
    ]);
    expect(tree()).toContain('.local/lib/');
    expect(readFileSync(path.join(profile, 'colorfilters'), 'utf8')).toBe('mine');
    await wireshark('uninstall', '--force');
    expect(tree().filter((name) => !name.endsWith('/'))).toEqual([
      '.config/wireshark/profiles/netchannel-sim/recent_common',
    ]);
  });

  test('the state of windows, which Wireshark writes, is left alone and goes with the rest', async () => {
    const state = path.join(home, '.config/wireshark/profiles/netchannel-sim/recent');
    await wireshark('install');
    writeFileSync(state, 'of Wireshark');
    const again = (await wireshark('install')).stdout.toString();
    expect(again).toContain(`Kept       ${state}  (Wireshark has written it again; --force overwrites it)\n`);
    expect(readFileSync(state, 'utf8')).toBe('of Wireshark');
    await wireshark('uninstall');
    expect(tree()).toEqual([]);
  });

  test('says what cannot be written, and takes back what was', async () => {
    writeFileSync(path.join(home, '.local'), 'a file');
    const { code, stderr } = await wireshark('install');
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^netchannel-sim: Cannot (read|write) ".*netchannel-sim\.lua": a part of the path is not a directory\n$/,
    );
    await wireshark('uninstall');
    expect(tree()).toEqual(['.local']);
  });

  test('does not trust a damaged record', async () => {
    const record = path.join(home, '.config/wireshark/netchannel-sim.installed.json');
    mkdirSync(path.dirname(record), { recursive: true });
    for (const text of [
      '',
      'null',
      '{"files": {"/etc/passwd": 1}, "folders": []}',
      '{"files": {}, "folders": [1]}',
    ]) {
      writeFileSync(record, text);
      for (const command of ['install', 'uninstall']) {
        const { code, stderr } = await wireshark(command);
        expect([code, stderr]).toEqual([
          1,
          `netchannel-sim: Cannot read ${JSON.stringify(record)}: it is no record of an installation; delete it, and install again\n`,
        ]);
      }
    }
  });

  test('warns in the cache of npx', async () => {
    const copy = path.join(home, '_npx/1/node_modules/netchannel-sim');
    for (const name of ['bin', 'dist', 'src/wireshark-profile', 'package.json']) {
      cpSync(path.join(ROOT, name), path.join(copy, name), { recursive: true });
    }
    const launcher = path.join(copy, 'bin/netchannel-sim.js');
    const { status, stderr } = spawnSync(process.execPath, [launcher, 'wireshark', 'install', '--dry-run'], {
      env: { HOME: home },
      encoding: 'utf8',
    });
    expect(status).toBe(0);
    expect(stderr).toMatch(
      /^netchannel-sim: Warning: this runs from the cache of npx; [\s\S]*npm install --global/,
    );
    expect((await wireshark('install', '--dry-run')).stderr).toBe('');
  });

  test('helps', async () => {
    for (const words of [['--help'], ['install', '--help'], ['uninstall', '--help']]) {
      const { code, stdout } = await wireshark(...words);
      expect(code).toBe(0);
      expect(stdout.toString()).toContain('netchannel-sim wireshark install --dry-run');
    }
    const { code, stderr } = await wireshark('instal');
    expect(code).toBe(1);
    expect(stderr).toBe(`netchannel-sim: Unknown command "instal"; did you mean "install"?\n`);
  });
});

describe('an upgrade', () => {
  const file = (text: string): PlannedFile => ({
    path: path.join(home, 'lib/one'),
    bytes: Buffer.from(text),
    isProgram: false,
  });
  const now = (): string => readFileSync(path.join(home, 'lib/one'), 'utf8');

  test('overwrites what an older version has written', () => {
    install([file('old')], path.join(home, 'configuration'), PLAIN);
    expect(install([file('new')], path.join(home, 'configuration'), PLAIN)).toMatchObject([
      { what: 'write' },
    ]);
    expect(now()).toBe('new');
    uninstall(path.join(home, 'configuration'), PLAIN);
    expect(tree()).toEqual([]);
  });

  test('keeps what the user has changed, unless told otherwise', () => {
    const configuration = path.join(home, 'configuration');
    install([file('old')], configuration, PLAIN);
    writeFileSync(path.join(home, 'lib/one'), 'mine');
    expect(install([file('new')], configuration, PLAIN)).toMatchObject([{ what: 'keep' }]);
    expect(now()).toBe('mine');
    install([file('new')], configuration, { dryRun: true, force: true });
    expect(now()).toBe('mine');
    install([file('new')], configuration, { dryRun: false, force: true });
    expect(now()).toBe('new');
  });

  test('does not take over a file that it has not written', () => {
    const configuration = path.join(home, 'configuration');
    mkdirSync(path.join(home, 'lib'));
    writeFileSync(path.join(home, 'lib/one'), 'mine');
    expect(install([file('ours')], configuration, PLAIN)).toMatchObject([
      { what: 'keep', why: 'it is not from an installation; --force overwrites it' },
    ]);
    expect(uninstall(configuration, PLAIN)).toEqual([]);
    expect(now()).toBe('mine');
  });
});

test('on Windows the plan is one folder and a batch file', () => {
  const folders = {
    configuration: 'D:\\Wireshark',
    plugins: 'D:\\Wireshark\\plugins',
    extcap: ['D:\\Wireshark\\extcap'],
  };
  const target = { platform: 'win32', node: 'C:\\node.exe', launcher: 'C:\\x.js' } as const;
  expect(plannedFiles(folders, target).map((file) => file.path)).toEqual([
    'D:\\Wireshark\\profiles\\netchannel-sim\\colorfilters',
    'D:\\Wireshark\\profiles\\netchannel-sim\\dfilter_buttons',
    'D:\\Wireshark\\profiles\\netchannel-sim\\preferences',
    'D:\\Wireshark\\profiles\\netchannel-sim\\recent',
    'D:\\Wireshark\\plugins\\netchannel-sim.lua',
    'D:\\Wireshark\\extcap\\netchannel-sim.bat',
  ]);
});
