import { AddressBook } from './compile/address-book.ts';
import { ConversationLimits } from './compile/conversation-limits.ts';
import { compileDevice } from './compile/device.ts';
import { compileRunExpect, type ExpectContext } from './compile/expect.ts';
import { compileFirewall } from './compile/firewall.ts';
import { compileGuests } from './compile/guests.ts';
import { PayloadCompiler } from './compile/payload-compiler.ts';
import type { ScriptDocument } from './document/read-document.ts';
import type { Expectation } from './expectation.ts';
import { describeFound, quote, unspacedText } from './found.ts';
import { HostList, partyOf } from './include/host-list.ts';
import { Scopes } from './include/scopes.ts';
import { type ReadFile, ScriptFiles } from './include/script-files.ts';
import { StepLoader } from './load-steps.ts';
import { isMapping, memberOf } from './mapping.ts';
import { PLACEHOLDER } from './placeholder.ts';
import { Problems } from './problems.ts';
import type { ScriptInput } from './schema/head.ts';
import {
  type ChecksumHabits,
  type Link,
  MOST_MTU,
  type Planned,
  type PollPolicy,
  type Script,
  UNIKERNEL,
} from './script.ts';
import type { Salvaged, ScriptReader } from './script-reader.ts';
import type { Templates } from './templates/templates.ts';
import { parseDuration, parseEpoch, parseRate } from './time.ts';

/** The guest of the conformance vectors. */
const UNIKERNEL_MAC = '00:16:3e:00:00:01';
const UNIKERNEL_IP = '10.0.0.1';

export interface LoadOptions {
  /** Values of variables, by name, instead of the script's defaults. */
  defines?: Readonly<Record<string, string>>;
  /** Reads the scripts that it includes and the files of its payloads; without it, to name one is an error. */
  readFile?: ReadFile;
}

/**
 * Loads a workload script.
 *
 * @param text - YAML 1.2 or JSON
 * @param file - its name, for messages and for `readFile`; nothing is read from there
 * @param reader - reads and checks it
 * @param options - what it can be told from outside
 * @returns the script, checked and with all names resolved
 * @throws ScriptErrors with all that is wrong, each with its file, line and column
 */
export function loadWith(
  text: string,
  file: string,
  reader: ScriptReader,
  options: LoadOptions = {},
): Script {
  const files = new ScriptFiles(reader, options.readFile);
  const document = files.root(text, file);
  const problems = new Problems(document);
  const root = document.value;
  if (!isMapping(root)) {
    const isEmpty = root === null || root === undefined;
    problems.report(
      [],
      isEmpty
        ? 'Script is empty'
        : `Expected a mapping with "steps", got ${describeFound(root)}${unspacedText(root)}`,
    );
  }
  problems.throwIfAny();
  const stepValues = memberOf(root, 'steps');
  const steps = Array.isArray(stepValues) ? stepValues : [];
  const scopes = new Scopes(reader, files, problems, options.defines ?? {});
  const scope = scopes.root(document);
  const head = checkHead(document, scope.templates, reader, problems);
  const { input, names } = head === undefined ? reader.salvage(root) : { input: head, names: ALL_NAMED };
  const unikernel = partyOf({
    ip: input.unikernel.ip ?? UNIKERNEL_IP,
    mac: input.unikernel.mac ?? UNIKERNEL_MAC,
    ip6: input.unikernel.ip6,
  });
  const list = new HostList(unikernel, problems);
  list.add(input.hosts, head !== undefined);
  let isComplete = scopes.isComplete && names.hosts && names.guests;
  for (const included of scopes.heads) {
    problems.within(included.document, () => {
      const { value } = included.document;
      const includedHead = checkHead(included.document, included.templates, reader, problems);
      const found =
        includedHead === undefined ? reader.salvage(value) : { input: includedHead, names: ALL_NAMED };
      list.add(found.input.hosts, includedHead !== undefined);
      isComplete &&= found.names.hosts;
    });
  }
  const { hosts } = list;
  const others = new Map([[UNIKERNEL, unikernel], ...hosts]);
  const guests = compileGuests(input.guests ?? {}, others, problems, head !== undefined);
  const book = new AddressBook(unikernel, new Map([...hosts, ...guests]), problems, { isComplete });
  const payloads = new PayloadCompiler(problems, files);
  const conversations = conversationLimits(head, problems);
  const context = { book, guests, areGuestsNamed: names.guests, problems, payloads, conversations };
  const loader = new StepLoader(reader, scope, context);
  const planned = loader.load(steps, ['steps']);
  const secrets = new Set([...payloads.secrets.names, ...loader.secretsLost]);
  const expectations = expectationsOf(head, loader.expectations, secrets, { ...context, document });
  if (input.release !== undefined && input.device !== undefined) {
    problems.report(['device'], 'Script has both "release" and "device"; leave one out', 'key');
  }
  const network = { guests, ...compileFirewall(input.firewall, book, ['firewall']) };
  if (input.firewall !== undefined && guests.size === 0) {
    problems.report(['firewall'], 'Key "firewall" needs "guests", which it stands between', 'key');
  }
  refuseMisplacedHabits(input, guests.size > 0, problems);
  problems.throwIfAny();
  return {
    name: input.name ?? baseName(file),
    file,
    description: input.description,
    ...(input.release === undefined ? {} : { release: input.release }),
    ...(input.device === undefined ? {} : compileDevice(input.device)),
    seed: input.seed,
    mtu: input.mtu,
    epochNanoseconds: parseEpoch(input.epoch) ?? 0n,
    intervalNanoseconds: parseDuration(input.interval) ?? 0,
    poll: pollPolicy(input.poll),
    ...(input.link === undefined ? {} : { link: linkOf(input.link) }),
    ...(input.checksums === undefined ? {} : { checksums: checksumsOf(input.checksums) }),
    unikernel,
    hosts,
    ...(guests.size === 0 ? {} : { network }),
    secrets: payloads.secrets.list(),
    steps: planned,
    sites: loader.sites,
    stepCount: countSteps(planned),
    expectations,
    ...(problems.warnings.length === 0 ? {} : { warnings: problems.warnings }),
  };
}

