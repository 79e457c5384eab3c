import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ended, folder, run, start } from '../binary.ts';

/** Seconds that leftovers sleep, so that no two tests see each other's. */
let seconds = 98_700;

const HAS_PROC = existsSync('/proc/self/cmdline');

/** @returns whether a process is there that sleeps so many seconds: of /proc, or where there is none, of ps */
function isThere(word: string, commandLines = HAS_PROC ? ofProc : ofPs): boolean {
  return commandLines().some((words) => words[0]?.endsWith('sleep') === true && words.includes(word));
}

function ofPs(): string[][] {
  // Without -ww it is cut to 80 columns where no terminal says how many there are.
  const { status, stdout, stderr } = spawnSync('ps', ['-A', '-ww', '-o', 'args='], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
  return stdout.split('\n').map((line) => line.trim().split(/\s+/));
}

function ofProc(): string[][] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map((entry) => {
      try {
        return readFileSync(`/proc/${entry}/cmdline`, 'latin1').split('\0');
      } catch {
        return [];
      }
    });
}

async function isGone(word: string): Promise<boolean> {
  for (let i = 0; i < 100 && isThere(word); i++) await wait(20);
  return !isThere(word);
}

function place(files: Readonly<Record<string, string>> = {}) {
  const made = folder(files);
  onTestFinished(() => made.remove());
  return made.path;
}

const probe = (words: readonly string[], options: readonly string[] = [], cwd = place()) =>
  run(['probe', ...options, '--', ...words], { cwd });

/** Runs a shell script as the program. */
const shell = (script: string, ...options: string[]) => probe(['sh', '-c', script], options);

/** A frame of 14 bytes, as printf of a shell writes it. */
const FRAME = '\\002\\000\\000\\000\\000\\002\\002\\000\\000\\000\\000\\001\\210\\265';

test.skipIf(process.platform === 'win32')('processes are seen by ps as in /proc', async ({ skip }) => {
  skip(spawnSync('ps', ['-A', '-o', 'args=']).status !== 0, 'there is no ps that lists all processes');
  const ways = HAS_PROC ? [ofProc, ofPs] : [ofPs];
  const name = String(seconds++);
  const behind = 'x'.repeat(200);
  // A word behind 80 columns.
  const child = spawn('sleep', [name], { argv0: `${behind}sleep` });
  for (const way of ways) while (!isThere(name, way)) await wait(20);
  child.kill('SIGKILL');
  for (const way of ways) while (isThere(name, way)) await wait(20);
});

