import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { bench } from './bench.ts';
import { ProgramFailed } from './measure.ts';
import { OptionError, parseOptions, USAGE } from './options.ts';
import { resultsJson } from './results-json.ts';
import { resultsText } from './results-text.ts';

/** npm run bench: see README.md beside this file. */
const interruption = new AbortController();
process.once('SIGINT', () => interruption.abort());
try {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) process.stdout.write(USAGE);
  else {
    const results = await bench(options, path.resolve(), showProgress, interruption.signal);
    showProgress('');
    const text = options.json ? `${JSON.stringify(resultsJson(results), null, 2)}\n` : resultsText(results);
    process.stdout.write(text);
  }
} catch (error) {
  showProgress('');
  // A signal that came while this process was waiting for another is told only now.
  await setTimeout(10);
  // The process that was under way was interrupted as well, and its failure says nothing.
  if (interruption.signal.aborted) process.exitCode = 130;
  else if (error instanceof OptionError || error instanceof ProgramFailed) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  } else throw error;
}

/** On one line, which the next one replaces. */
function showProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}
