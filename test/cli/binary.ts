import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';

const LAUNCHER = path.join(import.meta.dirname, '../../bin/netchannel-sim.js');

/** How the program ended and what it wrote. */
export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: Buffer;
  stderr: string;
}

export interface Start {
  cwd: string;
  input?: string;
  env?: Record<string, string>;
}

/** Starts the real program, with nothing in its environment that decides about colours. */
export function start(args: readonly string[], { cwd, env = {} }: Start): ChildProcessWithoutNullStreams {
  const { PATH = '' } = process.env;
  return spawn(process.execPath, [LAUNCHER, ...args], { cwd, env: { PATH, ...env } });
}

/** Runs the real program to its end. */
export function run(args: readonly string[], options: Start): Promise<Ended> {
  const child = start(args, options);
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input ?? '');
  return ended(child);
}

/** Writes a capture, its packets again and again until the pipe is full, and waits: by then some of it is being read. */
export async function fillInput(child: ChildProcessWithoutNullStreams, pcap: Uint8Array): Promise<void> {
  let room = child.stdin.write(pcap);
  while (room) {
    await nextTurn();
    room = child.stdin.write(pcap.subarray(24));
  }
  await once(child.stdin, 'drain');
}

/** Gathers what a program writes until it ends. */
export function ended(child: ChildProcessWithoutNullStreams): Promise<Ended> {
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      resolve({ code, signal, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString() });
    });
  });
}

/** A folder of its own with scripts in it. */
export function folder(files: Readonly<Record<string, string>>): { path: string; remove(): void } {
  const made = mkdtempSync(path.join(tmpdir(), 'netchannel-sim-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(made, name), text);
  return { path: made, remove: () => rmSync(made, { recursive: true, force: true }) };
}

/** Leaks and wrong checksums under 1.10.0, from a text that is easy to find again, and filler. */
export const DEMO = `
name: demo
release: 1.10.0
hosts:
  alice: {ip: 10.0.0.10}
  bob: {ip: 10.0.0.11}
steps:
  - name: the secret
    udp: {to: alice, to_port: 9, payload: ["${'swordfish '.repeat(50)}", {size: 20}]}
  - dhcp: {type: discover}
  - nat: {from: alice, to: bob, udp: {to_port: 9, payload: hello}}
  - name: too much announced
    raw: {to: bob, size: 400, returns: 400, writes: [{at: 14, data: "hello bob"}]}
`;

/** Goes on for hours. */
export const ENDLESS = `
hosts: {alice: {ip: 10.0.0.10}}
steps:
  - repeat: {count: 1000000000, steps: [{udp: {to: alice, to_port: 9, payload: {size: 1000}}}]}
`;
