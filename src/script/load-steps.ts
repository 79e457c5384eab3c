import { formatIpv4 } from '../wire/address.ts';
import type { CompileContext, Content, Conversation } from './compile/blueprint.ts';
import { compileStep } from './compile/compile-step.ts';
import { compileStepExpect } from './compile/expect.ts';
import { indexSetter, portSetter } from './compile/index-fields.ts';
import { type DataPath, formatPath } from './errors.ts';
import type { StepExpectation } from './expectation.ts';
import { quote } from './found.ts';
import { FRAMELESS } from './frameless.ts';
import type { Scope } from './include/scopes.ts';
import { memberOf } from './mapping.ts';
import { PLACEHOLDER } from './placeholder.ts';
import type { StepRecord } from './schema/step.ts';
import type { IndexedField, Planned, PlannedAlternative, PlannedRepeat, PlannedStep } from './script.ts';
import type { Part, ScriptReader } from './script-reader.ts';
import { secretsIn } from './secrets-in.ts';
import type { ScriptSite, Timing } from './step.ts';
import { didYouMean } from './suggestion.ts';
import type { IndexedValues, Loop } from './templates/templates.ts';
import { parseDuration } from './time.ts';

/** Checks and plans steps one by one, so that one bad step does not hide what is wrong with the others. */
export class StepLoader {
  readonly sites: ScriptSite[] = [];
  readonly expectations: StepExpectation[] = [];
  /** Names of secrets in steps that have something wrong with them. */
  readonly secretsLost = new Set<string>();
  readonly #file: string;
  readonly #reader: ScriptReader;
  #scope: Scope;
  /** How many repeats are around the script at hand. */
  #outerLoops = 0;
  /** Whether the steps of the script at hand are taken once: it is included in no repeat and no choice. */
  #isOnce = true;
  readonly #context: Omit<CompileContext, 'path'>;
  /** The latest time that a step before asked for with "at". */
  #latest = { nanoseconds: 0, text: '', place: '' };

  constructor(reader: ScriptReader, scope: Scope, context: Omit<CompileContext, 'path'>) {
    this.#reader = reader;
    this.#scope = scope;
    this.#file = scope.document.file;
    this.#context = context;
  }

  /**
   * @param loops - the repeats around the steps, from the outermost
   * @returns plans of those of `steps`, standing at `path`, that are in order and do anything
   */
  load(steps: readonly unknown[], path: DataPath, loops: readonly Loop[] = []): Planned[] {
    const planned: Planned[] = [];
    for (const [i, step] of steps.entries()) {
      const plan = this.#loadStep(step, [...path, i], loops);
      if (plan?.kind === 'included') for (const each of plan.steps) planned.push(each);
      else if (plan !== undefined) planned.push(plan);
    }
    return planned;
  }

