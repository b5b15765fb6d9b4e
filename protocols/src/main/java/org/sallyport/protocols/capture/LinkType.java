package org.sallyport.protocols.capture;

/**
 * What a captured packet begins with. The numbers are those of the public registry of link-layer header types
 * (LINKTYPE_ values, tcpdump.org), which pcap and pcapng share.
 */
public enum LinkType {
    /** BSD loopback: an address family of 4 bytes in the byte order of the machine that captured. */
    NULL,
    /** Ethernet, with or without VLAN tags. */
    ETHERNET,
    /** An IPv4 or IPv6 packet and nothing before it. */
    RAW,
    /** OpenBSD loopback: an address family of 4 bytes in network order. */
    LOOP,
    /** Linux cooked capture, version 1: 16 bytes. */
    LINUX_SLL,
    /** Linux cooked capture, version 2: 20 bytes. */
    LINUX_SLL2,
    /** One that is not read here; its packets are counted and skipped. */
    OTHER;

    /** The type with this registry number; {@link #OTHER} for those not read here. */
    static LinkType of(int number) {
        return switch (number) {
            case 0 -> NULL;
            case 1 -> ETHERNET;
            // 12 and 14 are what some BSD systems wrote into files for raw IP; 228 and 229 say which version it is.
            case 12, 14, 101, 228, 229 -> RAW;
            case 108 -> LOOP;
            case 113 -> LINUX_SLL;
            case 276 -> LINUX_SLL2;
            default -> OTHER;
        };
    }
}
