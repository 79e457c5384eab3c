const EXAMPLE = `hosts:
  alice: { ip: 10.0.0.10 }
  bob: { ip: 10.0.0.11 }
expect:
  - { frames: 3, errors: 1, discarded: none }
  - { release: 1.10.0, leaked: { min: 50, max: 60 }, cross_recipient: some }
  - { release: [1.9.0, 1.10.1], leaked: none }
steps:
  - udp: { to: alice, to_port: 9, payload: "the password is swordfish and more than that" }
    expect: { verdict: delivered, leaks: none, length: 86 }
  - raw: { to: bob, size: 80, writes: [{ at: 14, data: "hello bob" }] }
    expect:
      - bytes: { at: 14, text: "hello bob" }
      - { release: 1.10.0, leaks: 57, bytes: { at: 58, text: "swordf" } }
      - { release: [1.9.0, 1.10.1], leaks: none, bytes: { at: 58, hex: "000000000000" } }
  - raw: { size: 10, returns: 20 }
    expect: { error: exceeds }
  - receive: { from: bob, size: 60 }
    expect: { frames: 1, length: 60 }`;

/** What the reference page says about expectations. */
export const EXPECT_TEXT = Object.freeze({
  ofStep: `What must be true of the frames that the step sends or receives: a mapping, or a list of them, each for the
releases that it names. It holds for each frame of the step, however often the step is taken and whenever the frame
crosses. \`netchannel-sim run\` tells what is not met, with its place in the script, and exits with status 2.

\`\`\`yaml
${EXAMPLE}
\`\`\`

A step that is expected to do something and is never taken has failed; so has one of which no frame crosses, unless
\`frames\` or \`error\` says otherwise.`,
  ofRun: `What must be true of the run as a whole: a mapping, or a list of them, each for the releases that it names. It
is checked when the run has ended, and not at all if the run is stopped before.`,
  amount: '`none`, `some` (at least 1), a number, or a mapping with one of the two bounds or both.',
});
