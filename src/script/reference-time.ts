const EXAMPLE = `link: { rate: 100Mbit, latency: 2ms }
poll: { after: 500us }
hosts:
  alice: { ip: 10.0.0.10 }
  bob: { ip: 10.0.0.11 }
steps:
  - fault: { drop: 1 }
  - ping: { to: alice }
  - { after: 250us, fault: { delay: 2, by: 15ms } }
  - repeat:
      count: 2
      every: 10ms
      steps:
        - ping: { to: bob }
        - { after: 3ms, ping: { to: alice } }
  - { at: 1.5s, fault: { stall: 20ms } }
  - ping: { to: bob }
  - { at: 1.6s, fault: { error: 1 } }
  - ping: { to: alice }
  - { at: 1.7s, fault: { stall: true } }
  - ping: { to: bob }
  - { after: 30ms, fault: { resume: true } }`;

/** What the reference page says about faults, and with them about the times of steps. */
export const FAULT_TEXT = `Netback is made to misbehave. A fault takes no time: the step after it comes at once. Faults of requests are for
the next TX requests that no fault before them takes; a frame has one request for every 2048 bytes that were announced.
When the steps are over, late responses come when they are due, and a stall ends; what was dropped never comes.

\`\`\`yaml
${EXAMPLE}
\`\`\``;
