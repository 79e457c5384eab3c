/** Below the commands nothing needs Node.js: bundled for the browser it gives, byte for byte, what the command gives. */
import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync } from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';
import { type RolldownOutput, rolldown } from 'rolldown';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { applicationName } from '../../src/cli/files/package-info.ts';
import { COMPARED_RELEASES } from '../../src/netchannel/releases.ts';
import { folder, run } from '../cli/binary.ts';
import { ONE_CHANNEL_SAMPLES } from '../support/one-channel-samples.ts';
import type * as entry from './entry.ts';

const SAMPLES = path.join(import.meta.dirname, '../../samples');
const FILES = ONE_CHANNEL_SAMPLES;

const place = folder({});
afterAll(() => place.remove());
const written = (name: string): Buffer => readFileSync(path.join(place.path, name));
const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

let chunk: RolldownOutput['output'][0];
let page: typeof entry;

beforeAll(async () => {
  const bundle = await rolldown({
    input: path.join(import.meta.dirname, 'entry.ts'),
    platform: 'browser',
    // Nothing may be left to be found by whoever runs it.
    external: [],
  });
  ({
    output: [chunk],
  } = await bundle.generate({ format: 'iife', name: 'netchannelSim' }));
  await bundle.close();
  page = inWorker(chunk.code);
});

/** Of the web, and the same here. What the language has, a context has by itself. */
const WEB = {
  MessageChannel: webMessageChannel(),
  structuredClone,
  atob,
  btoa,
  AbortController,
  AbortSignal,
};

/** In a worker they make arrays of the worker's own kind. */
const CODECS = `
  globalThis.TextEncoder = class {
    encode(text) { return Uint8Array.from(outer.encoder.encode(text)); }
    encodeInto(text, bytes) { return outer.encodeInto(text, bytes); }
  };
  globalThis.TextDecoder = class {
    constructor(...args) { this.decoder = outer.decoder(...args); }
    decode(bytes) { return this.decoder.decode(bytes); }
  };
  delete globalThis.outer;
`;

function inWorker(code: string): typeof entry {
  const encoder = new TextEncoder();
  const outer = {
    encoder,
    encodeInto: (text: string, bytes: Uint8Array) =>
      encoder.encodeInto(text, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)),
    decoder: (label?: string, options?: { fatal?: boolean }) => new TextDecoder(label, options),
  };
  const context = vm.createContext({ ...WEB, outer });
  vm.runInContext(`{ const outer = globalThis.outer; ${CODECS} }`, context);
  return vm.runInContext(`${code}\nnetchannelSim;`, context);
}

/** Its ports hand on messages as those of browsers do; here they keep the process alive only if they are listened to. */
function webMessageChannel(): new () => unknown {
  return class {
    readonly port1: { onmessage: (() => void) | null } = { onmessage: null };
    readonly port2 = { postMessage: () => setImmediate(() => this.port1.onmessage?.()) };
  };
}

test('the bundle asks for no module', () => {
  expect([chunk.imports, chunk.dynamicImports]).toEqual([[], []]);
  expect(chunk.code).not.toMatch(/\brequire\(|["']node:/);
});

test('the worker knows nothing of Node.js', () => {
  const names = ['Buffer', 'process', 'require', 'setImmediate', 'setTimeout', 'global', 'outer'];
  const found = vm.runInContext(
    names.map((name) => `typeof ${name}`).join('+ " " +'),
    vm.createContext({ ...WEB }),
  );
  expect(found.split(' ')).toEqual(names.map(() => 'undefined'));
});

describe.each(FILES)('%s', (file) => {
  test('gives the captures and reports of the command, under every release', async () => {
    copyFileSync(path.join(SAMPLES, file), path.join(place.path, file));
    const args = ['run', file, '--matrix', '-o', '{release}.pcapng', '--json', `${file}.json`];
    const { stdout, code } = await run(args, { cwd: place.path });
    expect(code).toBe(0);
    const yaml = readFileSync(path.join(SAMPLES, file), 'utf8');
    const { text, json, captures } = await page.play(yaml, file, applicationName());
    for (const release of COMPARED_RELEASES) {
      const bytes = captures.get(release) ?? new Uint8Array(0);
      expect([release, digest(bytes)]).toEqual([release, digest(written(`${release}.pcapng`))]);
    }
    expect(text).toBe(stdout.toString());
    expect(JSON.parse(json)).toEqual(JSON.parse(written(`${file}.json`).toString()));
  });
});
