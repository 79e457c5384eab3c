import type { AddressName, CaptureTime, PcapngOptions, PcapngWriter } from '../pcap-writer/index.ts';
import { LAST_SECOND } from '../pcap-writer/pcapng-time.ts';
import type { CaptureInfo } from '../report/capture-info.ts';
import { captureComment, frameComments } from '../report/frame-comments.ts';
import type { Script } from '../script/script.ts';
import type { FrameDetails } from '../simulation/frame-details.ts';
import { namesOf } from '../simulation/run.ts';
import { formatIpv4, formatIpv6, formatMac } from '../wire/address.ts';
import { CliError } from './cli-error.ts';
import { packageVersion } from './package-info.ts';
import type { CapturedRun, RunCapture } from './run-capture.ts';

/** As Linux calls the backend's end of the first interface of the first guest. */
const INTERFACE_NAME = 'vif1.0';

const INTERFACE_DESCRIPTION = "netback's end of the guest's interface; the guest's frames are outbound";

const STATISTICS_COMMENT =
  'received: frames that the receiver keeps; dropped: those that it discards for a wrong checksum';

/** What a capture says about itself. */
export function sectionOf({ script, release, seed }: CapturedRun): PcapngOptions {
  return {
    application: `netchannel-sim ${packageVersion()}`,
    comments: [captureComment({ script: script.name, release, seed })],
  };
}

/** Writes the frames of runs as pcapng with nanoseconds, each with what was found in it. */
export class PcapngCapture implements RunCapture {
  readonly #writer: PcapngWriter;
  readonly #file: string | null;
  readonly #interface: number;
  readonly #names: Readonly<Record<string, string>>;
  /** Of the next frame. */
  #details: FrameDetails | undefined;
  /** Frames of the runs before this one. */
  #framesBefore = 0;
  #discarded = 0;
  #start: CaptureTime | undefined;
  readonly #end: CaptureTime = { seconds: 0, nanoseconds: 0 };
  #isClosed = false;
  #failure: CliError | undefined;

  /**
   * @param writer - with nothing in it but its section
   * @param script - whose names are used
   * @param file - null for a stream
   * @throws PcapOutputError
   */
  constructor(writer: PcapngWriter, script: Script, file: string | null) {
    this.#writer = writer;
    this.#file = file;
    this.#names = namesOf(script);
    writer.addNames(addressNames(script));
    this.#interface = writer.addInterface({
      name: INTERFACE_NAME,
      description: INTERFACE_DESCRIPTION,
      mac: formatMac(script.unikernel.mac),
    });
  }

  /** To be called before the frame is written. */
  describe(details: FrameDetails): void {
    this.#details = details;
  }

  /** @throws PcapOutputError, or CliError if the time is beyond what the format can say */
  write(seconds: number, nanoseconds: number, bytes: Uint8Array, offset: number, length: number): boolean {
    if (seconds > LAST_SECOND) {
      this.#failure ??= new CliError(
        'Cannot write a frame: pcapng files have no times after 2554-07-21; give the script an earlier epoch or a shorter interval',
      );
      throw this.#failure;
    }
    const details = this.#details;
    const writer = this.#writer;
    this.#start ??= { seconds, nanoseconds };
    this.#end.seconds = seconds;
    this.#end.nanoseconds = nanoseconds;
    if (details === undefined)
      return writer.write(this.#interface, seconds, nanoseconds, bytes, offset, length);
    // Another run, of the same script, begins to count again.
    if (details.number === 1) this.#framesBefore = writer.packets;
    if (details.verdict === 'discarded') this.#discarded++;
    return writer.write(this.#interface, seconds, nanoseconds, bytes, offset, length, {
      direction: details.direction === 'tx' ? 'outbound' : 'inbound',
      packetId: this.#framesBefore + details.number,
      comments: frameComments(details, { names: this.#names, framesBefore: this.#framesBefore }),
    });
  }

  drain(): Promise<void> {
    return this.#writer.drain();
  }

  /** @throws PcapOutputError */
  flush(): Promise<void> {
    return this.#writer.flush();
  }

  /** Ends with the statistics. @throws PcapOutputError, or what `write` threw */
  async close(): Promise<void> {
    try {
      if (!this.#isClosed) this.#writeStatistics();
    } finally {
      this.#isClosed = true;
      await this.#writer.close();
    }
    if (this.#failure !== undefined) throw this.#failure;
  }

  info(): CaptureInfo {
    return { file: this.#file, packets: this.#writer.packets, bytes: this.#writer.bytes };
  }

  #writeStatistics(): void {
    this.#writer.statistics(this.#interface, {
      ...(this.#start === undefined ? {} : { start: this.#start, end: this.#end }),
      received: this.#writer.packets - this.#discarded,
      dropped: this.#discarded,
      comments: [STATISTICS_COMMENT],
    });
  }
}

/** IPv4 first; Wireshark takes no names for MAC addresses from captures. */
function addressNames(script: Script): AddressName[] {
  const parties = [['unikernel', script.unikernel] as const, ...script.hosts];
  return parties.flatMap(([name, { ip, ip6 }]) => [
    { ipv4: formatIpv4(ip), name },
    { ipv6: formatIpv6(ip6), name },
  ]);
}