  #loadStep(value: unknown, path: DataPath, loops: readonly Loop[]): Planned | IncludedSteps | undefined {
    const { problems } = this.#context;
    const expanded = this.#scope.templates.expand(withoutNested(value), path, loops);
    const part = { ...expanded, path, document: this.#scope.document };
    const checked = this.#reader.step(part, problems);
    if (checked === undefined) this.#lookOver(part);
    const step: StepRecord | undefined = typeof checked === 'string' ? { [checked]: null } : checked;
    // Sites are numbered in the order of the text: that of a repeat or a choice comes before those of the steps in it.
    const site = this.#site(path);
    this.sites.push(site);
    const repeated = this.#loadRepeated(value, step, path, loops);
    const alternatives = this.#loadAlternatives(value, step, path, loops);
    const included = this.#loadIncluded(path, loops);
    if (step === undefined) return undefined;
    this.#loadExpect(step, site, path);
    if (step.include !== undefined) {
      site.label = step.name ?? `include ${included?.file ?? ''}`;
      return included;
    }
    if (step.repeat !== undefined) {
      const { count } = step.repeat;
      site.label = step.name ?? `repeat ${count} times`;
      // What repeats nothing would keep a cursor busy for nothing.
      if (count === 0 || repeated.length === 0) return undefined;
      const nanoseconds = parseDuration(step.repeat.every ?? '');
      const pace = nanoseconds === undefined ? {} : { pace: { site, nanoseconds } };
      return { kind: 'repeat', count, ...pace, steps: repeated };
    }
    if (step.choice !== undefined) {
      site.label = step.name ?? `choice of ${step.choice.length}`;
      const isEmpty = alternatives.every(({ steps }) => steps.length === 0);
      return isEmpty ? undefined : { kind: 'choice', site, alternatives };
    }
    const payloads = this.#context.payloads.with(expanded.indexed);
    const blueprint = compileStep(step, { ...this.#context, ...this.#bookOf(step, path), payloads, path });
    if (blueprint === undefined) return undefined;
    this.#refuseMisplaced(step, blueprint.content, path);
    this.#warnOfUplink(step, blueprint.content, path);
    site.label = step.name ?? blueprint.label;
    const { content } = blueprint;
    const timing = this.#timing(step, path);
    if (content.kind === 'conversation') {
      const { turnChange } = this.#context.conversations;
      return planConversation(content, site, expanded.indexed, timing, turnChange);
    }
    const indexed = indexedFields(step, path, expanded.indexed);
    return { kind: 'step', site, build: builderOf(content, site, timing, false, step.guest), indexed };
  }

  /** Finds what can be found in a step that has something wrong with it: names of hosts and of secrets. */
  #lookOver(part: Part): void {
    const { book } = this.#context;
    for (const { text, path } of this.#reader.partiesIn(part))
      if (!part.broken.has(formatPath(path))) book.address(text, path);
    for (const name of secretsIn(part.value)) this.secretsLost.add(name);
  }

  /** Addresses as the guest knows them that sends, if one does. */
  #bookOf({ guest: name }: StepRecord, path: DataPath): Partial<Pick<CompileContext, 'book'>> {
    if (name === undefined) return {};
    const { book, guests, areGuestsNamed, problems } = this.#context;
    const guest = guests.get(name);
    if (guest !== undefined) return { book: book.behind(guest) };
    if (!areGuestsNamed) return {};
    const known = guests.size === 0 ? '; the script has no "guests"' : didYouMean(name, guests.keys());
    problems.report([...path, 'guest'], `Unknown guest ${quote(name)}${known}`);
    return {};
  }

  /** What no guest can do. */
  #refuseMisplaced(step: StepRecord, { kind }: Content, path: DataPath): void {
    if (step.guest === undefined || OF_GUESTS.has(kind)) return;
    const action = Object.keys(step).find((key) => !COMPANIONS.has(key)) ?? kind;
    const message = `Key "guest" goes with a step that sends one packet, such as udp or raw, and with fault, hostile and own_page, not with "${action}"`;
    this.#context.problems.report([...path, 'guest'], message, 'key');
  }

