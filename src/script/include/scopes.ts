import { LIMITS } from '../document/limits.ts';
import type { ScriptDocument } from '../document/read-document.ts';
import { type DataPath, formatPath, ScriptErrors } from '../errors.ts';
import { describeFound, quote } from '../found.ts';
import { isMapping, memberOf } from '../mapping.ts';
import type { Problems } from '../problems.ts';
import type { IncludeInput } from '../schema/include.ts';
import type { ScriptReader } from '../script-reader.ts';
import { didYouMean } from '../suggestion.ts';
import { type Expanded, type Loop, Templates } from '../templates/templates.ts';
import { type GivenValues, textOf, Variables } from '../templates/variables.ts';
import { headIncludes } from './head-includes.ts';
import type { ScriptFiles } from './script-files.ts';

/** A script, and what the names in it stand for, where it is included. */
export interface Scope {
  document: ScriptDocument;
  templates: Templates;
  /** What its steps include, by `formatPath` of their place. */
  inclusions: ReadonlyMap<string, Scope>;
}

/** An included script whose head is to be checked. */
export type IncludedHead = Pick<Scope, 'document' | 'templates'>;

/** A scope in the making. */
interface OpenScope extends Scope {
  inclusions: Map<string, Scope>;
  chain: Chain;
}

/** The files on the way from the script that is loaded to the one at hand. */
type Chain = readonly string[];

/** A script and those that its head includes. */
interface Head {
  document: ScriptDocument;
  /** The variables that it has the say on. */
  vars: readonly [name: string, value: unknown][];
  includes: readonly Head[];
}

/** What the heads that make up one scope have claimed. */
interface Claims {
  names: Set<string>;
  files: Set<string>;
}

/** Finds all that a script includes, and decides what the variables stand for in each place. */
export class Scopes {
  /** Once for each place that includes it. */
  readonly heads: IncludedHead[] = [];
  /** False if there are names that cannot be known, because a script could not be read. */
  isComplete = true;
  readonly #reader: ScriptReader;
  readonly #files: ScriptFiles;
  readonly #problems: Problems;
  readonly #defines: GivenValues;
  readonly #room = { characters: LIMITS.expanded };
  /** Names that may be defined from outside, each with the script that has it. */
  readonly #declared = new Map<string, ScriptDocument>();
  #inclusions = 0;
  #values = 0;

  /** @param defines - values of variables from outside, by name */
  constructor(
    reader: ScriptReader,
    files: ScriptFiles,
    problems: Problems,
    defines: Readonly<Record<string, string>>,
  ) {
    this.#reader = reader;
    this.#files = files;
    this.#problems = problems;
    this.#defines = new Map(Object.entries(defines));
  }

  /** @returns the scope of the script that is loaded */
  root(document: ScriptDocument): Scope {
    const scope = this.#open(document, [document.file], new Variables([this.#defines]), []);
    this.#refuseUnknownDefines(scope);
    return scope;
  }

