import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ADVISORIES } from '../src/advisory/index.ts';
import { RELEASE_NAMES } from '../src/netchannel/releases.ts';
import { MAY_IMPORT } from './support/floors.ts';

const SOURCE = path.join(import.meta.dirname, '../src');

/** What any folder may import as well: it stands below all of them. */
const GROUND = ['turns.ts'];

/** What brings captures to files and streams, and says why the system would not have it. */
const SINKS = [
  'create-pcap.ts',
  'create-pcapng.ts',
  'file-sink.ts',
  'output-error.ts',
  'output-place.ts',
  'replacing-file-sink.ts',
  'stream-sink.ts',
  'write-all.ts',
].map((file) => path.join('pcap-writer', file));

/** What the reference page shows as scripts. They name releases, as scripts do. */
const TELL_BY_EXAMPLE = ['reference-expect.ts', 'reference-payload.ts'].map((file) =>
  path.join('script', file),
);

interface Import {
  from: string;
  to: string;
}

function files(): string[] {
  return readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name));
}

function importsOf(file: string): string[] {
  // Examples in comments import what they like.
  const found = withoutComments(file).matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'([^']+)'/g);
  return [...found].map(([, specifier]) => specifier ?? '');
}

const ours: Import[] = files().flatMap((file) =>
  importsOf(file)
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => ({ from: file, to: path.normalize(path.join(path.dirname(file), specifier)) })),
);

const folderOf = (file: string): string => (file.includes(path.sep) ? (file.split(path.sep)[0] ?? '') : '');

describe('arrows point downwards', () => {
  test('the imports were found at all', () => {
    expect(ours.length).toBeGreaterThan(100);
  });

  test('every folder imports only from those below it', () => {
    const upwards = ours.filter(({ from, to }) => {
      const [source, target] = [folderOf(from), folderOf(to)];
      if (source === '' || source === target || GROUND.includes(to)) return false;
      return !(MAY_IMPORT[source] ?? []).includes(target);
    });
    expect(upwards).toEqual([]);
  });

  test('there is no cycle among files', () => {
    const targets = new Map<string, string[]>();
    for (const { from, to } of ours) targets.set(from, [...(targets.get(from) ?? []), to]);
    const done = new Set<string>();
    const visit = (file: string, trail: string[]): void => {
      if (trail.includes(file)) expect.fail(`${[...trail.slice(trail.indexOf(file)), file].join(' -> ')}`);
      if (done.has(file)) return;
      for (const target of targets.get(file) ?? []) visit(target, [...trail, file]);
      done.add(file);
    };
    for (const file of files()) visit(file, []);
  });

  test('only cli touches the process, and only cli and pcap-writer touch files', () => {
    const offenders = files().flatMap((file) => {
      const folder = folderOf(file);
      const touchesFiles = importsOf(file).some((name) => /^node:(fs|fs\/promises)$/.test(name));
      const touchesProcess = /\bprocess\.|from 'node:process'|\bconsole\./.test(withoutComments(file));
      return [
        ...(touchesFiles && !['cli', 'pcap-writer'].includes(folder) ? [`${file}: files`] : []),
        ...(touchesProcess && folder !== 'cli' ? [`${file}: process`] : []),
      ];
    });
    expect(offenders).toEqual([]);
  });

  test('only cli and the sinks know Node.js: all else runs in a browser as it is', () => {
    const offenders = files().flatMap((file) => {
      if (folderOf(file) === 'cli' || SINKS.includes(file)) return [];
      const text = withoutComments(file);
      const names = text.match(
        /(?<!\.)\b(?:Buffer|process|global|require|__dirname|setImmediate)\b(?=[.(])/g,
      );
      const modules = importsOf(file).filter((name) =>
        /^node:|^(?:fs|path|util|buffer|stream|os)$/.test(name),
      );
      return [...modules, ...(names ?? [])].map((name) => `${file}: ${name}`);
    });
    // There is no other way to be as quick, and it asks first.
    expect(offenders).toEqual([`${GROUND}: setImmediate`]);
    for (const sink of SINKS) expect(files()).toContain(sink);
  });

  test('releases are known only by their table, the advisory only by its record', () => {
    const named = [...RELEASE_NAMES, ...ADVISORIES.map(({ id }) => id)];
    const readers = files().filter((file) => {
      if (TELL_BY_EXAMPLE.includes(file) || folderOf(file) === 'advisory') return false;
      // The examples in a command's help are commands that people type.
      const text = textOf(file).replace(/^(?:export )?const EXAMPLES = `Examples:[^`]*`;$/m, '');
      return named.some((name) => stripped(text).includes(name));
    });
    // Who does what a remedy does are releases, too: that is told, and nothing is asked by it.
    expect(readers).toEqual([path.join('netchannel', 'releases.ts'), path.join('netchannel', 'remedies.ts')]);
    for (const file of TELL_BY_EXAMPLE) expect(files()).toContain(file);
  });

  test('private members are #names, except on the hot path of the device', () => {
    // There they are measured to cost time: see CONTRIBUTING.md.
    const hot = ['netchannel', 'xen', 'wire', 'guest'];
    const offenders = files().filter(
      (file) => !hot.includes(folderOf(file)) && /^ +private (?!constructor\b)/m.test(withoutComments(file)),
    );
    expect(offenders).toEqual([]);
  });
});

function textOf(file: string): string {
  return readFileSync(path.join(SOURCE, file), 'utf8');
}

function stripped(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
}

function withoutComments(file: string): string {
  return stripped(textOf(file));
}
