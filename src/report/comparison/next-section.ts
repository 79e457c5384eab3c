import type { ComparisonResult } from '../../simulation/comparison/comparison-result.ts';
import type { Style } from '../style.ts';
import { grouped } from '../words.ts';

/** Gives command lines about the script that was compared. */
export interface ComparisonCommands {
  /** This comparison again, with more frames shown. */
  compare: (differences: number) => string;
  /** A run under one of the releases. */
  run: (release: string) => string;
}

/** More frames than this are no help to anybody who reads. */
const MOST_SUGGESTED = 20;

/** What to try now: more of the frames that differ, and where the bytes that leaked come from. */
export function nextSection(
  { differences, releases }: ComparisonResult,
  commands: ComparisonCommands | undefined,
  style: Style,
): string[] {
  if (commands === undefined) return [];
  const steps: [command: string, why: string][] = [];
  const more = Math.min(differences.frames, MOST_SUGGESTED);
  if (more > differences.first.length && releases.every(({ measures }) => measures === undefined)) {
    const isAll = more === differences.frames;
    const which = isAll ? 'every frame that differs' : `the first ${grouped(more)} frames that differ`;
    steps.push([commands.compare(more), `shows ${which}`]);
  }
  const leaking = releases.find(({ totals }) => totals.leakedBytes > 0);
  if (leaking !== undefined) {
    steps.push([commands.run(leaking.release), 'tells whose each leaked byte was, and writes a capture']);
  }
  const reached = releases.find(({ ownBytes = 0 }) => ownBytes > 0);
  if (leaking === undefined && reached !== undefined) {
    steps.push([commands.run(reached.release), 'tells how netback got at what its frontend had for itself']);
  }
  if (steps.length === 0) return [];
  return [
    style.heading('NEXT'),
    ...steps.flatMap(([line, why]) => [`  ${style.command(line)}`, style.dim(`      ${why}`)]),
  ];
}
