import type { Writable } from 'node:stream';
import { createPcapStream } from '../../pcap-writer/index.ts';
import { PcapOutputError } from '../../pcap-writer/output-error.ts';
import type { Script } from '../../script/script.ts';
import { CliError } from '../cli-error.ts';
import { openFifo, watchReader } from '../files/fifo.ts';
import { Interruption, interruptedBy } from '../interruption.ts';
import { FILES_UNDER } from '../options/files-under.ts';
import { LOOP } from '../options/loop.ts';
import { NETCHANNEL } from '../options/netchannel.ts';
import type { ParsedRow } from '../options/option-row.ts';
import { PACE } from '../options/pace.ts';
import { SEED } from '../options/seed.ts';
import { VANTAGE } from '../options/vantage.ts';
import { packagedSample } from '../scripts/packaged-samples.ts';
import { loadFrom, scriptSource } from '../scripts/script-source.ts';
import type { ExtcapArguments } from './arguments.ts';
import { FIFO, SCRIPT, WORKLOAD } from './own-options.ts';
import { streamWorkload, type WorkloadOptions } from './stream-workload.ts';
import type { ExtcapRow } from './table.ts';
import { NO_FILTERS } from './user-options.ts';

/** The pace if none is chosen: as it would be. */
const REALTIME = 1;

/** Milliseconds in which a reader can come, if there is only an error to tell. */
const PATIENCE = 5000;

/** Milliseconds in which a reader can take what is on its way, once the capture is to stop. */
const GRACE = 2000;

/**
 * Captures until the script is over, or somebody stops it. A reader that goes away, SIGTERM, SIGHUP and Ctrl-C are normal ends:
 * they are how Wireshark stops a capture.
 *
 * @throws CliError or ScriptErrors
 * @throws PcapOutputError if the FIFO cannot be written
 */
export async function captureFor(given: ExtcapArguments): Promise<void> {
  const fifo = given.value(FIFO);
  if (fifo === undefined || fifo === '') {
    throw new CliError('Cannot capture without "--fifo", the path of a FIFO that is read');
  }
  const interruption = new Interruption();
  const { signal } = interruption;
  try {
    const { script, options } = await workload(given, signal).catch(async (error: unknown) => {
      await endReader(fifo, signal);
      throw error;
    });
    const sink = await openFifo(fifo, signal);
    if (sink !== undefined) await stream(script, options, { sink, fifo }, signal);
  } catch (error) {
    const isReaderGone = error instanceof PcapOutputError && error.code === 'EPIPE';
    if (!isReaderGone && interruptedBy(error) === undefined) throw error;
  } finally {
    interruption.release();
  }
}

async function workload(
  given: ExtcapArguments,
  signal: AbortSignal,
): Promise<{ script: Script; options: WorkloadOptions }> {
  if ((given.value('--extcap-capture-filter') ?? '') !== '') throw new CliError(NO_FILTERS);
  const options = workloadOptions(given);
  return { script: await workloadScript(given, signal), options };
}

/** Gives the reader an empty capture: as long as nobody has opened the FIFO, it waits, whatever we end with. */
async function endReader(fifo: string, signal: AbortSignal): Promise<void> {
  const patience = AbortSignal.timeout(PATIENCE);
  const stop = new AbortController();
  for (const either of [signal, patience]) either.addEventListener('abort', () => stop.abort());
  if (signal.aborted) stop.abort();
  try {
    const sink = await openFifo(fifo, stop.signal);
    if (sink !== undefined) await createPcapStream(sink).close();
  } catch {
    // There is something else to tell already.
  }
}

async function stream(
  script: Script,
  options: WorkloadOptions,
  { sink, fifo }: { sink: Writable; fifo: string },
  interrupted: AbortSignal,
): Promise<void> {
  const stopping = new AbortController();
  let grace: NodeJS.Timeout | undefined;
  const stop = (): void => {
    stopping.abort();
    // A reader that is there but reads no more would keep us for ever.
    grace ??= setTimeout(() => sink.destroy(), GRACE);
  };
  const unwatch = watchReader(fifo, stop);
  interrupted.addEventListener('abort', stop);
  if (interrupted.aborted) stop();
  try {
    await streamWorkload(script, options, sink, stopping.signal);
  } finally {
    unwatch();
    clearTimeout(grace);
    interrupted.removeEventListener('abort', stop);
  }
}

function workloadOptions(given: ExtcapArguments): WorkloadOptions {
  const [release, ...more] = chosen(given, NETCHANNEL) ?? [];
  if (more.length > 0) throw new CliError('Cannot capture under several releases at once; name one');
  return {
    release,
    seed: chosen(given, SEED),
    pace: chosen(given, PACE) ?? REALTIME,
    loop: given.has(LOOP),
    vantage: chosen(given, VANTAGE),
  };
}

function workloadScript(given: ExtcapArguments, signal: AbortSignal): Promise<Script> {
  const file = textOf(given, SCRIPT);
  if (file === '-') throw new CliError('Cannot read the script from standard input here; name a file');
  const sample = textOf(given, WORKLOAD);
  const folder = textOf(given, FILES_UNDER);
  const filesUnder = folder === undefined ? [] : [folder];
  if (file !== undefined) return loadFrom(scriptSource(file), { filesUnder }, signal);
  return loadFrom(scriptSource(sample === undefined ? undefined : packagedSample(sample).path));
}

function chosen<T>(given: ExtcapArguments, row: ParsedRow<T> & ExtcapRow<T>): T | undefined {
  const text = textOf(given, row);
  return text === undefined ? undefined : row.parse(text);
}

/** Options that the user has left empty are as good as none. */
function textOf(given: ExtcapArguments, row: ExtcapRow): string | undefined {
  const text = given.value(row);
  return text === '' || text === row.extcap.none ? undefined : text;
}
