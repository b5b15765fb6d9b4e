package org.sallyport.archive.node;

import java.io.IOException;

/** The node cannot be run here at all; the message says why and what an administrator can do about it. */
public final class NodeException extends IOException {
    private static final long serialVersionUID = 1;

    public NodeException(String message) {
        super(message);
    }

    public NodeException(String message, Throwable cause) {
        super(message, cause);
    }
}
