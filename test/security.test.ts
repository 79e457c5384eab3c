import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

const ROOT = path.join(import.meta.dirname, '..');

/** Where programs are started: for --open, to be probed, and to ask tshark for its folders. */
const STARTERS = [
  'src/cli/explore/open-in-browser.ts',
  'src/cli/probe/started-program.ts',
  'src/cli/run/open-in-wireshark.ts',
  'src/cli/wireshark/ask-tshark.ts',
];

/** Where a socket is opened: on a FIFO, or a named pipe of Windows, that the command line names. */
const SOCKETS = ['src/cli/files/fifo.ts'];

const NETWORK = ['net', 'http', 'http2', 'https', 'dgram', 'dns', 'dns/promises', 'tls', 'inspector', 'quic'];

interface Source {
  file: string;
  text: string;
}

function sources(folder: string, ending: RegExp): Source[] {
  return readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => ending.test(name))
    .map((name) => ({
      file: `${folder}/${name.replaceAll(path.sep, '/')}`,
      text: readFileSync(path.join(ROOT, folder, name), 'utf8'),
    }))
    .sort((a, b) => (a.file < b.file ? -1 : 1));
}

const code = [...sources('src', /\.[cm]?[jt]s$/), ...sources('bin', /\.[cm]?js$/)];

/** @returns the files whose code, without comments, matches */
function filesWith(pattern: RegExp): string[] {
  return code
    .filter(({ text }) => pattern.test(text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')))
    .map(({ file }) => file);
}

/** What imports one of the modules of Node.js, in whatever way. */
function imports(modules: readonly string[]): RegExp {
  return new RegExp(
    `(from|import|require|getBuiltinModule)\\s*\\(?\\s*['"\`](node:)?(${modules.join('|')})['"\`]`,
  );
}

describe('what SECURITY.md says of the code', () => {
  test('there is code to look at', () => {
    expect(code.length).toBeGreaterThan(100);
    expect(filesWith(imports(['fs']))).toContain('src/cli/files/read-bounded.ts');
  });

  test('programs are started in four files only, none of which reads scripts or captures', () => {
    expect(filesWith(imports(['child_process', 'cluster', 'worker_threads']))).toEqual(STARTERS);
  });

  test('nothing uses the network', () => {
    expect(filesWith(imports(NETWORK))).toEqual(SOCKETS);
    expect(filesWith(/\b(fetch|WebSocket|EventSource|XMLHttpRequest)\s*\(/)).toEqual([]);
  });

  test('text is never run as code', () => {
    expect(filesWith(/(?<![\w.])eval\s*\(|\bnew\s+Function\b|(?<![\w.$#])Function\s*\(/)).toEqual([]);
    // Compiled code of the program itself is kept beside it.
    const vm = filesWith(imports(['vm']));
    expect(vm.filter((file) => !file.startsWith('src/cli/launch/'))).toEqual([]);
  });

  test('the Lua plugin starts, opens and writes nothing', () => {
    const plugins = sources('src', /\.lua$/);
    expect(plugins.map(({ file }) => file)).toEqual(['src/wireshark-profile/netchannel-sim.lua']);
    for (const { text } of plugins) {
      expect(text.replace(/--.*$/gm, '')).not.toMatch(
        /\b(io|os)\s*[.[]|\b(loadstring|loadfile|dofile|load|require|debug|package)\s*[.(]|\bDumper\b|\bbrowser_open/,
      );
    }
  });

  test('the page is in the package', () => {
    const { files } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
      files: string[];
    };
    expect(files).toContain('SECURITY.md');
  });
});