/**
 * Checks the head of the document at hand: all but its steps, which are checked one by one. An included script can do
 * without any, and those keys that do not count in it are checked, too.
 */
function checkHead(
  document: ScriptDocument,
  templates: Templates,
  reader: ScriptReader,
  problems: Problems,
): ScriptInput | undefined {
  const { value, file } = document;
  // Variables have been expanded, and what is included has been read.
  const { vars, include, steps, ...expandable } = Object(value);
  const expanded = templates.expand(expandable, [], []);
  const isIncluded = file !== problems.root;
  const hasSteps = Array.isArray(steps) ? steps.length > 0 || isIncluded : isIncluded && steps === undefined;
  const rest = { vars, include, steps: hasSteps ? [PLACEHOLDER] : steps };
  const given = Object.entries(rest).filter(([, member]) => member !== undefined);
  const head = { ...Object(expanded.value), ...Object.fromEntries(given) };
  return reader.head({ value: head, path: [], document, broken: expanded.broken }, problems);
}

/** Of a head that nothing is wrong with. */
const ALL_NAMED: Salvaged['names'] = { hosts: true, guests: true };

/** @returns what is expected of the run and of steps, in the order of the text */
function expectationsOf(
  head: ScriptInput | undefined,
  ofSteps: readonly Expectation[],
  secrets: ReadonlySet<string>,
  context: ExpectContext & { document: ScriptDocument },
): Expectation[] {
  if (head?.expect === undefined) return [...ofSteps];
  const ofRun = compileRunExpect(head.expect, secrets, ['expect'], context);
  const own = context.document.locate(['expect'], 'key');
  const steps = context.document.locate(['steps'], 'key');
  const isFirst = own.line < steps.line || (own.line === steps.line && own.column < steps.column);
  return isFirst ? [...ofRun, ...ofSteps] : [...ofSteps, ...ofRun];
}

function pollPolicy(input: ScriptInput['poll']): PollPolicy {
  if (typeof input === 'string') return { kind: input };
  const { every, after = '0s' } = input;
  return every === undefined
    ? { kind: 'after', nanoseconds: parseDuration(after) ?? 0 }
    : { kind: 'every', steps: every };
}

function conversationLimits(head: ScriptInput | undefined, problems: Problems): ConversationLimits {
  const interval = parseDuration(head?.interval ?? '') ?? 0;
  const latency = parseDuration(head?.link?.latency ?? '') ?? 0;
  // An MTU that could not be read refuses nothing.
  return new ConversationLimits(head?.mtu ?? MOST_MTU, interval, latency, problems);
}

function linkOf({ rate, latency = '0s' }: NonNullable<ScriptInput['link']>): Link {
  return {
    bitsPerSecond: (rate === undefined ? undefined : parseRate(rate)) ?? Infinity,
    latencyNanoseconds: parseDuration(latency) ?? 0,
  };
}

const UPSTREAM_HABITS: ChecksumHabits = { sum: 'computed', flags: 'ignored' };

function checksumsOf({
  unikernel = UPSTREAM_HABITS,
  hosts = UPSTREAM_HABITS,
  guests,
}: NonNullable<ScriptInput['checksums']>): NonNullable<Script['checksums']> {
  return { unikernel, hosts, ...(guests === undefined ? {} : { guests }) };
}

/** Habits of those that are not there, and of a firewall, which reads nothing. */
function refuseMisplacedHabits(
  { checksums }: Pick<ScriptInput, 'checksums'>,
  hasGuests: boolean,
  problems: Problems,
): void {
  if (checksums?.guests !== undefined && !hasGuests) {
    problems.report(['checksums', 'guests'], 'Key "guests" is of "guests", and the script has none', 'key');
  }
  const flags = checksums?.unikernel?.flags ?? 'ignored';
  if (!hasGuests || flags === 'ignored') return;
  problems.report(
    ['checksums', 'unikernel', 'flags'],
    `A unikernel that is a firewall looks at no flag and no checksum: they cannot be ${quote(flags)}; leave it out`,
    'key',
  );
}

/** @returns the last part of a path, without its extension */
function baseName(file: string): string {
  const name = file.split(/[/\\]/).at(-1) ?? '';
  return name.replace(/(?<=.)\.(ya?ml|json)$/i, '') || 'script';
}

function countSteps(steps: readonly Planned[]): number {
  let count = 0;
  for (const planned of steps) {
    if (planned.kind === 'step') count++;
    else if (planned.kind === 'repeat') count += planned.count * countSteps(planned.steps);
    else count += Math.max(...planned.alternatives.map((alternative) => countSteps(alternative.steps)));
  }
  return count;
}
