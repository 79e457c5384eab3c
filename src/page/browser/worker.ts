import './without-eval.ts';
import { ScriptErrors } from '../../script/errors.ts';
import { scriptJsonSchema } from '../../script/json-schema.ts';
import { inspectTraffic } from '../inspect-traffic.ts';
import { measure } from '../measure.ts';
import { capture, check, mistakesOf, play, type Questions } from '../play.ts';

/** What the page sends: a question of a kind, with a number by which it finds the answer. */
export interface Asked<Kind extends keyof Questions = keyof Questions> {
  id: number;
  kind: Kind;
  ask: Questions[Kind]['ask'];
}

/** What comes back. */
export type Answered =
  | { id: number; answer: unknown }
  | { id: number; mistakes: ReturnType<typeof check> }
  | { id: number; error: string };

/** How each kind of question is answered: by the same code as the command's. */
const ANSWERS: { [Kind in keyof Questions]: (ask: Questions[Kind]['ask']) => unknown } = {
  play: ({ workload, release, most }) => play(workload, release, most),
  inspect: ({ traffic }) => inspectTraffic(traffic),
  measure: ({ workload }) => measure(workload),
  check: ({ workload }) => check(workload),
  schema: () => scriptJsonSchema(),
  capture: ({ workload, release, format, application }) => capture(workload, release, format, application),
};

const scope = globalThis as unknown as {
  onmessage: ((event: MessageEvent<Asked>) => void) | null;
  postMessage(message: Answered): void;
};

/** One after the other: a run has the worker for itself. */
let last: Promise<void> = Promise.resolve();
scope.onmessage = ({ data }) => {
  last = last.then(async () => scope.postMessage(await answerTo(data)));
};

async function answerTo({ id, kind, ask }: Asked): Promise<Answered> {
  try {
    const answer = ANSWERS[kind] as (ask: unknown) => unknown;
    return { id, answer: await answer(ask) };
  } catch (error) {
    if (error instanceof ScriptErrors) return { id, mistakes: mistakesOf(error) };
    return { id, error: error instanceof Error ? error.message : String(error) };
  }
}
