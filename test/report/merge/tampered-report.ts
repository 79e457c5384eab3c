import { jsonReport, jsonReportText } from '../../../src/report/json.ts';
import { CannotMergeReports } from '../../../src/report/merge/cannot-merge-reports.ts';
import { mergeReports } from '../../../src/report/merge/merge-reports.ts';
import { parseReports } from '../../../src/report/merge/parse-report.ts';
import { renderText } from '../../../src/report/text.ts';
import { loadScript } from '../../../src/script/load-script.ts';
import type { RunResult } from '../../../src/simulation/result.ts';
import { runShard } from '../../../src/simulation/shard/run-shard.ts';
import type { Chooser } from '../../script/fuzz/chooser.ts';

const SHARDS = 3;

const SCRIPT = `
hosts: {a: {ip: 10.0.0.10}, b: {ip: 10.0.0.11}}
steps:
  - note: begin
  - repeat:
      count: 12
      steps:
        - udp: {to: a, to_port: 9, payload: {secret: key, text: abcdefghijklmnopqrst}}
        - raw: {to: b, size: 60}
        - ping: {to: a, payload: {size: 40}}
  - note: end
  - receive: {from: b, size: 60}
`;

const VALUES: readonly unknown[] = [
  ...[0, 1, 2, 7, 65_535, 1e9, 2 ** 31, 2 ** 32 - 1, Number.MAX_SAFE_INTEGER, 1e300, -1, 0.5],
  ...['', 'x', '00', 'ff'.repeat(300), '\u001b[31m', null, true, {}, [], [[]], [0, 1e15], { x: 1 }],
];

let texts: readonly string[] | undefined;

/** The reports of all shards of a run, as text. */
export async function shardReports(): Promise<readonly string[]> {
  if (texts !== undefined) return texts;
  const script = loadScript(SCRIPT, 'tampered.yaml');
  const made: string[] = [];
  for (let index = 1; index <= SHARDS; index++) {
    const result = await runShard(script, { shard: { index, count: SHARDS }, warmUp: 'all' });
    made.push(JSON.stringify(jsonReport(result, { file: `x-${index}.pcap`, packets: 1, bytes: 100 })));
  }
  texts = made;
  return made;
}

/** Changes one value, or more, in one of the reports or in its text. */
export function tamper(reports: readonly string[], choose: Chooser): string[] {
  const changed = [...reports];
  const at = choose.below(changed.length);
  const text = changed[at] ?? '';
  if (choose.once(6)) {
    const place = choose.below(text.length);
    const noise = choose.pick(['', '"', '}', ']', ',', '0', '[', '{"a":', '\u0000', '9'.repeat(30)]);
    changed[at] = text.slice(0, place) + noise + text.slice(place + choose.below(3));
    return changed;
  }
  if (choose.once(8)) {
    changed[at] = changed[choose.below(changed.length)] ?? '';
    return changed;
  }
  const value: unknown = JSON.parse(text);
  if (choose.once(2)) changeNumber(value, choose);
  else for (let i = 0; i <= choose.below(3); i++) change(value, choose);
  changed[at] = JSON.stringify(value);
  return changed;
}

function change(value: unknown, choose: Chooser): void {
  let inner = value as Record<string, unknown>;
  for (;;) {
    const keys = Object.keys(inner);
    if (keys.length === 0) return;
    const key = choose.pick(keys);
    const next = inner[key];
    if (typeof next === 'object' && next !== null && !choose.once(8)) {
      inner = next as Record<string, unknown>;
      continue;
    }
    if (choose.once(10)) delete inner[key];
    else if (Array.isArray(next) && choose.once(2)) inner[key] = [...next, ...next, ...next];
    else if (typeof next === 'number' && choose.once(2)) inner[key] = next + choose.below(5) - 2;
    else inner[key] = choose.pick(VALUES);
    return;
  }
}

/**
 * Changes a number that a run cannot have otherwise: a position in a frame, or a sum. A walk from the top hardly ever
 * comes there, as deep as they lie.
 */
function changeNumber(value: unknown, choose: Chooser): void {
  const places = numbersIn(value).filter(([, key]) => CHECKED.test(key));
  const [holder, key] = choose.pick(places);
  holder[key] = choose.once(2)
    ? Number(holder[key]) + choose.below(200)
    : choose.pick(VALUES.filter((other) => Number.isInteger(other)));
}

const CHECKED =
  /^(?:start|end|length|leakedBytes|\w*Frames|\w*Bytes|frames|bytes|delivered|discarded|index|count)$/;

function numbersIn(value: unknown): [holder: Record<string, unknown>, key: string][] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as Record<string, unknown>;
  return Object.entries(holder).flatMap(([key, inner]): [Record<string, unknown>, string][] =>
    typeof inner === 'number' ? [[holder, key]] : numbersIn(inner),
  );
}

/**
 * What holds of every run, whatever the reports said that it is made of.
 * @throws Error if it does not
 */
function expectPossible({ totals, leaks, secrets }: RunResult): void {
  const expectHolds = (holds: boolean, what: string): void => {
    if (!holds) throw new Error(`What was merged cannot be a run: ${what}`);
  };
  const { frames, bytes } = totals;
  expectHolds(totals.txFrames + totals.rxFrames === frames, 'frames by direction');
  const verdicts = totals.delivered + totals.discarded + totals.unverifiable + totals.notJudged;
  expectHolds(verdicts === frames, 'frames by verdict');
  expectHolds(totals.writtenBytes + totals.cleanBytes + totals.leakedBytes === bytes, 'bytes by origin');
  for (const { frame, length, ranges, excerpt } of leaks) {
    for (const { start, end } of ranges) {
      expectHolds(start <= end && end <= length, `bytes ${start} to ${end} of frame ${frame.number}`);
    }
    expectHolds(excerpt.start + excerpt.bytes.length <= length, `the excerpt of frame ${frame.number}`);
  }
  for (const { name, length, disclosedTo } of secrets) {
    for (const { bytes: disclosed } of disclosedTo)
      expectHolds(disclosed <= length, `bytes of secret ${name}`);
  }
}

/**
 * Merges reports, and reports on what comes of it.
 * @throws what is no proper refusal
 */
export function tryReports(reports: readonly string[]): 'merged' | 'refused' {
  try {
    const named = reports.flatMap((text, i) => parseReports(text, `"${i + 1}.json"`));
    for (const result of mergeReports(named)) {
      expectPossible(result);
      if (renderText(result, { list: 1000, verbose: true }) === '') throw new Error('There is no text');
      for (const piece of jsonReportText(result, null)) if (piece === '') throw new Error('A piece is empty');
    }
    return 'merged';
  } catch (error) {
    if (!(error instanceof CannotMergeReports)) throw error;
    if (!/^Cannot merge .*[^.]$/su.test(error.message)) {
      throw new Error(`Refused in bad form: ${error.message}`, { cause: error });
    }
    return 'refused';
  }
}
