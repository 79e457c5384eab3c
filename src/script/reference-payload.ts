const EXAMPLE = `hosts:
  alice: { ip: 10.0.0.10 }
  bob: { ip: 10.0.0.11 }
expect:
  - { release: 1.10.0, secrets: { key: { to: bob, bytes: 10 }, pin: kept } }
  - { release: [1.9.0, 1.10.1], secrets: { key: kept, pin: kept } }
steps:
  - udp: { to: alice, to_port: 9, payload: ["key=", { text: "0badcafe", secret: key }, "-", { size: 8, secret: key }] }
  - raw: { to: bob, size: 57, writes: [{ at: 14, data: "hello bob" }] }
  - nat: { from: alice, to: bob, udp: { to_port: 9, payload: { hex: "04 07 01 01", secret: pin } } }`;

/** What the reference page says about payloads. @param forms - what a payload can be */
export function payloadText(forms: string): string {
  return `${forms}

Bytes that are marked as a \`secret\` are followed wherever they go, by where they come from: a report tells who was sent
them, and to whom they were disclosed in stale bytes. Several parts with one name, in one step or several, are one secret
in the order of the script; a text with the index of a repeat in it counts with its greatest length. The same bytes under
the same name, or the same text with the same indexes in it, are the same part of the secret, however they are written;
filler and counters are a part of their own wherever they stand, and so is what is only contained in another part. In a
repeat, the same part is the same bytes of the secret each time, whatever their values.

\`\`\`yaml
${EXAMPLE}
\`\`\``;
}
