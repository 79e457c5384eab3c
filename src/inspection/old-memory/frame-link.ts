/** How frames of a link lie in the packets of a capture. */
export interface FrameLink {
  /** What an offset in a frame has to be moved by to be one in its packet. */
  readonly shift: number;
  /** How many bytes at the beginning of a frame are a header that was made: no memory of anybody's. */
  readonly made: number;
}

/** Frames are the packets as they are. */
export const ETHERNET_LINK: FrameLink = { shift: 0, made: 0 };
