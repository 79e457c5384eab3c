import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openingProgram } from '../../src/cli/explore/open-in-browser.ts';
import { DEMO, type Ended, folder, run } from './binary.ts';

let place: ReturnType<typeof folder>;
const inside = (name: string): string => path.join(place.path, name);

beforeEach(() => {
  place = folder({ 'demo.yaml': DEMO });
  mkdirSync(inside('tmp'));
  mkdirSync(inside('bin'));
});
afterEach(() => place.remove());

/** @param PATH - where programs are; the usual places if absent */
const explore = (args: readonly string[], PATH?: string, input?: string): Promise<Ended> =>
  run(['explore', ...args], {
    cwd: place.path,
    env: { TMPDIR: inside('tmp'), ...(PATH === undefined ? {} : { PATH }) },
    ...(input === undefined ? {} : { input }),
  });

/** What the program printed: where the page is. */
const pageOf = ({ stdout }: Ended): string => stdout.toString().trimEnd();

describe('explore --no-open', () => {
  test('writes a page of the script for this user alone, and prints where', async () => {
    const done = await explore(['demo.yaml', '--no-open', '--seed', '7', '-D', 'x=1']);
    // A script that has no such variable says so, and nothing is written.
    expect([done.code, pageOf(done)]).toEqual([1, '']);
    const told = await explore(['demo.yaml', '--no-open', '--seed', '7']);
    expect([told.code, told.stderr]).toEqual([0, '']);
    const file = pageOf(told);
    expect(path.basename(file)).toBe('demo.html');
    expect(path.dirname(path.dirname(file))).toBe(inside('tmp'));
    expect(statSync(path.dirname(file)).mode & 0o77).toBe(0);
    const html = readFileSync(file, 'utf8');
    const data = JSON.parse(/id="data">(.*?)<\/script>/s.exec(html)?.[1] ?? '');
    expect(data.workloads).toMatchObject([{ file: 'demo.yaml', text: DEMO, seed: 7 }]);
    expect(Object.keys(data.samples)).toContain('osec-2019-01');
  });

  test('takes a script from standard input, or the packaged sample', async () => {
    const piped = await explore(['-', '--no-open'], undefined, DEMO);
    expect([piped.code, path.basename(pageOf(piped))]).toEqual([0, 'stdin.html']);
    const sample = await explore(['--no-open']);
    expect([sample.code, path.basename(pageOf(sample))]).toEqual([0, 'osec-2019-01.html']);
  });

  test('a script that is wrong is told where it is, and no page is written', async () => {
    writeFileSync(inside('wrong.yaml'), 'steps: [{arp: {request: nobody}}]\n');
    const told = await explore(['wrong.yaml', '--no-open']);
    expect([told.code, pageOf(told)]).toEqual([1, '']);
    expect(told.stderr).toContain('wrong.yaml:1:');
    expect(readdirSync(inside('tmp'))).toEqual([]);
  });
});

describe.skipIf(process.platform !== 'linux')('opening', () => {
  test('has the page opened by what the system opens pages with, and does not wait for it', async () => {
    const opener = inside('bin/xdg-open');
    writeFileSync(
      opener,
      `#!/bin/sh\nprintf %s "$*" > "${inside('part')}"\nmv "${inside('part')}" "${inside('asked')}"\nexec sleep 5\n`,
    );
    chmodSync(opener, 0o755);
    const told = await explore(['demo.yaml'], `${inside('bin')}:${process.env['PATH'] ?? ''}`);
    expect([told.code, told.stderr]).toEqual([0, '']);
    await expect.poll(() => existsSync(inside('asked')), { timeout: 20_000 }).toBe(true);
    expect(readFileSync(inside('asked'), 'utf8')).toBe(pathToFileURL(pageOf(told)).href);
  });

  test('says what to do where there is nothing that could open it; the page is there', async () => {
    const told = await explore(['demo.yaml'], inside('bin'));
    expect(told.code).toBe(1);
    expect(told.stderr).toMatch(
      /^netchannel-sim: Cannot open the page with xdg-open: .*; open it in a browser yourself, or leave that out with --no-open\n$/,
    );
    expect(existsSync(pageOf(told))).toBe(true);
  });
});

test('each system has its own way, and the address is one word of it', () => {
  const address = 'file:///tmp/a%20b&c.html';
  for (const platform of ['darwin', 'win32', 'linux', 'freebsd']) {
    expect(openingProgram(platform, address).slice(1)).toEqual([address]);
  }
  expect(['darwin', 'win32', 'linux'].map((platform) => openingProgram(platform, address)[0])).toEqual([
    'open',
    'explorer.exe',
    'xdg-open',
  ]);
});
