import { FUZZERS } from './fuzzers.ts';

/*
 * npm run fuzz -- KIND [COUNT] [SEED] [FIRST]
 * Makes and tries COUNT things of that kind, and says which took longest; the exit status is 1 if one went wrong. Each is
 * made from the seed and its number alone, so that "npm run fuzz -- KIND 1 SEED NUMBER" repeats it.
 */
const [kind = '', ...numbers] = process.argv.slice(2);
const [count = 1000, seed = 1, first = 0] = numbers.map(Number);
const fuzzer = FUZZERS[kind];
const outcomes = new Map<string, number>();
let failed = 0;
let slowest = 0;
let peak = 0;

if (fuzzer === undefined || ![count, seed, first].every(Number.isSafeInteger)) {
  process.stderr.write(`usage: npm run fuzz -- ${Object.keys(FUZZERS).join('|')} [COUNT] [SEED] [FIRST]\n`);
  process.exitCode = 1;
} else {
  process.stdout.write(`${fuzzer.title}: ${count} from the seed ${seed}\n`);
  for (let number = first; number < first + count; number++) {
    await tryOne(number);
    if ((number - first + 1) % 1000 === 0) process.stdout.write(`${number - first + 1}: ${summary()}\n`);
  }
  process.stdout.write(`${summary()}; slowest ${slowest.toFixed(2)} s, ${megabytes()} MiB\n`);
  if (failed > 0) process.exitCode = 1;

  async function tryOne(number: number): Promise<void> {
    const trial = fuzzer?.trial(seed, number);
    if (trial === undefined) return;
    const what = `number ${number} (${shortened(trial.what)})`;
    const start = cpuSeconds();
    try {
      const outcome = await trial.run();
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    } catch (error) {
      failed++;
      const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
      process.stdout.write(`FAILED number ${number} (${trial.what}): ${why}\n`);
    }
    const seconds = cpuSeconds() - start;
    if (seconds > 1.1 * slowest) {
      slowest = seconds;
      process.stdout.write(`slowest so far: ${seconds.toFixed(2)} s, ${what}\n`);
    }
    if (megabytes() > 1.1 * peak) {
      peak = megabytes();
      process.stdout.write(`most memory so far: ${peak} MiB, ${what}\n`);
    }
  }
}

function summary(): string {
  const counts = [...outcomes].sort().map(([outcome, times]) => `${times} ${outcome}`);
  return [...counts, `${failed} failed`].join(', ');
}

function shortened(text: string): string {
  return text.length <= 100 ? text : `${text.slice(0, 99)}…`;
}

/** Of the processor, garbage collection included: a busy machine does not make it more. */
function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function megabytes(): number {
  return Math.round(process.resourceUsage().maxRSS / 1024);
}