  #open(document: ScriptDocument, chain: Chain, variables: Variables, loops: readonly Loop[]): Scope {
    const templates = new Templates(variables, this.#problems, this.#room);
    const scope: OpenScope = { document, templates, inclusions: new Map(), chain };
    this.#problems.within(document, () => {
      const claims = { names: new Set<string>(), files: new Set([document.file]) };
      this.#declare(this.#gather(document, chain, templates, claims), templates);
      this.#walk(memberOf(document.value, 'steps'), ['steps'], loops, scope);
    });
    return scope;
  }

  /** Of a variable that several have, the outer script has the say, and among its includes the last. */
  #gather(document: ScriptDocument, chain: Chain, templates: Templates, claims: Claims): Head {
    const input = memberOf(document.value, 'vars');
    if (input !== undefined && !isMapping(input)) templates.variables.isComplete = false;
    const vars = isMapping(input) ? Object.entries(input).filter(([name]) => !claims.names.has(name)) : [];
    for (const [name] of vars) {
      claims.names.add(name);
      if (!this.#declared.has(name)) this.#declared.set(name, document);
    }
    const included = headIncludes(document, this.#reader, this.#problems);
    if (included === undefined) this.#lose(templates);
    const includes = (included ?? []).toReversed().map(({ name, path }): Head | undefined => {
      const opened = this.#read(name, path, document, chain);
      if (opened === undefined) this.#lose(templates);
      if (opened === undefined || claims.files.has(opened.file)) return undefined;
      claims.files.add(opened.file);
      this.heads.push({ document: opened, templates });
      return this.#problems.within(opened, () =>
        this.#gather(opened, [...chain, opened.file], templates, claims),
      );
    });
    return { document, vars, includes: includes.filter((head) => head !== undefined).reverse() };
  }

  /** Values that need no included one come first: included ones may be made from them. */
  #declare({ document, vars, includes }: Head, templates: Templates): void {
    const { variables } = templates;
    const declare = ([name, value]: [string, unknown]): void => {
      const path = ['vars', name];
      variables.declare(name, () =>
        textOf(wholeOf(templates.expand(value, path, [])), document.spelling(path)),
      );
    };
    this.#problems.within(document, () => {
      const first = includes.length === 0 ? vars : vars.filter(([, value]) => variables.suffice(value));
      const early = new Set(first);
      for (const entry of first) declare(entry);
      for (const head of includes) this.#declare(head, templates);
      for (const entry of vars) if (!early.has(entry)) declare(entry);
    });
  }

  #walk(steps: unknown, path: DataPath, loops: readonly Loop[], scope: OpenScope): void {
    if (!Array.isArray(steps)) return;
    for (const [i, step] of steps.entries()) {
      if (!isMapping(step)) continue;
      const at = [...path, i];
      if (memberOf(step, 'include') !== undefined) this.#includeSteps(step, at, loops, scope);
      const repeat = memberOf(step, 'repeat');
      if (repeat !== undefined) {
        const as = memberOf(repeat, 'as');
        const loop = { name: typeof as === 'string' ? as : undefined, count: 1 };
        this.#walk(memberOf(repeat, 'steps'), [...at, 'repeat', 'steps'], [...loops, loop], scope);
      }
      const choice = memberOf(step, 'choice');
      if (!Array.isArray(choice)) continue;
      for (const [j, alternative] of choice.entries())
        this.#walk(memberOf(alternative, 'steps'), [...at, 'choice', j, 'steps'], loops, scope);
    }
  }

  #includeSteps(step: unknown, at: DataPath, loops: readonly Loop[], scope: OpenScope): void {
    const path = [...at, 'include'];
    const { value, broken } = scope.templates.expand(memberOf(step, 'include'), path, loops);
    const input = this.#reader.include({ value, path, document: scope.document, broken }, this.#problems);
    const name = typeof input === 'object' ? input.file : input;
    const namePath = typeof input === 'object' ? [...path, 'file'] : path;
    const document = name === undefined ? undefined : this.#read(name, namePath, scope.document, scope.chain);
    if (input === undefined || document === undefined) {
      this.isComplete = false;
      return;
    }
    const given = valuesOf(input, [...path, 'vars'], scope.document);
    const variables = new Variables([given, this.#defines], scope.templates.variables);
    const child = this.#open(document, [...scope.chain, document.file], variables, loops);
    this.heads.push({ document, templates: child.templates });
    this.#refuseUnknownValues(given, child, [...path, 'vars']);
    scope.inclusions.set(formatPath(at), child);
  }

  /** @returns the script that `from` names so at `path`, unless there is something wrong with it */
  #read(name: string, path: DataPath, from: ScriptDocument, chain: Chain): ScriptDocument | undefined {
    let document: ScriptDocument;
    try {
      document = this.#files.script(name, from.file);
      refuseMisplaced(document, chain);
    } catch (error) {
      if (error instanceof ScriptErrors) {
        this.#problems.take(error);
      } else {
        const reason = error instanceof Error ? error.message : String(error);
        this.#problems.report(path, `Cannot include ${quote(name)}: ${reason}`);
      }
      return undefined;
    }
    this.#account(document.size, path);
    return document;
  }

  /** @throws ScriptErrors if too much is included: each of the many others would have the same to tell */
  #account(values: number, path: DataPath): void {
    this.#inclusions++;
    this.#values += values;
    const isTooMuch = this.#inclusions > LIMITS.inclusions || this.#values > LIMITS.values;
    if (!isTooMuch) return;
    const excess =
      this.#inclusions > LIMITS.inclusions
        ? `more than ${LIMITS.inclusions} times another script`
        : `more than ${LIMITS.values} values, those of each inclusion counted`;
    this.#problems.report(path, `Script includes too much: ${excess}`);
    this.#problems.throwIfAny();
  }

  /** Without what should have been read there is no telling which names are unknown. */
  #lose({ variables }: Templates): void {
    variables.isComplete = false;
    this.isComplete = false;
  }

  #refuseUnknownValues(given: GivenValues, { document, templates }: Scope, path: DataPath): void {
    const { variables } = templates;
    if (!variables.isComplete) return;
    for (const name of given.keys()) {
      if (variables.declares(name)) continue;
      const hint = didYouMean(name, variables.ownNames);
      const message = `Cannot define ${quote(name)}: ${quote(document.file)} has no such variable${hint}`;
      this.#problems.report([...path, name], message, 'key');
    }
  }

  /** Says it where the variables are: in the script itself, or in the first one that it includes and that has some. */
  #refuseUnknownDefines({ document, templates: { variables } }: Scope): void {
    if (!variables.isComplete || !this.isComplete) return;
    const isOwn = isMapping(memberOf(document.value, 'vars'));
    const place = isOwn ? document : ([...this.#declared.values()][0] ?? document);
    for (const name of this.#defines.keys()) {
      if (this.#declared.has(name)) continue;
      const what =
        this.#declared.size === 0
          ? 'the script has no variables, which would stand under "vars"'
          : `the script has no such variable${didYouMean(name, this.#declared.keys())}`;
      this.#problems.within(place, () =>
        this.#problems.report(['vars'], `Cannot define ${quote(name)}: ${what}`),
      );
    }
  }
}

/** @returns undefined if there is something wrong with it */
function wholeOf({ value, broken }: Expanded): unknown {
  return broken.size === 0 ? value : undefined;
}

function valuesOf(input: IncludeInput, path: DataPath, document: ScriptDocument): GivenValues {
  const values = typeof input === 'string' ? {} : (input.vars ?? {});
  return new Map(
    Object.entries(values).map(([name, value]) => [name, textOf(value, document.spelling([...path, name]))]),
  );
}

/** @throws Error if the script cannot be included at the end of `chain` */
function refuseMisplaced({ file, value }: ScriptDocument, chain: Chain): void {
  const trail = [...chain, file];
  if (chain.includes(file)) {
    const cycle = trail.slice(chain.indexOf(file));
    throw new Error(`a script cannot include itself (${cycle.join(' → ')})`);
  }
  if (chain.length > LIMITS.includeDepth) {
    throw new Error(
      `it is included too deeply: at most ${LIMITS.includeDepth} levels (${trail.join(' → ')})`,
    );
  }
  if (!isMapping(value)) throw new Error(`expected a script in it, got ${describeFound(value)}`);
}
