import type { DeviceName } from '../../netchannel/devices.ts';
import type { DataPath, Place } from '../errors.ts';
import {
  type Amount,
  CHANNEL_COUNT_KEYS,
  type Disclosure,
  type Expectation,
  RUN_COUNT_KEYS,
  type RunCheck,
  type RunExpectation,
  STEP_EXPECT_KEYS,
  type StepCheck,
  type StepExpectation,
} from '../expectation.ts';
import { quote } from '../found.ts';
import { EMPTY, LONGEST_PAYLOAD } from '../payload.ts';
import type { Problems } from '../problems.ts';
import type {
  AmountInput,
  RunExpectInput,
  RunMapping,
  StepExpectInput,
  StepMapping,
} from '../schema/expect.ts';
import type { Party } from '../script.ts';
import type { ScriptSite } from '../step.ts';
import { didYouMean } from '../suggestion.ts';
import type { AddressBook } from './address-book.ts';
import type { PayloadCompiler } from './payload-compiler.ts';

/** What the maker of expectations works with. */
export interface ExpectContext {
  book: AddressBook;
  payloads: PayloadCompiler;
  problems: Problems;
  guests: ReadonlyMap<string, Party>;
  /** The text that they stand in. */
  document: { file: string; locate(path: DataPath, at: 'key'): Place };
}

/** @returns what is expected of the step at `site`; `input` stands at `path` */
export function compileStepExpect(
  input: StepExpectInput,
  site: ScriptSite,
  path: DataPath,
  context: ExpectContext,
): StepExpectation[] {
  const expectations = each(input, path).flatMap(([mapping, at]) =>
    stepChecks(mapping, at, context).map(({ check, path: checkPath }) => ({
      ...placed(mapping.release, checkPath, context),
      site,
      check,
      mayHaveNoFrame: mapping.frames !== undefined || mapping.error !== undefined,
    })),
  );
  return expectations.sort(inOrderOfText);
}

/**
 * @param secrets - the names of all secrets of the script
 * @returns what is expected of the run; `input` stands at `path`
 */
export function compileRunExpect(
  input: RunExpectInput,
  secrets: ReadonlySet<string>,
  path: DataPath,
  context: ExpectContext,
): RunExpectation[] {
  const expectations = each(input, path).flatMap(([mapping, at]) =>
    runChecks(mapping, secrets, at, context).map(({ check, path: checkPath }) => ({
      ...placed(mapping.release, checkPath, context),
      site: null,
      check,
    })),
  );
  return expectations.sort(inOrderOfText);
}

function each<T>(input: T | readonly T[], path: DataPath): [mapping: T, path: DataPath][] {
  return Array.isArray(input)
    ? input.map((mapping: T, i): [T, DataPath] => [mapping, [...path, i]])
    : [[input as T, path]];
}

function placed(
  releases: DeviceName | DeviceName[] | undefined,
  path: DataPath,
  { document }: ExpectContext,
): Pick<StepExpectation, 'place' | 'releases'> {
  const { line, column } = document.locate(path, 'key');
  return { place: { file: document.file, line, column }, releases: listOf(releases) };
}

/** What a schema gives back has the order of its own keys. */
function inOrderOfText({ place: a }: Expectation, { place: b }: Expectation): number {
  return a.line - b.line || a.column - b.column;
}

function listOf<T extends string>(names: T | T[] | undefined): T[] | undefined {
  return typeof names === 'string' ? [names] : names;
}

interface Found<Check> {
  check: Check;
  /** Of its key, or of its place in a list under the key. */
  path: DataPath;
}

function stepChecks(mapping: StepMapping, path: DataPath, context: ExpectContext): Found<StepCheck>[] {
  const keys = Object.keys(mapping) as (keyof StepMapping)[];
  return keys.flatMap((key): Found<StepCheck>[] => {
    const at = [...path, key];
    if (key === 'bytes') return byteChecks(mapping.bytes ?? [], at, context);
    const check = STEP_EXPECT_KEYS.some((known) => known === key) ? stepCheck(mapping, key) : undefined;
    return check === undefined ? [] : [{ check, path: at }];
  });
}

