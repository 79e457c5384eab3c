import type { Writable } from 'node:stream';
import { createPcapStream } from '../../pcap-writer/index.ts';
import { PcapOutputError } from '../../pcap-writer/output-error.ts';
import type { Script } from '../../script/script.ts';
import { CliError } from '../cli-error.ts';
import { openFifo, watchReader } from '../files/fifo.ts';
import { Interruption, interruptedBy } from '../interruption.ts';
import { NETCHANNEL } from '../options/netchannel.ts';
import { PACE } from '../options/pace.ts';
import { SEED } from '../options/seed.ts';
import { VANTAGE } from '../options/vantage.ts';
import { packagedSample } from '../scripts/packaged-samples.ts';
import { loadFrom, scriptSource } from '../scripts/script-source.ts';
import type { ExtcapArguments } from './arguments.ts';
import { streamWorkload, type WorkloadOptions } from './stream-workload.ts';
import { NO_FILTERS, SCRIPTS_OWN, WHERE_THEY_ARRIVE } from './user-options.ts';

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
  const fifo = given.value('--fifo');
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

/** Options that the user has left empty are as good as none. */
function workloadOptions(given: ExtcapArguments): WorkloadOptions {
  const releases = given.value('--netchannel') || SCRIPTS_OWN;
  const seed = given.value('--seed') || undefined;
  const vantage = given.value('--vantage') || WHERE_THEY_ARRIVE;
  const [release, ...more] = releases === SCRIPTS_OWN ? [] : NETCHANNEL.parse(releases);
  if (more.length > 0) throw new CliError('Cannot capture under several releases at once; name one');
  return {
    release,
    seed: seed === undefined ? undefined : SEED.parse(seed),
    pace: PACE.parse(given.value('--pace') || 'realtime'),
    loop: given.has('--loop'),
    vantage: vantage === WHERE_THEY_ARRIVE ? undefined : VANTAGE.parse(vantage),
  };
}

function workloadScript(given: ExtcapArguments, signal: AbortSignal): Promise<Script> {
  const file = given.value('--script') || undefined;
  if (file === '-') throw new CliError('Cannot read the script from standard input here; name a file');
  const sample = given.value('--workload') || undefined;
  const folder = given.value('--files-under') || undefined;
  const filesUnder = folder === undefined ? [] : [folder];
  if (file !== undefined) return loadFrom(scriptSource(file), { filesUnder }, signal);
  return loadFrom(scriptSource(sample === undefined ? undefined : packagedSample(sample).path));
}
