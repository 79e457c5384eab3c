import { MEMBER_KEYS, scriptOf } from './head.ts';
import { step } from './step.ts';
import { listOf } from './step-list.ts';

/** A workload: who takes part, and what happens in which order. */
export const scriptSchema = scriptOf(MEMBER_KEYS, listOf(step));
