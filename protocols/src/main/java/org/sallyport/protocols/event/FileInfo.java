package org.sallyport.protocols.event;

/**
 * A file that is offered.
 *
 * @param name as the sender named it; a stranger's text
 * @param size in bytes, or -1 when not said
 * @param count how many files stand behind it: 1, or more for a folder or a batch
 */
public record FileInfo(String name, long size, int count) {}
