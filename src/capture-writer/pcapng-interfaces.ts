import type { CaptureTime, PcapngWriter } from '../pcap-writer/index.ts';
import type { FrameDetails } from '../simulation/capture/frame-details.ts';
import type { Vantage } from '../simulation/capture/vantage.ts';
import { UPLINK } from '../simulation/guests/network-options.ts';
import type { CapturedChannel, CaptureSubject } from './capture-subject.ts';

interface Point {
  name: string;
  description: string;
  /** Of its statistics. */
  comment: string;
  /** Of its netfront, if it is another's than the rest. */
  mac?: string;
}

const GUESTS = "the guest's frames are outbound";
const KEPT = 'received: frames that the receiver keeps; dropped: those that it discards for a wrong checksum';
const CROSSED = 'received: frames that crossed the channel; dropped: those that never did';

/** As Linux calls the backend's end of the first interface of the first guest. */
const CHANNEL: Point = {
  name: 'vif1.0',
  description: `netback's end of the guest's interface; ${GUESTS}`,
  comment: KEPT,
};

const NETFRONT: Point = {
  name: 'netfront',
  description: `the guest's end of vif1.0: frames as it hands them over and takes them; ${GUESTS}`,
  comment: CROSSED,
};

const NETBACK: Point = {
  name: 'netback',
  description: `the driver domain's end of vif1.0: frames as it takes them and hands them over; ${GUESTS}`,
  comment: CROSSED,
};

const RECEIVER: Point = {
  name: 'receiver',
  description: `whoever a frame is for, guest or not: frames that it keeps; ${GUESTS}`,
  comment: KEPT,
};

const DISCARDED: Point = {
  name: 'receiver-discards',
  description: `whoever a frame is for, guest or not: frames that it discards for a wrong checksum; ${GUESTS}`,
  comment: KEPT,
};

const POINTS: Readonly<Record<Vantage, readonly Point[]>> = {
  netfront: [NETFRONT],
  netback: [NETBACK],
  receiver: [RECEIVER, DISCARDED],
  both: [NETFRONT, NETBACK],
};

function channelPoint({ name, mac }: CapturedChannel): Point {
  const description =
    name === UPLINK
      ? "the unikernel's channel to the network; its own frames are outbound"
      : `the channel of the guest ${name}; its own frames are outbound, the unikernel's inbound`;
  return { name, description, comment: KEPT, mac };
}

/** What became of the frames of an interface. */
interface InterfaceCounts {
  frames: number;
  dropped: number;
  start: CaptureTime | undefined;
  end: CaptureTime | undefined;
}

/** The interfaces of a capture: one for each channel, or place that frames are seen at, or fate that is told apart. */
export class PcapngInterfaces {
  readonly #writer: PcapngWriter;
  readonly #vantage: Vantage | undefined;
  readonly #points: readonly Point[];
  readonly #hasChannels: boolean;
  readonly #counts: readonly InterfaceCounts[];

  /**
   * Adds them, numbered from 0.
   *
   * @param writer - without interfaces
   * @param vantage - the same for all channels; with several, none
   * @throws PcapOutputError
   */
  constructor(
    writer: PcapngWriter,
    vantage: Vantage | undefined,
    { mac, channels }: Pick<CaptureSubject, 'mac' | 'channels'>,
  ) {
    this.#writer = writer;
    this.#vantage = vantage;
    this.#hasChannels = channels !== undefined;
    this.#points = channels?.map(channelPoint) ?? (vantage === undefined ? [CHANNEL] : POINTS[vantage]);
    this.#counts = this.#points.map(() => ({ frames: 0, dropped: 0, start: undefined, end: undefined }));
    for (const { name, description, mac: own = mac } of this.#points) {
      writer.addInterface({ name, description, ...(own === undefined ? {} : { mac: own }) });
    }
  }

  /** Counts a frame. @returns the number of its interface */
  take(details: FrameDetails, seconds: number, nanoseconds: number): number {
    const number = this.#numberFor(details);
    const counts = this.#counts[number];
    if (counts === undefined) return number;
    counts.frames++;
    if (details.lost !== undefined || (this.#tellsVerdicts && details.verdict === 'discarded'))
      counts.dropped++;
    counts.start ??= { seconds, nanoseconds };
    counts.end ??= { seconds, nanoseconds };
    counts.end.seconds = seconds;
    counts.end.nanoseconds = nanoseconds;
    return number;
  }

  /** Writes what became of the frames of each. @throws PcapOutputError */
  writeStatistics(): void {
    this.#counts.forEach(({ frames, dropped, start, end }, number) => {
      const comment = this.#points[number]?.comment;
      this.#writer.statistics(number, {
        ...(start === undefined || end === undefined ? {} : { start, end }),
        received: frames - dropped,
        dropped,
        ...(comment === undefined ? {} : { comments: [comment] }),
      });
    });
  }

  get #tellsVerdicts(): boolean {
    return this.#vantage === undefined || this.#vantage === 'receiver';
  }

  #numberFor({ at, verdict, channel }: FrameDetails): number {
    if (this.#hasChannels) return this.#points.findIndex(({ name }) => name === channel);
    if (this.#vantage === 'both') return at === 'netfront' ? 0 : 1;
    return this.#vantage === 'receiver' && verdict === 'discarded' ? 1 : 0;
  }
}
