import { expect, expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import { COMPARED_RELEASES } from '../../src/netchannel/releases.ts';
import { jsonReport } from '../../src/report/json.ts';
import { type JsonReport, jsonReportSchema } from '../../src/report/json-schema.ts';
import { renderText } from '../../src/report/text.ts';
import { loadScript } from '../../src/script/load-script.ts';
import type { RunResult } from '../../src/simulation/result.ts';
import { runScript } from '../../src/simulation/run.ts';
import { EVENTFUL, UNEVENTFUL } from './fixture.ts';

const capture = { file: 'x.pcap', packets: 10, bytes: 1000 };

const SCRIPT = `
hosts:
  alice: {ip: 10.0.0.10}
  bob: {ip: 10.0.0.11}
steps:
  - udp: {to: alice, to_port: 9, payload: {size: 500}}
  - dhcp: {type: discover}
  - nat: {from: alice, to: bob, udp: {to_port: 9, payload: hello}}
  - raw: {to: bob, size: 200, returns: 200}
  - udp: {to: alice, to_port: 9, payload: {size: 5000}}
  - raw: {size: 10, returns: 20}
  - receive: {from: bob, size: 60}
`;

function reparsed(result: RunResult): JsonReport {
  return jsonReportSchema.parse(JSON.parse(JSON.stringify(jsonReport(result, capture))));
}

/** A value with hexadecimal digits where a result has bytes. */
function encoded(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (Array.isArray(value)) return value.map(encoded);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, encoded(inner)]));
}

type Encoded<T> = T extends Uint8Array
  ? string
  : T extends (infer E)[]
    ? Encoded<E>[]
    : T extends object
      ? { [K in keyof T]: Encoded<T[K]> }
      : T;

test('the type has every field of a result and three more', () => {
  expectTypeOf<Omit<JsonReport, 'version' | 'headline' | 'capture'>>().toEqualTypeOf<Encoded<RunResult>>();
});

test.each([
  ['eventful', EVENTFUL],
  ['uneventful', UNEVENTFUL],
] as const)('nothing of a result is missing: %s', (_, result) => {
  const { version, headline, capture: where, ...rest } = reparsed(result);
  expect(rest).toEqual(encoded(result));
  expect(version).toBe(1);
  expect(where).toEqual(capture);
  expect(renderText(result).replace(/\s+/g, ' ')).toContain(headline);
});

test.each(COMPARED_RELEASES)('nothing of a real result is missing: %s', async (release) => {
  const result = await runScript(loadScript(SCRIPT, 'test.yaml'), { release });
  const { version, headline, capture: where, ...rest } = reparsed(result);
  expect(rest).toEqual(encoded(result));
  expect(result.totals.leakedBytes > 0).toBe(release === '1.10.0');
  expect(result.errorCount).toBe(1);
  expect([version, headline !== '', where]).toEqual([1, true, capture]);
});

test('a report shares nothing with the result', () => {
  const result = structuredClone(EVENTFUL);
  const report = jsonReport(result, capture);
  report.totals.frames = -1;
  report.steps.length = 0;
  expect(result).toEqual(EVENTFUL);
});

test('a frame that went nowhere has no capture', () => {
  expect(jsonReport(EVENTFUL, null).capture).toBeNull();
});

test('the schema refuses what it does not know, and can be published', () => {
  expect(jsonReportSchema.safeParse({ ...jsonReport(EVENTFUL, null), extra: 1 }).success).toBe(false);
  expect(z.toJSONSchema(jsonReportSchema)).toMatchObject({ type: 'object', additionalProperties: false });
});
