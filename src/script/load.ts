import { formatIpv4, parseIpv4, parseIpv6, parseMac } from '../wire/address.ts';
import { AddressBook } from './compile/address-book.ts';
import { ConversationRoom } from './compile/conversation-room.ts';
import { compileRunExpect, type ExpectWorkshop } from './compile/expect.ts';
import { derivedMac, linkLocal } from './compile/mac.ts';
import { PayloadCompiler } from './compile/payload-compiler.ts';
import { readDocument, type ScriptDocument } from './document/read-document.ts';
import type { Expectation } from './expectation.ts';
import { StepLoader } from './load-steps.ts';
import { isMapping, memberOf } from './mapping.ts';
import { Problems } from './problems.ts';
import {
  type HostInput,
  host as hostSchema,
  MOST_MTU,
  type ScriptInput,
  scriptSchema,
} from './schema/script.ts';
import { check, describeFound } from './schema-problems.ts';
import type { Link, Party, Planned, PollPolicy, Script } from './script.ts';
import { Templates } from './templates/templates.ts';
import { Variables } from './templates/variables.ts';
import { parseDuration, parseEpoch, parseRate } from './time.ts';

/** The guest of the conformance vectors. */
const UNIKERNEL_MAC = '00:16:3e:00:00:01';
const UNIKERNEL_IP = '10.0.0.1';

export interface LoadOptions {
  /** Values of variables, by name, instead of the script's defaults. */
  defines?: Readonly<Record<string, string>>;
}

/**
 * Loads a workload script.
 *
 * @param text - YAML 1.2 or JSON
 * @param file - its name, for messages; nothing is read from there
 * @param options - what it can be told from outside
 * @returns the script, checked and with all names resolved
 * @throws ScriptErrors with all that is wrong, each with its line and column
 */
export function loadScript(text: string, file: string, options: LoadOptions = {}): Script {
  const document = readDocument(text, file);
  const problems = new Problems(document);
  const root = document.value;
  if (!isMapping(root)) {
    const isEmpty = root === null || root === undefined;
    problems.report(
      [],
      isEmpty ? 'Script is empty' : `Expected a mapping with "steps", got ${describeFound(root)}`,
    );
  }
  problems.throwIfAny();
  const stepValues = memberOf(root, 'steps');
  const steps = Array.isArray(stepValues) ? stepValues : [];
  const templates = templatesOf(document, problems, options.defines ?? {});
  // The steps are checked one by one, and variables have been expanded.
  const headValues = steps.length > 0 ? { ...Object(root), steps: ['poll'] } : root;
  const { vars: _, ...expandable } = Object(headValues);
  const expanded = templates.expand(expandable, [], [])?.value;
  const vars = memberOf(root, 'vars');
  const headInput = vars === undefined ? expanded : { ...Object(expanded), vars };
  const head = expanded === undefined ? undefined : check(scriptSchema, headInput, [], problems);
  const input = head ?? salvage(root);
  const unikernel = partyOf({
    ip: input.unikernel.ip ?? UNIKERNEL_IP,
    mac: input.unikernel.mac ?? UNIKERNEL_MAC,
    ip6: input.unikernel.ip6,
  });
  const hosts = new Map(Object.entries(input.hosts).map(([name, host]) => [name, partyOf(host)]));
  if (head !== undefined) refuseSharedAddresses(unikernel, hosts, problems);
  const hostValues = memberOf(root, 'hosts');
  const isComplete = head !== undefined || isMapping(hostValues) || hostValues === undefined;
  const book = new AddressBook(unikernel, hosts, problems, { isComplete });
  const payloads = new PayloadCompiler(problems);
  const workshop = { book, problems, payloads, conversations: conversationRoom(head, problems) };
  const loader = new StepLoader(document, templates, workshop);
  const planned = loader.load(steps, ['steps']);
  const expectations = expectationsOf(head, loader.expectations, { ...workshop, document });
  problems.throwIfAny();
  return {
    name: input.name ?? baseName(file),
    file,
    description: input.description,
    ...(input.release === undefined ? {} : { release: input.release }),
    seed: input.seed,
    mtu: input.mtu,
    epochNanoseconds: parseEpoch(input.epoch) ?? 0n,
    intervalNanoseconds: parseDuration(input.interval) ?? 0,
    poll: pollPolicy(input.poll),
    ...(input.link === undefined ? {} : { link: linkOf(input.link) }),
    unikernel,
    hosts,
    secrets: payloads.secrets.list(),
    steps: planned,
    sites: loader.sites,
    stepCount: countSteps(planned),
    expectations,
  };
}

function templatesOf(
  document: ScriptDocument,
  problems: Problems,
  defines: Readonly<Record<string, string>>,
): Templates {
  const variables = new Variables();
  const templates = new Templates(variables, problems);
  variables.declare(
    memberOf(document.value, 'vars'),
    (value, path) => templates.expand(value, path, [])?.value,
    document.spelling,
  );
  variables.override(defines, problems);
  return templates;
}

/** What the steps of a script can be checked with when there is something wrong with its head. */
function salvage(root: unknown): ScriptInput {
  const hosts: Record<string, HostInput> = {};
  for (const [name, value] of Object.entries(Object(memberOf(root, 'hosts')))) {
    hosts[name] = hostSchema.safeParse(value).data ?? { ip: '0.0.0.0' };
  }
  return { ...scriptSchema.parse({ steps: ['poll'] }), hosts };
}

function partyOf(input: HostInput): Party {
  const ip = parseIpv4(input.ip) ?? 0;
  const mac = (input.mac === undefined ? undefined : parseMac(input.mac)) ?? derivedMac(ip);
  const ip6 = (input.ip6 === undefined ? undefined : parseIpv6(input.ip6)) ?? linkLocal(mac);
  return { mac, ip, ip6 };
}

/** An address is a host's identity in the report, so no two can share it. */
function refuseSharedAddresses(
  unikernel: Party,
  hosts: ReadonlyMap<string, Party>,
  problems: Problems,
): void {
  const owners = new Map([[unikernel.ip, 'unikernel']]);
  for (const [name, { ip }] of hosts) {
    const owner = owners.get(ip);
    if (owner === undefined) owners.set(ip, name);
    else problems.report(['hosts', name, 'ip'], `Address ${formatIpv4(ip)} is already that of "${owner}"`);
  }
}

/** @returns what is expected of the run and of steps, in the order of the text */
function expectationsOf(
  head: ScriptInput | undefined,
  ofSteps: readonly Expectation[],
  workshop: ExpectWorkshop & { document: ScriptDocument; payloads: PayloadCompiler },
): Expectation[] {
  if (head?.expect === undefined) return [...ofSteps];
  const ofRun = compileRunExpect(head.expect, workshop.payloads.secrets.names, ['expect'], workshop);
  const own = workshop.document.locate(['expect'], 'key');
  const steps = workshop.document.locate(['steps'], 'key');
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

function conversationRoom(head: ScriptInput | undefined, problems: Problems): ConversationRoom {
  const interval = parseDuration(head?.interval ?? '') ?? 0;
  const latency = parseDuration(head?.link?.latency ?? '') ?? 0;
  // An MTU that could not be read refuses nothing.
  return new ConversationRoom(head?.mtu ?? MOST_MTU, interval, latency, problems);
}

function linkOf({ rate, latency = '0s' }: NonNullable<ScriptInput['link']>): Link {
  return {
    bitsPerSecond: (rate === undefined ? undefined : parseRate(rate)) ?? Infinity,
    latencyNanoseconds: parseDuration(latency) ?? 0,
  };
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