  /** What the unikernel itself sends goes out over its uplink, where no guest is. */
  #warnOfUplink(step: StepRecord, { kind }: Content, path: DataPath): void {
    const { guests, problems } = this.#context;
    if (step.guest !== undefined || kind !== 'send') return;
    const action = Object.keys(step).find((key) => !COMPANIONS.has(key)) ?? kind;
    const packet: unknown = Reflect.get(step, action);
    const to: unknown = typeof packet === 'object' && packet !== null ? Reflect.get(packet, 'to') : undefined;
    const [name] =
      [...guests].find(
        ([name, { ip }]) => typeof to === 'string' && (name === to || formatIpv4(ip) === to),
      ) ?? [];
    if (name === undefined) return;
    problems.warn(
      [...path, action, 'to'],
      `Goes out over the uplink, where "${name}" is not: the unikernel sends it, which passes on to guests only what comes to it; give the step a "guest" that sends it`,
    );
  }

  /** When `step`, standing at `path`, is taken, if it says so. */
  #timing({ after, at }: StepRecord, path: DataPath): Timing | undefined {
    if (after !== undefined) return { from: 'step', nanoseconds: parseDuration(after) ?? 0 };
    if (at === undefined) return undefined;
    const nanoseconds = parseDuration(at) ?? 0;
    // Only a step outside of repeats and choices is taken once, and in its place: its path is steps[i].
    if (path.length === 2 && this.#isOnce) this.#refusePast(nanoseconds, at, path);
    return { from: 'start', nanoseconds };
  }

  #refusePast(nanoseconds: number, at: string, path: DataPath): void {
    const latest = this.#latest;
    if (nanoseconds < latest.nanoseconds) {
      const message = `Time ${at} is past by then: the step in ${latest.place} is taken at ${latest.text}`;
      this.#context.problems.report([...path, 'at'], message);
    } else {
      const { line, file } = this.sites.at(-1) ?? { line: 0 };
      const place = file === undefined ? `line ${line}` : `${file}:${line}`;
      this.#latest = { nanoseconds, text: at, place };
    }
  }

  #loadExpect(step: StepRecord, site: ScriptSite, path: DataPath): void {
    if (step.expect === undefined) return;
    const at = [...path, 'expect'];
    const frameless = FRAMELESS.find((key) => step[key] !== undefined);
    if (frameless === undefined) {
      const context = { ...this.#context, document: this.#scope.document };
      this.expectations.push(...compileStepExpect(step.expect, site, at, context));
    } else {
      const message = `Key "expect" needs a step that sends or receives; "${frameless}" does neither`;
      this.#context.problems.report(at, message, 'key');
    }
  }

  #site(path: DataPath): ScriptSite {
    const { file, locate } = this.#scope.document;
    const site = { index: this.sites.length, label: '', line: locate(path, 'value').line };
    return file === this.#file ? site : { ...site, file };
  }

  /** Loads the steps of the script that the step at `path` includes, if it does. */
  #loadIncluded(path: DataPath, loops: readonly Loop[]): IncludedSteps | undefined {
    const { inclusions } = this.#scope;
    const inner = inclusions.size === 0 ? undefined : inclusions.get(formatPath(path));
    if (inner === undefined) return undefined;
    const { document } = inner;
    const steps = memberOf(document.value, 'steps');
    const [outer, outerLoops, isOnce] = [this.#scope, this.#outerLoops, this.#isOnce];
    this.#scope = inner;
    this.#outerLoops = loops.length;
    this.#isOnce &&= path.length === 2;
    const planned = this.#context.problems.within(document, () =>
      this.load(Array.isArray(steps) ? steps : [], ['steps'], loops),
    );
    this.#scope = outer;
    this.#outerLoops = outerLoops;
    this.#isOnce = isOnce;
    return { kind: 'included', file: document.file, steps: planned };
  }

  #loadRepeated(
    value: unknown,
    step: StepRecord | undefined,
    path: DataPath,
    loops: readonly Loop[],
  ): Planned[] {
    const repeat = memberOf(value, 'repeat');
    const steps = nestedSteps(repeat);
    if (steps === undefined) return [];
    const as = memberOf(repeat, 'as');
    const name = typeof as === 'string' ? as : undefined;
    if (name !== undefined && step !== undefined) this.#refuseTaken(name, [...path, 'repeat', 'as'], loops);
    const loop = { name, count: step?.repeat?.count ?? MOST_REPETITIONS };
    return this.load(steps, [...path, 'repeat', 'steps'], [...loops, loop]);
  }

  #loadAlternatives(
    value: unknown,
    step: StepRecord | undefined,
    path: DataPath,
    loops: readonly Loop[],
  ): PlannedAlternative[] {
    const choice = memberOf(value, 'choice');
    if (!Array.isArray(choice)) return [];
    return choice.map((alternative: unknown, i) => ({
      weight: step?.choice?.[i]?.weight ?? 1,
      steps: this.load(nestedSteps(alternative) ?? [], [...path, 'choice', i, 'steps'], loops),
    }));
  }

  /** A name that meant two things would surprise the reader of the inner one. */
  #refuseTaken(name: string, path: DataPath, loops: readonly Loop[]): void {
    const { problems } = this.#context;
    // A script need not know the names of those that include it.
    if (loops.slice(this.#outerLoops).some((loop) => loop.name === name)) {
      problems.report(path, `Name ${quote(name)} is already that of an outer repeat's index`);
    } else if (this.#scope.templates.variables.declares(name)) {
      problems.report(path, `Name ${quote(name)} is already that of a variable`);
    }
  }
}

/** Keys of a step that do not say what it does. */
const COMPANIONS: ReadonlySet<string> = new Set(['name', 'guest', 'expect', 'after', 'at']);

/** What can be of a guest, or at its channel. */
const OF_GUESTS: ReadonlySet<Content['kind']> = new Set(['send', 'fault', 'hostile', 'own page']);

