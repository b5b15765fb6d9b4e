package org.sallyport.proxy.cli;

/** A command could not do what it was asked. The message is shown as it is, so it says what to do next. */
final class CommandFailure extends Exception {
    private static final long serialVersionUID = 1;

    CommandFailure(String message) {
        super(message);
    }

    CommandFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
