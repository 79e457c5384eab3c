"""Writes an IPv4 packet into the buffer that comes on standard input, and the frame to standard output.

    netchannel-sim probe -- python3 checksum-not-cleared.py

The flaw: the checksum is made over the header as it is in the buffer, with what is in the checksum field, which is taken
for zero and not cleared. On clean memory it is right; on other memory the receiver drops the packet. So did the DHCP and
NAT writers of MirageOS in 2019.
"""

import struct
import sys

ETHERNET = bytes.fromhex("00163e00000b 00163e000001 0800")
IP = 14
CHECKSUM = IP + 10


def checksum(data):
    """The ones' complement of the sum of 16 bit words (RFC 1071)."""
    total = sum(struct.unpack(f">{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def write_packet(buffer, payload):
    length = 20 + len(payload)
    buffer[:IP] = ETHERNET
    # Protocol 253 is for experiments (RFC 3692).
    struct.pack_into(">BBHHHBB", buffer, IP, 0x45, 0, length, 0, 0x4000, 64, 253)
    buffer[IP + 12 : IP + 20] = bytes([10, 0, 0, 1, 10, 0, 0, 11])
    buffer[IP + 20 : IP + length] = payload
    struct.pack_into(">H", buffer, CHECKSUM, checksum(buffer[IP : IP + 20]))
    return IP + length


if __name__ == "__main__":
    buffer = bytearray(sys.stdin.buffer.read())
    sys.stdout.buffer.write(buffer[: write_packet(buffer, b"good night, bob.")])
