import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const ROOT = path.join(import.meta.dirname, '..');
const TYPES = path.join(ROOT, 'node_modules/@types');

/** The first that the types of zod, which those of the library build on, compile with. */
const OLDEST_TYPESCRIPT = '5.4';

/** What examples are to be there for, by the entry that it is from. */
const DOCUMENTED: Readonly<Record<string, readonly string[]>> = {
  'netchannel-sim': [
    'compareReleases',
    'importCapture',
    'jsonReport',
    'loadScript',
    'mergeReports',
    'PcapngCapture',
    'renderComparison',
    'replayCapture',
    'runScript',
    'runShard',
    'Simulation',
  ],
  'netchannel-sim/advisory': ['checkManifest', 'isInRange', 'judgeVersion', 'OSEC_2019_01'],
  'netchannel-sim/capture-merge': ['mergeCaptures'],
  'netchannel-sim/capture-reader': ['readCapture'],
  'netchannel-sim/inspection': ['inspectCapture', 'renderInspection'],
  'netchannel-sim/pcap-writer': ['createPcapngFile', 'FileSink'],
  'netchannel-sim/reporters': ['JUnitReporter'],
  'netchannel-sim/schemas': ['reportJsonSchema', 'scriptJsonSchema'],
  'netchannel-sim/testing': ['assertWritesAll', 'auditWriter', 'NotAllWritten'],
};

const folder = mkdtempSync(path.join(tmpdir(), 'netchannel-sim-package-'));

function npm(args: string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync('npm', args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`npm ${args.join(' ')} failed: ${stderr}`);
  return stdout;
}

/** An example of the documentation. */
interface Example {
  /** Of the file that it is compiled as. */
  name: string;
  /** Of the file that it stands in. */
  from: string;
  code: string;
}

/** @returns the examples of doc comments and of the pages for those who program that can be run: those that say what they import */
function examples(): Example[] {
  const sources = readdirSync(path.join(ROOT, 'src'), { recursive: true, encoding: 'utf8' });
  const files = [
    'docs/library.md',
    'docs/own-driver.md',
    ...sources.filter((file) => file.endsWith('.ts')).map((file) => `src/${file}`),
  ];
  return files
    .flatMap((from) => {
      const text = readFileSync(path.join(ROOT, from), 'utf8').replace(/^ *\* ?/gm, '');
      return [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = '']) => ({ from, code }));
    })
    .filter(({ code }) => code.includes("from 'netchannel-sim"))
    .map((example, i) => ({ ...example, name: `example${i}` }));
}

/** @returns what the compiler says; nothing if all is well */
function compile(tsc: string, ...options: string[]): string {
  const usual = ['--target', 'es2022', '--module', 'nodenext', '--moduleResolution', 'nodenext'];
  const types = ['--typeRoots', TYPES, '--types', 'node', '--skipLibCheck', 'false'];
  const files = readdirSync(folder).filter((name) => name.endsWith('.ts'));
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [tsc, '--strict', ...usual, ...types, ...options, ...files],
    { cwd: folder, encoding: 'utf8' },
  );
  return stdout + stderr;
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
    writeFileSync(path.join(folder, 'package.json'), '{"private": true, "type": "module"}');
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

  describe('its documentation', () => {
    const all = examples();
    const tsc = path.join(ROOT, 'node_modules/typescript/bin/tsc');

    beforeAll(() => {
      for (const { name, code } of all) writeFileSync(path.join(folder, `${name}.ts`), code);
      const bin = path.join(folder, 'node_modules/netchannel-sim/bin/netchannel-sim.js');
      const run = (...args: string[]) => {
        const made = spawnSync(process.execPath, [bin, ...args], { cwd: folder, encoding: 'utf8' });
        expect(made.stderr).not.toContain('Cannot');
      };
      run('samples', 'copy', 'osec-2019-01', 'demo.yaml');
      for (const name of ['demo', 'part1', 'part2']) run('run', 'demo.yaml', '-q', '-o', `${name}.pcap`);
    });

    test('has an example of everything that is more than a type', () => {
      const imported = new Map<string, string[]>();
      for (const { code } of all) {
        for (const [, names = '', entry = ''] of code.matchAll(/^import \{([^}]*)\} from '([^']*)'/gm)) {
          const known = imported.get(entry) ?? [];
          imported.set(entry, [...known, ...names.split(',').map((name) => name.trim())]);
        }
      }
      for (const [entry, names] of Object.entries(DOCUMENTED)) {
        expect(imported.get(entry) ?? [], entry).toEqual(expect.arrayContaining([...names]));
      }
      const { exports } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
      const entries = Object.keys(exports).map((name) => name.replace(/^\./, 'netchannel-sim'));
      expect([...Object.keys(DOCUMENTED), 'netchannel-sim/package.json'].sort()).toEqual(entries.sort());
    });

    test('compiles, with the types of all that it imports', () => {
      expect(compile(tsc)).toBe('');
    });

    test.each(all)('$name, of $from, runs', ({ name }) => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [`${name}.js`], {
        cwd: folder,
        encoding: 'utf8',
      });
      expect(stderr).toBe('');
      expect(status).toBe(0);
      expect(stdout).not.toMatch(/undefined|NaN/);
    });

    test(`compiles with TypeScript ${OLDEST_TYPESCRIPT}, which docs/library.md names`, ({ skip }) => {
      const page = readFileSync(path.join(ROOT, 'docs/library.md'), 'utf8');
      expect(page).toContain(`The types compile from TypeScript ${OLDEST_TYPESCRIPT} on`);
      const other = path.join(folder, 'oldest');
      mkdirSync(other);
      writeFileSync(path.join(other, 'package.json'), '{"private": true}');
      const wanted = `typescript@${OLDEST_TYPESCRIPT}`;
      const { status } = spawnSync(
        'npm',
        ['install', '--no-audit', '--no-fund', '--prefer-offline', wanted],
        {
          cwd: other,
        },
      );
      skip(status !== 0, 'there is no network, and npm has not got it');
      expect(compile(path.join(other, 'node_modules/typescript/bin/tsc'), '--noEmit')).toBe('');
    });

    test('of its types, none takes what only newer compilers know', () => {
      const types = path.join(folder, 'node_modules/netchannel-sim/dist');
      const offenders = readdirSync(types, { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.d.ts'))
        // A field that is a typed array needs a type in the source: what is inferred has a parameter since 5.7.
        .filter((file) =>
          /\b\w+\d+(Clamped)?Array<|\bBuffer</.test(readFileSync(path.join(types, file), 'utf8')),
        );
      expect(offenders).toEqual([]);
    });
  });
});
