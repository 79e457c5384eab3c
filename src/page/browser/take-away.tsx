import { commandOf } from '../command.ts';
import { isTraffic, type Subject } from '../workload.ts';
import type { Engine } from './engine.ts';

export interface TakeAwayProps {
  engine: Engine;
  workload: Subject;
  /** The script as it stands in the editor, if there is one. */
  latestText?: () => string | undefined;
  release: string | undefined;
  /** Of the program. */
  version: string;
  /** What came of it, in a few words. */
  onSaid(said: string): void;
}

/** What can be taken from the page: captures, the command, the address. */
export function TakeAway({ engine, workload, latestText, release, version, onSaid }: TakeAwayProps) {
  const download = async (format: 'pcap' | 'pcapng'): Promise<void> => {
    try {
      const application = `netchannel-sim ${version}`;
      const text = latestText?.();
      const subject = text === undefined || isTraffic(workload) ? workload : { ...workload, text };
      const ask = { workload: subject, release: release ?? '', format, application };
      const bytes = await engine.ask('capture', ask);
      const address = URL.createObjectURL(
        new Blob([bytes as BlobPart], { type: 'application/vnd.tcpdump.pcap' }),
      );
      const link = document.createElement('a');
      link.href = address;
      link.download = `${baseName(workload)}-${release}.${format}`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(address), 10_000);
      onSaid(`${link.download}: ${bytes.length} bytes`);
    } catch (error) {
      onSaid(`Cannot make the capture: ${(error as Error).message}`);
    }
  };
  return (
    <>
      <button type="button" onClick={() => download('pcap')}>
        pcap
      </button>
      <button type="button" onClick={() => download('pcapng')}>
        pcapng
      </button>
      <Copying workload={workload} release={release} onSaid={onSaid} />
    </>
  );
}

/** The command and the address, to copy. */
export function Copying({
  workload,
  release,
  onSaid,
}: Pick<TakeAwayProps, 'workload' | 'release' | 'onSaid'>) {
  const copy = async (text: string, what: string): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      onSaid(`${what} copied`);
    } catch {
      // Without permission, it can still be read.
      onSaid(text);
    }
  };
  return (
    <>
      <button type="button" onClick={() => copy(commandOf(workload, release), 'command')}>
        copy the command
      </button>
      <button type="button" onClick={() => copy(location.href, 'address')}>
        copy the address
      </button>
    </>
  );
}

function baseName(workload: Subject): string {
  if (isTraffic(workload)) return `${workload.name}-replay`;
  const name = workload.file.split(/[/\\]/).at(-1) ?? '';
  return name.replace(/(?<=.)\.(ya?ml|json)$/i, '') || 'script';
}
