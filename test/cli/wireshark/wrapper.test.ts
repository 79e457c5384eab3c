import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { extcapWrapper, isInNpxCache } from '../../../src/cli/wireshark/wrapper.ts';

test('on Linux and macOS', () => {
  for (const platform of ['linux', 'darwin'] as const) {
    expect(
      extcapWrapper({ platform, node: '/usr/bin/node', launcher: "/home/o'neil/x/bin/netchannel-sim.js" }),
    ).toEqual({
      name: 'netchannel-sim',
      text: `#!/bin/sh
# Made by "netchannel-sim wireshark install".
exec '/usr/bin/node' '/home/o'\\''neil/x/bin/netchannel-sim.js' extcap "$@"
`,
    });
  }
});

test('on Windows', () => {
  const node = 'C:\\Program Files\\nodejs\\node.exe';
  expect(
    extcapWrapper({ platform: 'win32', node, launcher: 'C:\\100% mine\\bin\\netchannel-sim.js' }),
  ).toEqual({
    name: 'netchannel-sim.bat',
    text: `@echo off\r\n"${node}" "C:\\100%% mine\\bin\\netchannel-sim.js" extcap %*\r\n`,
  });
});

test.skipIf(process.platform === 'win32')('a shell gets every word right (skipped on Windows)', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'netchannel-sim \'quotes\' $HOME `x` "y" '));
  try {
    const launcher = path.join(folder, 'launcher.mjs');
    writeFileSync(launcher, 'console.log(JSON.stringify(process.argv.slice(2)));');
    const node = path.join(folder, 'node');
    writeFileSync(node, `#!/bin/sh\nexec "${process.execPath}" "$@"\n`);
    const { name, text } = extcapWrapper({ platform: process.platform, node, launcher });
    const wrapper = path.join(folder, name);
    writeFileSync(`${wrapper}.new`, text);
    copyFileSync(`${wrapper}.new`, wrapper);
    for (const program of [node, wrapper]) chmodSync(program, 0o755);
    const words = ['--capture', '--fifo', '/tmp/a b', '--script', "it's $HOME", ''];
    const { stdout, stderr } = spawnSync(wrapper, words, { encoding: 'utf8', env: {} });
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual(['extcap', ...words]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the cache of npx is recognised', () => {
  expect(isInNpxCache('/home/ann/.npm/_npx/3f2a/node_modules/netchannel-sim/bin/netchannel-sim.js')).toBe(
    true,
  );
  expect(
    isInNpxCache('C:\\npm-cache\\_npx\\3f2a\\node_modules\\netchannel-sim\\bin\\netchannel-sim.js'),
  ).toBe(true);
  expect(isInNpxCache('/home/ann/my_npx/bin/netchannel-sim.js')).toBe(false);
});
