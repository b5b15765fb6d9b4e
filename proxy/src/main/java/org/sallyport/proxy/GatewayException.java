package org.sallyport.proxy;

/** The gateway can't start. The message says why and what to do next. */
public final class GatewayException extends Exception {
    private static final long serialVersionUID = 1;

    public GatewayException(String message, Throwable cause) {
        super(message, cause);
    }
}