describe.skipIf(process.platform === 'win32')('programs that do not do what they should', () => {
  test.each([
    [
      'ends and writes nothing',
      'exit 0',
      'it ended and wrote nothing: expected a frame of 1 to 2048 bytes on standard output',
    ],
    [
      'ends with a status',
      `printf '${FRAME}'; exit 3`,
      'it ended with status 3, 14 bytes written: expected a frame on standard output, and status 0',
    ],
    [
      'is ended by a signal',
      'kill -SEGV $$',
      'it was ended by SIGSEGV, nothing written: expected a frame on standard output, and status 0',
    ],
    [
      'writes without end',
      'while :; do echo yes; done',
      'it wrote more than 2,048 bytes: expected a frame that fits into its buffer; --size makes that larger',
    ],
    [
      'writes one byte too many',
      'head -c 2049 /dev/zero',
      'it wrote more than 2,048 bytes: expected a frame that fits into its buffer; --size makes that larger',
    ],
  ])('one that %s', async (_, script, why) => {
    const { code, stdout, stderr } = await shell(script);
    expect([code, stdout.toString()]).toEqual([1, '']);
    expect(stderr).toMatch(/^netchannel-sim: Cannot probe sh -c .*: on clean memory it /);
    expect(stderr.trimEnd().endsWith(`on clean memory ${why}`), stderr).toBe(true);
    expect(stderr.split('\n')).toHaveLength(2);
  });

  test('one that never answers, nor reads', async () => {
    const sleep = String(seconds++);
    const { code, stderr } = await shell(`sleep ${sleep}`, '--timeout', '0.5');
    expect(code).toBe(1);
    expect(stderr).toContain(
      'on clean memory it did not end within 0.5 s, nothing written: expected a frame on standard output, and status 0',
    );
    expect(await isGone(sleep)).toBe(true);
  });

  test('one that takes no notice of SIGTERM, and begins to answer', async () => {
    const sleep = String(seconds++);
    const { code, stderr } = await shell(
      `trap '' TERM INT HUP; printf abc; sleep ${sleep}`,
      '--timeout',
      '0.5',
    );
    expect(code).toBe(1);
    expect(stderr).toContain('it did not end within 0.5 s, 3 bytes written');
    expect(await isGone(sleep)).toBe(true);
  });

  test('one that ends, and leaves a process that has its output open', async () => {
    const sleep = String(seconds++);
    const { code, stderr } = await shell(`sleep ${sleep} & printf '${FRAME}'`);
    expect(code).toBe(1);
    expect(stderr).toContain(
      'on clean memory it ended, but something that it started has its standard output open, 14 bytes written',
    );
    expect(await isGone(sleep)).toBe(true);
  });

  test('one that leaves a process behind that has nothing open: it is ended, and the frame counts', async () => {
    const sleep = String(seconds++);
    const { code, stderr } = await shell(`sleep ${sleep} </dev/null >/dev/null 2>&1 & printf '${FRAME}'`);
    expect([code, stderr]).toEqual([0, '']);
    expect(await isGone(sleep)).toBe(true);
  });

  test('one that closes standard input at once, and answers', async () => {
    const { code, stdout, stderr } = await shell(`exec <&-; printf '${FRAME}'`, '--size', '65535');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.toString()).toContain('This writer writes all 14 bytes');
  });

  test('Ctrl-C ends it, and all that it has started', async () => {
    const sleep = String(seconds++);
    const child = start(['probe', '--', 'sh', '-c', `sleep ${sleep} & sleep ${sleep}`], { cwd: place() });
    child.stdin.end();
    const all = ended(child);
    while (!isThere(sleep)) await wait(20);
    child.kill('SIGINT');
    const { code, stdout, stderr } = await all;
    expect([code, stdout.toString()]).toEqual([130, '']);
    expect(stderr).toBe('netchannel-sim: Stopped before there was anything to tell\n');
    expect(await isGone(sleep)).toBe(true);
  });

  test('one that crashes on old memory only: that is what is found', async () => {
    const script = `if [ "$(head -c 1 | od -An -tx1)" = " 00" ]; then printf '${FRAME}'; else kill -ABRT $$; fi`;
    const { code, stdout, stderr } = await shell(script, '--fail-on', 'depends');
    expect(code).toBe(2);
    expect(stdout.toString()).toContain('whether there is a frame depends on old memory');
    expect(stdout.toString().replace(/\s+/g, ' ')).toContain(
      'on 0xa5, 0x5a, low and high it was ended by SIGABRT',
    );
    expect(stderr).toContain(
      'Found 1 thing that depends on old memory, which --fail-on depends asks to fail',
    );
  });

  test('one that does not end on old memory: nobody waits for a filling twice', async () => {
    const script = `if [ "$(head -c 1 | od -An -tx1)" = " a5" ]; then sleep 1000; else printf '${FRAME}'; fi`;
    const { code, stdout } = await shell(script, '--timeout', '1', '--json');
    expect(code).toBe(0);
    const { passes, frames } = JSON.parse(stdout.toString());
    expect(passes).toBe(9);
    expect(frames[0].refusals).toEqual([
      { filling: 1, why: expect.stringContaining('it did not end within 1 s') },
    ]);
  });
});

describe.skipIf(process.platform === 'win32')('programs that cannot be started', () => {
  const cannot = async (word: string, files: Readonly<Record<string, string>> = {}): Promise<string> => {
    const { code, stdout, stderr } = await probe([word], [], place(files));
    expect([code, stdout.toString()]).toEqual([1, '']);
    return stderr;
  };

  test('not there', async () => {
    expect(await cannot('./no-such-writer')).toBe(
      'netchannel-sim: Cannot start "./no-such-writer": no such file or directory\n',
    );
    expect(await cannot('no-such-writer')).toBe(
      'netchannel-sim: Cannot start "no-such-writer": there is no such program on the PATH\n',
    );
    expect(await cannot('')).toBe('netchannel-sim: Cannot start the program: its name is empty\n');
  });

  test('there, and not on the PATH', async () => {
    expect(await cannot('writer.py', { 'writer.py': '' })).toBe(
      'netchannel-sim: Cannot start "writer.py": it is not on the PATH; a program in this folder is named "./writer.py"\n',
    );
  });

  test('not executable', async () => {
    expect(await cannot('./writer.py', { 'writer.py': 'print(1)' })).toBe(
      'netchannel-sim: Cannot start "./writer.py": it is not executable; make it so with chmod +x, or name what runs it first, as in -- python3 writer.py\n',
    );
  });

  test('a script whose interpreter is not there', async () => {
    const cwd = place();
    writeFileSync(path.join(cwd, 'writer'), '#!/no/such/thing\n', { mode: 0o755 });
    const { code, stderr } = await probe(['./writer'], [], cwd);
    expect(code).toBe(1);
    expect(stderr).toBe(
      'netchannel-sim: Cannot start "./writer": what its first line names after "#!" is not there\n',
    );
  });

  test('a folder', async () => {
    expect(await cannot('./')).toBe(
      'netchannel-sim: Cannot start "./": it is a folder, expected a program\n',
    );
  });

  test('none is named', async () => {
    const { code, stderr } = await run(['probe'], { cwd: place() });
    expect([code, stderr]).toEqual([
      1,
      'netchannel-sim: Missing required argument "program"; see "netchannel-sim probe --help"\n',
    ]);
  });
});

