/*
 * Writes a UDP datagram into the buffer that comes on standard input, and the frame to standard output.
 *
 *   cc -o tos-left-out.mended tos-left-out.mended.c && netchannel-sim probe -- ./tos-left-out.mended
 *
 * tos-left-out.c with the type of service written, although it is zero.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static uint8_t buffer[65536];

static void put16(size_t at, unsigned value) {
  buffer[at] = (uint8_t)(value >> 8);
  buffer[at + 1] = (uint8_t)value;
}

/* The ones' complement sum of 16 bit words (RFC 1071), on top of what was summed before. */
static uint32_t sum(uint32_t total, size_t at, size_t length) {
  for (size_t i = 0; i < length; i++) total += (uint32_t)buffer[at + i] << (i % 2 ? 0 : 8);
  while (total >> 16) total = (total & 0xffff) + (total >> 16);
  return total;
}

static const uint8_t ethernet[14] = {0x00, 0x16, 0x3e, 0, 0, 0x0b, 0x00, 0x16, 0x3e, 0, 0, 0x01, 0x08, 0x00};
static const uint8_t addresses[8] = {10, 0, 0, 1, 10, 0, 0, 11};

static size_t write_packet(const char *text) {
  size_t payload = strlen(text), datagram = 8 + payload;

  memcpy(buffer, ethernet, sizeof ethernet);
  buffer[14] = 0x45;
  buffer[15] = 0;
  put16(16, (unsigned)(20 + datagram));
  put16(18, 0);
  put16(20, 0x4000);
  buffer[22] = 64;
  buffer[23] = 17;
  put16(24, 0);
  memcpy(buffer + 26, addresses, sizeof addresses);
  put16(24, ~sum(0, 14, 20));

  put16(34, 9000);
  put16(36, 9000);
  put16(38, (unsigned)datagram);
  put16(40, 0);
  memcpy(buffer + 42, text, payload);
  put16(40, ~sum((uint32_t)(17 + datagram), 26, 8 + datagram));
  return 34 + datagram;
}

int main(void) {
  if (fread(buffer, 1, sizeof buffer, stdin) < 128) return 1;
  size_t length = write_packet("good night, bob");
  return fwrite(buffer, 1, length, stdout) == length ? 0 : 1;
}
