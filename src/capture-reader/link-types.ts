/** Of Ethernet frames. */
export const LINK_TYPE_ETHERNET = 1;

/**
 * The names that https://www.tcpdump.org/linktypes.html has for the usual ones. 12, and 14 of OpenBSD, are what DLT_RAW is,
 * where files have 101: some programs write it nevertheless.
 */
const NAMES: Readonly<Record<number, string>> = {
  0: 'NULL',
  1: 'ETHERNET',
  6: 'IEEE802_5',
  8: 'SLIP',
  9: 'PPP',
  10: 'FDDI',
  12: 'RAW',
  14: 'RAW',
  50: 'PPP_HDLC',
  51: 'PPP_ETHER',
  101: 'RAW',
  104: 'C_HDLC',
  105: 'IEEE802_11',
  107: 'FRELAY',
  108: 'LOOP',
  113: 'LINUX_SLL',
  117: 'PFLOG',
  119: 'IEEE802_11_PRISM',
  127: 'IEEE802_11_RADIOTAP',
  143: 'DOCSIS',
  147: 'USER0',
  163: 'IEEE802_11_AVS',
  187: 'BLUETOOTH_HCI_H4',
  189: 'USB_LINUX',
  192: 'PPI',
  195: 'IEEE802_15_4_WITHFCS',
  201: 'BLUETOOTH_HCI_H4_WITH_PHDR',
  220: 'USB_LINUX_MMAPPED',
  227: 'CAN_SOCKETCAN',
  228: 'IPV4',
  229: 'IPV6',
  230: 'IEEE802_15_4_NOFCS',
  231: 'DBUS',
  239: 'NFLOG',
  249: 'USBPCAP',
  251: 'BLUETOOTH_LE_LL',
  253: 'NETLINK',
  272: 'NORDIC_BLE',
  276: 'LINUX_SLL2',
};

/** @returns such as `LINUX_SLL`, or the number of a link type that has no name here */
export function linkTypeName(linkType: number): string {
  return NAMES[linkType] ?? String(linkType);
}
