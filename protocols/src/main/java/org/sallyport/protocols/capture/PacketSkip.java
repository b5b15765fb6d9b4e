package org.sallyport.protocols.capture;

/** Why a packet gave no TCP segment. */
public enum PacketSkip {
    /** Its link type is not read here. */
    LINK_TYPE("of an unsupported link type"),
    /** ARP and the like. */
    NOT_IP("not IP"),
    /** UDP, ICMP and the like. */
    NOT_TCP("not TCP"),
    /** A piece of an IP packet that was kept until its other pieces came. */
    FRAGMENT("IP fragments kept for reassembly"),
    /** Pieces of an IP packet that never got whole, or that didn't fit the bounds. */
    FRAGMENT_LOST("IP fragments that never got whole"),
    /** The capture cut it within its headers, or they contradict themselves. */
    BROKEN("with broken or cut headers");

    private final String words;

    PacketSkip(String words) {
        this.words = words;
    }

    /** Completes "12 packets ...". */
    public String words() {
        return words;
    }
}
