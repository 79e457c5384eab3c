/** What the program ends with. Findings do not count as an error unless the user asked for it. */
export const EXIT = Object.freeze({
  done: 0,
  /** Usage, script, input or output. */
  error: 1,
  /** There is a finding that --fail-on names, or an expectation of the script is not met. */
  findings: 2,
  /** `advisory check` cannot tell from what it was given. */
  cannotTell: 3,
  /** 128 and the number of SIGHUP: the terminal is gone. */
  hungUp: 129,
  /** Ctrl-C: 128 and the number of SIGINT. */
  interrupted: 130,
  /** 128 and the number of SIGTERM. */
  terminated: 143,
});
