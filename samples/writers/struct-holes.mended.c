/*
 * Writes a record of a protocol of our own into the buffer that comes on standard input, and the frame to standard output.
 *
 *   cc -o struct-holes.mended struct-holes.mended.c && netchannel-sim probe -- ./struct-holes.mended
 *
 * struct-holes.c with the record cleared before its members are set.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct reading {
  uint8_t kind;
  uint32_t seconds;
  uint16_t value;
  uint8_t unit;
  uint32_t sensor;
};

/* The record begins at byte 16, where a structure like this may begin. */
enum { RECORD = 16 };

static _Alignas(8) uint8_t buffer[65536];

/* For local experiments: EtherType 0x88b5. Then the version of the protocol, 2 bytes. */
static const uint8_t head[RECORD] = {0x00, 0x16, 0x3e, 0, 0, 0x0b, 0x00, 0x16, 0x3e, 0, 0, 0x01, 0x88, 0xb5, 0, 1};

static size_t write_packet(void) {
  struct reading *reading = (struct reading *)(buffer + RECORD);

  memcpy(buffer, head, sizeof head);
  memset(reading, 0, sizeof *reading);
  reading->kind = 3;
  reading->seconds = 1553126400;
  reading->value = 451;
  reading->unit = 'F';
  reading->sensor = 0xfeedface;
  return RECORD + sizeof *reading;
}

int main(void) {
  if (fread(buffer, 1, sizeof buffer, stdin) < 128) return 1;
  size_t length = write_packet();
  return fwrite(buffer, 1, length, stdout) == length ? 0 : 1;
}
