package org.sallyport.protocols.capture;

import io.netty.buffer.ByteBuf;
import java.time.Instant;

/**
 * One packet as the capture has it.
 *
 * @param number its place in the file, from 1, as other tools count frames
 * @param time when it was captured; for a simple packet block, which has no time, that of the packet before it
 * @param link what its first bytes are
 * @param bytes an unpooled heap buffer; needs no release
 * @param originalLength how long it was on the wire, in bytes; more than {@code bytes} has when the capture cut it
 */
public record CapturedPacket(long number, Instant time, LinkType link, ByteBuf bytes, long originalLength) {}
