import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Of the project, whether this is run from test/ or from what is made of it in build/. */
export const ROOT = rootFrom(import.meta.dirname);
export const LAUNCHER = path.join(ROOT, 'bin/netchannel-sim.js');

const SCRIPT = `
release: 1.10.0
hosts: {alice: {ip: 10.0.0.10}, bob: {ip: 10.0.0.11}}
steps:
  - udp: {to: alice, to_port: 9, payload: "swordfish swordfish"}
  - raw: {to: bob, size: 80, writes: [{at: 14, data: "hello bob"}]}
  - repeat: {count: 60, steps: [{udp: {to: alice, to_port: 9, payload: "once more"}}]}
`;

/** What an older file holds that the commands write over. */
export const OLDER = 'what was there before\n';

/** A command line, and the files that it writes. */
export interface CommandLine {
  words: readonly string[];
  writes: readonly string[];
  /** Whether it starts other programs. */
  starts?: true;
}

export const COMMANDS: readonly CommandLine[] = [
  { words: ['run', 'a.yaml', '-q', '-o', 'x.pcap'], writes: ['x.pcap'] },
  { words: ['run', 'a.yaml', '-o', 'x.pcapng', '--json', 'x.json'], writes: ['x.pcapng', 'x.json'] },
  { words: ['run', 'a.yaml', '--no-capture', '--json'], writes: [] },
  { words: ['run', 'a.yaml', '-q', '-o', '-'], writes: [] },
  { words: ['run', 'a.yaml', '-o', '-', '--format', 'pcapng', '--json', 'x.json'], writes: ['x.json'] },
  {
    words: ['run', 'a.yaml', '-q', '--no-capture', '--reporter', 'junit=x.xml', '--fail-on', 'leak'],
    writes: ['x.xml'],
  },
  {
    words: ['run', 'a.yaml', '-q', '-o', 'made/', '--json', 'made/'],
    writes: ['made/a.pcap', 'made/a.json'],
  },
  { words: ['run', 'a.yaml', '-q', '--no-capture', '--html', 'x.html'], writes: ['x.html'] },
  { words: ['run', 'a.yaml', '--no-capture', '--exposure', '--trace', 'x.trace'], writes: ['x.trace'] },
  {
    words: ['run', 'a.yaml', '-q', '--matrix', '-o', 'x-{release}.pcap', '--reporter', 'sarif=x.sarif'],
    writes: ['x-1.9.0.pcap', 'x-1.10.0.pcap', 'x-1.10.1.pcap', 'x.sarif'],
  },
  { words: ['demo', 'a.yaml', '--cast', 'x.cast'], writes: ['x.cast'] },
  { words: ['demo', 'a.yaml'], writes: [] },
  { words: ['explore', 'a.yaml', '--no-open'], writes: [] },
  { words: ['compare', 'a.yaml', '--json', 'x.json'], writes: ['x.json'] },
  {
    words: [
      'compare',
      'a.yaml',
      '--devices',
      '1.10.0,clear-tail',
      '-o',
      'x-{release}.pcap',
      '--json',
      'x.json',
    ],
    writes: ['x-1.10.0.pcap', 'x-clear-tail.pcap', 'x.json'],
  },
  { words: ['replay', 'a.pcap', '-o', 'x.pcap', '--json', 'x.json'], writes: ['x.pcap', 'x.json'] },
  { words: ['replay', 'a.pcap', '-q', '-o', 'x.pcap', '--html', 'x.html'], writes: ['x.pcap', 'x.html'] },
  { words: ['merge', 'a.pcap', 'b.pcap', '-o', 'x.pcap'], writes: ['x.pcap'] },
  {
    words: ['merge', 's1.pcap', 's2.pcap', 's1.json', 's2.json', '-o', 'x.pcap', '--json', 'x.json'],
    writes: ['x.pcap', 'x.json'],
  },
  { words: ['import', 'a.pcap', '--force', '-o', 'x.yaml'], writes: ['x.yaml'] },
  { words: ['inspect', 'a.pcap', '--json', 'x.json'], writes: ['x.json'] },
  { words: ['inspect', 'a.pcap', '-q', '-o', 'x.pcapng'], writes: ['x.pcapng'] },
  { words: ['inspect', 'a.pcap', '-q', '--html', 'x.html'], writes: ['x.html'] },
  { words: ['probe', '--json', 'x.json', '--', 'head', '-c', '60'], writes: ['x.json'], starts: true },
  { words: ['samples', 'copy', 'osec-2019-01', 'x.yaml', '--force'], writes: ['x.yaml'] },
  { words: ['samples', 'show', 'osec-2019-01'], writes: [] },
  { words: ['samples', 'list'], writes: [] },
  { words: ['schema'], writes: [] },
  { words: ['completion', 'bash'], writes: [] },
  { words: ['advisory', 'check', '1.10.0', 'a.opam'], writes: [] },
  { words: ['advisory', 'check', '--advisory', 'all', '--json', '.'], writes: [] },
  { words: ['extcap', '--extcap-interfaces'], writes: [] },
  { words: ['wireshark', 'install'], writes: [], starts: true },
  { words: ['--help'], writes: [] },
];