/** What is put in the place of a step that includes another script. */
interface IncludedSteps {
  kind: 'included';
  file: string;
  steps: readonly Planned[];
}

const MOST_REPETITIONS = 1_000_000_000;

/**
 * @param timing - when the first packet is sent
 * @param turnChange - when a packet is sent that follows one from the other side
 * @returns all packets of a conversation, which stand where it stands in the script
 */
function planConversation(
  { parts, count, openerPortPath }: Conversation,
  site: ScriptSite,
  indexes: IndexedValues,
  timing: Timing | undefined,
  turnChange: Timing | undefined,
): PlannedRepeat {
  const [index] = (openerPortPath === undefined ? undefined : indexes.get(formatPath(openerPortPath))) ?? [];
  const steps = parts.map(({ content, openerPort }, i): PlannedStep => {
    const before = parts[i - 1]?.content.kind ?? content.kind;
    const timed = i === 0 ? timing : before === content.kind ? undefined : turnChange;
    const isIndexed = typeof index === 'object' && openerPort !== undefined;
    const indexed = isIndexed ? [{ level: index.level, set: portSetter(openerPort) }] : [];
    return { kind: 'step', site, build: builderOf(content, site, timed, i > 0), indexed };
  });
  return { kind: 'repeat', count, steps };
}

function builderOf(
  content: Exclude<Content, Conversation>,
  site: ScriptSite,
  timing: Timing | undefined,
  continues = false,
  guest?: string,
): PlannedStep['build'] {
  const timed = {
    site,
    ...(timing === undefined ? {} : { timing }),
    ...(continues ? { continues: true as const } : {}),
  };
  const whose = guest === undefined ? {} : { guest };
  switch (content.kind) {
    case 'send':
      if (guest !== undefined) {
        return (place) => ({ kind: 'send', ...timed, guest, packet: content.build(place) });
      }
      return (place) => ({ kind: 'send', ...timed, packet: content.build(place) });
    case 'receive':
      return (place) => ({ kind: 'receive', ...timed, frame: content.build(place) });
    case 'receive packet':
      return (place) => ({ kind: 'receive', ...timed, packet: content.build(place), sender: content.sender });
    case 'poll':
      return () => ({ ...content, ...timed });
    case 'fault':
    case 'hostile':
      return () => ({ ...content, ...timed, ...whose });
    case 'own page':
      return () => ({ ...content, site, ...whose });
    case 'wait':
    case 'note':
      return () => ({ ...content, site });
  }
}

/** @returns the fields of `step`, standing at `path`, that are loop indexes */
function indexedFields(step: StepRecord, path: DataPath, indexed: IndexedValues): IndexedField[] {
  if (indexed.size === 0) return [];
  const fields: IndexedField[] = [];
  const visit = (value: unknown, at: DataPath): void => {
    const set = indexSetter(at);
    const [index] = (set === undefined ? undefined : indexed.get(formatPath([...path, ...at]))) ?? [];
    if (set !== undefined && typeof index === 'object') fields.push({ level: index.level, set });
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
    for (const [key, member] of Object.entries(value)) visit(member, [...at, key]);
  };
  visit(step, []);
  return fields;
}

/** @returns the steps that a repeat, or an alternative of a choice, holds, if there are any to look at */
function nestedSteps(holder: unknown): readonly unknown[] | undefined {
  const steps = memberOf(holder, 'steps');
  return Array.isArray(steps) && steps.length > 0 ? steps : undefined;
}

/** @returns a step with placeholders for what it includes and the steps in it, which are checked on their own */
function withoutNested(value: unknown): unknown {
  const repeat = memberOf(value, 'repeat');
  const choice = memberOf(value, 'choice');
  const isInclude = memberOf(value, 'include') !== undefined;
  if (nestedSteps(repeat) === undefined && !Array.isArray(choice) && !isInclude) return value;
  return {
    ...Object(value),
    ...(isInclude ? { include: 'checked' } : {}),
    ...(nestedSteps(repeat) === undefined ? {} : { repeat: withPlaceholder(repeat) }),
    ...(Array.isArray(choice) ? { choice: choice.map(withPlaceholder) } : {}),
  };
}

function withPlaceholder(holder: unknown): unknown {
  return nestedSteps(holder) === undefined ? holder : { ...Object(holder), steps: [PLACEHOLDER] };
}
