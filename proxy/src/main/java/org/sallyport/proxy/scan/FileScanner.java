package org.sallyport.proxy.scan;

import io.netty.channel.EventLoop;

/** A virus scanner. Safe for any thread; never blocks. */
public interface FileScanner {

    /**
     * Begins with one file. A scanner that can't be reached is found out in the course of it.
     *
     * @param loop where everything of this scan happens
     * @param name what the file is called, a stranger's text; empty when nobody said
     */
    Scan begin(EventLoop loop, String name);
}
