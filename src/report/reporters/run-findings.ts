import type { ChecksumFailure, Leak } from '../../audit/findings.ts';
import { deviceTitle } from '../../netchannel/devices.ts';
import type { RunResult } from '../../simulation/result.ts';
import { Names } from '../names.ts';
import { printable } from '../printable.ts';
import { byteSpan, counted, grouped, hex16 } from '../words.ts';
import { type CaptureLayout, captureLayout } from './capture-layout.ts';
import { type Check, checksOf } from './checks.ts';
import type { FindingBytes, PlacedFinding } from './placed-finding.ts';
import type { EndedRun } from './reported-run.ts';

/** Ranges of a leak whose places in the capture are told. */
const MOST_RANGES = 20;

const WHY: Readonly<Record<ChecksumFailure['cause'], string>> = {
  'stale-memory': 'summed over stale memory',
  writer: 'wrong even on clean memory',
  'left-to-card': 'left to the card, which its receiver does not know',
};

/** @returns what was found in a run, one by one, as far as the result lists it: what fails it first */
export function findingsOfRun(run: EndedRun): PlacedFinding[] {
  const told = new RunFindings(run);
  const findings = [
    ...checksOf(run).flatMap((check) => told.expectation(check)),
    ...run.result.leaks.map((leak) => told.leak(leak)),
    ...run.result.checksumFailures.map((failure) => told.checksum(failure)),
  ];
  return [...findings.filter(({ fails }) => fails), ...findings.filter(({ fails }) => !fails)];
}

class RunFindings {
  readonly #run: EndedRun;
  readonly #names: Names;
  readonly #layout: CaptureLayout | undefined;
  readonly #demanded: ReadonlySet<string>;

  constructor(run: EndedRun) {
    this.#run = run;
    this.#names = new Names(run.result);
    this.#layout = captureLayout(run.result, run.capture);
    this.#demanded = new Set(
      run.demands.filter(({ found }) => found !== undefined).map(({ finding }) => finding),
    );
  }

  expectation(check: Check): PlacedFinding[] {
    const { kind, outcome, name, message, file, line, column } = check;
    if (kind !== 'expectation' || outcome !== 'failed') return [];
    return [
      {
        rule: 'expectation',
        fails: true,
        message: `${name}: ${message}`,
        file,
        line,
        column,
        frame: null,
        bytes: [],
        identity: [this.#run.release, file, name],
      },
    ];
  }

  leak({ frame, length, ranges, leakedBytes, crossRecipientBytes }: Leak): PlacedFinding {
    const { recipient, protocol, number } = frame;
    const names = this.#names;
    const to = names.party(recipient);
    const rule = crossRecipientBytes > 0 ? 'cross-recipient-leak' : 'leak';
    const first = ranges.find(({ crossRecipient }) => crossRecipient) ?? ranges[0];
    const others = crossRecipientBytes > 0 ? `, ${grouped(crossRecipientBytes)} meant for somebody else` : '';
    const source =
      first === undefined
        ? ''
        : `; ${byteSpan(first.start, first.end)} (${first.field}) last written by ${names.frame(first.source)} for ${names.party(first.source.recipient)}`;
    return {
      rule,
      fails: this.#demanded.has('leak'),
      message: this.#about(
        `${names.frame(frame)} to ${to} has ${grouped(leakedBytes)} of ${counted(length, 'byte')} from earlier packets${others}${source}`,
      ),
      ...this.#placeOf(frame.step),
      frame: number,
      bytes: ranges
        .slice(0, MOST_RANGES)
        .map(({ start, end, field }) => this.#bytes(number, { what: field, start, end })),
      identity: this.#identity(frame.step, [
        protocol,
        to,
        first?.field ?? '',
        first === undefined ? '' : names.party(first.source.recipient),
      ]),
    };
  }

  checksum({ frame, within, protocol, offset, found, expected, cause }: ChecksumFailure): PlacedFinding {
    const isStale = cause === 'stale-memory';
    const why = WHY[cause];
    const inner = within === undefined || within.length === 0 ? '' : ` within ${within.join(', ')}`;
    const what = `${protocol}.checksum`;
    return {
      rule: isStale ? 'stale-sum' : 'wrong-checksum',
      fails: this.#demanded.has('checksum'),
      message: this.#about(
        `${this.#names.frame(frame)}: ${protocol} checksum${inner} ${hex16(found)}, expected ${hex16(expected)}, ${why}`,
      ),
      ...this.#placeOf(frame.step),
      frame: frame.number,
      bytes: [this.#bytes(frame.number, { what, start: offset, end: offset + 2 })],
      identity: this.#identity(frame.step, [protocol, String(offset), ...(within ?? [])]),
    };
  }

  #about(text: string): string {
    return printable(`Under ${deviceTitle(this.#run.release)}, ${text}`);
  }

  #identity(step: number, more: readonly string[]): string[] {
    const { file, release, result } = this.#run;
    const site = result.steps[step];
    return [release, site?.file ?? file, site?.label ?? '', ...more];
  }

  #placeOf(step: number): Pick<PlacedFinding, 'file' | 'line' | 'column'> {
    return { ...placeOfStep(this.#run.result, step, this.#run.file), column: 0 };
  }

  #bytes(frame: number | null, bytes: Omit<FindingBytes, 'capture'>): FindingBytes {
    const layout = this.#layout;
    const offset = frame === null ? undefined : layout?.offsetOf(frame);
    const isKnown = layout !== undefined && offset !== undefined;
    return { ...bytes, capture: isKnown ? { file: layout.file, offset: offset + bytes.start } : null };
  }
}

/** @returns the file and the line of a step; line 0 if it stands in none */
export function placeOfStep(
  { steps }: Pick<RunResult, 'steps'>,
  step: number,
  script: string,
): { file: string; line: number } {
  const site = steps[step];
  return { file: printable(site?.file ?? script), line: site?.line ?? 0 };
}
