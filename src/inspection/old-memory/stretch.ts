/** Where in a frame is looked for bytes of earlier ones. */
export interface Stretch {
  start: number;
  end: number;
  /**
   * - behind: what the packet declares has ended, or it has to be zero: nothing in it is the packet's
   * - undeclared: nothing tells what of it is the packet's
   * - declared: it is the packet's, as its headers say
   */
  kind: 'behind' | 'undeclared' | 'declared';
  /** Whether bodies of frames with the same headers are compared, too. */
  alike: boolean;
  /** Whether the sender is known to send old memory in bodies: then less is evidence. */
  suspect: boolean;
}
