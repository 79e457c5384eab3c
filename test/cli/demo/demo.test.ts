import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HAS_SCRIPT, SCRIPT_NOTE } from '../../support/programs.ts';
import { DEMO, ENDLESS, folder, run, start } from '../binary.ts';

const LAUNCHER = path.join(import.meta.dirname, '../../../bin/netchannel-sim.js');

/** In YAML's double quotes. */
const HOSTILE = 'a\\x1b]0;owned\\a\\x1b[2J\\u202eb';

let place: ReturnType<typeof folder>;
beforeAll(() => {
  const hostile = `name: "${HOSTILE}"\nhosts: { a: { ip: 10.0.0.10 } }\nsteps: [{ note: "${HOSTILE}" }, { name: "${HOSTILE}", udp: { to: a, to_port: 1, payload: "${HOSTILE}" } }]\n`;
  place = folder({ 'demo.yaml': DEMO, 'endless.yaml': ENDLESS, 'hostile.yaml': hostile });
});
afterAll(() => place.remove());

const demo = (...args: string[]) => run(['demo', ...args], { cwd: place.path });

describe('without a terminal', () => {
  test('all is told in its order, without keys and without escapes', async () => {
    const { code, stdout, stderr } = await demo('osec-2019-01');
    expect([code, stderr]).toEqual([0, '']);
    const text = stdout.toString();
    expect(text).not.toContain('\u001b');
    const frames = [...text.matchAll(/^ Frame (\d+) /gm)].map(([, number]) => Number(number));
    expect(frames).toEqual(Array.from({ length: 13 }, (_, i) => i + 1));
    expect(text).not.toContain('q quit');
  });

  test('of a run without end, the first two thousand packets', async () => {
    const { code, stdout } = await demo('endless.yaml');
    expect(code).toBe(0);
    expect(stdout.toString()).toContain(' Frame 2000 ');
    expect(stdout.toString()).not.toContain(' Frame 2002 ');
  });

  test('a reader that leaves is a normal end', async () => {
    const child = start(['demo', 'endless.yaml'], { cwd: place.path });
    child.stdin.end();
    child.stdout.once('data', () => child.stdout.destroy());
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    const code = await new Promise((resolve) => child.once('exit', resolve));
    expect([code, stderr]).toEqual([0, '']);
  });
});

describe('run --step', () => {
  const step = (...args: string[]) => run(['run', '--step', ...args], { cwd: place.path });

  test('tells what demo tells, and writes nothing', async () => {
    const args = ['demo.yaml', '--netchannel', '1.10.1', '--seed', '3'];
    const told = await step(...args);
    expect([told.code, told.stderr]).toEqual([0, '']);
    expect(told.stdout.toString()).toBe((await demo(...args)).stdout.toString());
    expect(existsSync(path.join(place.path, 'demo.pcap'))).toBe(false);
  });

  test.each([
    ['-o', 'x.pcap'],
    ['--html', 'x.html'],
    ['--json'],
    ['--matrix'],
    ['--fail-on', 'leak'],
    ['-q'],
  ])('is of no use together with %s', async (...more) => {
    const told = await step('demo.yaml', ...more);
    expect([told.code, told.stdout.length]).toEqual([1, 0]);
    expect(told.stderr).toMatch(
      /^netchannel-sim: Cannot combine --step, which tells one run and writes nothing, with --[a-z-]+; leave one out\n$/,
    );
  });

  test('is of one script under one release', async () => {
    const two = await step('demo.yaml', 'hostile.yaml');
    expect([two.code, two.stderr]).toEqual([
      1,
      'netchannel-sim: Cannot step through 2 scripts at once; name one\n',
    ]);
    expect((await step('demo.yaml', '--netchannel', '1.10.0,1.10.1')).code).toBe(1);
  });
});