function stepCheck(mapping: StepMapping, key: keyof StepMapping): StepCheck | undefined {
  const { verdict, because, cause, leaks, length, frames, error } = mapping;
  if (key === 'verdict' && verdict !== undefined) return { key, verdict };
  if (key === 'because' && because !== undefined) return { key, checksums: listOf(because) ?? [] };
  if (key === 'cause' && cause !== undefined) return { key, cause };
  if (key === 'leaks' && leaks !== undefined) return { key, amount: amountOf(leaks) };
  if (key === 'length' && length !== undefined) return { key, length };
  if (key === 'frames' && frames !== undefined) return { key, amount: amountOf(frames) };
  if (key === 'error' && error !== undefined) return { key, text: errorText(error) };
  return undefined;
}

/** A variable may stand for true. */
function errorText(input: true | string): string {
  return input === true || input === 'true' || input === 'some' ? '' : input;
}

function byteChecks(
  input: NonNullable<StepMapping['bytes']>,
  path: DataPath,
  { payloads }: ExpectContext,
): Found<StepCheck>[] {
  return each(input, path).map(([{ at, ...part }, partPath]) => {
    const source = payloads.compile(part, partPath, LONGEST_PAYLOAD);
    const { bytes } = source.kind === 'fixed' ? source : EMPTY;
    return { check: { key: 'bytes', at, bytes }, path: partPath };
  });
}

function runChecks(
  mapping: RunMapping,
  secrets: ReadonlySet<string>,
  path: DataPath,
  context: ExpectContext,
): Found<RunCheck>[] {
  const keys = Object.keys(mapping) as (keyof RunMapping)[];
  const { channel } = mapping;
  refuseMisplaced(mapping, path, context);
  return keys.flatMap((key): Found<RunCheck>[] => {
    const at = [...path, key];
    if (key === 'secrets') return secretChecks(mapping.secrets ?? {}, secrets, at, context);
    const known = RUN_COUNT_KEYS.find((name) => name === key);
    const amount = known === undefined ? undefined : mapping[known];
    if (known === undefined || amount === undefined) return [];
    const where = channel === undefined ? {} : { channel };
    return [{ check: { key: known, amount: amountOf(amount), ...where }, path: at }];
  });
}

/** What cannot be counted of one channel, or where there are several. */
function refuseMisplaced(mapping: RunMapping, path: DataPath, { guests, problems }: ExpectContext): void {
  const { channel } = mapping;
  if (mapping.exposed !== undefined && guests.size > 0) {
    problems.report([...path, 'exposed'], 'A script with "guests" has no "exposed" yet', 'key');
  }
  if (channel === undefined) return;
  const channels = [...guests.keys(), 'uplink'];
  if (guests.size === 0 || !channels.includes(channel)) {
    const known = guests.size === 0 ? '; the script has no "guests"' : didYouMean(channel, channels);
    problems.report([...path, 'channel'], `Unknown channel ${quote(channel)}${known}`);
  }
  for (const key of [...RUN_COUNT_KEYS, 'secrets' as const]) {
    if (mapping[key] === undefined || CHANNEL_COUNT_KEYS.some((each) => each === key)) continue;
    problems.report([...path, key], `Key "${key}" is of all channels, and does not go with "channel"`, 'key');
  }
}

function secretChecks(
  input: NonNullable<RunMapping['secrets']>,
  secrets: ReadonlySet<string>,
  path: DataPath,
  { book, problems }: ExpectContext,
): Found<RunCheck>[] {
  return Object.entries(input).map(([secret, fate]) => {
    const at = [...path, secret];
    if (!secrets.has(secret)) {
      problems.report(at, `Unknown secret ${quote(secret)}${didYouMean(secret, secrets)}`, 'key');
    }
    return { check: { key: 'secrets', secret, disclosure: disclosureOf(fate, at, book) }, path: at };
  });
}

function disclosureOf(
  fate: NonNullable<RunMapping['secrets']>[string],
  path: DataPath,
  book: AddressBook,
): Disclosure | undefined {
  if (fate === 'kept') return undefined;
  const to = each(fate.to, [...path, 'to']).map(([name, at]) => ({
    name,
    address: book.address(name, at),
  }));
  return { to, amount: amountOf(fate.bytes ?? 'some') };
}

function amountOf(input: AmountInput): Amount {
  if (input === 'none') return { min: 0, max: 0 };
  if (input === 'some') return { min: 1, max: Number.POSITIVE_INFINITY };
  if (typeof input === 'number') return { min: input, max: input };
  return { min: input.min ?? 0, max: input.max ?? Number.POSITIVE_INFINITY };
}