describe.skipIf(process.platform === 'win32')('--stream', () => {
  const stream = (script: string, ...options: string[]) =>
    probe(['node', '-e', script], ['--stream', '--frames', '3', ...options]);

  /** Answers each buffer with what `answer(buffer, number)` gives, a list of byte arrays. */
  const answering = (answer: string) => `
    let held = Buffer.alloc(0), number = 0;
    const prefix = (length) => { const b = Buffer.alloc(4); b.writeUInt32BE(length); return b; };
    process.stdin.on('data', (chunk) => {
      held = Buffer.concat([held, chunk]);
      while (held.length >= 4 && held.length >= 4 + held.readUInt32BE(0)) {
        const buffer = held.subarray(4, 4 + held.readUInt32BE(0));
        held = held.subarray(4 + buffer.length);
        number++;
        ${answer}
      }
    });`;

  test('a program that lives long writes frame after frame, and is ended', async () => {
    const script = `${answering('process.stdout.write(Buffer.concat([prefix(20 + number), buffer.fill(number, 0, 20).subarray(0, 20 + number)]));')} setInterval(() => {}, 1000);`;
    const { code, stdout, stderr } = await stream(script, '--json');
    expect([code, stderr]).toEqual([0, '']);
    const { frames } = JSON.parse(stdout.toString());
    expect(
      frames.map(({ flaws }: { flaws: { cause: string; start: number; end: number }[] }) =>
        flaws.map(({ cause, start, end }) => [cause, start, end]),
      ),
    ).toEqual([[['announced', 20, 21]], [['announced', 20, 22]], [['announced', 20, 23]]]);
  });

  test('a thousand buffers, for each of which it is waited, say nothing on standard error', async () => {
    const script = answering(
      'process.stdout.write(Buffer.concat([prefix(60), buffer.subarray(0, 60).fill(7)]));',
    );
    const { code, stdout, stderr } = await probe(['node', '-e', script], ['--stream', '--frames', '1000']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.toString()).toContain('This writer writes all 60,000 bytes in 1,000 frames');
  });

  test('and in pieces', async () => {
    const script = answering(
      'const all = Buffer.concat([prefix(60), buffer.subarray(0, 60).fill(7)]); for (const byte of all) require("fs").writeSync(1, Buffer.of(byte));',
    );
    const { code, stdout } = await stream(script);
    expect(code).toBe(0);
    expect(stdout.toString()).toContain('This writer writes all 180 bytes in 3 frames');
  });

  test.each([
    [
      'lies about a length',
      'process.stdout.write(Buffer.concat([prefix(4000000000), buffer]))',
      'it says that frame 1 has 4000000000 bytes: expected a length of 32 bits from 1 to 2048 before each frame',
    ],
    [
      'says it in the other byte order',
      'const p = Buffer.alloc(4); p.writeUInt32LE(60); process.stdout.write(Buffer.concat([p, buffer.subarray(0, 60)]))',
      'before each frame; the length is to be big-endian',
    ],
    [
      'ends in the middle of a frame',
      'if (number === 2) { process.stdout.write(Buffer.concat([prefix(60), buffer.subarray(0, 17)]), () => process.exit(0)); return; } process.stdout.write(Buffer.concat([prefix(60), buffer.subarray(0, 60)]))',
      'it ended after 1 of 3 frames and 17 of the 60 bytes of frame 2: expected a length of 32 bits, big-endian, and a frame for each buffer',
    ],
    [
      'ends in the middle of a length',
      'process.stdout.write(Buffer.of(0, 0), () => process.exit(4)); return;',
      'it ended with status 4 after 0 of 3 frames and 2 of 4 bytes of the length of frame 1',
    ],
    [
      'answers too often',
      'const one = Buffer.concat([prefix(60), buffer.subarray(0, 60)]); process.stdout.write(Buffer.concat([one, one, one, one]))',
      'it wrote more than the 3 frames that it was asked for: expected one for each buffer',
    ],
    ['answers with nothing', 'process.stdout.write(prefix(0))', 'it says that frame 1 has 0 bytes'],
  ])('one that %s', async (_, answer, why) => {
    const { code, stderr } = await stream(answering(answer));
    expect(code).toBe(1);
    expect(stderr).toContain(why);
  });

  test('one that stops answering', async () => {
    const { code, stderr } = await stream(
      `${answering(
        'if (number < 3) process.stdout.write(Buffer.concat([prefix(14), buffer.subarray(0, 14)]));',
      )}setInterval(() => {}, 1000);`,
      '--timeout',
      '1',
    );
    expect(code).toBe(1);
    expect(stderr).toContain('it did not end within 1 s after 2 of 3 frames: expected');
  });
});

