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
      seconds: samples.map((sample) => secondsOf(sample, phase)),
      peak: peakOf(samples, phase),
    })),
  );
}

async function repeated(launch: Launch, { packets, times = 1 }: Subject, place: Place): Promise<Sample> {
  const seconds: number[] = [];
  let peak: number | undefined;
  for (let i = 0; i < times; i++) {
    // Asking for memory takes a moment of its own, which would show where nothing but the start is measured.
    const sample = await measure(launch, place, packets > 0);
    seconds.push(sample.seconds);
    peak = sample.peak;
  }
  return { seconds: median(seconds) ?? 0, peak };
}

/** @returns undefined if twice as many packets did not take longer */
export function secondsOf(
  { once, twice }: { once: Pick<Sample, 'seconds'>; twice: Pick<Sample, 'seconds'> | undefined },
  phase: Phase,
): number | undefined {
  if (phase === 'cold') return once.seconds;
  const seconds = (twice?.seconds ?? 0) - once.seconds;
  return seconds > 0 ? seconds : undefined;
}

function peakOf(
  samples: readonly { once: Sample; twice: Sample | undefined }[],
  phase: Phase,
): number | undefined {
  const peaks = samples.flatMap(({ once, twice }) => (phase === 'cold' ? once.peak : twice?.peak) ?? []);
  return peaks.length === 0 ? undefined : Math.max(...peaks);
}
