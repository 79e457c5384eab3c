import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, type ParsedNode, type YAMLMap } from 'yaml';
import {
  type DataPath,
  formatPath,
  type Place,
  ScriptError,
  ScriptErrors,
  type SourceExcerpt,
} from '../errors.ts';
import { LIMITS, TOO_DEEP } from './limits.ts';

type YamlNode = ParsedNode | Node | null | undefined;

/** @returns the place in the text */
type PlaceOf = (offset: number) => Place;
type ExcerptAt = (place: Place) => SourceExcerpt;

/** A node's plain value, and what it costs to walk over it. */
interface Converted {
  value: unknown;
  /** Values in it, itself included, those that aliases repeat counted each time; a long text counts for several. */
  size: number;
  /** Levels of lists and mappings. */
  depth: number;
}

/**
 * The nodes of a YAML document as plain lists, mappings and scalars. Aliases share the value that they stand
 * for; the limits count them as if they did not, because whoever walks over the value pays for each.
 */
export class PlainData {
  readonly value: unknown;
  /** Values in it, those that aliases repeat counted each time. */
  readonly size: number;
  readonly #root: YamlNode;
  readonly #file: string;
  readonly #place: PlaceOf;
  readonly #excerpt: ExcerptAt;
  readonly #anchors = new Map<string, { node: YamlNode; converted: Converted }>();
  readonly #targets = new Map<YamlNode, YamlNode>();
  readonly #problems: ScriptError[] = [];
  /** Of what is being converted. */
  readonly #path: (string | number)[] = [];

  /** @throws ScriptErrors naming every duplicate key, bad alias and excess */
  constructor(root: YamlNode, file: string, place: PlaceOf, excerpt: ExcerptAt) {
    this.#root = root;
    this.#file = file;
    this.#place = place;
    this.#excerpt = excerpt;
    ({ value: this.value, size: this.size } = this.#convert(root, 0));
    if (this.#problems.length > 0) throw this.#failure();
  }

  /** @returns where in the text `path` leads, as far as it does */
  offsetOf(path: DataPath, at: 'key' | 'value'): number {
    let node = this.#root;
    let offset = startOf(node, 0);
    for (const [i, part] of path.entries()) {
      const isLast = i === path.length - 1;
      const target = this.#dereference(node);
      if (isMap(target)) {
        const pair = findPair(target, String(part));
        if (pair === undefined) return offset;
        node = pair.value as YamlNode;
        const keyOffset = startOf(pair.key as YamlNode, offset);
        offset = isLast && at === 'key' ? keyOffset : startOf(node, keyOffset);
      } else if (isSeq(target)) {
        if (typeof part !== 'number' || part >= target.items.length) return offset;
        node = target.items[part] as YamlNode;
        offset = startOf(node, offset);
      } else {
        return offset;
      }
    }
    return offset;
  }

  /** @returns a scalar as the text spells it */
  spelling(path: DataPath): string | undefined {
    let node = this.#root;
    for (const part of path) {
      const target = this.#dereference(node);
      if (isMap(target)) node = findPair(target, String(part))?.value as YamlNode;
      else if (isSeq(target)) node = target.items[Number(part)] as YamlNode;
      else return undefined;
    }
    const scalar = this.#dereference(node);
    return isScalar(scalar) ? scalar.source : undefined;
  }

  #dereference(node: YamlNode): YamlNode {
    return isAlias(node) ? this.#targets.get(node) : node;
  }

  #convert(node: YamlNode, level: number): Converted {
    if (isAlias(node)) return this.#repeat(node, node.source, level);
    let converted: Converted;
    if (isMap(node) || isSeq(node)) {
      if (level >= LIMITS.depth) throw this.#stop(TOO_DEEP, node);
      converted = isMap(node) ? this.#mapping(node, level) : this.#list(node.items, level);
    } else {
      converted = { value: isScalar(node) ? node.value : null, size: scalarSize(node), depth: 0 };
    }
    if (converted.size > LIMITS.values) throw this.#stop(TOO_MANY, node);
    if (isScalar(node) || isMap(node) || isSeq(node)) {
      if (node.anchor !== undefined) this.#anchors.set(node.anchor, { node, converted });
    }
    return converted;
  }

