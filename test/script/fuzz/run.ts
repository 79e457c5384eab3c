import path from 'node:path';
import { corpus } from './corpus.ts';
import { mutatedScript, tryScript } from './mutated-script.ts';

/*
 * npm run fuzz -- [count] [seed] [first]
 * Loads `count` mutated scripts and says which took longest; the exit status is 1 if one ended in anything but a list
 * of problems. Each is made from the seed and its number alone, so that "npm run fuzz -- 1 SEED NUMBER" repeats it.
 */
const [count = 1000, seed = 1, first = 0] = process.argv.slice(2).map(Number);
const texts = corpus(path.resolve());
const outcomes = { loaded: 0, refused: 0, failed: 0 };
let slowest = 0;
let peak = 0;

/** Of the processor, garbage collection included: a busy machine does not make it more. */
function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function megabytes(): number {
  return Math.round(process.resourceUsage().maxRSS / 1024);
}

for (let number = first; number < first + count; number++) {
  const { kind, text } = mutatedScript(texts, seed, number, 1_000_000);
  const what = `number ${number} (${kind}, ${text.length} characters)`;
  const start = cpuSeconds();
  try {
    outcomes[tryScript(text)]++;
  } catch (error) {
    outcomes.failed++;
    const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stdout.write(`FAILED ${what}: ${why}\n`);
  }
  const seconds = cpuSeconds() - start;
  if (seconds > slowest) {
    slowest = seconds;
    process.stdout.write(`slowest so far: ${seconds.toFixed(2)} s, ${what}\n`);
  }
  if (megabytes() > peak * 1.1) {
    peak = megabytes();
    process.stdout.write(`most memory so far: ${peak} MiB, ${what}\n`);
  }
  if ((number - first + 1) % 1000 === 0)
    process.stdout.write(`${number - first + 1} ${JSON.stringify(outcomes)}\n`);
}
process.stdout.write(`${JSON.stringify(outcomes)}, slowest ${slowest.toFixed(2)} s, ${megabytes()} MiB\n`);
if (outcomes.failed > 0) process.exitCode = 1;
