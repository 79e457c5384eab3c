import { readFileSync } from 'node:fs';
import path from 'node:path';
import { loadScript } from '../../../src/script/load-script.ts';
import { type CompareOptions, compareReleases } from '../../../src/simulation/comparison/comparison.ts';
import type {
  ComparedFrame,
  ComparisonResult,
} from '../../../src/simulation/comparison/comparison-result.ts';

/** A secret for alice, of which bob gets a part in 1.10.0, and a forwarded packet that is discarded there. */
export const SCRIPT = `
name: few
hosts: {alice: {ip: 10.0.0.10}, bob: {ip: 10.0.0.11}}
steps:
  - udp: {to: alice, from_port: 1, to_port: 9, payload: "the password is swordfish, and more of it"}
  - nat: {from: alice, to: bob, ip_id: 1, udp: {from_port: 7, to_port: 9, payload: hello}}
  - arp: {request: bob}
  - {name: the leak, raw: {to: bob, size: 70, writes: [{at: 14, data: hello}]}}
`;

export const CLEAN = 'hosts: {bob: {ip: 10.0.0.11}}\nsteps: [{arp: {request: bob}}]\n';

/** The text of a packaged sample. */
export function sample(name: string): string {
  return readFileSync(path.join(import.meta.dirname, '../../../samples', name), 'utf8');
}

export function compared(text: string, options: CompareOptions = {}): Promise<ComparisonResult> {
  return compareReleases(loadScript(text, 'few.yaml'), options);
}

/** A frame of one release, from text. */
export function frame(release: string, text: string, more: Partial<ComparedFrame> = {}): ComparedFrame {
  const bytes = new TextEncoder().encode(text);
  return { release, number: 1, verdict: 'delivered', bytes, stale: [], staleSums: [], ...more };
}
