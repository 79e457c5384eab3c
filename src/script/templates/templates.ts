import { indexRule } from '../compile/index-fields.ts';
import { LIMITS } from '../document/limits.ts';
import { type DataPath, formatPath } from '../errors.ts';
import { quote } from '../found.ts';
import type { LoopIndex } from '../payload.ts';
import type { Problems } from '../problems.ts';
import { didYouMean } from '../suggestion.ts';
import { parseTemplate } from './template.ts';
import type { Variables } from './variables.ts';

/** A repeat that a step stands in. */
export interface Loop {
  /** The name of its index, if it has one. */
  name: string | undefined;
  count: number;
}

/** A text with loop indexes in it. */
export type IndexedTemplate = readonly (string | LoopIndex)[];

/** Texts with loop indexes in them, by `formatPath` of their place. */
export type IndexedValues = ReadonlyMap<string, IndexedTemplate>;

/** A value after expansion: where indexes belong, their first values stand. */
export interface Expanded {
  value: unknown;
  indexed: IndexedValues;
  /** Places, as `formatPath` gives them, of texts that have something wrong with them: '' stands there. */
  broken: ReadonlySet<string>;
}

/** Steps that stand for several packets. */
const CONVERSATION = /^(tcp_conversation|udp_exchange|dhcp_exchange|nat_flow)$/;

/** What one expansion works with. */
interface Task {
  readonly base: number;
  readonly path: (string | number)[];
  readonly loops: readonly Loop[];
  readonly indexed: Map<string, IndexedTemplate>;
  readonly broken: Set<string>;
  /** Whether there is something wrong with the text at hand. */
  failed: boolean;
}

/** Puts values in the place of `${name}` in the texts of a script. */
export class Templates {
  readonly variables: Variables;
  readonly #problems: Problems;
  readonly #room: { characters: number };

  /** @param room - how much text templates may still make: a script can use a long value many times */
  constructor(variables: Variables, problems: Problems, room = { characters: LIMITS.expanded }) {
    this.variables = variables;
    this.#problems = problems;
    this.#room = room;
  }

  /**
   * @param value - what stands at `path`; it is not changed
   * @param loops - the repeats around it, from the outermost
   * @returns `value` with all texts expanded, keys left as they are
   */
  expand(value: unknown, path: DataPath, loops: readonly Loop[]): Expanded {
    const [indexed, broken] = [new Map<string, IndexedTemplate>(), new Set<string>()];
    const task: Task = { base: path.length, path: [...path], loops, indexed, broken, failed: false };
    return { value: this.#value(value, task), indexed, broken };
  }

  #value(value: unknown, task: Task): unknown {
    if (typeof value === 'string') return value.includes('${') ? this.#whole(value, task) : value;
    if (typeof value !== 'object' || value === null) return value;
    let changed = false;
    const entries = Object.entries(value).map(([key, member]): [string, unknown] => {
      task.path.push(Array.isArray(value) ? Number(key) : key);
      const expanded = this.#value(member, task);
      task.path.pop();
      changed ||= expanded !== member;
      return [key, expanded];
    });
    if (!changed) return value;
    return Array.isArray(value) ? entries.map(([, member]) => member) : Object.fromEntries(entries);
  }

  #whole(text: string, task: Task): string {
    task.failed = false;
    const expanded = this.#text(text, task);
    if (task.failed) task.broken.add(formatPath(task.path));
    return task.failed ? '' : expanded;
  }

  #text(text: string, task: Task): string {
    const parts = parseTemplate(text);
    if (!Array.isArray(parts)) {
      const found = text.slice(parts.unclosedAt, parts.unclosedAt + 20);
      return this.#fail(
        `Expected a name and "}" after "\${", got ${quote(found)}; "$\${" stands for "\${" itself`,
        task,
      );
    }
    const known: (string | LoopIndex)[] = [];
    for (const part of parts) {
      const value = typeof part === 'string' ? part : this.#lookup(part.name, task);
      if (value === undefined) return '';
      if (typeof value === 'string') this.#spend(value.length, task);
      if (task.failed) return '';
      known.push(value);
    }
    if (known.some((part) => typeof part !== 'string')) return this.#indexed(known, parts, task);
    return known.join('');
  }

  #lookup(name: string, task: Task): string | LoopIndex | undefined {
    const { loops } = task;
    const level = loops.findLastIndex((loop) => loop.name === name);
    const loop = loops[level];
    if (loop !== undefined) return { level, digits: String(Math.max(loop.count - 1, 0)).length };
    const value = this.variables.get(name);
    if (value !== undefined) return value;
    task.failed = true;
    if (this.variables.has(name) || !this.variables.isComplete) return undefined;
    const names = [...this.variables.names, ...loops.flatMap((other) => other.name ?? [])];
    this.#report(`Unknown variable ${quote(name)}${didYouMean(name, names)}`, task);
    return undefined;
  }

  #indexed(known: IndexedTemplate, parts: readonly unknown[], task: Task): string {
    const rule = indexRule(task.path.slice(task.base));
    if (rule === 'text' || (rule === 'number' && parts.length === 1)) {
      task.indexed.set(formatPath(task.path), known);
      return known.map((part) => (typeof part === 'string' ? part : '0')).join('');
    }
    if (CONVERSATION.test(String(task.path[task.base]))) {
      return this.#fail(
        'A loop index can stand in a conversation only alone, as the from_port of the side that opens: its packets are made once, before the first',
        task,
      );
    }
    return this.#fail(
      rule === 'number'
        ? 'A loop index must stand alone where a number is expected'
        : 'A loop index can stand only in the text of a payload, or alone as a port, ip_id, id, seq or ack of a packet',
      task,
    );
  }

  #spend(characters: number, task: Task): void {
    const room = this.#room;
    if (room.characters < 0) {
      task.failed = true;
      return;
    }
    room.characters -= characters;
    if (room.characters < 0)
      this.#fail(`Variables make the script too long: more than ${LIMITS.expanded} characters`, task);
  }

  #fail(message: string, task: Task): string {
    task.failed = true;
    this.#report(message, task);
    return '';
  }

  #report(message: string, task: Task): void {
    this.#problems.report([...task.path], message);
  }
}
