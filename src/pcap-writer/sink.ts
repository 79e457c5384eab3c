/** Where the chunks of a capture go. A sink that has failed once throws the same error from then on. */
export interface Sink {
  /** False while the sink asks its caller to wait for `drain()`. It does take more all the same. */
  readonly ready: boolean;

  /**
   * Takes the first `length` bytes of `chunk`. The caller is free to overwrite them as soon as this returns.
   * @throws PcapOutputError
   */
  write(chunk: Uint8Array, length: number): void;

  /** Resolves when the sink is ready. @throws PcapOutputError */
  drain(): Promise<void>;

  /** Resolves when everything taken so far has left this process. @throws PcapOutputError */
  flush(): Promise<void>;

  /** Flushes and lets go of the file or stream, in case of an error too. @throws PcapOutputError */
  close(): Promise<void>;
}
