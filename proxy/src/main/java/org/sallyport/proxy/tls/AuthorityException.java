package org.sallyport.proxy.tls;

/** The authority can't be used. The message says what is wrong and what to do, without anything secret. */
public final class AuthorityException extends Exception {
    private static final long serialVersionUID = 1;

    AuthorityException(String message) {
        super(message);
    }

    AuthorityException(String message, Throwable cause) {
        super(message, cause);
    }
}