  #repeat(alias: YamlNode, anchor: string, level: number): Converted {
    const target = this.#anchors.get(anchor);
    if (target === undefined) {
      const name = JSON.stringify(anchor);
      this.#report(`Unknown anchor ${name}; text that begins with "*" needs quotes`, alias);
      return { value: null, size: 1, depth: 0 };
    }
    if (level + target.converted.depth > LIMITS.depth) throw this.#stop(TOO_DEEP, alias);
    this.#targets.set(alias, target.node);
    return target.converted;
  }

  #list(items: readonly unknown[], level: number): Converted {
    const value: unknown[] = [];
    const list: Converted = { value, size: 1, depth: 1 };
    for (const [i, item] of items.entries()) {
      this.#path.push(i);
      const converted = this.#convert(item as YamlNode, level + 1);
      this.#path.pop();
      value.push(converted.value);
      grow(list, converted);
    }
    return list;
  }

  #mapping(node: YAMLMap, level: number): Converted {
    const value: Record<string, unknown> = {};
    const mapping: Converted = { value, size: 1, depth: 1 };
    const seen = new Set<string>();
    for (const pair of node.items) {
      const key = keyOf(pair);
      const keyNode = (pair.key ?? node) as YamlNode;
      if (key === undefined) {
        this.#report('A key must be text', keyNode);
        continue;
      }
      this.#path.push(key);
      if (seen.has(key)) this.#report(`Duplicate key ${JSON.stringify(key)}`, keyNode);
      if (key === '__proto__') this.#report('Key "__proto__" is not allowed', keyNode);
      seen.add(key);
      const converted = this.#convert(pair.value as YamlNode, level + 1);
      this.#path.pop();
      // It has been reported; assignment would take it for something else.
      if (key !== '__proto__') value[key] = converted.value;
      grow(mapping, converted);
    }
    return mapping;
  }

  #report(message: string, node: YamlNode): void {
    this.#note(message, node);
    if (this.#problems.length >= LIMITS.problems) throw this.#failure();
  }

  #note(message: string, node: YamlNode): void {
    const place = this.#place(startOf(node, 0));
    const path = formatPath(this.#path);
    this.#problems.push(new ScriptError(message, this.#file, place, path, this.#excerpt(place)));
  }

  #stop(message: string, node: YamlNode): ScriptErrors {
    this.#note(message, node);
    return this.#failure();
  }

  #failure(): ScriptErrors {
    return new ScriptErrors(this.#problems, this.#problems.length >= LIMITS.problems);
  }
}

const TOO_MANY = `Script is too long: more than ${LIMITS.values} values`;

/** Checking a text takes time in proportion to its length. */
function scalarSize(node: YamlNode): number {
  const source = isScalar(node) ? node.source : undefined;
  return 1 + Math.floor((source?.length ?? 0) / 256);
}

function grow(whole: Converted, part: Converted): void {
  whole.size += part.size;
  whole.depth = Math.max(whole.depth, part.depth + 1);
}

function startOf(node: YamlNode, otherwise: number): number {
  return node?.range?.[0] ?? otherwise;
}

function keyOf({ key }: Pair): string | undefined {
  if (!isScalar(key) || key.value === null) return undefined;
  return typeof key.value === 'string' ? key.value : (key.source ?? String(key.value));
}

/** Mappings of at least so many keys are not searched each time that a place in them is looked for. */
const INDEXED = 32;
const INDEXES = new WeakMap<YAMLMap, ReadonlyMap<string | undefined, Pair>>();

function findPair(mapping: YAMLMap, key: string): Pair | undefined {
  if (mapping.items.length < INDEXED) return mapping.items.find((pair) => keyOf(pair) === key);
  let index = INDEXES.get(mapping);
  if (index === undefined) {
    index = new Map(mapping.items.toReversed().map((pair) => [keyOf(pair), pair]));
    INDEXES.set(mapping, index);
  }
  return index.get(key);
}