describe('a recording', () => {
  test('is what asciinema plays: 80 columns, 24 lines, and the same each time', async () => {
    const { stdout } = await demo('--cast', 'a.cast');
    expect(stdout.toString()).toMatch(/^Wrote 15 scenes \(\d+:\d\d minutes\) to a\.cast\n$/);
    const text = readFileSync(path.join(place.path, 'a.cast'), 'utf8');
    const [header, ...events] = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(header).toEqual({ version: 2, width: 80, height: 24, title: 'OSEC-2019-01' });
    let before = -1;
    for (const [time, kind, data] of events) {
      expect([kind, time >= before]).toEqual(['o', true]);
      before = time;
      expect(data.split('\r\n').length).toBeLessThanOrEqual(24);
      expect(data.replace(/\r\n/g, '')).not.toContain('\n');
    }
    expect((await demo('--cast', '-')).stdout.toString()).toBe(text);
    const faster = (await demo('--cast', '-', '--pace', 'x2', '--no-color')).stdout.toString();
    expect(JSON.parse(faster.trimEnd().split('\n').at(-1) ?? '')[0]).toBeCloseTo(before / 2, 1);
    expect(faster).not.toMatch(/\\u001b\[[0-9;]*m/);
  });

  test('of hostile text holds nothing that moves the cursor but our own', async () => {
    const { stdout } = await demo('hostile.yaml', '--cast', '-');
    const { title } = JSON.parse(stdout.toString().split('\n')[0] ?? '');
    expect(title).toContain('u{1b}');
    expect(title).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    for (const line of stdout.toString().trimEnd().split('\n').slice(1)) {
      const [, , data] = JSON.parse(line);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what must not be there
      const rest = data.replace(/\r\n/g, '').replace(/\u001b\[(H|2J|\?25[lh]|[0-9]+m)/g, '');
      expect(rest).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    }
  });

  test('does not go over the script that it is of', async () => {
    const { code, stderr } = await demo('demo.yaml', '--cast', 'demo.yaml');
    expect([code, stderr]).toEqual([
      1,
      'netchannel-sim: Cannot write the recording to "demo.yaml": that is read\n',
    ]);
    expect(readFileSync(path.join(place.path, 'demo.yaml'), 'utf8')).toBe(DEMO);
    expect(existsSync(path.join(place.path, 'none.cast'))).toBe(false);
  });
});

describe.skipIf(!HAS_SCRIPT)(`at a terminal${SCRIPT_NOTE}`, () => {
  /** Starts it at a terminal of 80 columns and 24 rows; the state of the terminal is told before and after. */
  function atTerminal(before = ''): ChildProcessWithoutNullStreams {
    const { PATH = '' } = process.env;
    const command = `stty rows 24 cols 80; stty -a | md5sum; ${before} ${process.execPath} ${LAUNCHER} demo; echo "[code $?]"; stty -a | md5sum`;
    return spawn('script', ['-qec', command, '/dev/null'], {
      cwd: place.path,
      env: { PATH, TERM: 'xterm', NO_COLOR: '1', SHELL: '/bin/sh' },
    });
  }

  /** @param typed - what is typed when something is seen, one after the other */
  function seen(
    child: ChildProcessWithoutNullStreams,
    typed: [when: string | RegExp, keys: string][],
  ): Promise<string> {
    let text = '';
    let from = 0;
    child.stdin.on('error', () => undefined);
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      for (let next = typed[0]; next !== undefined; next = typed[0]) {
        const at = text.slice(from).search(next[0]);
        if (at < 0) break;
        from += at + 1;
        typed.shift();
        child.stdin.write(next[1]);
      }
    });
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', () => resolve(text));
    });
  }

  function expectRestored(text: string): void {
    const states = [...text.matchAll(/^([0-9a-f]{32}) /gm)].map(([, state]) => state);
    expect(states).toHaveLength(2);
    expect(states[1]).toBe(states[0]);
    expect(text.lastIndexOf('\u001b[?1049l')).toBeGreaterThan(text.lastIndexOf('\u001b[?1049h'));
    expect(text.lastIndexOf('\u001b[?25h')).toBeGreaterThan(text.lastIndexOf('\u001b[?25l'));
  }

  test('keys go through it, and the terminal is as it was', async () => {
    const text = await seen(atTerminal(), [
      [/ 1 of 15/, '\r'],
      [/ 2 of 15/, 'n'],
      [/ 3 of 15/, 'r'],
      [/1\.10\.1 .* 3 of 15/, 'q'],
    ]);
    expect(text).toContain('zeroed before it is filled');
    expect(text).toContain('[code 0]');
    expectRestored(text);
  });

  test('Ctrl-Z gives the terminal back, and fg takes it again', async () => {
    const { PATH = '' } = process.env;
    const child = spawn('script', ['-qec', 'sh -i', '/dev/null'], {
      cwd: place.path,
      env: { PATH, TERM: 'xterm', NO_COLOR: '1', SHELL: '/bin/sh', PS1: 'shell> ' },
    });
    const text = await seen(child, [
      [/shell> /, `${process.execPath} ${LAUNCHER} demo\n`],
      [/ 1 of 15/, '\u001a'],
      [/Stopped[\s\S]*shell> /, 'fg\n'],
      [/ 1 of 15/, '\r'],
      [/ 2 of 15/, 'q'],
      [/shell> /, 'exit\n'],
    ]);
    const entered = text.split('\u001b[?1049h');
    expect(entered).toHaveLength(3);
    // What is shown is shown between coming and going: nothing of it stays with the shell.
    for (const stretch of entered.slice(1)) {
      const [shown = '', after = ''] = stretch.split('\u001b[?1049l');
      expect(shown).toContain(' of 15');
      expect(after).not.toContain(' of 15');
    }
  });

  test('of another size, it is laid out anew', async () => {
    const { PATH = '' } = process.env;
    const command = `stty rows 24 cols 80; echo "[at $(tty)]"; ${process.execPath} ${LAUNCHER} demo`;
    const child = spawn('script', ['-qec', command, '/dev/null'], {
      cwd: place.path,
      env: { PATH, TERM: 'xterm', NO_COLOR: '1', SHELL: '/bin/sh' },
    });
    let text = '';
    let isResized = false;
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (isResized || !/ 2 of 15/.test(text)) return;
      isResized = true;
      const [, tty = ''] = /\[at (\S+)\]/.exec(text) ?? [];
      // One of both: stty tells the terminal of rows and columns one after the other, and each is a change.
      spawn('stty', ['-F', tty, 'cols', '50']);
    });
    await seen(child, [
      [/ 1 of 15/, '\r'],
      [/ 2 of 15[\s\S]* 2 of 15/, 'q'],
    ]);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it is how a screen begins
    const screens = text.split(/\u001b\[H/).slice(1);
    const sizes = screens.map((screen) => {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what terminals are sent
      const lines = screen.replace(/\u001b\[[?\d]*[a-zA-Z]/g, '').split('\r\n');
      return [lines.length, Math.max(...lines.map((line) => [...line.trimEnd()].length))];
    });
    expect(sizes[0]?.[0]).toBe(24);
    expect(sizes[0]?.[1]).toBeGreaterThan(50);
    expect(sizes.at(-1)?.[0]).toBe(24);
    expect(sizes.at(-1)?.[1]).toBeLessThanOrEqual(50);
  });

  test('Ctrl-C ends it with 130, and a signal with its own', async () => {
    const text = await seen(atTerminal(), [[/ 1 of 15/, '\u0003']]);
    expect(text).toContain('[code 130]');
    expectRestored(text);
    const stopped = await seen(atTerminal('timeout --foreground --preserve-status -s TERM 3'), []);
    expect(stopped).toContain('[code 143]');
    expectRestored(stopped);
  });
});
