import { pathToFileURL } from 'node:url';
import { CliError } from '../cli-error.ts';
import { EXIT } from '../exit-codes.ts';
import { packageVersion } from '../files/package-info.ts';
import { packageFile } from '../package-file.ts';
import { writeData } from '../terminal/write-text.ts';
import { type ExtcapArguments, parseExtcapArguments } from './arguments.ts';
import { sentence } from './sentence.ts';
import { configSentences, NO_FILTERS, reloadedSentences } from './user-options.ts';

/** What Wireshark lists us as. */
export const INTERFACE = 'netchannel0';

/**
 * Answers Wireshark, or captures for it: the contract of an extcap program. Wireshark asks at each start and shows
 * whatever stands on standard error as an error. So nothing is written there unless something is wrong, and nothing
 * is loaded for a question that only a capture needs.
 *
 * @param words - what the command line has after `extcap`
 * @returns the exit status
 * @throws CliError
 */
export async function extcapCommand(words: readonly string[]): Promise<number> {
  const given = parseExtcapArguments(words);
  if (given.has('--capture')) {
    checkInterface(given);
    const { captureFor } = await import('./capture.ts');
    await captureFor(given);
    return EXIT.done;
  }
  const lines = answer(given);
  await writeData(process.stdout, lines.map((line) => `${line}\n`).join(''), 'text');
  return EXIT.done;
}

function answer(given: ExtcapArguments): string[] {
  const reloaded = given.value('--extcap-reload-option');
  if (given.has('--extcap-interfaces')) return interfaceSentences();
  if (given.has('--extcap-dlts')) {
    checkInterface(given);
    return [sentence('dlt', { number: 1, name: 'EN10MB', display: 'Ethernet' })];
  }
  if (given.has('--extcap-config')) {
    checkInterface(given);
    return reloaded === undefined ? configSentences() : reloadedSentences(reloaded);
  }
  const filter = given.value('--extcap-capture-filter');
  if (filter !== undefined) {
    checkInterface(given);
    // An answer means that the filter is wrong, and why.
    return filter === '' ? [] : [NO_FILTERS];
  }
  if (given.hasUnknown) return [];
  throw new CliError('Nothing is asked; see "netchannel-sim extcap --help"');
}

function interfaceSentences(): string[] {
  const help = pathToFileURL(packageFile('docs/wireshark.md')).href;
  return [
    sentence('extcap', { version: packageVersion(), help, display: 'netchannel-sim' }),
    sentence('interface', { value: INTERFACE, display: 'netchannel-sim: Xen netfront/netback' }),
  ];
}

function checkInterface(given: ExtcapArguments): void {
  const name = given.value('--extcap-interface');
  if (name === INTERFACE) return;
  const what =
    name === undefined ? 'Missing option "--extcap-interface"' : `Unknown interface ${JSON.stringify(name)}`;
  throw new CliError(`${what}; there is ${INTERFACE}`);
}