describe.skipIf(process.platform === 'win32')('with --device and --link-type', () => {
  const OPTIONS = ['--device', '1.10.0', '--timeout', '1'];
  /** Says whether the first start is over: what is told is told of the memory of the device. */
  const onDevice = (then: string, otherwise = `printf '${FRAME}'`): string =>
    `if [ "$(cat | wc -c)" -gt 100 ]; then ${then}; else ${otherwise}; fi`;

  test.each([
    ['never answers', 'sleep 98000', 'it did not end within 1 s'],
    ['writes without end', 'while :; do echo yes; done', 'it wrote more than 100 bytes'],
    ['dies', 'kill -SEGV $$', 'it was ended by SIGSEGV'],
    ['answers with nothing', 'exit 0', 'it ended and wrote nothing'],
    [
      'fits into the block, and not into what it announces',
      'head -c 101 /dev/zero',
      'it wrote more than 100',
    ],
    [
      'leaves something',
      `sleep 98001 & printf '${FRAME}'`,
      'something that it started has its standard output',
    ],
  ])('one that %s', async (_, then, why) => {
    const { code, stdout, stderr } = await shell(onDevice(then), ...OPTIONS, '--size', '100');
    expect([code, stdout.toString()]).toEqual([1, '']);
    expect(stderr).toMatch(
      /^netchannel-sim: Cannot probe sh -c .* under netchannel 1\.10\.0: on clean memory /,
    );
    expect(stderr).toContain(why);
    for (const sleep of ['98000', '98001']) expect(await isGone(sleep)).toBe(true);
  });

  test('one that closes standard input at once', async () => {
    const { code, stderr } = await shell(`exec <&-; printf '${FRAME}'`, '--device', '1.10.0');
    expect([code, stderr]).toEqual([0, '']);
  });

  test('one that leaves its group is not waited for', async () => {
    const setsid = `setsid sleep 2 </dev/null >/dev/null 2>&1 &`;
    const { code, stdout } = await shell(`${setsid} printf '${FRAME}'`, '--link-type', 'raw', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout.toString()).frames[0]).toMatchObject({ protocol: 'none', flow: 'no IP packet' });
  });
});

describe.skipIf(process.platform === 'win32')('what the program says on standard error', () => {
  test('is shown once, in one place, and escaped', async () => {
    const { code, stderr } = await shell(`printf 'hello \\033[31mred\\n' >&2; printf '${FRAME}'`);
    expect(code).toBe(0);
    expect(stderr).toBe(
      'netchannel-sim: The program said on standard error, 10 times:\n  | hello \\u{1b}[31mred\n',
    );
  });

  test('is cut if there is no end of it, and that does not stop the program', async () => {
    const { code, stderr } = await shell(`head -c 1000000 /dev/zero | tr '\\0' x >&2; printf '${FRAME}'`);
    expect(code).toBe(0);
    expect(stderr.length).toBeLessThan(5000);
    expect(stderr).toContain('… 995,904 more bytes');
  });

  test('comes before why it failed', async () => {
    const { stderr } = await shell('echo cannot open the card >&2; exit 1');
    expect(stderr.split('\n').slice(0, 2)).toEqual([
      'netchannel-sim: The program said on standard error:',
      '  | cannot open the card',
    ]);
    expect(stderr).toContain('on clean memory it ended with status 1');
  });

  test('that differs each time is told of three times', async () => {
    const { stderr } = await shell(`echo $$ >&2; printf '${FRAME}'`);
    expect(stderr.match(/The program said/g)).toHaveLength(3);
    expect(stderr).toContain('netchannel-sim: It said other things 7 more times\n');
  });
});
