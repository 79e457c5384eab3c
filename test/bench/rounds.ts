import type { Figure } from './figures.ts';
import { measure, type Place, type Sample } from './measure.ts';
import { median } from './statistics.ts';
import type { Launch, Phase, Subject } from './subject.ts';

/** A subject that is ready to start. */
interface Ready {
  subject: Subject;
  once: Launch;
  /** With twice as many packets; undefined if nothing steady is wanted. */
  twice: Launch | undefined;
  samples: { once: Sample; twice: Sample | undefined }[];
}

/**
 * Measures all subjects one after the other, and then all of them again, so that whatever else the machine does
 * disturbs all alike.
 *
 * @param progress - is told what comes next
 * @param signal - stops before the next process
 * @throws ProgramFailed
 */
export async function measureRounds(
  subjects: readonly Subject[],
  rounds: number,
  place: Place,
  progress: (text: string) => void,
  signal: AbortSignal,
): Promise<Figure[]> {
  progress('preparing');
  const ready = subjects.map((subject): Ready => {
    const isSteady = subject.phases.includes('steady');
    return {
      subject,
      once: subject.launch(subject.packets),
      twice: isSteady ? subject.launch(2 * subject.packets) : undefined,
      samples: [],
    };
  });
  for (let round = 1; round <= rounds; round++) {
    for (const [i, { subject, once, twice, samples }] of ready.entries()) {
      signal.throwIfAborted();
      progress(`round ${round} of ${rounds}, ${i + 1} of ${ready.length}: ${subject.name}`);
      samples.push({
        once: await repeated(once, subject, place),
        twice: twice === undefined ? undefined : await repeated(twice, subject, place),
      });
    }
  }
  return ready.flatMap(({ subject, samples }) =>
    subject.phases.map((phase) => ({
      subject,
      phase,
      seconds: samples.map((sample) => phaseOf(sample, phase, 'seconds')),
      processor: samples.map((sample) => phaseOf(sample, phase, 'processor')),
      peak: peakOf(samples, phase),
    })),
  );
}

async function repeated(launch: Launch, { times = 1 }: Subject, place: Place): Promise<Sample> {
  const samples: Sample[] = [];
  for (let i = 0; i < times; i++) samples.push(await measure(launch, place));
  return {
    seconds: median(samples.map(({ seconds }) => seconds)) ?? 0,
    processor: median(samples.flatMap(({ processor }) => processor ?? [])),
    peak: samples.at(-1)?.peak,
  };
}

/** What a process takes, of wall time or of processor time. */
type Taken = Pick<Sample, 'seconds'> & Partial<Pick<Sample, 'processor'>>;

/** @returns undefined if twice as many packets did not take longer, or nobody can say */
export function phaseOf(
  { once, twice }: { once: Taken; twice: Taken | undefined },
  phase: Phase,
  of: 'seconds' | 'processor',
): number | undefined {
  const [less, more] = [once[of], twice?.[of]];
  if (phase === 'cold') return less;
  return less === undefined || more === undefined || more <= less ? undefined : more - less;
}

function peakOf(
  samples: readonly { once: Sample; twice: Sample | undefined }[],
  phase: Phase,
): number | undefined {
  const peaks = samples.flatMap(({ once, twice }) => (phase === 'cold' ? once.peak : twice?.peak) ?? []);
  return peaks.length === 0 ? undefined : Math.max(...peaks);
}