/** What the commands read. */
export const INPUTS: readonly string[] = [
  'a.yaml',
  'a.opam',
  'a.pcap',
  'b.pcap',
  's1.pcap',
  's2.pcap',
  's1.json',
  's2.json',
];

/** Answers as tshark does that is asked for its folders, in a hundredth of the time. */
const TSHARK = '#!/bin/sh\necho "Personal configuration: $HOME/.config/wireshark"\n';

/** What is in the environment of a command: nothing of the user's. */
export function environmentIn(folder: string): Record<string, string> {
  const programs = `${path.join(folder, 'bin')}${path.delimiter}${process.env['PATH'] ?? ''}`;
  return { PATH: programs, HOME: folder, TMPDIR: folder };
}

/**
 * Makes a folder with what commands read, and older files of what they write.
 *
 * @param older - names of the older files
 */
export function makeFolder(older: readonly string[]): string {
  inputs ??= makeInputs();
  const folder = mkdtempSync(path.join(placeForMany(), 'netchannel-faults-'));
  for (const [name, bytes] of inputs) writeFileSync(path.join(folder, name), bytes);
  for (const name of older) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), OLDER);
  }
  mkdirSync(path.join(folder, 'bin'));
  writeFileSync(path.join(folder, 'bin/tshark'), TSHARK);
  chmodSync(path.join(folder, 'bin/tshark'), 0o755);
  return folder;
}

/** Where folders come and go quickly: in memory, if there is such a place. */
function placeForMany(): string {
  return existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
}

let inputs: Map<string, Uint8Array> | undefined;

function makeInputs(): Map<string, Uint8Array> {
  const folder = mkdtempSync(path.join(tmpdir(), 'netchannel-faults-'));
  try {
    writeFileSync(path.join(folder, 'a.yaml'), SCRIPT);
    writeFileSync(path.join(folder, 'a.opam'), 'opam-version: "2.0"\ndepends: ["netchannel" {= "1.10.0"}]\n');
    for (const name of ['a.pcap', 'b.pcap']) ran(folder, 'run', 'a.yaml', '-q', '-o', name);
    for (const shard of ['1', '2']) {
      const files = ['-o', `s${shard}.pcap`, '--json', `s${shard}.json`];
      ran(folder, 'run', 'a.yaml', '-q', '--shard', `${shard}/2`, ...files);
    }
    return new Map(INPUTS.map((name) => [name, readFileSync(path.join(folder, name))]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function ran(cwd: string, ...words: readonly string[]): void {
  const { status, stderr } = spawnSync(process.execPath, [LAUNCHER, ...words], { cwd });
  if (status !== 0) throw new Error(`Cannot make inputs: ${stderr.toString()}`);
}

function rootFrom(folder: string): string {
  return existsSync(path.join(folder, 'bin/netchannel-sim.js')) ? folder : rootFrom(path.dirname(folder));
}
