import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { folder, run } from './binary.ts';

let place: ReturnType<typeof folder>;
const here = (...words: string[]) => run(words, { cwd: place.path });
const files = (name = '.'): string[] => readdirSync(path.join(place.path, name)).sort();
beforeEach(() => {
  place = folder({});
});
afterEach(() => place.remove());

describe('a packaged sample by its name', () => {
  test.each(['stale-tos', 'stale-tos.yaml'])('run %s makes a run of it', async (name) => {
    const { code, stdout } = await here('run', name);
    expect(code).toBe(0);
    expect(stdout.toString()).toContain('(samples/stale-tos.yaml)');
    expect(files()).toEqual(['stale-tos.pcap']);
  });

  test('where its path leads nowhere, it is run too, and that is said', async () => {
    for (const command of ['run', 'compare']) {
      const { code, stderr } = await here(command, 'samples/stale-tos.yaml', '-q');
      expect(code).toBe(0);
      expect(stderr).toContain('There is no samples/stale-tos.yaml here: this is the packaged one');
    }
  });

  test('a file of that name comes first', async () => {
    writeFileSync(
      path.join(place.path, 'stale-tos'),
      '{"name": "mine", "steps": [{"arp": {"request": "10.0.0.2"}}]}',
    );
    const { stdout, stderr } = await here('run', 'stale-tos', '--no-capture');
    expect(stdout.toString()).toContain('mine (stale-tos)');
    expect(stderr).not.toContain('packaged');
  });

  test('a typo is answered with the one that was meant', async () => {
    const { code, stderr } = await here('run', 'stale-tso');
    expect(code).toBe(1);
    expect(stderr).toContain(
      'Cannot read the script "stale-tso": no such file or directory; did you mean "stale-tos"',
    );
  });

  test('samples list is samples', async () => {
    const [list, bare] = [await here('samples', 'list'), await here('samples')];
    expect(list.stdout.toString()).toBe(bare.stdout.toString());
    expect(list.stdout.toString()).toContain('stale-tos');
  });
});

describe('an output in a folder', () => {
  test('that a slash names is made, and gets the usual names', async () => {
    const { code } = await here(
      'run',
      'stale-tos',
      '-q',
      '-o',
      'a/b/',
      '--json',
      'r/',
      '--reporter',
      'junit=r/',
    );
    expect(code).toBe(0);
    expect(files('a/b')).toEqual(['stale-tos.pcap']);
    expect(files('r')).toEqual(['stale-tos.json', 'stale-tos.xml']);
  });

  test('that is there needs no slash; several runs have a name each', async () => {
    mkdirSync(path.join(place.path, 'd'));
    const { code } = await here(
      'run',
      'stale-tos',
      'multi-block',
      '-q',
      '--matrix',
      '-o',
      'd',
      '--json',
      'd',
    );
    expect(code).toBe(0);
    const captures = ['multi-block', 'stale-tos'].flatMap((name) =>
      ['1.10.0', '1.10.1', '1.9.0'].map((release) => `${name}-${release}.pcap`),
    );
    expect(files('d')).toEqual([...captures, 'report.json'].sort());
  });

  test('compare and replay do the same', async () => {
    await here('compare', 'stale-tos', '-q', '-o', 'c/', '--netchannel', '1.9.0,1.10.1');
    expect(files('c')).toEqual(['stale-tos-1.10.1.pcap', 'stale-tos-1.9.0.pcap']);
    await here('replay', 'c/stale-tos-1.9.0.pcap', '-q', '-o', 'r/');
    expect(files('r')).toEqual(['stale-tos-1.9.0-replay.pcap']);
  });

  test('that cannot be made is told, and nothing is run', async () => {
    writeFileSync(path.join(place.path, 'file'), '');
    const { code, stderr } = await here('run', 'stale-tos', '-o', 'file/x/');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^netchannel-sim: Cannot make the folder "file\/x\/": .*directory\n$/);
    expect(existsSync(path.join(place.path, 'stale-tos.pcap'))).toBe(false);
  });
});

describe('help', () => {
  test.each([[[]], [['run']], [['samples', 'copy']]])('help %s is what --help prints', async (names) => {
    const [help, option] = [await here('help', ...names), await here(...names, '--help')];
    expect(help).toEqual(option);
    expect(help.stdout.toString()).toContain(['Usage: netchannel-sim', ...names].join(' '));
  });

  test('of what is no command, the next best, or the page that lists them', async () => {
    expect((await here('help', 'rum')).stderr).toContain('there is no such command; did you mean "run"');
    expect((await here('nothing')).stderr).toContain(
      'Unknown command "nothing"; see "netchannel-sim --help"',
    );
  });
});

describe('a file that cannot be reached is told in words', () => {
  test.each([
    ['file/x.pcap', 'a part of the path is not a directory'],
    [`${'x'.repeat(300)}.pcap`, 'the name is too long'],
    ['loop', 'too many symbolic links'],
  ])('%s', async (name, reason) => {
    writeFileSync(path.join(place.path, 'file'), '');
    symlinkSync('loop', path.join(place.path, 'loop'));
    const asked = [
      ['-o', name],
      ['--no-capture', '--json', name],
      ['--no-capture', '--reporter', `tap=${name}`],
    ];
    const commands = [
      ...asked.map((words) => ['run', 'stale-tos', '-q', ...words]),
      ['run', name],
      ['run', name, '-o', name],
    ];
    for (const words of commands) {
      const { code, stderr } = await here(...words);
      expect([words, code]).toEqual([words, 1]);
      expect(stderr).toContain(reason);
      expect(stderr).not.toContain('bug');
    }
  });
});
