import type { Blueprint, Workshop } from './compile/blueprint.ts';
import { compileStep } from './compile/compile-step.ts';
import type { ScriptDocument } from './document/read-document.ts';
import type { DataPath } from './errors.ts';
import { memberOf } from './mapping.ts';
import { type StepRecord, step as stepSchema } from './schema/step.ts';
import { check } from './schema-problems.ts';
import type { Planned, PlannedStep } from './script.ts';
import type { ScriptSite } from './step.ts';

/** Checks and plans steps one by one, so that one bad step does not hide what is wrong with the others. */
export class StepLoader {
  readonly sites: ScriptSite[] = [];
  readonly #document: ScriptDocument;
  readonly #workshop: Omit<Workshop, 'path'>;

  constructor(document: ScriptDocument, workshop: Omit<Workshop, 'path'>) {
    this.#document = document;
    this.#workshop = workshop;
  }

  /** @returns plans of those of `steps`, standing at `path`, that are in order and do anything */
  load(steps: readonly unknown[], path: DataPath): Planned[] {
    const planned: Planned[] = [];
    for (const [i, step] of steps.entries()) {
      const plan = this.#loadStep(step, [...path, i]);
      if (plan !== undefined) planned.push(plan);
    }
    return planned;
  }

  #loadStep(value: unknown, path: DataPath): Planned | undefined {
    const nested = nestedSteps(value);
    const checked = check(
      stepSchema,
      nested === undefined ? value : withoutNested(value),
      path,
      this.#workshop.problems,
    );
    const step: StepRecord | undefined = typeof checked === 'string' ? { [checked]: null } : checked;
    // Sites are numbered in the order of the text: a repeat's comes before those of the steps in it.
    const site = { index: this.sites.length, label: '', line: this.#document.locate(path, 'value').line };
    this.sites.push(site);
    const inner = nested === undefined ? [] : this.load(nested, [...path, 'repeat', 'steps']);
    if (step === undefined) return undefined;
    const blueprint = compileStep(step, { ...this.#workshop, path });
    const count = step.repeat?.count ?? 0;
    site.label = step.name ?? blueprint?.label ?? `repeat ${count} times`;
    if (blueprint !== undefined) return { kind: 'step', site, build: builderOf(blueprint, site) };
    // What repeats nothing would keep a cursor busy for nothing.
    return count > 0 && inner.length > 0 ? { kind: 'repeat', count, steps: inner } : undefined;
  }
}

function builderOf({ content }: Blueprint, site: ScriptSite): PlannedStep['build'] {
  switch (content.kind) {
    case 'send':
      return (place) => ({ kind: 'send', site, packet: content.build(place) });
    case 'receive':
      return (place) => ({ kind: 'receive', site, frame: content.build(place) });
    case 'poll':
      return () => ({ kind: 'poll', site });
  }
}

/** @returns the steps that a repeat holds, if there are any to look at */
function nestedSteps(value: unknown): readonly unknown[] | undefined {
  const steps = memberOf(memberOf(value, 'repeat'), 'steps');
  return Array.isArray(steps) && steps.length > 0 ? steps : undefined;
}

/** @returns a repeat step with a placeholder for the steps in it, which are checked on their own */
function withoutNested(value: unknown): unknown {
  const repeat = memberOf(value, 'repeat');
  return { ...Object(value), repeat: { ...Object(repeat), steps: ['poll'] } };
}
