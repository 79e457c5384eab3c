"""The datagrams of udp.yaml by Scapy: udp.scapy.py COUNT SIZE FILE"""
import sys
from scapy.layers.inet import IP, UDP
from scapy.layers.l2 import Ether
from scapy.packet import Raw
from scapy.utils import PcapWriter

count, size, file = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
payload = bytes(range(256)) * (size // 256 + 1)
with PcapWriter(file) as writer:
    for number in range(count):
        writer.write(
            Ether(dst="00:16:3e:00:00:0a", src="00:16:3e:00:00:01")
            / IP(src="10.0.0.1", dst="10.0.0.10", id=number & 0xFFFF, ttl=38, flags="DF")
            / UDP(sport=1024 + (number & 1023), dport=7)
            / Raw(payload[:size])
        )
