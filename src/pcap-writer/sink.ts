/** Where the chunks of a capture go. A sink that has failed once throws the same error from then on. */
export interface Sink {
  /** False while the sink asks its caller to wait for `drain()`. It does take more all the same. */
  readonly ready: boolean;

  /**
   * Takes the first `length` bytes of `chunk`. The caller is free to overwrite them as soon as this returns.
   * @throws PcapOutputError
   */
  write(chunk: Uint8Array, length: number): void;

  /**
   * Overwrites bytes from `at` on that it has taken before; absent if that cannot be done.
   * @throws PcapOutputError
   */
  readonly rewrite?: ((at: number, bytes: Uint8Array) => void) | undefined;

  /** Resolves when the sink is ready. @throws PcapOutputError */
  drain(): Promise<void>;

  /** Resolves when everything taken so far has left this process. @throws PcapOutputError */
  flush(): Promise<void>;

  /** Flushes and lets go of the file or stream, in case of an error too. @throws PcapOutputError */
  close(): Promise<void>;

  /**
   * Lets go without what was written being of use to anybody: a sink that can do so leaves things as they were before
   * it was opened. `close()` is what to call if this is absent.
   * @throws PcapOutputError
   */
  abort?(): Promise<void>;
}
