import path from 'node:path';
import { bench } from './bench.ts';
import { ProgramFailed } from './measure.ts';
import { OptionError, parseOptions, USAGE } from './options.ts';
import { resultsJson } from './results-json.ts';
import { resultsText } from './results-text.ts';

/** npm run bench: see README.md beside this file. */
try {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) process.stdout.write(USAGE);
  else {
    const results = await bench(options, path.resolve(), showProgress);
    showProgress('');
    const text = options.json ? `${JSON.stringify(resultsJson(results), null, 2)}\n` : resultsText(results);
    process.stdout.write(text);
  }
} catch (error) {
  if (!(error instanceof OptionError || error instanceof ProgramFailed)) throw error;
  showProgress('');
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

/** On one line, which the next one replaces. */
function showProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}
